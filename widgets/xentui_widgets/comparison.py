"""Two columns of facts side by side; rows that differ say so by symbol, word and colour."""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len, chop_cells

from xentui_driver.model.dataclass import dataclass
from xentui_widgets.lines import Line, Span, cut, fit
from xentui_widgets.symbols import Symbols
from xentui_widgets.units import UNKNOWN

_LABEL_CELLS = 16
_GAP = 2
_LEAST_CELLS = 4
"""Of each side, also on a screen that has no room for them."""
_SIGN_CELLS = 2
_WIDE = 100
"""From here the word has a column of its own; below it has a line under the row."""


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One fact on both sides; None where a side says nothing."""

    label: str
    left: str | None
    right: str | None
    difference: str = ""
    """What the difference means, in a few words; empty where there is none."""


def comparison(heads: tuple[str, str], rows: Sequence[ComparedRow], width: int, symbols: Symbols) -> Iterator[Line]:
    """The lines of the table, none of them wider than `width` where that leaves some cells for each side."""
    is_wide = width >= _WIDE
    words_cells = max((cell_len(row.difference) + _GAP for row in rows), default=0) if is_wide else 0
    room = max(2 * _LEAST_CELLS, width - _SIGN_CELLS - _LABEL_CELLS - _GAP - words_cells)
    left, right = (room + 1) // 2, room // 2
    margin = " " * (_SIGN_CELLS + _LABEL_CELLS)
    yield (
        Span(
            f"{margin}{fit(heads[0], left, symbols.ellipsis)}{' ' * _GAP}{cut(heads[1], right, symbols.ellipsis)}",
            "bold",
        ),
    )
    for row in rows:
        yield from _row(row, left, right, symbols, is_wide=is_wide)


def _row(row: ComparedRow, left: int, right: int, symbols: Symbols, *, is_wide: bool) -> Iterator[Line]:
    if row.left is not None and row.right in (row.left, None) and cell_len(symbols.show(row.left)) > min(left, right):
        both = " (both)" if row.right is not None else ""
        yield from _across(row.label, row.left + both, left + _GAP + right, symbols)
        return
    style = "warning" if row.difference else ""
    lefts, rights = _cell(row.left, left, symbols), _cell(row.right, right, symbols)
    lines = max(len(lefts), len(rights))
    for at in range(lines):
        first = at == 0
        sign = symbols.flag if first and row.difference else ""
        label = fit(symbols.show(row.label) if first else "", _LABEL_CELLS, symbols.ellipsis)
        here = fit(lefts[at] if at < len(lefts) else "", left, symbols.ellipsis)
        there = rights[at] if at < len(rights) else ""
        words = symbols.show(row.difference) if is_wide and first else ""
        if words:
            there = fit(there, right, symbols.ellipsis) + " " * _GAP + words
        shown = f"{here}{' ' * _GAP}{there}".rstrip()
        yield Span(f"{sign:<{_SIGN_CELLS}}", style), Span(label, style or "dim"), Span(shown, style)
    if row.difference and not is_wide:
        yield (Span(" " * (_SIGN_CELLS + _LABEL_CELLS) + symbols.show(row.difference), style),)


def _across(label: str, text: str, width: int, symbols: Symbols) -> Iterator[Line]:
    """One long value over both columns, where the other side has the same or none."""
    for at, line in enumerate(_cell(text, width, symbols)):
        shown = fit("" if at else symbols.show(label), _LABEL_CELLS, symbols.ellipsis)
        yield Span(" " * _SIGN_CELLS), Span(shown, "dim"), Span(line)


def _cell(text: str | None, width: int, symbols: Symbols) -> list[str]:
    """The text in lines that fit, broken at blanks where there are any."""
    if text is None:
        return [UNKNOWN]
    lines: list[str] = []
    line = ""
    for word in symbols.show(text).split(" "):
        for piece in chop_cells(word, width) or [""]:
            if line and cell_len(line) + 1 + cell_len(piece) > width:
                lines.append(line)
                line = piece
            else:
                line = f"{line} {piece}" if line else piece
    return [*lines, line]
