"""The keys of a screen in words, each once, and what else can be typed there; from the registries alone."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from textual.content import Content

from xentui.console.commands.command import Command, Scope
from xentui.console.commands.registry import COMMANDS, PALETTE
from xentui.console.commands.synonyms import SYNONYMS
from xentui.fleet.filters import TERMS_HELP as FILTER_HELP
from xentui.fleet.settings.key_map import KeyMap
from xentui.fleet.settings.key_names import shown_key
from xentui_widgets import graphs
from xentui_widgets.states import STATES
from xentui_widgets.symbols import UNICODE, Symbols

_MOVING_HELP: Mapping[str, str] = {
    "up": "up",
    "down": "down",
    "first": "first",
    "last": "last",
    "page_up": "page up",
    "page_down": "page down",
}
_KEY_CELLS = 18
_FEW_KEY_CELLS = 10
_NARROW = 60
"""On fewer cells the words need those of the keys."""
_SUSPENDS = "ctrl+z"
BARS = "Bars"
_CALLED = "bar gauge fill graph meter memory"
NOTHING = "Nothing found. Esc shows all again."


class HelpRow(NamedTuple):
    """A key or a word, and what it does."""

    key: str
    words: str
    also: str = ""
    """What else it is called: for the search."""


class Section(NamedTuple):
    title: str
    rows: tuple[HelpRow, ...]


Sections = tuple[Section, ...]
MARKS = "Marks below the charts"
OF_MARKS = Section(
    MARKS,
    (
        HelpRow("X", "an error", "legend"),
        HelpRow("!", "a warning", "legend"),
        HelpRow("*", "something done", "legend"),
        HelpRow("+", "something else", "legend"),
    ),
)


def main_help(keys: KeyMap, commands: Sequence[Command] = COMMANDS, symbols: Symbols = UNICODE) -> Sections:
    """What the main screen's keys do, what its signs and bars mean, and the filter."""
    palette = keys.shown("command_palette")
    guests = [command for command in commands if command.action is not None]
    others = [command for command in commands if command.action is None]
    return filled(
        Section("Guests", tuple(on_keys(guests, keys))),
        Section("Screen", (*on_keys(others, keys), *_suspending(keys))),
        Section("Moving", tuple(moving(keys, "show all guests again; go back"))),
        Section(f"Guests, by name ({palette})", tuple(by_name(commands, keys, Scope.CHOSEN, Scope.ROW))),
        Section(f"Screen, by name ({palette})", tuple(by_name(commands, keys, Scope.SCREEN))),
        Section(f"The host, by name ({palette})", tuple(by_name(commands, keys, Scope.HOST))),
        Section("States", tuple(HelpRow(look.symbol, look.word) for look in STATES.values())),
        Section(BARS, tuple(_bars(symbols))),
        Section("Filter", tuple(HelpRow(*term) for term in FILTER_HELP)),
    )


def _suspending(keys: KeyMap) -> Iterator[HelpRow]:
    """The terminal's own key, which is the application's on every page, unless the operator has bound it."""
    if not any(_SUSPENDS in of_one for of_one in keys.bound.values()):
        yield HelpRow(shown_key(_SUSPENDS), "back to the shell; its `fg` continues here, and jobs go on", "suspend")


def _bars(symbols: Symbols) -> Iterator[HelpRow]:
    """The fills of the host's memory first: nothing else on a small screen names them.

    `Symbols.show` makes that of the guests what it is on this terminal.
    """
    fills = (
        (symbols.gauge_dom0, "of Mem: what Domain-0 holds"),
        (graphs.FULL, "of Mem: what the guests hold; of CPU: in use"),
        (symbols.gauge_xen, "of Mem: what Xen itself needs"),
        (symbols.gauge_free, "of Mem: free; of CPU: idle"),
    )
    for fill, words in fills:
        yield HelpRow(fill * 3, words, _CALLED)
    yield HelpRow("2 MIN", "CPU use of the last two minutes, a step for 12 s", _CALLED)
    yield HelpRow("OF MAX", "what it holds of the most memory it can be given", _CALLED)


def screen_help(title: str, own: Mapping[str, str], keys: KeyMap) -> Sections:
    """What the keys of another screen do; `own` has the words by the ids that the keys stand for."""
    rows = tuple(of_ids({**own, PALETTE.id: PALETTE.help}, keys))
    return filled(Section(title, rows), Section("Moving", tuple(moving(keys, "back"))))


def help_lines(sections: Sections, typed: str, width: int, symbols: Symbols) -> list[Content]:
    """The rows in which all typed words are, in lines of at most `width` cells."""
    words = typed.casefold().split()
    found = filled(*(Section(title, tuple(row for row in rows if _fits(row, words))) for title, rows in sections))
    if not found:
        return [Content(NOTHING)]
    return [line for section in found for line in _lines(section, width, symbols)]


def _fits(row: HelpRow, words: Iterable[str]) -> bool:
    text = f"{row.key} {row.words} {row.also}".casefold()
    return all(word in text for word in words)


def filled(*sections: Section) -> Sections:
    """Without those that have no row: some have none where nothing can be changed."""
    return tuple(section for section in sections if section.rows)


def on_keys(commands: Iterable[Command], keys: KeyMap) -> Iterator[HelpRow]:
    """Commands that share their keys are one row: no guest allows two of them."""
    sharing: dict[tuple[str, ...], list[Command]] = {}
    for command in commands:
        if bound := keys.of(command.id):
            sharing.setdefault(bound, []).append(command)
    for meant in sharing.values():
        words = "; or ".join(command.help_text for command in meant)
        yield HelpRow(keys.all_shown(meant[0].id), words, " ".join(map(_called, meant)))


def by_name(commands: Iterable[Command], keys: KeyMap, *scopes: Scope) -> Iterator[HelpRow]:
    """Those without keys, which the palette has."""
    for command in commands:
        if command.scope in scopes and not keys.of(command.id):
            yield HelpRow(command.label, command.help_text, _called(command))


def _called(command: Command) -> str:
    return " ".join((command.label, *SYNONYMS.get(command.id, ())))


def moving(keys: KeyMap, escape: str) -> Iterator[HelpRow]:
    """What moves, and what Escape does."""
    yield from of_ids(_MOVING_HELP, keys)
    yield HelpRow("Esc", escape)


def of_ids(words: Mapping[str, str], keys: KeyMap) -> Iterator[HelpRow]:
    """The words by the ids that the keys stand for."""
    return (HelpRow(keys.all_shown(id), help) for id, help in words.items() if keys.of(id))


def _lines(section: Section, width: int, symbols: Symbols) -> Iterator[Content]:
    cells = _KEY_CELLS if width >= _NARROW else _FEW_KEY_CELLS
    yield Content.styled(section.title, "bold")
    for row in section.rows:
        key = symbols.show(row.key)
        if len(key) > cells - 3:
            yield Content.assemble("  ", (key, "ansi_cyan"))
            key = ""
        first, *more = textwrap.wrap(symbols.show(row.words), max(20, width - cells)) or [""]
        yield Content.assemble("  ", (f"{key:<{cells - 2}}", "ansi_cyan"), first)
        for line in more:
            yield Content(" " * cells + line)
    yield Content("")
