"""The lines of a table: keeps the cursor in view, and paints again only what looks different."""

from abc import abstractmethod
from collections.abc import Hashable
from typing import Any, Generic

from rich.style import Style
from textual import events
from textual.binding import BindingsMap
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from xentui_widgets.columns import Row
from xentui_widgets.moves import Moves
from xentui_widgets.own_lines import OwnLines
from xentui_widgets.row_kind import Key
from xentui_widgets.row_set import RowSet
from xentui_widgets.scroll_bar import use_plain_scroll_bar
from xentui_widgets.symbols import Symbols
from xentui_widgets.table_rows import DrawnRows, Layout, RowLook, RowPicture, empty_strip

HEADER_LINES = 1


class TableMessage(Message):
    """What a table says."""

    def __init__(self, table: "RowView[Any, Any]") -> None:
        self.table = table
        super().__init__()

    @property
    def control(self) -> "RowView[Any, Any]":
        """The widget that a handler's selector is matched against."""
        return self.table


class RowView(ScrollView, OwnLines, Generic[Row, Key], can_focus=True):
    """Shows the rows of a `RowSet` below a line of titles; keys, wheel and mouse move the cursor.

    The cursor is always in view: what a key acts on can be seen.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    RowView {
        height: 1fr;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
    }
    """

    class Highlighted(TableMessage):
        """The cursor is on another row, or on none, or there is another doubt about it."""

        def __init__(self, table: "RowView[Any, Any]", key: Hashable | None) -> None:
            self.key = key
            super().__init__(table)

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, RowView.Highlighted) and message.table is self.table

    class Chosen(TableMessage):
        """The operator wants to see more of a row."""

        def __init__(self, table: "RowView[Any, Any]", key: Hashable) -> None:
            self.key = key
            super().__init__(table)

    def __init__(self, rows: RowSet[Row, Key], gutter: int, symbols: Symbols, *, moves: Moves, id: str | None) -> None:
        super().__init__(id=id)
        actions = ("cursor_up", "cursor_down", "first", "last", "page_up", "page_down")
        self._bindings = BindingsMap(moves.bindings(*actions))  # and none of those that scroll, which Textual has
        self._set = rows
        self._layout: Layout[Row] = Layout((), gutter, 0, symbols)
        self._told: tuple[Key | None, str] = (None, "")
        self._height = 0
        self._drawn = DrawnRows()

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        return self._set.current

    @property
    def doubt(self) -> str:
        """Why an action would hit rows that the operator has not chosen; empty when it would not."""
        return self._set.doubt

    @property
    def cursor_doubt(self) -> str:
        """Why the cursor is on a row that the operator has not moved it to; empty when it isn't."""
        return self._set.cursor_doubt

    def render_line(self, y: int) -> Strip:
        if y < HEADER_LINES:
            return self._header()
        if not self._set.rows:
            return empty_strip(self._why_empty(), y - HEADER_LINES, self._page, self._layout)
        row = self._picture(self._index_at(y))
        return Strip.blank(self._layout.width, Style.null()) if row is None else self._drawn.strip(y, row, self._draw)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        # A table that has just grown is scrolled before it is told its size: the cursor is in view already.
        page = self.scrollable_size.height - HEADER_LINES
        if round(old_value) != round(new_value) and self._set.rows and page > 0:
            top = round(new_value)
            index = min(max(self._set.cursor, top), top + page - 1)
            if index != self._set.cursor:
                self._put_cursor(index)

    def on_mount(self) -> None:
        use_plain_scroll_bar(self, self._layout.symbols)

    def on_resize(self) -> None:
        width, self._height = self.scrollable_size
        self._lay_out(width)
        self._draw_all()
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
        if (key := self._set.current_key) is not None:
            self.post_message(self.Chosen(self, key))

    @abstractmethod
    def _lay_out(self, width: int) -> None:
        """Divide lines of so many cells."""

    @abstractmethod
    def _header(self) -> Strip:
        """The line of titles."""

    @abstractmethod
    def _why_empty(self) -> str:
        """What stands where there is no row."""

    @abstractmethod
    def _row_picture(self, index: int, look: RowLook) -> RowPicture:
        """What the row of that index looks like."""

    @abstractmethod
    def _draw(self, row: RowPicture) -> Strip:
        """The row of that picture as Textual draws it."""

    @abstractmethod
    def _click_title(self, x: int) -> None:
        """Do what a click on that cell of the titles asks for."""

    @property
    def _page(self) -> int:
        """Rows that find room."""
        return max(0, self._height - HEADER_LINES)

    def _index_at(self, y: int) -> int:
        return self.scroll_offset.y + y - HEADER_LINES

    def _show_rows(self) -> None:
        """Show the rows as they are now."""
        size = Size(0, len(self._set.rows) + HEADER_LINES)
        if size != self.virtual_size:
            self.virtual_size = size
        self._show_cursor()

    def _show_cursor(self) -> None:
        """Show where the cursor is now."""
        self._scroll_to_cursor()
        self._paint_changes()
        self._tell_cursor()

    def _go(self, index: int) -> None:
        self._put_cursor(index)
        self._scroll_to_cursor()

    def _put_cursor(self, index: int) -> None:
        self._set.go(index)
        self._paint_changes()
        self._tell_cursor()

    def _tell_cursor(self) -> None:
        shown = (self._set.current_key, self._set.doubt)
        if shown != self._told:
            self._told = shown
            self.post_message(self.Highlighted(self, shown[0]))

    def _scroll_to_cursor(self, *, from_top: bool = False) -> None:
        """As far as is needed from where the rows are; with `from_top` as if their first one were in view."""
        if not self._page:
            return
        top = self.scroll_offset.y
        wanted = min(max(0 if from_top else top, self._set.cursor - self._page + 1), self._set.cursor)
        if wanted != top:
            self.scroll_to(y=wanted, animate=False, force=True)

    def _picture(self, index: int) -> RowPicture | None:
        if not 0 <= index < len(self._set.rows):
            return None
        look: RowLook = ""
        if index == self._set.cursor:
            look = "cursor" if self.has_focus else "cursor without focus"
        return self._row_picture(index, look)

    def _paint_changes(self) -> None:
        """Ask for a repaint of the cells in view that look different from when they were drawn."""
        regions: list[Region] = []
        for y, index in enumerate(range(self._index_at(HEADER_LINES), self._index_at(self._height)), HEADER_LINES):
            regions += self._drawn.changes(y, self._picture(index), self._layout)
        if regions:
            self.refresh(*regions)

    def _draw_all(self) -> None:
        self._drawn.clear()
        self.refresh()
