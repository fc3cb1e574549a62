"""How advice on the command line names actions: by the commands that perform them."""

from xentui_driver.jobs.actions import ACTIONS
from xentui_driver.toolstack.way_out import DESTROY_NAMELESS, START_HERE, worded

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
    "sysrq": "sysrq NAME KEY",
    "save": "save NAME FILE",
    "save_running": "save --keep-running NAME FILE",
    "rename": "rename OLD NEW",
    "autostart_on": "autostart NAME on",
    "autostart_off": "autostart NAME off",
    "restore": "restore FILE",
    "console": "console NAME",
    "describe": "describe NAME",
    "why": "why NAME",
    "doctor": "doctor",
    "edit": "config check NAME",
    "jobs": "jobs",
    "logs": "logs NAME",
    "new": "new --name NAME",
    "keep_consoles": "keep-consoles",
    "powercycle": "powercycle HOSTNAME",
    "refresh": "list",
}
"""The words after `xentui`."""


def in_commands(advice: str) -> str:
    """An error or advice in the words of the command line."""
    return worded(advice, lambda id: f"`xentui {COMMANDS[id]}`" if id in COMMANDS else "")
