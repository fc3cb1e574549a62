"""A line of a log as it is drawn: safe text in a few styles, with what was searched for in it."""

from collections.abc import Iterator

from xentui_driver.model.printed import Piece
from xentui_widgets.lines import Line, Span
from xentui_widgets.symbols import Symbols

Pieces = tuple[Piece, ...]
FOUND = "chosen"


def drawn(pieces: Pieces, needle: str, symbols: Symbols) -> Line:
    """With every place where the needle is in reverse."""
    return tuple(_spans(pieces, _marked("".join(piece.text for piece in pieces), needle), symbols))


def _marked(text: str, needle: str) -> list[tuple[int, int]]:
    """Where the needle is, from and to."""
    folded, wanted = text.casefold(), needle.casefold()
    if not wanted or len(folded) != len(text):  # ß has two small letters: then no place is certain
        return []
    found, at = [], folded.find(wanted)
    while at >= 0:
        found.append((at, at + len(wanted)))
        at = folded.find(wanted, at + len(wanted))
    return found


def _spans(pieces: Pieces, marked: list[tuple[int, int]], symbols: Symbols) -> Iterator[Span]:
    start = 0
    for piece in pieces:
        end = start + len(piece.text)
        at = start
        for first, last in marked:
            if last <= start or first >= end:
                continue
            if first > at:
                yield _span(piece.text[at - start : first - start], piece.style, symbols)
            yield _span(piece.text[max(first, start) - start : last - start], FOUND, symbols)
            at = min(last, end)
        if at < end:
            yield _span(piece.text[at - start :], piece.style, symbols)
        start = end


def _span(text: str, style: str, symbols: Symbols) -> Span:
    return Span(symbols.show(text), f"printed {style}" if style and style != FOUND else style)
