"""One line for what needs somebody; it isn't there while nothing does."""

from collections.abc import Sequence
from typing import NamedTuple

from xentui_widgets.line_widget import LineWidget
from xentui_widgets.lines import Line, Span, cells, cut_line, ends
from xentui_widgets.symbols import UNICODE, Symbols


class NeedWords(NamedTuple):
    """Something that needs somebody, and why."""

    name: str
    why: str
    style: str
    """A name in `palette.PALETTE`."""


class NeedLine(LineWidget):
    """Names as many as find room and counts them all."""

    def __init__(self, *, symbols: Symbols = UNICODE, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(symbols=symbols, id=id, classes=classes)
        self.display = False
        self._needs: tuple[NeedWords, ...] = ()
        self._key = self._does = ""

    def show(self, needs: Sequence[NeedWords], key: str, does: str = "shows them") -> None:
        """Show these, the worst first; `does` is what `key` does with their rows, which is empty where none does."""
        self._needs, self._key, self._does = tuple(needs), key, does
        self.display = bool(needs)
        self.repaint_for(self._needs, key, does)

    def picture(self, width: int, height: int) -> tuple[Line, ...]:
        right: Line = (Span(self._key, "accent"), Span(f" {self._does} ", "dim")) if self._key else ()
        count = len(self._needs)
        start: Line = (Span(f" {self.symbols.flag} {count} need{'s' if count == 1 else ''} you: ", "warning"),)
        room = width - cells(right) - 2
        return (ends((*start, *self._named(room - cells(start))), right, width, self.symbols),)

    def _named(self, room: int) -> Line:
        shown: Line = ()
        for number, need in enumerate(self._needs):
            between = Span(f" {self.symbols.separator} ", "dim") if number else Span("")
            this = (between, Span(self.symbols.show(need.name), "bold"), Span(f" {need.why}", need.style))
            more = Span(f" +{len(self._needs) - number}", "dim")
            is_last = number == len(self._needs) - 1
            if cells((*shown, *this)) > room - (0 if is_last else cells((more,))):
                return (*shown, more) if number else cut_line(this, room, self.symbols)
            shown = (*shown, *this)
        return shown
