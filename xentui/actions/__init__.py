"""The registry of all that can be done with a guest; keys, palette, help, dialogs and command line derive from it.

A new action is one more Action in it, and the driver's method that it calls.
"""

from xentui.actions.action import Action, Asks, Guard, Request
from xentui.actions.definitions import AUTOSTART_OFF, AUTOSTART_ON, REMOVE, RENAME
from xentui.actions.guests import (
    DESTROY,
    MIGRATE,
    PAUSE,
    REBOOT,
    RESET,
    SAVE,
    SAVE_RUNNING,
    START,
    START_ATTACHED,
    STOP,
    STOP_ACPI,
    UNPAUSE,
)
from xentui.actions.resources import BALLOON, MAXMEM, VCPUS

ACTIONS = (
    START, START_ATTACHED, STOP, STOP_ACPI, DESTROY, REBOOT, RESET, PAUSE, UNPAUSE,
    BALLOON, MAXMEM, VCPUS, MIGRATE, SAVE, SAVE_RUNNING, RENAME, AUTOSTART_ON, AUTOSTART_OFF, REMOVE,
)  # fmt: skip

__all__ = [
    "ACTIONS",
    "AUTOSTART_OFF",
    "AUTOSTART_ON",
    "BALLOON",
    "DESTROY",
    "MAXMEM",
    "MIGRATE",
    "PAUSE",
    "REBOOT",
    "REMOVE",
    "RENAME",
    "RESET",
    "SAVE",
    "SAVE_RUNNING",
    "START",
    "START_ATTACHED",
    "STOP",
    "STOP_ACPI",
    "UNPAUSE",
    "VCPUS",
    "Action",
    "Asks",
    "Guard",
    "Request",
    "actions_on_key",
]


def actions_on_key(key: str) -> tuple[Action, ...]:
    """The actions that one key stands for; the first that can be done with the instance is meant."""
    return tuple(action for action in ACTIONS if action.key == key)
