"""What a tab shows its part of the guest in: lines that can be scrolled, or the table of its jobs."""

from collections.abc import Callable, Iterable
from itertools import dropwhile
from typing import Protocol

from xentui.console.guest.paper import Paper
from xentui.console.guest.view import GuestView
from xentui.console.recorded import recorded
from xentui.fleet.settings.key_map import KeyMap
from xentui_driver.model.clock import Clock
from xentui_driver.model.dataclass import dataclass
from xentui_widgets.history_view import HistoryView
from xentui_widgets.job_columns import job_rows
from xentui_widgets.job_table import JobTable
from xentui_widgets.lines import Line
from xentui_widgets.moves import Moves
from xentui_widgets.scrolled_lines import ScrolledLines
from xentui_widgets.symbols import Symbols

NO_JOBS = "No jobs for this guest yet. Its actions start them."
LinesOf = Callable[[GuestView, Paper], Iterable[Line]]


@dataclass(frozen=True, slots=True)
class Look:
    """How everything on the screen is drawn."""

    symbols: Symbols
    keys: KeyMap
    moves: Moves
    now_s: Callable[[], float]
    """Seconds since the epoch."""
    shows_hosts: bool
    clock: Clock
    """The one of the guest's host."""


class Pane(Protocol):
    """The widget of a tab; it moves as the table of the main screen does."""

    def show_guest(self, view: GuestView) -> None: ...

    def action_cursor_up(self) -> None: ...

    def action_cursor_down(self) -> None: ...

    def action_first(self) -> None: ...

    def action_last(self) -> None: ...

    def action_page_up(self) -> None: ...

    def action_page_down(self) -> None: ...


class LinesPane(ScrolledLines):
    """Lines that say what is known."""

    def __init__(self, lines: LinesOf, look: Look, *, follow: bool = False) -> None:
        """With `follow` their end is shown, and stays in view until it is scrolled away from."""
        super().__init__(symbols=look.symbols, moves=look.moves, has_heading=False)
        self._lines_of = lines
        self._look = look
        self._keeps_end = follow

    def show_guest(self, view: GuestView) -> None:
        def picture(width: int) -> tuple[Line, ...]:
            lines = self._lines_of(view, Paper(width, self._look.symbols, self._look.keys))
            return tuple(dropwhile(lambda line: not line, lines))

        self.show("guest", (), (), picture, follow=self._keeps_end)

    def action_cursor_up(self) -> None:
        self.action_scroll_lines(-1)

    def action_cursor_down(self) -> None:
        self.action_scroll_lines(1)

    def action_first(self) -> None:
        self.action_to_top()

    def action_last(self) -> None:
        self.action_to_bottom()

    def action_page_up(self) -> None:
        self.action_scroll_pages(-1)

    def action_page_down(self) -> None:
        self.action_scroll_pages(1)


class JobsPane(JobTable):
    """The jobs about the guest, the newest first."""

    def __init__(self, look: Look) -> None:
        super().__init__(symbols=look.symbols, moves=look.moves, empty_text=NO_JOBS)
        self._look = look

    def show_guest(self, view: GuestView) -> None:
        self.show(job_rows(view.jobs, self._look.now_s(), show_hosts=self._look.shows_hosts))


class HistoryPane(HistoryView):
    """The guest's last day as charts."""

    def __init__(self, look: Look) -> None:
        super().__init__(symbols=look.symbols)
        self._clock = look.clock

    def show_guest(self, view: GuestView) -> None:
        self.show_recorded(recorded(view.past, self._clock, view.jobs, view.events))
