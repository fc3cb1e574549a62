"""The last events, newest at the bottom: who, what, and the exact command."""

from collections import deque
from collections.abc import Iterable

from rich.cells import cell_len

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.severity import Severity
from xentui_widgets.line_widget import LineWidget
from xentui_widgets.lines import Line, Span, cells, cut, cut_line, cut_middle, ends, fit, title
from xentui_widgets.symbols import UNICODE, Symbols

KEPT = 200
_NARROWEST_COMMAND = 14
_WIDEST_NAME = 24
_WIDEST_NAME_AND_HOST = 40
_NARROWEST_NAME = 6

_SIGNS: dict[Severity, Span] = {
    "information": Span(" "),
    "success": Span("*", "running"),
    "warning": Span("!", "warning"),
    "error": Span("X", "error"),
}
_TEXT_STYLES: dict[Severity, str] = {"information": "", "success": "", "warning": "paused", "error": "error"}


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


class EventLog(LineWidget):
    """Two lines on a low screen; a heading and more lines on a higher one."""

    def __init__(self, *, symbols: Symbols = UNICODE, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(symbols=symbols, id=id, classes=classes)
        self._events: deque[Event] = deque(maxlen=KEPT)

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
        if screen_height < 30:
            return 2
        return 1 + min(10, 4 + (screen_height - 36) // 6)

    def picture(self, width: int, height: int) -> tuple[Line, ...]:
        head: tuple[Line, ...] = ()
        if height > 2:
            head = (title([(Span("Events", "bold"),)], (), width, self.symbols),)
        room = height - len(head)
        shown = list(self._events)[-room:] if room > 0 else []
        who_cells = self._who_cells(shown, width)
        return head + tuple(self._line(event, who_cells, width) for event in shown)

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

    def _line(self, event: Event, who_cells: int, width: int) -> Line:
        show, ellipsis = self.symbols.show, self.symbols.ellipsis
        who = self._who(event, who_cells)
        start: Line = (
            Span(f" {show(event.time_text)} ", "dim"),
            _SIGNS[event.severity],
            Span(f" {who}  "),
            Span(show(event.text), _TEXT_STYLES[event.severity]),
        )
        room = width - cells(start) - 3
        if not event.command or room < _NARROWEST_COMMAND:
            return cut_line(start, width, self.symbols)
        return ends(start, (Span(cut(show(event.command), room, ellipsis) + " ", "dim"),), width, self.symbols)
