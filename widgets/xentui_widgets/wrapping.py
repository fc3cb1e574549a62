"""Text of any length in lines of a width, and facts: a label, and the text beside it, under itself further down."""

import textwrap
from collections.abc import Iterator

from rich.cells import chop_cells

from xentui_widgets.lines import Line, Span, cut
from xentui_widgets.symbols import Symbols

_LEAST_ROOM = 20
_MARGIN = " "


def pieces(text: str, room: int, symbols: Symbols, least: int = _LEAST_ROOM) -> Iterator[str]:
    """The text, harmless, in pieces of at most so many cells, broken at blanks where there are any.

    Where there is room for fewer than `least`, they have so many.
    """
    room = max(room, least)
    shown = symbols.show(text)
    if len(shown) <= room and shown.isascii():
        yield shown.rstrip()  # most lines of most texts: wrapping costs twenty times as much
        return
    for line in textwrap.wrap(shown, room, drop_whitespace=False, break_on_hyphens=False) or [""]:
        for piece in chop_cells(line.rstrip(), room) or [""]:
            yield cut(piece, room, symbols.ellipsis)


def hanging(
    first: Line,
    text: str,
    width: int,
    symbols: Symbols,
    *,
    indent: int,
    style: str = "",
    least: int = _LEAST_ROOM,
) -> Iterator[Line]:
    """The text behind `first`, which fills `indent` cells, and further down under itself; `least` as of `pieces`."""
    for index, piece in enumerate(pieces(text, width - indent, symbols, least)):
        head: Line = (Span(" " * indent),) if index else first
        yield (*head, Span(piece.lstrip() if index else piece, style))


def fact(label: str, text: str, width: int, symbols: Symbols, *, label_cells: int, style: str = "") -> Iterator[Line]:
    """A label and what it stands for."""
    head = f"{_MARGIN}{label:<{label_cells}}"
    return hanging((Span(head, "dim"),), text, width, symbols, indent=len(head), style=style)


def flagged(text: str, width: int, symbols: Symbols) -> Iterator[Line]:
    """A warning behind its sign."""
    sign = f"{_MARGIN}{symbols.flag} "
    return hanging((Span(sign, "warning"),), text, width, symbols, indent=len(sign), style="paused")
