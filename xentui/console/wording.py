"""What each surface calls the actions that an advice names: the console by their keys, the command line by commands."""

from xentui.console.commands.view_commands import VIEW_COMMANDS
from xentui_driver.jobs.actions import ACTIONS, DESTROY, OPERATIONS, START
from xentui_driver.model.errors import XenError
from xentui_driver.toolstack.way_out import worded

_PALETTE = ":"
"""Where an action is found that has no key."""
START_HERE = "start_here"
"""Start, of a guest that has left for another host."""
DESTROY_NAMELESS = "destroy_nameless"
"""Destroy, of a domain that only its id tells from others."""

KEYS = {
    **{action.id: action.key or _PALETTE for action in OPERATIONS.values()},
    **{command.id: command.shown_key or _PALETTE for command in VIEW_COMMANDS},
    START_HERE: START.key,
    DESTROY_NAMELESS: DESTROY.key,
}
COMMANDS = {
    **{action.id: f"{action.id} NAME" for action in ACTIONS},
    START_HERE: "start --here NAME",
    DESTROY_NAMELESS: "destroy --domid ID",
    "start_attached": "start --console NAME",
    "start_paused": "start --paused NAME",
    "stop_acpi": "stop --acpi NAME",
    "balloon": "balloon NAME SIZE",
    "maxmem": "maxmem NAME SIZE",
    "vcpus": "vcpus NAME N",
    "migrate": "migrate NAME HOST",
    "save": "save NAME FILE",
    "save_running": "save --keep-running NAME FILE",
    "rename": "rename OLD NEW",
    "autostart_on": "autostart NAME on",
    "autostart_off": "autostart NAME off",
    "restore": "restore FILE",
    "console": "console NAME",
    "describe": "describe NAME",
    "doctor": "doctor",
    "edit": "config check NAME",
    "jobs": "jobs",
    "new": "new --name NAME",
    "powercycle": "powercycle HOSTNAME",
    "refresh": "list",
}
"""As they are typed behind `xentui`."""


def in_keys(advice: str) -> str:
    """For the reader of a screen."""
    return worded(advice, lambda id: KEYS.get(id, ""))


def in_commands(advice: str) -> str:
    """For who has typed a command."""
    return worded(advice, lambda id: f"`xentui {COMMANDS[id]}`" if id in COMMANDS else "")


def error_in_keys(error: XenError) -> str:
    """The error in one line of the console."""
    return error.told(in_keys(error.next_step))
