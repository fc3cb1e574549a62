"""A table of rows in columns, drawn line by line, so that a refresh costs what has changed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from textual.geometry import Region
from textual.reactive import reactive
from textual.strip import Strip

from xentui_widgets.columns import Cell, Column, Doing, Row, choose
from xentui_widgets.moves import USUAL_MOVES, Moves
from xentui_widgets.ordering import Order
from xentui_widgets.row_kind import Key, RowKind
from xentui_widgets.row_set import RowSet
from xentui_widgets.row_view import HEADER_LINES, RowView, TableMessage
from xentui_widgets.symbols import UNICODE, Symbols
from xentui_widgets.table_rows import (
    GUTTER,
    MARK_GUTTER,
    RIGHT_MARGIN,
    RowLook,
    RowPicture,
    cells_of,
    header_strip,
    row_strip,
)

_MOST_WORDED = 500


class LineTable(RowView[Row, Key]):
    """Shows rows of one kind; cursor, marks and order belong to rows by key, never to lines."""

    empty_text: reactive[str] = reactive("", init=False)
    """Shown in the middle when there is no row."""

    class MarksChanged(TableMessage):
        """Another set of rows is marked."""

    class ChoiceLost(TableMessage):
        """The cursor was moved or a mark dropped, and not by the operator."""

        def __init__(self, table: "LineTable[Any, Any]", words: str) -> None:
            self.words = words
            super().__init__(table)

    class ColumnsChanged(TableMessage):
        """Other columns are shown, another number of them finds room, or another one gives the order."""

    def __init__(
        self,
        kind: RowKind[Row, Key],
        columns: Sequence[Column[Row]],
        *,
        shown: Sequence[str] = (),
        sorted_by: str = "",
        has_marks: bool = False,
        symbols: Symbols = UNICODE,
        empty_text: str = "",
        moves: Moves = USUAL_MOVES,
        id: str | None = None,
    ) -> None:
        """`shown` are the ids of the columns that are shown, in their order; none means all.

        Without `sorted_by`, a column's id, the rows stay in the order in which they are given."""
        super().__init__(RowSet(kind), MARK_GUTTER if has_marks else GUTTER, symbols, moves=moves, id=id)
        self.set_reactive(LineTable.empty_text, empty_text)
        self.sort_column = sorted_by
        self.sort_reverse = False
        self.hidden_columns = 0
        self._kind = kind
        self._has_marks = has_marks
        self._columns = {column.id: column for column in columns}
        self._shown = tuple(self._columns[id] for id in shown) or tuple(columns)
        self._given: Sequence[Row] = ()
        self._hidden: Sequence[Row] = ()
        self._doing: Mapping[Key, Doing] = {}
        self._dimmed = False
        self._worded: dict[Key, tuple[Row, Doing | None, tuple[Cell, ...]]] = {}
        """What the columns show of the rows that were in view."""

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows, in the order of the table."""
        return tuple(self._set.rows)

    @property
    def marked(self) -> tuple[Row, ...]:
        """The marked rows, in the order of the table; those that are not shown come last."""
        return self._set.marked

    @property
    def hidden_marks(self) -> int:
        """How many of the marked are not shown."""
        return self._set.hidden_marks

    @property
    def marks_out_of_view(self) -> int:
        """How many of the marked are not on the screen: not shown, or further up or down."""
        top = self.scroll_offset.y
        in_view = self._set.keys[top : top + self._page]
        return len(self._set.marks) - len(self._set.marks.intersection(in_view))

    def key_of(self, row: Row) -> Key:
        """What tells a row apart from all others."""
        return self._kind.key_of(row)

    def show(
        self,
        rows: Sequence[Row],
        *,
        hidden: Sequence[Row] = (),
        is_chosen: bool = False,
        dimmed: bool = False,
        doing: Mapping[Key, Doing] | None = None,
    ) -> None:
        """Show these rows and no others; those in `hidden` are there, and keep their marks.

        `is_chosen` says that the operator wants to see others than before.

        `dimmed` says that the data is old; `doing` has the operations that run on rows.
        """
        if dimmed != self._dimmed:
            self._dimmed = dimmed
            self._draw_all()
        self._given, self._hidden, self._doing = rows, hidden, doing or {}
        self._arrange(is_chosen=is_chosen)
        if is_chosen:
            self._scroll_to_cursor(from_top=True)

    def begin_with(self, column_id: str, *, inverted: bool) -> None:
        """The order of the first rows; `inverted` is the other way round than one looks at the column first."""
        self.sort_column, self.sort_reverse = column_id, self._columns[column_id].largest_first != inverted

    @property
    def is_inverted(self) -> bool:
        """Whether the order is the other way round than one looks at the sorted column first."""
        return bool(self.sort_column) and self.sort_reverse != self._columns[self.sort_column].largest_first

    @property
    def unseen_order(self) -> str:
        """The title of the column that gives the order, where no arrow shows it; empty for the usual order."""
        column = self._columns.get(self.sort_column)
        is_seen = column is None or any(place.column is column for place in self._layout.columns)
        return "" if column is None or is_seen else column.title

    @property
    def shown_ids(self) -> tuple[str, ...]:
        """The ids of the columns that are shown where there is room."""
        return tuple(column.id for column in self._shown)

    @property
    def columns(self) -> tuple[Column[Row], ...]:
        """All that there are and that have a title."""
        return tuple(column for column in self._columns.values() if column.title)

    def with_room(self, ids: Sequence[str]) -> frozenset[str]:
        """Those of these columns that find room as wide as the table is now."""
        wanted = tuple(self._columns[id] for id in ids)
        placed, _ = choose(wanted, self._layout.width - self._layout.gutter - RIGHT_MARGIN)
        return frozenset(place.column.id for place in placed)

    def show_columns(self, ids: Sequence[str]) -> None:
        """Show these columns, in this order, where there is room."""
        self._shown = tuple(self._columns[id] for id in ids)
        self._lay_out(self._layout.width)
        self._draw_all()
        self.post_message(self.ColumnsChanged(self))

    def sort_by(self, column_id: str, *, reverse: bool | None = None) -> None:
        """Sort by a column; without `reverse`, in the direction in which one looks at it first."""
        column = self._columns[column_id]
        self._sort(column_id, column.largest_first if reverse is None else reverse)

    def sort_next(self) -> None:
        """Sort by the shown column to the right of the sorted one."""
        self._sort_beside(1)

    def sort_previous(self) -> None:
        """Sort by the shown column to the left of the sorted one."""
        self._sort_beside(-1)

    def invert_sort(self) -> None:
        """Turn the order round."""
        self._sort(self.sort_column, not self.sort_reverse)

    def toggle_mark(self) -> None:
        """Mark or unmark the row under the cursor if it can be marked, and go to the next one."""
        if (key := self._set.current_key) is not None and (row := self._set.current) is not None:
            self._mark(self._set.marks ^ ({key} if self._kind.is_markable(row) else set()))
            self.action_cursor_down()

    def mark_all(self) -> None:
        """Mark every row that can be, beside those that are marked and not shown."""
        rows = zip(self._set.keys, self._set.rows, strict=True)
        self._mark(self._set.marks | {key for key, row in rows if self._kind.is_markable(row)})

    def unmark_all(self) -> None:
        """Take all marks away."""
        self._mark(frozenset())

    def expect(self, keys: Iterable[Key]) -> None:
        """Something has begun with these rows: those that are marked lose their marks when it succeeds."""
        self._set.expect(frozenset(keys))

    def succeeded(self, key: Key, why: str) -> None:
        """What was begun with the row has succeeded; `why` is the doubt where no mark is left."""
        if self._set.succeeded(key, why):
            self._paint_changes()
            self.post_message(self.MarksChanged(self))

    def accept_choice(self) -> None:
        """The operator has been told what the cursor or the marks are on, and means it."""
        if self._set.doubt:
            self._set.accept()
            self._tell_cursor()

    def shows(self, key: Key) -> bool:
        """Whether the row is in the table, in view or not."""
        return self._set.find(key) is not None

    def follow(self, key: Key) -> None:
        """Put the cursor on a row that the operator has made, if it is in the table."""
        index = self._set.find(key)
        if index is not None:
            self._set.follow(index)
            self._show_cursor()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if self._set.marks and round(old_value) != round(new_value):
            self.post_message(self.MarksChanged(self))  # others are out of view

    def watch_empty_text(self) -> None:
        if not self._set.rows:
            self.refresh()

    def _lay_out(self, width: int) -> None:
        gutter = self._layout.gutter
        columns, hidden = choose(self._shown, width - gutter - RIGHT_MARGIN, gutter)
        self._layout = self._layout._replace(columns=columns, width=width)
        self._worded.clear()
        if hidden != self.hidden_columns:
            self.hidden_columns = hidden
            self.post_message(self.ColumnsChanged(self))

    def _header(self) -> Strip:
        return header_strip(self._layout, self.sort_column, self.sort_reverse)

    def _why_empty(self) -> str:
        return self.empty_text

    def _row_picture(self, index: int, look: RowLook) -> RowPicture:
        row, key, kind = self._set.rows[index], self._set.keys[index], self._kind
        return RowPicture(
            self._cells(key, row), look, key in self._set.marks, kind.is_flagged(row), kind.is_dimmed(row)
        )

    def _cells(self, key: Key, row: Row) -> tuple[Cell, ...]:
        """What its columns show: the same as long as the row is the very same value."""
        doing = self._doing.get(key)
        known = self._worded.get(key)
        if known is None or known[0] is not row or known[1] != doing:
            if len(self._worded) > _MOST_WORDED:
                self._worded.clear()
            known = self._worded[key] = (row, doing, cells_of(row, self._layout.columns, doing))
        return known[2]

    def _draw(self, row: RowPicture) -> Strip:
        return row_strip(row, self._layout, dimmed=self._dimmed)

    def _click_title(self, x: int) -> None:
        under = [place.column.id for place in self._layout.columns if place.x <= x]
        if under and under[-1] == self.sort_column:
            self.invert_sort()
        elif under:
            self.sort_by(under[-1])

    def _arrange(self, *, is_chosen: bool = False) -> None:
        """Take over the rows in their order."""
        was_empty, marked = not self._set.rows, (self._set.marks, self._set.hidden_marks)
        order = Order(self._columns[self.sort_column], self.sort_reverse) if self.sort_column else None
        lost = self._set.arrange(self._given, order, hidden=self._hidden, is_chosen=is_chosen)
        if was_empty != (not self._set.rows):
            self._draw_all()
        self._show_rows()
        if marked != (self._set.marks, self._set.hidden_marks):
            self.post_message(self.MarksChanged(self))
        if lost:
            self.post_message(self.ChoiceLost(self, lost))

    def _mark(self, marks: frozenset[Key]) -> None:
        if not self._has_marks:
            return
        is_news = marks != self._set.marks or self._set.doubt
        self._set.mark(marks)
        if is_news:
            self._paint_changes()
            self.post_message(self.MarksChanged(self))

    def _sort(self, column_id: str, reverse: bool) -> None:
        """Who chooses an order wants to see its head."""
        if not self.sort_column:
            return
        if (column_id, reverse) != (self.sort_column, self.sort_reverse):
            self.sort_column, self.sort_reverse = column_id, reverse
            self.refresh(Region(0, 0, self._layout.width, HEADER_LINES))
            self.post_message(self.ColumnsChanged(self))
            self._arrange()
        self._go(0)

    def _sort_beside(self, step: int) -> None:
        ids = [place.column.id for place in self._layout.columns] or [column.id for column in self._shown]
        if self.sort_column not in ids:
            self.sort_by(ids[0 if step > 0 else -1])
        else:
            self.sort_by(ids[(ids.index(self.sort_column) + step) % len(ids)])
