"""The keys of a guest's screen: its commands, its movements, and what turns to another tab."""

from collections.abc import Mapping, Sequence

from textual.binding import Binding, BindingsMap

from xentui.console.commands.bindings import by_key, moves_of, pressed
from xentui.console.commands.command import Command
from xentui.console.guest.tabs import TABS
from xentui.fleet.settings.key_map import PLACES, KeyMap

ACTIONS = {
    "quit": "leave",
    "details": "open",
    "refresh": "read_again",
    "write_back": "write_back",
    "zoom_in": "zoom(-1)",
    "zoom_out": "zoom(1)",
}
"""What the screen itself does, by the ids that have keys."""
_MOVES = tuple(f"move('{move}')" for move in ("cursor_up", "cursor_down", "first", "last", "page_up", "page_down"))
_TURNS = {"tab": "turn(1)", "right": "sideways(1)", "shift+tab": "turn(-1)", "left": "sideways(-1)"}


def bindings_on_guest_screen(commands: Sequence[Command], keys: KeyMap) -> BindingsMap:
    """All with priority, as on the main screen: each has its effect before the next one is looked at."""
    ids = {key: " ".join(command.id for command in meant) for key, meant in by_key(commands, keys).items()}
    acting = {
        "escape": "leave",
        **turns_of(keys),
        **{digit: f"turn_to({index})" for index, digit in digits_of(keys).items()},
        **{key: action for id, action in ACTIONS.items() for key in pressed(keys, id)},
        **{key: f"app.command('{meant}')" for key, meant in ids.items()},
    }
    bound = (Binding(key, action, show=False, priority=True) for key, action in acting.items())
    return BindingsMap([*bound, *moves_of(keys).bindings(*_MOVES, priority=True)])


def turns_of(keys: KeyMap) -> Mapping[str, str]:
    """The keys that turn to the next tab or the one before, unless the operator has given them another meaning."""
    taken = _taken(keys)
    return {key: action for key, action in _TURNS.items() if key not in taken}


def digits_of(keys: KeyMap) -> Mapping[int, str]:
    """The digit that turns to each tab, by the tab's place, unless it has another meaning."""
    taken = _taken(keys)
    return {index: digit for index in range(len(TABS)) if (digit := str(index + 1)) not in taken}


def shown_of(keys: KeyMap) -> Mapping[int, str]:
    """The key of each tab as the screen shows it: that of its command, or its digit."""
    own = {index: key for index, tab in enumerate(TABS) if tab.command and (key := keys.shown(tab.command))}
    return {**digits_of(keys), **own}


def _taken(keys: KeyMap) -> frozenset[str]:
    return pressed(keys, *PLACES["a guest's screen"])
