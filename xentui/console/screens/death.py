"""The page that says why a guest has ended: the likely cause and the next step at the top, the evidence below."""

import textwrap
from collections.abc import Callable, Iterator
from types import MappingProxyType

from textual.content import Content

from xentui.console.screens.pages import Page
from xentui.console.wording import in_keys
from xentui.fleet.death_words import DeathRow, RowKind, death_rows, moment
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
    """Looks when it is opened, when the guest is listed in another way, and at the key that refreshes."""

    help_title = "Why a guest has ended"
    help_keys = MappingProxyType({"refresh": "look again", **Page.help_keys})

    def __init__(
        self, name: str, symbols: Symbols, keys: KeyMap, *, read: Callable[[], None], listed: Callable[[], object]
    ) -> None:
        """`read` begins to look and calls `show` or `show_error` later; `listed` is how the guest is listed now."""
        items = [KeyItem(keys.shown("refresh"), "Look again", "read_again")]
        super().__init__(f"Why: {name}", self._describe, symbols, keys, {"refresh": "read_again"}, items=items)
        self._keys = keys
        self._symbols = symbols
        self._read, self._listed = read, listed
        self._was_listed: object = None
        self._is_reading = self._reads_again = False
        self._found: FoundDeath | None = None
        self._problem = ""

    def on_mount(self) -> None:
        self.action_read_again()

    def show(self, found: FoundDeath, title: str) -> None:
        """Show what was found, by the name that the guest has now."""
        self._found, self._problem = found, ""
        self._title.show(f"Why: {title}", right=f"as of {moment(found.last.death.taken_s)}")
        self._read_is_over()

    def show_error(self, words: str) -> None:
        """Say why it can't be found out."""
        self._problem = words
        self._read_is_over()

    def show_again(self) -> None:
        """What was found is true of the guest as it was listed then."""
        if self.is_mounted and not self._is_reading and self._listed() != self._was_listed:
            self.action_read_again()
        super().show_again()

    def action_read_again(self) -> None:
        """One reading at a time: a host that hangs isn't asked more often by a key that is held."""
        if self._is_reading:
            self._reads_again = True
            return
        self._is_reading, self._reads_again = True, False
        self._was_listed = self._listed()
        self._read()

    def _read_is_over(self) -> None:
        self._is_reading = False
        if self._reads_again:
            self.action_read_again()
        self.show_again()

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
