"""The last events, newest at the bottom: who, what, and the exact command."""

from collections import deque
from collections.abc import Iterable

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.severity import Severity
from xentui_widgets.line_widget import LineWidget
from xentui_widgets.lines import Line, Span, cells, cut, cut_line, ends, fit, title
from xentui_widgets.symbols import UNICODE, Symbols

KEPT = 200
_NARROWEST_COMMAND = 14
_WIDEST_NAME = 24

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
        return head + tuple(self._line(event, width) for event in shown)

    def _line(self, event: Event, width: int) -> Line:
        show, ellipsis = self.symbols.show, self.symbols.ellipsis
        who = fit(show(event.who), min(_WIDEST_NAME, width // 5), ellipsis)
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
