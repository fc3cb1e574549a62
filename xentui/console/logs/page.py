"""What is shown of the part of a log that is held: the line under the cursor and the lines around it."""

from collections.abc import Iterator
from itertools import islice

from rich.cells import cell_len, chop_cells

from xentui.console.logs.held import Held
from xentui_driver.host.logs.log_lines import LogLine
from xentui_driver.host.logs.log_signs import is_trouble
from xentui_driver.host.logs.log_source import LogKind
from xentui_driver.host.logs.log_text import pieces_of, text_of
from xentui_widgets.lines import CHARACTERS_PER_CELL, Line, Span, cells, cut_line
from xentui_widgets.printed_line import drawn
from xentui_widgets.symbols import Symbols

GUTTER_CELLS = 2
_SHIFT_CELLS = 20
_FURTHEST_SHIFT = 4000
_KEPT_LINES = 1000


class LogPage:
    """Knows neither where the lines come from nor who draws them."""

    def __init__(self, kind: LogKind, symbols: Symbols) -> None:
        self.held = Held()
        self.needle = ""
        """What was searched for, which is shown wherever it is."""
        self.wraps = False
        self.shift = 0
        """How many cells of each line are out of sight to the left, unless lines are wrapped."""
        self._symbols = symbols
        self._kind = kind
        self._at = 0
        self._top = 0
        self._height = 1
        self._known: dict[tuple[int, int, str], tuple[Line, bool]] = {}
        self._rows_of: dict[int, list[Line]] = {}

    @property
    def line(self) -> LogLine | None:
        """The one under the cursor."""
        return self.held.lines[self._at] if self.held.lines else None

    @property
    def text(self) -> str:
        """The line under the cursor, as it is read."""
        return text_of(self._kind, self.line.content) if self.line is not None else ""

    @property
    def is_at_end(self) -> bool:
        return self.held.has_end and self._at >= len(self.held.lines) - 1

    def hold(self, held: Held, *, at: int | None = None, at_end: bool = False) -> None:
        """Show another part; the cursor goes to the line at that place, to the last one, or stays where it is."""
        cursor = at if at is not None else (self.line.offset if self.line is not None else held.end)
        top = self.held.lines[self._top].offset if self.held.lines else 0
        self.held = held
        self._at = max(0, len(held.lines) - 1) if at_end else held.index_of(cursor)
        self._top = self._at if at is not None else held.index_of(top)
        if at is not None:
            self._top = max(0, self._at - self._height // 3)

    def move(self, lines: int) -> None:
        self._at = max(0, min(self._at + lines, len(self.held.lines) - 1))

    def page(self, pages: int) -> None:
        self.move(pages * max(1, self._height - 1))

    def to_first(self) -> None:
        self._at = self._top = 0

    def to_last(self) -> None:
        self._at = max(0, len(self.held.lines) - 1)

    def move_sideways(self, steps: int) -> None:
        self.shift = max(0, min(self.shift + steps * _SHIFT_CELLS, _FURTHEST_SHIFT))

    @property
    def wants(self) -> int:
        """-1 where lines from before those that are held are needed soon, 1 for those after, else 0."""
        if self._at < 2 * self._height and not self.held.has_beginning:
            return -1
        return 1 if self._at >= len(self.held.lines) - 2 * self._height and not self.held.has_end else 0

    def picture(self, width: int, height: int) -> tuple[Line, ...]:
        """The lines on the screen, the one under the cursor among them."""
        self._height = max(1, height)
        self._rows_of.clear()
        if not self.held.lines or not width or not height:
            return ()
        self._bring_cursor_into_view(width, height)
        rows: list[Line] = []
        for index in range(self._top, len(self.held.lines)):
            rows += self._rows_of.get(index) or self._rows(index, width, height)
            if len(rows) >= height:
                break
        return tuple(rows[:height])

    def _bring_cursor_into_view(self, width: int, height: int) -> None:
        if self._at < self._top:
            self._top = self._at
        first, room = self._at, height - self._count(self._at, width, height)
        lowest = self._top if self._at < len(self.held.lines) - 1 else 0  # the end of a log fills the screen
        while first > lowest and (needed := self._count(first - 1, width, height)) <= room:
            first, room = first - 1, room - needed
        self._top = first if self._at == len(self.held.lines) - 1 else max(self._top, first)

    def _count(self, index: int, width: int, height: int) -> int:
        if not self.wraps:
            return 1
        if index not in self._rows_of:
            self._rows_of[index] = self._rows(index, width, height)
        return len(self._rows_of[index])

    def _rows(self, index: int, width: int, height: int) -> list[Line]:
        """A line of the log on the screen: one row, or as many as it fills."""
        line, has_sign = self._drawn(self.held.lines[index])
        gutter = self._gutter(is_cursor=index == self._at, has_sign=has_sign)
        room = max(1, width - GUTTER_CELLS)
        if not self.wraps:
            return [(*gutter, *cut_line(_from(line, self.shift), room, self._symbols))]
        first, *more = list(islice(_wrapped(line, room), height)) or [()]
        blank = Span(" " * GUTTER_CELLS)
        return [(*gutter, *first), *((blank, *each) for each in more)]

    def _gutter(self, *, is_cursor: bool, has_sign: bool) -> Line:
        mark = Span(self._symbols.cursor, "accent") if is_cursor else Span(" ")
        return mark, Span(self._symbols.flag, "warning") if has_sign else Span(" ")

    def draw_ahead(self, held: Held) -> None:
        """Draw the last lines of what is to be held; called in a thread, for hostile lines take long."""
        for line in held.lines[-self._height :]:
            self._drawn(line)

    def _drawn(self, line: LogLine) -> tuple[Line, bool]:
        """As it is drawn it is known the next time."""
        key = line.offset, hash(line.content), self.needle
        shown = self._known.get(key)
        if shown is None:
            shown = drawn(pieces_of(self._kind, line.content), key[-1], self._symbols), is_trouble(line.content)
            if len(self._known) >= _KEPT_LINES:
                self._known.clear()
            self._known[key] = shown
        return shown


def _from(line: Line, shift: int) -> Line:
    """The line without its first cells."""
    if not shift:
        return line
    found: list[Span] = []
    for span in line:
        size = cell_len(span.text)
        if shift >= size:
            shift -= size
            continue
        if shift:
            pieces = chop_cells(span.text, shift)
            span, shift = Span("".join(pieces[1:]), span.style), 0
        found.append(span)
    return tuple(found)


def _wrapped(line: Line, room: int) -> Iterator[Line]:
    """The line in rows of at most so many cells; what no row needs isn't measured."""
    row: Line = ()
    left, is_first = room, True
    for span in line:
        text = span.text
        while text:
            if left <= 0:
                yield row
                row, left, is_first = (), room, False
            near = text[: left * CHARACTERS_PER_CELL]
            piece = (chop_cells(near, left) or [near])[0]
            size = cell_len(piece)
            if size > left and row:
                left = 0  # a wide character finds no room at the end of a row
                continue
            row, left, text = (*row, Span(piece, span.style)), left - size, text[len(piece) :]
    if cells(row) or is_first:
        yield row
