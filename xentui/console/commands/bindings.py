"""How important each command is in the key bar, and the keys of the operator's map as Textual calls them."""

from collections.abc import Iterable

from textual.binding import Binding
from textual.keys import _character_to_key

from xentui.console.commands.command import Command
from xentui.fleet.settings.key_map import KeyMap, key_map
from xentui.fleet.settings.key_presets import MOVES
from xentui_widgets.moves import Moves

IMPORTANCE = {
    "start": 90,
    "start_attached": 20,
    "stop": 88,
    "destroy": 40,
    "discard": 40,
    "reboot": 80,
    "reset": 35,
    "pause": 70,
    "unpause": 69,
    "balloon": 60,
    "vcpus": 45,
    "migrate": 50,
    "console": 75,
    "why": 97,
    "details": 30,
    "logs": 29,
    "describe": 28,
    "edit": 27,
    "new": 26,
    "mark": 25,
    "unmark": 100,
    "filter": 85,
    "problems": 15,
    "columns": 10,
    "jobs": 35,
    "audit": 12,
    "events": 11,
    "history": 5,
    "command_palette": 65,
    "help": 95,
    "quit": 99,
}
"""Where the key bar is too short the least important step aside; what isn't here is never there."""
USUAL_KEYS = key_map()
_OTHER_NAMES = {
    "page-up": "pageup",
    "page-down": "pagedown",
    "ctrl+space": "ctrl+@",
    "ctrl+\\": "ctrl+backslash",
    "ctrl+]": "ctrl+right_square_bracket",
    "ctrl+^": "ctrl+circumflex_accent",
    "ctrl+_": "ctrl+underscore",
}


def as_pressed(key: str) -> str:
    """A key of the config file, as Textual calls it."""
    return _character_to_key(key) if len(key) == 1 else _OTHER_NAMES.get(key, key)


def pressed(keys: KeyMap, *ids: str) -> frozenset[str]:
    """All keys of these ids, as Textual calls them."""
    return frozenset(as_pressed(key) for id in ids for key in keys.of(id))


def moves_of(keys: KeyMap) -> Moves:
    return Moves(*(tuple(as_pressed(key) for key in keys.of(id)) for id in MOVES))


def bindings_of(keys: KeyMap, actions: dict[str, str]) -> list[Binding]:
    """The keys of each id, bound to its action."""
    return [Binding(as_pressed(key), action, show=False) for id, action in actions.items() for key in keys.of(id)]


def begun_by(commands: Iterable[Command], keys: KeyMap) -> frozenset[str]:
    """The keys that begin something on their own, whichever of their commands is meant."""
    return pressed(keys, *(command.id for command in commands if command.begins))


def by_key(commands: Iterable[Command], keys: KeyMap) -> dict[str, tuple[Command, ...]]:
    """The commands that each key stands for, as Textual calls it; the first that can be done is meant."""
    found: dict[str, tuple[Command, ...]] = {}
    for command in commands:
        for key in pressed(keys, command.id):
            found[key] = (*found.get(key, ()), command)
    return found
