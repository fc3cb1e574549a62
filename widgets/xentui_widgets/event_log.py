"""The last events, newest at the bottom: who, what, and the exact command where there is room for it."""

from collections import deque
from collections.abc import Iterable
from typing import NamedTuple

from rich.cells import cell_len

from xentui_driver.model.dataclass import dataclass, field
from xentui_driver.model.job import JobKey, Subject
from xentui_driver.model.row_key import RowKey
from xentui_driver.model.severity import Severity
from xentui_widgets.line_widget import LineWidget
from xentui_widgets.lines import Line, Span, cells, cut, cut_line, cut_middle, ends, fit, title
from xentui_widgets.symbols import UNICODE, Symbols
from xentui_widgets.wrapping import pieces

KEPT = 200
EventKey = tuple[int, str]
"""What identifies an event among all of a console."""
_NARROWEST_COMMAND = 14
_WIDEST_NAME = 24
_WIDEST_NAME_AND_HOST = 40
_NARROWEST_NAME = 6

_NARROW = 60
"""On a screen that is narrower a long text goes on at the left edge."""
_NARROW_INDENT = 3

SIGNS: dict[Severity, Span] = {
    "information": Span(" "),
    "success": Span("*", "running"),
    "warning": Span("!", "warning"),
    "error": Span("X", "error"),
}
UNDER_WAY = Span("~", "transition")
"""As in the table: `~ stopping`."""
TEXT_STYLES: dict[Severity, str] = {"information": "", "success": "", "warning": "paused", "error": "error"}


class GuestOn(NamedTuple):
    """A guest, which may be gone, and the host that it is or was on."""

    host: str
    guest: Subject


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened."""

    time_text: str
    who: str
    """The guest or host it happened to."""
    text: str
    severity: Severity = "information"
    command: str = ""
    """The exact command that was run, if one was."""
    host: str = ""
    """The host that `who` is on, where there are several."""
    job: JobKey | None = None
    """The job that it tells of."""
    row: RowKey | None = None
    """The row of the guest that it happened to."""
    death: GuestOn | None = None
    """The guest whose end it tells of."""
    at_s: float | None = field(default=None, compare=False)
    """When it was noted, in seconds since the epoch."""
    is_under_way: bool = False
    """It hasn't come to its end: the row of its guest says so too."""

    @property
    def sign(self) -> Span:
        """What stands before the name."""
        return UNDER_WAY if self.is_under_way else SIGNS[self.severity]

    @property
    def said(self) -> str:
        """The text without the name, which stands in front of it."""
        return without_name(self.text, self.who)


def without_name(text: str, name: str) -> str:
    """What is said of something whose name stands in front of it already."""
    for end in (": ", " "):
        if name and (said := text.removeprefix(name + end)) != text:
            return said
    return text


class EventLog(LineWidget):
    """Two lines on a low screen; a heading and more lines on a higher one."""

    def __init__(self, *, symbols: Symbols = UNICODE, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(symbols=symbols, id=id, classes=classes)
        self._events: deque[Event] = deque(maxlen=KEPT)
        self._lent = 0

    @property
    def events(self) -> tuple[Event, ...]:
        """All events that are kept, oldest first."""
        return tuple(self._events)

    def show(self, events: Iterable[Event]) -> None:
        """Show these events, oldest first."""
        self._events = deque(events, maxlen=KEPT)
        self.repaint()

    def add(self, event: Event) -> None:
        """Show one more."""
        self._events.append(event)
        self.repaint()

    def lines_wanted(self, width: int, screen_height: int) -> int:
        usual = 2 if screen_height < 30 else 1 + min(10, 4 + (screen_height - 36) // 6)
        return max(0, usual - self._lent)

    def give_way(self, *, lines: int) -> None:
        """Leave so many of its lines to something else."""
        if lines != self._lent:
            self._lent = lines
            self.refresh(layout=True)

    def picture(self, width: int, height: int) -> tuple[Line, ...]:
        head: tuple[Line, ...] = ()
        if height + self._lent > 2:
            head = (title([(Span("Events", "bold"),)], (), width, self.symbols),)
        room = max(0, height - len(head))
        who_cells = self._who_cells(list(self._events)[-room:] if room else (), width)
        shown: tuple[Line, ...] = ()
        left = len(self._events)
        for event in reversed(self._events):
            left -= 1
            # Beside the newest one the one before is always seen: it may be what the operator waits for.
            own = room - len(shown) - (1 if not shown and left and room > 1 else 0)
            if own <= 0:
                break
            shown = self._cut(self._lines(event, who_cells, width), own, width) + shown
        return head + shown

    def _who_cells(self, events: Iterable[Event], width: int) -> int:
        """The width of the names; with hosts as many cells as they need, up to a limit."""
        names = (cell_len(self.symbols.show(f"{event.who} on {event.host}")) for event in events if event.host)
        usual = min(_WIDEST_NAME, width // 5)
        return max(usual, min(_WIDEST_NAME_AND_HOST, width // 3, max(names, default=0)))

    def _who(self, event: Event, width: int) -> str:
        """The name gives way to the host: both are needed to know what it is."""
        show, ellipsis = self.symbols.show, self.symbols.ellipsis
        if not event.host:
            return fit(show(event.who), width, ellipsis)
        host = cut_middle(show(event.host), width - _NARROWEST_NAME - len(" on "), ellipsis)
        name = cut(show(event.who), width - cell_len(host) - len(" on "), ellipsis)
        return fit(f"{name} on {host}", width, ellipsis)

    def _lines(self, event: Event, who_cells: int, width: int) -> tuple[Line, ...]:
        """What has happened in as many lines as it takes; the command where it finds room beside that."""
        start: Line = (
            Span(f" {self.symbols.show(event.time_text)} ", "dim"),
            event.sign,
            Span(f" {self._who(event, who_cells)}  "),
        )
        style, indent = TEXT_STYLES[event.severity], cells(start)
        said = self.symbols.show(event.said)
        first, *more = pieces(said, width - indent, self.symbols, 2)
        if more and width < _NARROW:
            indent = _NARROW_INDENT
            more = list(pieces(said[len(first) :].lstrip(), width - indent, self.symbols, 2))
        if not more:
            return (self._with_command((*start, Span(first, style)), event.command, width),)
        further = [(Span(" " * indent), Span(piece.lstrip(), style)) for piece in more]
        return ((*start, Span(first, style)), *further)

    def _with_command(self, line: Line, command: str, width: int) -> Line:
        room = width - cells(line) - 3
        if not command or room < _NARROWEST_COMMAND:
            return cut_line(line, width, self.symbols)
        shown = cut(self.symbols.show(command), room, self.symbols.ellipsis)
        return ends(line, (Span(shown + " ", "dim"),), width, self.symbols)

    def _cut(self, lines: tuple[Line, ...], room: int, width: int) -> tuple[Line, ...]:
        """As much of an event as finds room."""
        if len(lines) <= room or not room:
            return lines[:room]
        *shown, last = lines[:room]
        return (*shown, cut_line((*last, Span(" " * width)), width, self.symbols))
