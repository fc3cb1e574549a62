"""A section's heading in a rule: `─ Instances 15 ─ filter: web ──────── 2 columns hidden ─`."""

from collections.abc import Sequence
from typing import NamedTuple

from xentui_widgets.line_widget import LineWidget
from xentui_widgets.lines import Line, Span, cells, foremost, title
from xentui_widgets.screen_room import KnowsScreen, room_words
from xentui_widgets.symbols import UNICODE, Symbols

_RULE, _LAST = 3, 1
"""The cells of the rule before a part, the one at the right end included, and of the one behind the last part."""


class Fitting(NamedTuple):
    """A part whose pieces stand beside each other as far as there is room, the most important ones first."""

    pieces: Sequence[tuple[int, Line]]
    """Each with its importance."""
    gap: str = ", "


Part = str | Line | Fitting


class TitleLine(LineWidget):
    """One line above a pane; the first part is its name, the others are what restricts it."""

    def __init__(
        self, *parts: Part, symbols: Symbols = UNICODE, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(symbols=symbols, id=id, classes=classes)
        self._parts = parts
        self._right = ""

    def show(self, *parts: Part, right: str = "") -> None:
        """Show these parts, each a text, a line with styles of its own or `Fitting`, and `right` at the line's end."""
        self._parts, self._right = parts, right
        self.repaint_for(parts, right)

    def picture(self, width: int, height: int) -> tuple[Line, ...]:
        shown = [part for part in self._parts if part]
        right: Line = (Span(self.symbols.show(self._right), "dim"),) if self._right else ()
        whole = [self._line(part, "" if index else "bold", width) for index, part in enumerate(shown)]
        if cells(right) + _RULE > width // 2:
            right = ()  # as `title` does
        room = width - _RULE * len(whole) - _LAST - (cells(right) + _RULE if right else 0)
        for index, part in enumerate(shown):
            if isinstance(part, Fitting):
                others = sum(map(cells, whole)) - cells(whole[index])
                whole[index] = self._line(part, "", room - others)
        parts = [line for line in whole if line]
        return (title([*parts, *self._added(parts, right, width)], right, width, self.symbols),)

    def _added(self, parts: Sequence[Line], right: Line, width: int) -> Sequence[Line]:
        """What is said besides where there is room; a subclass says what."""
        return ()

    def _line(self, part: Part, style: str, room: int) -> Line:
        if isinstance(part, Fitting):
            return foremost(part.pieces, part.gap, room)
        return (Span(self.symbols.show(part), style),) if isinstance(part, str) else part


class PageTitle(KnowsScreen, TitleLine):
    """At the top of a page: it says where the screen is too small for all of the console, as far as there is room."""

    def _added(self, parts: Sequence[Line], right: Line, width: int) -> Sequence[Line]:
        taken = sum(map(cells, parts)) + _RULE * len(parts) + (cells(right) + _RULE if right else 0)
        words = room_words(self.screen_size, width - taken - _RULE - _LAST)
        return [(Span(words, "warning"),)] if words else []
