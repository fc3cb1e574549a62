"""What the console calls the actions that an advice names: their keys."""

from xentui.console.commands.view_commands import VIEW_COMMANDS
from xentui_driver.jobs.actions import DESTROY, OPERATIONS, START
from xentui_driver.model.errors import XenError
from xentui_driver.toolstack.way_out import DESTROY_NAMELESS, START_HERE, worded

_PALETTE = ":"
"""Where an action is found that has no key."""

KEYS = {
    **{action.id: action.key or _PALETTE for action in OPERATIONS.values()},
    **{command.id: command.shown_key or _PALETTE for command in VIEW_COMMANDS},
    START_HERE: START.key,
    DESTROY_NAMELESS: DESTROY.key,
}


def in_keys(advice: str) -> str:
    """For the reader of a screen."""
    return worded(advice, lambda id: KEYS.get(id, ""))


def error_in_keys(error: XenError) -> str:
    """The error in one line of the console."""
    return error.told(in_keys(error.next_step))
