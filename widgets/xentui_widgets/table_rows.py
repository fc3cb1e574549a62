"""What a row of the instance table looks like, as a value that can be compared, and as a strip."""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from xentui_driver.model.instance import Instance
from xentui_widgets import palette, states
from xentui_widgets.columns import GAP, Cell, ShownColumn
from xentui_widgets.lines import Span, fit, merged, strip
from xentui_widgets.symbols import Symbols

GUTTER = 3
"""Cells before the first column: cursor, mark or flag, blank."""

RowLook = Literal["", "cursor", "cursor without focus"]


class RowPicture(NamedTuple):
    """All that decides how a row is drawn; equal pictures need no repaint."""

    cells: tuple[Cell, ...]
    look: RowLook
    marked: bool
    flagged: bool


def picture(
    instance: Instance, shown: Sequence[ShownColumn], *, look: RowLook, marked: bool, doing: str | None
) -> RowPicture:
    """The row of `instance`; `doing` is the word for an operation that runs on it."""
    row = tuple([column.cell(instance) for column, _, _ in shown])
    if doing is not None:
        busy = states.changing(doing)
        row = tuple(
            Cell(busy.text, busy.style) if place.column.id == "state" else cell
            for place, cell in zip(shown, row, strict=True)
        )
    return RowPicture(row, look, marked, bool(instance.problems))


def changed_regions(
    old: RowPicture | None, new: RowPicture, shown: Sequence[ShownColumn], y: int, width: int
) -> Iterator[Region]:
    """The parts of line `y` that must be painted again."""
    if old is None or old[1:] != new[1:] or len(old.cells) != len(new.cells):
        yield Region(0, y, width, 1)
        return
    for place, was, now in zip(shown, old.cells, new.cells, strict=True):
        if was != now:
            yield Region(place.x, y, place.width, 1)


def row_strip(row: RowPicture, shown: Sequence[ShownColumn], symbols: Symbols, width: int, *, dimmed: bool) -> Strip:
    """A row as Textual draws it."""
    spans = _gutter(row, symbols)
    for place, cell in zip(shown, row.cells, strict=True):
        spans += [Span(_cell_text(cell, place, symbols), cell.style), Span(" " * GAP)]
    if row.look == "cursor":
        return _cursor_strip(spans, width, marked=row.marked, dimmed=dimmed)
    bold = row.marked or bool(row.look)
    segments = [
        Segment(text, palette.style(style, dimmed=dimmed, bold=bold and not text.isspace()))
        for text, style in merged(spans)
    ]
    return Strip(segments).adjust_cell_length(width, Style.null())


def header_strip(
    shown: Sequence[ShownColumn], symbols: Symbols, width: int, sort_column: str, sort_reverse: bool
) -> Strip:
    """The titles; the arrow of the sorted one stands in the gap behind it, so that no title moves."""
    arrow = symbols.descending if sort_reverse else symbols.ascending
    spans = [Span(" " * GUTTER)]
    for column, _, cells in shown:
        is_sorted = column.id == sort_column
        title = fit(column.title, cells, symbols.ellipsis, column.align)
        if not is_sorted:
            spans.append(Span(title + " " * GAP, "bold"))
        elif column.align == "right":
            spans.append(Span(title + arrow + " " * (GAP - 1), "accent"))
        else:
            spans.append(Span(fit(f"{column.title} {arrow}", cells + GAP, symbols.ellipsis), "accent"))
    return strip(tuple(spans), width)


def text_strip(text: str, symbols: Symbols, width: int) -> Strip:
    """A line of words in the middle, where there are no rows."""
    return strip((Span(fit(symbols.show(text), width, symbols.ellipsis, "center"), "dim"),), width)


def _gutter(row: RowPicture, symbols: Symbols) -> list[Span]:
    cursor = Span(symbols.cursor if row.look else " ", "accent")
    if row.marked:
        return [cursor, Span(symbols.mark, "accent"), Span(" ")]
    return [cursor, Span(symbols.flag if row.flagged else " ", "warning"), Span(" ")]


def _cell_text(cell: Cell, place: ShownColumn, symbols: Symbols) -> str:
    text = symbols.show(cell.text)
    if cell.short and cell_len(text) > place.width:
        text = symbols.show(cell.short)
    return fit(text, place.width, symbols.ellipsis, place.column.align)


def _cursor_strip(spans: Sequence[Span], width: int, *, marked: bool, dimmed: bool) -> Strip:
    # One style over the whole row: colours of the states on a bar are hard to read in many palettes.
    style = palette.CURSOR_OF_OLD_DATA if dimmed else palette.CURSOR
    text = "".join(text for text, _ in spans)
    bar = Strip([Segment(text, style + Style(bold=True) if marked else style)])
    return bar.adjust_cell_length(width, style)
