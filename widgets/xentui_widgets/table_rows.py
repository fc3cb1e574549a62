"""What a row of a table looks like, as a value that can be compared, and as a strip."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from textwrap import wrap
from typing import Any, Generic, Literal, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from xentui_widgets import palette
from xentui_widgets.columns import GAP, Cell, Doing, Row, ShownColumn
from xentui_widgets.lines import Span, fit, merged, strip
from xentui_widgets.symbols import Symbols

GUTTER = 2
"""Cells before the first column: cursor, blank."""
MARK_GUTTER = 3
"""Cells before the first column: cursor, mark or flag, blank."""
RIGHT_MARGIN = 1

_BOLD = Style(bold=True)
RowLook = Literal["", "cursor", "cursor without focus"]


class Layout(NamedTuple, Generic[Row]):
    """How the lines of a table are divided."""

    columns: tuple[ShownColumn[Row], ...]
    gutter: int
    """Cells before the first column."""
    width: int
    symbols: Symbols


class RowPicture(NamedTuple):
    """All that decides how a row is drawn; equal pictures need no repaint."""

    cells: tuple[Cell, ...]
    look: RowLook
    is_marked: bool
    is_flagged: bool
    is_dimmed: bool


def cells_of(row: Row, shown: Sequence[ShownColumn[Row]], doing: Doing | None) -> tuple[Cell, ...]:
    """What the columns show of a row; `doing` is the operation that runs on it."""
    if doing is None:
        return tuple([column.cell(row) for column, _, _ in shown])
    return tuple([column.busy(doing) if column.busy is not None else column.cell(row) for column, _, _ in shown])


class DrawnRows:
    """What the lines in view were drawn from, so that only what looks different is painted again."""

    def __init__(self) -> None:
        self._drawn: dict[int, tuple[RowPicture, Strip]] = {}

    def clear(self) -> None:
        """Forget what was drawn: all lines are drawn again."""
        self._drawn.clear()

    def strip(self, y: int, row: RowPicture, draw: Callable[[RowPicture], Strip]) -> Strip:
        """What line `y` shows now."""
        if (drawn := self._drawn.get(y)) is not None and drawn[0] == row:
            return drawn[1]
        line = draw(row)
        self._drawn[y] = (row, line)
        return line

    def changes(self, y: int, row: RowPicture | None, layout: Layout[Any]) -> Iterable[Region]:
        """The part of line `y` that must be painted again; `row` is None where no row is any more.

        One part, from the first cell that looks different to the last one: Textual sends a line from its beginning to
        the end of each part (8.2.8).
        """
        drawn = self._drawn.get(y)
        old = drawn[0] if drawn is not None else None
        if old == row:
            return ()
        if row is None:
            del self._drawn[y]
        if old is None or row is None or old[1:] != row[1:] or len(old.cells) != len(row.cells):
            return (Region(0, y, layout.width, 1),)
        cells = zip(layout.columns, old.cells, row.cells, strict=True)
        changed = [place for place, was, now in cells if was != now]
        first, last = changed[0], changed[-1]
        return (Region(first.x, y, last.x + last.width - first.x, 1),)


def row_strip(row: RowPicture, layout: Layout[Any], *, dimmed: bool) -> Strip:
    """A row as Textual draws it; `dimmed` says that the data is old."""
    spans = _gutter(row, layout)
    for place, cell in zip(layout.columns, row.cells, strict=True):
        spans += [Span(_cell_text(cell, place, layout.symbols), cell.style), Span(" " * GAP)]
    if row.look == "cursor":
        return _cursor_strip(spans, layout.width, is_marked=row.is_marked, dimmed=dimmed)
    bold = row.is_marked or bool(row.look)
    segments = [
        Segment(text, palette.style(style, dimmed=dimmed or row.is_dimmed, bold=bold and not text.isspace()))
        for text, style in merged(spans)
    ]
    return Strip(segments).adjust_cell_length(layout.width, Style.null())


def header_strip(layout: Layout[Any], sort_column: str, sort_reverse: bool) -> Strip:
    """The titles; the arrow of the sorted one stands in the gap behind it, so that no title moves."""
    symbols = layout.symbols
    arrow = symbols.descending if sort_reverse else symbols.ascending
    spans = [Span(" " * layout.gutter)]
    for column, _, cells in layout.columns:
        is_sorted = column.id == sort_column
        title = fit(column.title, cells, symbols.ellipsis, column.align)
        if not is_sorted:
            spans.append(Span(title + " " * GAP, "bold"))
        elif column.align == "right":
            spans.append(Span(title + arrow + " " * (GAP - 1), "accent"))
        else:
            spans.append(Span(fit(f"{column.title} {arrow}", cells + GAP, symbols.ellipsis), "accent"))
    return strip(tuple(spans), layout.width)


def empty_strip(text: str, index: int, lines: int, layout: Layout[Any]) -> Strip:
    """One of the `lines` of a table without rows: words in the middle say why there are none."""
    room = max(1, layout.width - 2 * RIGHT_MARGIN)
    texts = _wrapped(text, room)
    index -= max(0, (lines - len(texts)) // 3)
    shown = layout.symbols.show(texts[index] if 0 <= index < len(texts) else "")
    return strip((Span(fit(shown, layout.width, layout.symbols.ellipsis, "center"), "dim"),), layout.width)


@lru_cache(maxsize=16)
def _wrapped(text: str, room: int) -> tuple[str, ...]:
    """Each of the table's lines asks for all of them."""
    return tuple(line for paragraph in text.splitlines() for line in wrap(paragraph, room))


def _gutter(row: RowPicture, layout: Layout[Any]) -> list[Span]:
    symbols = layout.symbols
    cursor = Span(symbols.cursor if row.look else " ", "accent")
    if layout.gutter < MARK_GUTTER:
        return [cursor, Span(" ")]
    if row.is_marked:
        return [cursor, Span(symbols.mark, "accent"), Span(" ")]
    return [cursor, Span(symbols.flag if row.is_flagged else " ", "warning"), Span(" ")]


def _cell_text(cell: Cell, place: ShownColumn[Any], symbols: Symbols) -> str:
    text = symbols.show(cell.text)
    for shorter in filter(None, (cell.short, cell.shortest)):
        if cell_len(text) > place.width:
            text = symbols.show(shorter)
    return fit(text, place.width, symbols.ellipsis, place.column.align)


def _cursor_strip(spans: Sequence[Span], width: int, *, is_marked: bool, dimmed: bool) -> Strip:
    """A bar in one colour, on which what needs someone keeps its own."""
    bar = palette.CURSOR_OF_OLD_DATA if dimmed else palette.CURSOR
    if is_marked:
        bar += _BOLD
    kept = [Span(text, style if style in palette.ON_CURSOR and not dimmed else "") for text, style in spans]
    segments = [Segment(text, palette.ON_CURSOR[style] if style else bar) for text, style in merged(kept)]
    return Strip(segments).adjust_cell_length(width, bar)
