"""The registry of all that can be done with a guest; keys, palette, help, dialogs and command line derive from it.

A new action is one more Action in it, and the driver's method that it calls.
"""

from xentui.actions.action import Action, Asks, Guard, Request
from xentui.actions.guests import (
    BALLOON,
    DESTROY,
    MIGRATE,
    PAUSE,
    REBOOT,
    START,
    START_ATTACHED,
    STOP,
    UNPAUSE,
)

ACTIONS = (START, START_ATTACHED, STOP, DESTROY, REBOOT, PAUSE, UNPAUSE, BALLOON, MIGRATE)

__all__ = [
    "ACTIONS",
    "BALLOON",
    "DESTROY",
    "MIGRATE",
    "PAUSE",
    "REBOOT",
    "START",
    "START_ATTACHED",
    "STOP",
    "UNPAUSE",
    "Action",
    "Asks",
    "Guard",
    "Request",
    "actions_on_key",
]


def actions_on_key(key: str) -> tuple[Action, ...]:
    """The actions that one key stands for; the first that can be done with the instance is meant."""
    return tuple(action for action in ACTIONS if action.key == key)
