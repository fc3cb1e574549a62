"""The table of all instances, drawn line by line so that a refresh costs what has changed."""

from collections.abc import Mapping, Sequence
from textwrap import wrap
from types import MappingProxyType
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from xentui_driver.model.instance import Instance
from xentui_widgets.columns import COLUMNS, Column, ShownColumn, choose
from xentui_widgets.row_set import RowSet
from xentui_widgets.scroll_bar import use_plain_scroll_bar
from xentui_widgets.symbols import UNICODE, Symbols
from xentui_widgets.table_rows import (
    GUTTER,
    RowLook,
    RowPicture,
    changed_regions,
    header_strip,
    picture,
    row_strip,
    text_strip,
)

HEADER_LINES = 1
RIGHT_MARGIN = 1
_NOTHING: Mapping[str, str] = MappingProxyType({})


class InstanceTable(ScrollView, can_focus=True):
    """Shows instances in rows; cursor, marks and order belong to instances by key, never to lines.

    The cursor is always in view: what a key acts on can be seen.
    """

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "cursor_up", "Up", show=False, id="table.up"),
        Binding("down,j", "cursor_down", "Down", show=False, id="table.down"),
        Binding("home,g", "first", "First", show=False, id="table.first"),
        Binding("end,G", "last", "Last", show=False, id="table.last"),
        Binding("pageup", "page_up", "Page up", show=False, id="table.page_up"),
        Binding("pagedown", "page_down", "Page down", show=False, id="table.page_down"),
        Binding("enter", "choose", "Details", show=False, id="table.choose"),
    ]
    DEFAULT_CSS = """
    InstanceTable {
        height: 1fr;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
    }
    """

    empty_text: reactive[str] = reactive("", init=False)
    """Shown in the middle when there is no row."""

    class Highlighted(Message):
        """The cursor is on another instance, or on none."""

        def __init__(self, key: str | None) -> None:
            self.key = key
            super().__init__()

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, InstanceTable.Highlighted)

    class Chosen(Message):
        """Enter or a double click on an instance."""

        def __init__(self, key: str) -> None:
            self.key = key
            super().__init__()

    class MarksChanged(Message):
        """Another set of instances is marked."""

    class ChoiceLost(Message):
        """The cursor was moved or a mark dropped, and not by the operator."""

        def __init__(self, words: str) -> None:
            self.words = words
            super().__init__()

    class SortChanged(Message):
        """The operator wants another order."""

    class ColumnsChanged(Message):
        """Another number of columns finds room."""

    def __init__(
        self,
        *,
        symbols: Symbols = UNICODE,
        columns: Sequence[Column] = COLUMNS,
        empty_text: str = "",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.set_reactive(InstanceTable.empty_text, empty_text)
        self.sort_column = columns[0].id
        self.sort_reverse = False
        self.hidden_columns = 0
        self._symbols = symbols
        self._columns = {column.id: column for column in columns}
        self._set = RowSet()
        self._told: tuple[str | None, str] = (None, "")
        self._doing = _NOTHING
        self._hidden: Sequence[Instance] = ()
        self._dimmed = False
        self._shown: tuple[ShownColumn, ...] = ()
        self._width = 0
        self._height = 0
        self._drawn: dict[int, tuple[RowPicture, Strip]] = {}

    @property
    def current(self) -> Instance | None:
        """The instance under the cursor."""
        return self._set.current

    @property
    def cursor_line(self) -> Region:
        """Where on the screen the row under the cursor is."""
        y = self.region.y + HEADER_LINES + self._set.cursor - self.scroll_offset.y
        return Region(self.region.x, y, self.region.width, 1)

    @property
    def marked(self) -> tuple[Instance, ...]:
        """The marked instances, in the order of the table; those that are not shown come last."""
        return self._set.marked

    @property
    def hidden_marks(self) -> int:
        """How many of the marked are not shown."""
        return self._set.hidden_marks

    @property
    def doubt(self) -> str:
        """Why what an action would meet is not what the operator chose; empty when it is."""
        return self._set.doubt

    @property
    def cursor_doubt(self) -> str:
        """Why the cursor is where the operator has not moved it; empty when it isn't."""
        return self._set.cursor_doubt

    @property
    def instances(self) -> tuple[Instance, ...]:
        """All rows, in the order of the table."""
        return tuple(self._set.rows)

    def show(
        self,
        instances: Sequence[Instance],
        *,
        hidden: Sequence[Instance] = (),
        is_chosen: bool = False,
        dimmed: bool = False,
        doing: Mapping[str, str] = _NOTHING,
    ) -> None:
        """Show these instances and no others; those in `hidden` are there, and keep their marks.

        `is_chosen` says that the operator wants to see others than before.

        `dimmed` says that the data is old; `doing` has the word for the operation that runs on an instance,
        by its key: `{"k1": "stopping"}`.
        """
        if dimmed != self._dimmed:
            self._dimmed = dimmed
            self._draw_anew()
        self._doing = doing
        self._hidden = hidden
        self._arrange(instances, is_chosen=is_chosen)

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
        """Mark or unmark the row under the cursor, and go to the next one."""
        if self.current is not None:
            self._mark(self._set.marks ^ {self.current.key})
            self.action_cursor_down()

    def mark_all(self) -> None:
        """Mark every row, beside those that are marked and not shown."""
        self._mark(self._set.marks | frozenset(row.key for row in self._set.rows))

    def unmark_all(self) -> None:
        """Take all marks away."""
        self._mark(frozenset())

    def move_unasked(self, key: str, why: str) -> None:
        """Put the cursor on an instance, if it is in the table, where the operator has not moved it."""
        index = self._set.find(key)
        if index is not None and index != self._set.cursor:
            self._set.go_unasked(index, why)
            self._scroll_to_cursor()
            self._paint_changes()
            self._tell_cursor()
            self.post_message(self.ChoiceLost(why))

    def render_line(self, y: int) -> Strip:
        if y < HEADER_LINES:
            return header_strip(self._shown, self._symbols, self._width, self.sort_column, self.sort_reverse)
        if not self._set.rows:
            return self._empty_line(y)
        row = self._picture(y)
        if row is None:
            return Strip.blank(self._width, Style.null())
        if (drawn := self._drawn.get(y)) is not None and drawn[0] == row:
            return drawn[1]
        line = row_strip(row, self._shown, self._symbols, self._width, dimmed=self._dimmed)
        self._drawn[y] = (row, line)
        return line

    def watch_empty_text(self) -> None:
        if not self._set.rows:
            self.refresh()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value) and self._set.rows and self._page:
            top = round(new_value)
            index = min(max(self._set.cursor, top), top + self._page - 1)
            if index != self._set.cursor:
                self._put_cursor(index)

    def on_mount(self) -> None:
        use_plain_scroll_bar(self, self._symbols)

    def on_resize(self) -> None:
        self._width, self._height = self.scrollable_size
        room = self._width - GUTTER - RIGHT_MARGIN
        self._shown, hidden = choose(tuple(self._columns.values()), room, GUTTER)
        if hidden != self.hidden_columns:
            self.hidden_columns = hidden
            self.post_message(self.ColumnsChanged())
        self._draw_anew()
        self._scroll_to_cursor()

    def on_focus(self) -> None:
        self._paint_changes()

    def on_blur(self) -> None:
        self._paint_changes()

    def on_click(self, event: events.Click) -> None:
        event.stop()
        if event.y < HEADER_LINES:
            self._click_title(event.x)
            return
        index = self._index_at(event.y)
        if index < len(self._set.rows):
            self._go(index)
            if event.chain == 2:
                self.action_choose()

    def action_cursor_up(self) -> None:
        self._go(self._set.cursor - 1)

    def action_cursor_down(self) -> None:
        self._go(self._set.cursor + 1)

    def action_first(self) -> None:
        self._go(0)

    def action_last(self) -> None:
        self._go(len(self._set.rows) - 1)

    def action_page_up(self) -> None:
        self._go(self._set.cursor - max(1, self._page))

    def action_page_down(self) -> None:
        self._go(self._set.cursor + max(1, self._page))

    def action_choose(self) -> None:
        if self.current is not None:
            self.post_message(self.Chosen(self.current.key))

    @property
    def _page(self) -> int:
        """Rows that find room."""
        return max(0, self._height - HEADER_LINES)

    def _index_at(self, y: int) -> int:
        return self.scroll_offset.y + y - HEADER_LINES

    def _arrange(self, instances: Sequence[Instance], *, is_chosen: bool = False) -> None:
        """Take over the rows in their order."""
        was_empty, marked = not self._set.rows, (self._set.marks, self._set.hidden_marks)
        hidden = {row.key: row for row in self._hidden}
        column = self._columns[self.sort_column]
        lost = self._set.arrange(instances, column, self.sort_reverse, hidden=hidden, is_chosen=is_chosen)
        if was_empty != (not self._set.rows):
            self._draw_anew()
        size = Size(0, len(self._set.rows) + HEADER_LINES)
        if size != self.virtual_size:
            self.virtual_size = size
        self._scroll_to_cursor()
        self._paint_changes()
        self._tell_cursor()
        if marked != (self._set.marks, self._set.hidden_marks):
            self.post_message(self.MarksChanged())
        if lost:
            self.post_message(self.ChoiceLost(lost))

    def _go(self, index: int) -> None:
        self._put_cursor(index)
        self._scroll_to_cursor()

    def _put_cursor(self, index: int) -> None:
        self._set.go(index)
        self._paint_changes()
        self._tell_cursor()

    def _tell_cursor(self) -> None:
        key = self.current.key if self.current is not None else None
        shown = (key, self._set.doubt)
        if shown != self._told:
            self._told = shown
            self.post_message(self.Highlighted(key))

    def _scroll_to_cursor(self) -> None:
        if not self._page:
            return
        top = self.scroll_offset.y
        wanted = min(max(top, self._set.cursor - self._page + 1), self._set.cursor)
        if wanted != top:
            self.scroll_to(y=wanted, animate=False, force=True)

    def _mark(self, marks: frozenset[str]) -> None:
        is_news = marks != self._set.marks or self._set.doubt
        self._set.mark(marks)
        if is_news:
            self._paint_changes()
            self.post_message(self.MarksChanged())

    def _sort(self, column_id: str, reverse: bool) -> None:
        if (column_id, reverse) == (self.sort_column, self.sort_reverse):
            return
        self.sort_column, self.sort_reverse = column_id, reverse
        self.refresh(Region(0, 0, self._width, HEADER_LINES))
        at_top = self._set.cursor == 0
        self._arrange(self._set.rows)
        if at_top:
            # Who has picked no row wants to see the head of the new order, not where the old head went.
            self._go(0)
        self.post_message(self.SortChanged())

    def _sort_beside(self, step: int) -> None:
        ids = [place.column.id for place in self._shown] or list(self._columns)
        here = ids.index(self.sort_column) if self.sort_column in ids else 0
        self.sort_by(ids[(here + step) % len(ids)])

    def _click_title(self, x: int) -> None:
        under = [place.column.id for place in self._shown if place.x <= x]
        if under and under[-1] == self.sort_column:
            self.invert_sort()
        elif under:
            self.sort_by(under[-1])

    def _picture(self, y: int) -> RowPicture | None:
        index = self._index_at(y)
        if not 0 <= index < len(self._set.rows):
            return None
        row = self._set.rows[index]
        look: RowLook = ""
        if index == self._set.cursor:
            look = "cursor" if self.has_focus else "cursor without focus"
        marked, doing = row.key in self._set.marks, self._doing.get(row.key)
        return picture(row, self._shown, look=look, marked=marked, doing=doing)

    def _paint_changes(self) -> None:
        """Ask for a repaint of the cells in view that look different from when they were drawn."""
        regions: list[Region] = []
        for y in range(HEADER_LINES, self._height):
            old, new = self._drawn.get(y), self._picture(y)
            if new is not None:
                regions += changed_regions(old and old[0], new, self._shown, y, self._width)
            elif old is not None:
                del self._drawn[y]
                regions.append(Region(0, y, self._width, 1))
        if regions:
            self.refresh(*regions)

    def _draw_anew(self) -> None:
        self._drawn.clear()
        self.refresh()

    def _empty_line(self, y: int) -> Strip:
        room = max(1, self._width - 2 * RIGHT_MARGIN)
        texts = [line for text in self.empty_text.splitlines() for line in wrap(text, room)]
        index = y - HEADER_LINES - max(0, (self._page - len(texts)) // 3)
        return text_strip(texts[index] if 0 <= index < len(texts) else "", self._symbols, self._width)
