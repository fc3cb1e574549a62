"""Text in wrapped lines, as the details of jobs, events and audit entries show it."""

import textwrap
from collections.abc import Iterator, Sequence

from rich.cells import cell_len, chop_cells

from xentui_widgets.lines import Line, Span, cells, cut, ends
from xentui_widgets.symbols import Symbols

_LABEL_CELLS = 8
_MARGIN = 1
_LEAST_ROOM = 20


def pieces(text: str, room: int, symbols: Symbols, least: int = _LEAST_ROOM) -> Iterator[str]:
    """A text in lines of `room` cells, but of so many at least."""
    room = max(room, least)
    for line in textwrap.wrap(symbols.show(text), room, drop_whitespace=False, break_on_hyphens=False) or [""]:
        for piece in chop_cells(line.rstrip(), room) or [""]:
            yield cut(piece, room, symbols.ellipsis)


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
        head = Span(" " * _MARGIN + first)
        blank = Span(" " * (_MARGIN + indent))
        for index, piece in enumerate(pieces(text, self._width - _MARGIN - indent, self.symbols)):
            yield (blank if index else head), Span(piece.lstrip() if index else piece, style)

    def label(self, label: str, text: str, style: str = "") -> Iterator[Line]:
        """A fact; none where there is no text."""
        if text:
            for index, line in enumerate(self.wrap(text, style, indent=_LABEL_CELLS)):
                yield line if index else (Span(f"{' ' * _MARGIN}{label:<{_LABEL_CELLS}}", "dim"), *line[1:])

    def ends(self, left: Sequence[Line], right: Line) -> Iterator[Line]:
        """`right` at the end of the last line of `left`, or below where it finds no room."""
        *before, last = left
        yield from before
        if cells(last) + cells(right) + 3 > self._width:
            yield last
            last = ()
        yield ends(last, (*right, Span(" ")), self._width, self.symbols)
