"""Advice names commands by id; the console shows their keys instead."""

from xentui.console.commands.bindings import KEYS
from xentui.console.commands.registry import COMMANDS
from xentui_driver.jobs.actions import OPERATIONS
from xentui_driver.model.errors import XenError
from xentui_driver.toolstack.way_out import DESTROY_NAMELESS, START_HERE, worded

_PALETTE = KEYS["command_palette"].shown
"""Where a command is found that has no key."""

WORDS = {
    **dict.fromkeys(OPERATIONS, _PALETTE),
    **{command.id: _PALETTE for command in COMMANDS},
    **{id: key.shown for id, key in KEYS.items()},
    START_HERE: KEYS["start"].shown,
    DESTROY_NAMELESS: KEYS["destroy"].shown,
}


def in_keys(advice: str) -> str:
    """The advice with the key of each command that it names."""
    return worded(advice, lambda id: WORDS.get(id, ""))


def error_in_keys(error: XenError) -> str:
    """The error in one line of the console."""
    return error.told(in_keys(error.next_step))
