"""Advice names commands by id; the console shows their keys instead."""

from collections.abc import Mapping
from types import MappingProxyType

from xentui.console.commands.registry import COMMAND, COMMANDS, PALETTE
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


NO_KEYS: Mapping[str, str] = MappingProxyType({})


def way_to(id: str, keys: KeyMap) -> str:
    """What the operator types for a command: its key, or that of the palette and the name that it has there.

    Empty for what is no command: that can only be chosen where it is offered.
    """
    palette = keys.shown(PALETTE.id)
    return keys.shown(id) or (f"{palette} {COMMAND[id].label}" if id in COMMAND else "")


def in_keys(advice: str, keys: KeyMap, here: Mapping[str, str] = NO_KEYS) -> str:
    """The advice with what the operator types for each command that it names.

    `here` are the keys of the place where it is shown, by the same ids: a dialog's choices.
    """

    def word(id: str) -> str:
        return (here.get(id) or way_to(NAMED[id], keys)) if id in NAMED else ""

    return worded(advice, word)


def error_in_keys(error: XenError, keys: KeyMap) -> str:
    """The error in one line of the console."""
    return error.told(in_keys(error.next_step, keys))
