"""The page that says why a guest has ended: the likely cause and the next step at the top, the evidence below."""

import textwrap
from collections.abc import Callable, Iterator
from types import MappingProxyType

from textual.content import Content

from xentui.console.screens.pages import Page
from xentui.console.wording import in_keys
from xentui.fleet.death_words import DeathRow, RowKind, death_rows
from xentui.fleet.find_death import FoundDeath
from xentui.fleet.settings.key_map import KeyMap
from xentui_widgets.figure_words import figure_words
from xentui_widgets.key_bar import KeyItem
from xentui_widgets.symbols import Symbols

_LABEL_CELLS = 9
_STYLES = {
    RowKind.HEADLINE: "bold",
    RowKind.CAUSE: "bold ansi_yellow",
    RowKind.NEXT: "",
    RowKind.FACT: "",
    RowKind.HEADING: "bold",
    RowKind.QUOTE: "dim",
}


class DeathPage(Page):
    """Looks when it is opened, and at the key that refreshes."""

    help_title = "Why a guest has ended"
    help_keys = MappingProxyType({"refresh": "look again", **Page.help_keys})

    def __init__(self, name: str, symbols: Symbols, keys: KeyMap, *, read: Callable[[], None]) -> None:
        """`read` begins to look and calls `show` or `show_error` later."""
        items = [KeyItem(keys.shown("refresh"), "Look again", "read_again")]
        super().__init__(f"Why: {name}", self._describe, symbols, keys, {"refresh": "read_again"}, items=items)
        self._keys = keys
        self._symbols = symbols
        self._read = read
        self._found: FoundDeath | None = None
        self._problem = ""

    def on_mount(self) -> None:
        self._read()

    def show(self, found: FoundDeath | None) -> None:
        """Show what was found; None while it is looked for."""
        self._found, self._problem = found, ""
        self.show_again()

    def show_error(self, words: str) -> None:
        """Say why it can't be found out."""
        self._problem = words
        self.show_again()

    def action_read_again(self) -> None:
        self._read()

    def _describe(self, width: int) -> list[Content]:
        lines = [Content.styled(text, "ansi_red") for text in _wrapped(self._problem, width, self._symbols)]
        if self._found is not None:
            lines += self._rows(self._found, width)
        elif not self._problem:
            lines.append(Content.styled(self._symbols.show("~ reading what it has left"), "ansi_magenta"))
        return lines

    def _rows(self, found: FoundDeath, width: int) -> list[Content]:
        rows = death_rows(found, lambda advice: in_keys(advice, self._keys), figure_words)
        return [line for row in rows for line in _lines(row, width, self._symbols)]


def _lines(row: DeathRow, width: int, symbols: Symbols) -> Iterator[Content]:
    style = _STYLES[row.kind]
    if row.kind is RowKind.HEADING:
        yield Content("")
    if row.kind is RowKind.QUOTE:  # cut, not wrapped: a page of a log is read by its left edge
        yield Content.styled(f"  {symbols.show(row.words)}"[:width], style)
        return
    if row.kind in (RowKind.HEADLINE, RowKind.HEADING):
        yield from (Content.styled(text, style) for text in _wrapped(row.words, width, symbols))
        return
    label = f"{row.label:<{_LABEL_CELLS}}"
    for text in _wrapped(row.words, width - _LABEL_CELLS, symbols):
        yield Content.assemble((label, "dim"), (text, style))
        label = " " * _LABEL_CELLS


def _wrapped(text: str, width: int, symbols: Symbols) -> list[str]:
    return textwrap.wrap(symbols.show(text), max(1, width))
