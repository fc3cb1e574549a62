"""The table of a host's jobs, newest first, drawn line by line so that a change costs what has changed."""

from collections.abc import Sequence
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from xentui_driver.model.job import Job
from xentui_widgets.job_looks import is_handed_over
from xentui_widgets.job_rows import (
    JobColumn,
    JobRow,
    RowLook,
    columns,
    header_strip,
    hidden_columns,
    job_row,
    row_strip,
)
from xentui_widgets.scroll_bar import use_plain_scroll_bar
from xentui_widgets.symbols import UNICODE, Symbols
from xentui_widgets.table_rows import text_strip

HEADER_LINES = 1
RIGHT_MARGIN = 1


class JobTable(ScrollView, can_focus=True):
    """The cursor belongs to a job, never to a line, and is always in view."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "cursor(-1)", "Up", show=False),
        Binding("down,j", "cursor(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home,g", "first", "First", show=False),
        Binding("end,G", "last", "Last", show=False),
    ]
    DEFAULT_CSS = """
    JobTable {
        height: 1fr;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
    }
    """

    class Highlighted(Message):
        """The cursor is on another job, or on none."""

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, JobTable.Highlighted)

    class Chosen(Message):
        """A double click on the job under the cursor."""

    def __init__(self, *, symbols: Symbols = UNICODE, empty_text: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self._symbols = symbols
        self._empty_text = empty_text
        self._jobs: tuple[Job, ...] = ()
        self._now_s = 0.0
        self._cursor = 0
        self.is_unasked = False
        """The job under the cursor went away, and the cursor is on one that nobody has moved it to."""
        self._columns: tuple[JobColumn, ...] = ()
        self._width = 0
        self._height = 0
        self._drawn: dict[int, tuple[JobRow, Strip]] = {}

    @property
    def current(self) -> Job | None:
        """The job under the cursor."""
        return self._jobs[self._cursor] if self._jobs else None

    @property
    def hidden_columns(self) -> int:
        """How many step aside on this width."""
        return hidden_columns(self._width - RIGHT_MARGIN) if self._jobs and self._width else 0

    def show(self, jobs: Sequence[Job], now_s: float) -> None:
        """Show these jobs, the newest first, and no others."""
        was = self.current
        was_empty = not self._jobs
        self._jobs, self._now_s = tuple(jobs), now_s
        place = self._place_of(was)
        self.is_unasked = self.is_unasked or (place is None and was is not None)
        self._cursor = max(0, min(self._cursor, len(jobs) - 1)) if place is None else place
        if was_empty != (not self._jobs):
            self._draw_anew()
        size = Size(0, len(self._jobs) + HEADER_LINES)
        if size != self.virtual_size:
            self.virtual_size = size
        self._scroll_to_cursor()
        self._paint_changes()
        if _key(was) != _key(self.current):
            self.post_message(self.Highlighted())

    def render_line(self, y: int) -> Strip:
        if not self._jobs:
            return text_strip(self._empty_text if y == self._page // 3 else "", self._symbols, self._width)
        if y < HEADER_LINES:
            return header_strip(self._columns, self._symbols, self._width)
        row = self._row(y)
        if row is None:
            return Strip.blank(self._width, Style.null())
        if (drawn := self._drawn.get(y)) is not None and drawn[0] == row:
            return drawn[1]
        line = row_strip(row, self._columns, self._symbols, self._width)
        self._drawn[y] = (row, line)
        return line

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value) and self._jobs and self._page:
            top = round(new_value)
            self._put_cursor(min(max(self._cursor, top), top + self._page - 1))

    def on_mount(self) -> None:
        use_plain_scroll_bar(self, self._symbols)

    def on_resize(self) -> None:
        self._width, self._height = self.scrollable_size
        self._columns = columns(self._width - RIGHT_MARGIN)
        self._draw_anew()
        self._scroll_to_cursor()

    def on_focus(self) -> None:
        self._paint_changes()

    def on_blur(self) -> None:
        self._paint_changes()

    def on_click(self, event: events.Click) -> None:
        event.stop()
        index = self._index_at(event.y)
        if event.y >= HEADER_LINES and index < len(self._jobs):
            self._go(index)
            if event.chain == 2:
                self.post_message(self.Chosen())

    def action_cursor(self, lines: int) -> None:
        self._go(self._cursor + lines)

    def action_page(self, pages: int) -> None:
        self._go(self._cursor + pages * max(1, self._page))

    def action_first(self) -> None:
        self._go(0)

    def action_last(self) -> None:
        self._go(len(self._jobs) - 1)

    @property
    def _page(self) -> int:
        """Rows that find room."""
        return max(0, self._height - HEADER_LINES)

    def _index_at(self, y: int) -> int:
        return self.scroll_offset.y + y - HEADER_LINES

    def _place_of(self, job: Job | None) -> int | None:
        """Where a job is now: by its number, or as the one that it has become; None when it is gone."""
        if job is None:
            return None
        for index, each in enumerate(self._jobs):
            if _key(each) == _key(job):
                return index
        if is_handed_over(job):
            for index, each in enumerate(self._jobs):
                if (each.record.operation, each.record.subject) == (job.record.operation, job.record.subject):
                    return index
        return None

    def _go(self, index: int) -> None:
        self.is_unasked = False
        self._put_cursor(index)
        self._scroll_to_cursor()

    def _put_cursor(self, index: int) -> None:
        index = max(0, min(index, len(self._jobs) - 1))
        if index != self._cursor:
            self._cursor = index
            self._paint_changes()
            self.post_message(self.Highlighted())

    def _scroll_to_cursor(self) -> None:
        if not self._page:
            return
        top = self.scroll_offset.y
        wanted = min(max(top, self._cursor - self._page + 1), self._cursor)
        if wanted != top:
            self.scroll_to(y=wanted, animate=False, force=True)

    def _row(self, y: int) -> JobRow | None:
        index = self._index_at(y)
        if not 0 <= index < len(self._jobs):
            return None
        look: RowLook = ""
        if index == self._cursor:
            look = "cursor" if self.has_focus else "cursor without focus"
        return job_row(self._jobs[index], self._columns, look, self._now_s)

    def _paint_changes(self) -> None:
        """Ask for a repaint of the lines in view that look different from when they were drawn."""
        regions: list[Region] = []
        for y in range(HEADER_LINES, self._height):
            old, new = self._drawn.get(y), self._row(y)
            if (old and old[0]) != new:
                regions.append(Region(0, y, self._width, 1))
                if new is None:
                    del self._drawn[y]
        if regions:
            self.refresh(*regions)

    def _draw_anew(self) -> None:
        self._drawn.clear()
        self.refresh()


def _key(job: Job | None) -> object:
    """What tells jobs apart; those without a number by what they are about."""
    if job is None:
        return None
    return job.id or (job.record.operation, job.record.subject, job.record.submitted_s)
