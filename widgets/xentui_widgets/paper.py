"""Text in wrapped lines, as the details of jobs, events and audit entries show it."""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from xentui_widgets.lines import Line, Span, cells, ends
from xentui_widgets.symbols import Symbols
from xentui_widgets.wrapping import fact, hanging

_LABEL_CELLS = 8
_MARGIN = 1


class Paper:
    """Turns texts of any length into lines of a width."""

    def __init__(self, width: int, symbols: Symbols, prompt: str) -> None:
        self._width = width
        self.symbols = symbols
        self._prompt = prompt

    def command(self, command: str) -> Iterator[Line]:
        """A command behind its prompt."""
        return self.wrap(command, "accent", first=self._prompt, indent=cell_len(self._prompt))

    def wrap(self, text: str, style: str = "", *, first: str = "", indent: int = 0) -> Iterator[Line]:
        """The text behind `first` and, further down, under itself."""
        head: Line = (Span(" " * _MARGIN + first),)
        return hanging(head, text, self._width, self.symbols, indent=_MARGIN + indent, style=style)

    def label(self, label: str, text: str, style: str = "") -> Iterator[Line]:
        """A fact; none where there is no text."""
        if text:
            yield from fact(label, text, self._width, self.symbols, label_cells=_LABEL_CELLS, style=style)

    def ends(self, left: Sequence[Line], right: Line) -> Iterator[Line]:
        """`right` at the end of the last line of `left`, or below where it finds no room."""
        *before, last = left
        yield from before
        if cells(last) + cells(right) + 3 > self._width:
            yield last
            last = ()
        yield ends(last, (*right, Span(" ")), self._width, self.symbols)
