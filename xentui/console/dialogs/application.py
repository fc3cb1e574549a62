"""What the dialogs need of the application; they know nothing else of it."""

from collections.abc import Callable, Collection, Coroutine, Iterable, Sequence
from typing import Any, Protocol, TypeVar

from textual.screen import Screen
from textual.worker import Worker

from xentui.console.adds_events import AddsEvents
from xentui.console.commands.command import Command
from xentui.fleet.host import Host
from xentui.fleet.host_state import Staleness
from xentui_driver.model.job import JobKey
from xentui_driver.model.row_key import RowKey
from xentui_driver.model.severity import Severity
from xentui_widgets.event_log import Event, GuestOn

Answer = TypeVar("Answer")


class Application(AddsEvents, Protocol):
    """The application, as far as a dialog has to do with it."""

    @property
    def allowed(self) -> Sequence[Command]:
        """The commands that there are."""
        ...

    @property
    def is_undisturbed(self) -> bool:
        """The operator looks at the guests or at one of them, and answers no question and types no text."""
        ...

    def events_about(self, host: str, names: Collection[str]) -> tuple[Event, ...]:
        """What has happened to what is called so on that host, the newest first."""
        ...

    def events_on(self, host: str) -> tuple[Event, ...]:
        """What has happened on that host, to it and to its guests, oldest first."""
        ...

    def staleness(self, host: Host) -> Staleness | None:
        """How old is what is known of it; None while that is as fresh as the operator may expect."""
        ...

    @property
    def screen_stack(self) -> Sequence[Screen[Any]]: ...

    def push_screen(self, screen: Screen[Answer], callback: Callable[[Answer | None], None] | None = None) -> object:
        """Open a dialog; `callback` gets its answer."""
        ...

    def push_unasked(self, screen: Screen[Answer], answered: Callable[[Answer | None], None] | None = None) -> None:
        """Open one that the operator has not asked for: keys go nowhere until it can have been seen."""
        ...

    def came_by_itself(self) -> Callable[[], None]:
        """What is shown now has come unasked: keys go nowhere until it can have been seen.

        Call what it returns as soon as it turns out that the operator has brought it about.
        """
        ...

    def run_worker(self, work: Callable[[], Coroutine[None, None, None]]) -> Worker[None]:
        """Go on with something that waits."""
        ...

    def refuse(self, who: str, text: str, *, host: str = "", row: RowKey | None = None) -> None:
        """Say why what a key stands for is not done: what is typed on at once was meant for it, and acts on nothing.

        The arguments are those of `add_event`."""
        ...

    def accept_choice(self) -> None:
        """A question that told why others may be meant was answered with yes: these are meant."""
        ...

    def toast(self, title: str, text: str, severity: Severity) -> None:
        """Say it for a few seconds over whatever is shown."""
        ...

    def answer(self, title: str, text: str, severity: Severity) -> None:
        """Say what became of what the operator has just done: at once or never."""
        ...

    def copy(self, what: str, text: str) -> None:
        """Put it on the clipboard of the terminal, and say so."""
        ...

    def show_job(self, key: JobKey) -> bool:
        """Open the page of jobs at that one; false when it isn't there any more."""
        ...

    def show_death(self, of: GuestOn) -> None:
        """Open the page of that guest's end."""
        ...

    def show_guest(self, key: RowKey) -> bool:
        """Open the screen of that guest; false when it isn't there any more."""
        ...

    def jobs_changed(self) -> None:
        """Show jobs as they are now."""
        ...

    def expect(self, keys: Iterable[RowKey]) -> None:
        """Something has begun with these rows: those that are marked lose their marks when it succeeds."""
        ...

    def succeeded(self, key: RowKey) -> None:
        """What was begun with the row has succeeded."""
        ...

    def go_to(self, key: RowKey) -> None:
        """Put the cursor on an instance that is about to appear."""
        ...

    def poll_now(self) -> None:
        """Ask the hosts again at once."""
        ...

    def came_back(self) -> None:
        """Draw and poll again, after another program had the terminal."""
        ...

    def exit(self) -> None:
        """Leave."""
        ...
