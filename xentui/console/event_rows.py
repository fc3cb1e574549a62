"""How events look in a list, and all that one says."""

from typing import NamedTuple

from xentui.console.screens.records import RecordKind
from xentui_widgets.columns import Cell, Column
from xentui_widgets.event_log import TEXT_STYLES, Event, EventKey
from xentui_widgets.lines import Line
from xentui_widgets.paper import Paper
from xentui_widgets.row_kind import RowKind
from xentui_widgets.symbols import Symbols


class EventRow(NamedTuple):
    """An event, and its place among all that have been."""

    event: Event
    key: EventKey


def event_kind(symbols: Symbols) -> RecordKind[EventRow, EventKey]:
    columns: tuple[Column[EventRow], ...] = (
        Column("when", "WHEN", 8, 60, lambda row: Cell(row.event.time_text, "dim")),
        Column("sign", " ", 1, 70, lambda row: Cell(*row.event.sign)),
        Column("who", "WHO", 9, 80, lambda row: Cell(_who(row.event)), wanted=18),
        Column("what", "WHAT", 18, 100, _what, wanted=30, weight=1),
    )
    return RecordKind(
        title="Events",
        rows=RowKind(_key, lambda row: row.event.text),
        columns=columns,
        heading=lambda row: _who(row.event),
        lines=lambda row, width: _lines(row.event, width, symbols),
        text=lambda row: " ".join((_who(row.event), row.event.text, row.event.command, row.event.severity)),
        opens="Open",
        example="web !running",
    )


def _key(row: EventRow) -> EventKey:
    return row.key


def _who(event: Event) -> str:
    return f"{event.who} on {event.host}" if event.host else event.who


def _what(row: EventRow) -> Cell:
    return Cell(row.event.said, TEXT_STYLES[row.event.severity])


def _lines(event: Event, width: int, symbols: Symbols) -> tuple[Line, ...]:
    paper = Paper(width, symbols, f"{symbols.prompt} ")
    lines = [*paper.wrap(event.text, TEXT_STYLES[event.severity])]
    if event.command:
        lines += [(), *paper.command(event.command)]
    return (*lines, (), *paper.label("when", event.time_text))
