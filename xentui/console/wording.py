"""Advice names commands by id; the console shows their keys instead."""

from xentui.console.commands.registry import COMMANDS
from xentui.fleet.settings.key_map import KeyMap
from xentui_driver.jobs.actions import OPERATIONS
from xentui_driver.model.errors import XenError
from xentui_driver.toolstack.way_out import DESTROY_NAMELESS, START_HERE, worded

NAMED = {
    **{id: id for id in (*OPERATIONS, *(command.id for command in COMMANDS))},
    START_HERE: "start",
    DESTROY_NAMELESS: "destroy",
}
"""The command that stands behind each id that an advice may name."""


def in_keys(advice: str, keys: KeyMap) -> str:
    """The advice with the key of each command that it names; that of the palette where the command has none."""

    def word(id: str) -> str:
        return (keys.shown(NAMED[id]) or keys.shown("command_palette")) if id in NAMED else ""

    return worded(advice, word)


def error_in_keys(error: XenError, keys: KeyMap) -> str:
    """The error in one line of the console."""
    return error.told(in_keys(error.next_step, keys))
