"""The application: owns the state, polls, and decides what the screen shows."""

import os
import sys
import threading
import uuid
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable

from textual import on
from textual.reactive import Reactive

from xentui.console.choice import Choice
from xentui.console.commands.command import Command
from xentui.console.commands.registry import COMMAND, allowed_commands
from xentui.console.drawn_lines import let_go_of_drawn_lines
from xentui.console.job_router import JobRouter
from xentui.console.message_lines import MessageLines
from xentui.console.messages import JobChanged, JobsTroubled, PollArrived, ThreadDied
from xentui.console.overview import Overview
from xentui.console.screens.main import MainScreen
from xentui.console.terminal.attach import AttachResult, AttachTo, attach
from xentui.console.terminal.clipboard import copying, fits
from xentui.console.terminal.driver import ConsoleDriver, fast_exit, run
from xentui.console.terminal.kind import ascii_only as terminal_is_ascii
from xentui.console.terminal.kind import start_environ
from xentui.console.view_actions import ViewActions
from xentui.console.wording import error_in_keys, in_keys
from xentui.fleet.filters import parse_filter
from xentui.fleet.fleet import Fleet
from xentui.fleet.guest_notices import GuestNotices
from xentui.fleet.host_state import HostState
from xentui.fleet.intervals import INTERVALS_S
from xentui.fleet.pollers import Pollers
from xentui.fleet.settings.key_map import key_map
from xentui.fleet.settings.loading import saved_views_beside, usual_paths
from xentui.fleet.settings.values import DEFAULTS, Settings
from xentui.fleet.simulated_state import drafts_folder_of
from xentui_driver.host.sources import SourceName
from xentui_driver.jobs.actions import Action
from xentui_driver.jobs.jobs import Job, Verdict
from xentui_driver.jobs.notices import Notice
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import XenError
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import JobKey
from xentui_driver.model.row_key import RowKey
from xentui_driver.model.severity import Severity
from xentui_widgets.event_log import Event
from xentui_widgets.instance_table import InstanceTable
from xentui_widgets.job_words import moment_words
from xentui_widgets.key_bar import KeyBar
from xentui_widgets.message_line import Message
from xentui_widgets.symbols import ASCII, LINUX_CONSOLE, UNICODE, Symbols

if TYPE_CHECKING:
    from xentui.console.dialogs.dialogs import Dialogs
    from xentui.console.pages import Pages

TICK_S = 1.0
_SEVERITIES: dict[Verdict, Severity] = {Verdict.SUCCEEDED: "success", Verdict.CANCELLED: "warning"}
ALL_DONE = "what was marked is done, and its marks are gone"
REFUSED_KEYS = "typed text: not taken. One key at a time acts."
DARK_THEME, LIGHT_THEME = "ansi-dark", "ansi-light"
"""The operator's own sixteen colours: they fit every terminal and cost the fewest bytes."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """A new instance that the cursor is to go to."""

    key: RowKey
    moved_from: Instance | None
    """The row that the cursor was on when it was asked for."""


@runtime_checkable
class ShownAgain(Protocol):
    """A page that shows what is known now whenever that may have changed."""

    def show_again(self) -> None: ...


class XentuiApp(ViewActions):
    """A fleet on one screen."""

    TITLE = "xentui"
    theme = Reactive(DARK_THEME)  # from the beginning: one that is set later has all styles parsed once more
    ENABLE_COMMAND_PALETTE: ClassVar[bool] = False  # Textual's own key for it: ours are those of the main screen
    ESCAPE_TO_MINIMIZE: ClassVar[bool] = False
    CSS = """
    * { scrollbar-size-vertical: 1; }
    """

    def __init__(
        self,
        fleet: Fleet,
        *,
        settings: Settings = DEFAULTS,
        symbols: Symbols = UNICODE,
        attach: AttachTo = attach,
        drafts_folder: Path | None = None,
        views_file: str = "",
        own_config: str = "",
        new_uuid: Callable[[], str] = lambda: str(uuid.uuid4()),
        on_terminal: bool = False,
    ) -> None:
        """`settings` are the operator's own; each host has those that guard it.

        `drafts_folder` and `views_file` are the usual ones unless given; `on_terminal` is false in a test without one.
        `own_config` is the file of --config, where it was given.
        """
        let_go_of_drawn_lines()
        # Set here, not by the theme alone, so that NO_COLOR takes colours away instead of turning them grey.
        super().__init__(driver_class=ConsoleDriver if on_terminal else None, ansi_color=True)
        view = settings.view
        if view.theme == "light":
            self._begin_on_light_background()
        self.animation_level = "none"
        self.set_class(symbols.ascii_only, "-ascii")
        self.fleet = fleet
        self.pollers = Pollers(fleet, lambda reading: self.post_message(PollArrived(reading)), view.interval_s)
        for host in fleet.hosts:
            host.jobs.subscribe(
                lambda job: self.post_message(JobChanged(job)), partial(self._jobs_are_in_trouble, host.name)
            )
        self.settings = settings
        read_only = all(host.settings.read_only for host in fleet.hosts)
        self.commands = allowed_commands(read_only=read_only)
        self.keys = key_map(settings.preset, settings.keys)
        names = [host.name for host in fleet.hosts]
        self.main_screen = MainScreen(names, symbols, self.commands, keys=self.keys, view=view)
        self.choice = Choice(self.main_screen.table, fleet)
        chosen = parse_filter(view.filter)
        self.overview = Overview(self.main_screen, fleet, self.pollers, self.choice, self.commands, self.keys, chosen)
        self.symbols = symbols
        self.message_lines = MessageLines(self, symbols)
        self._router = JobRouter(self._tell_end)
        self._attach_to = attach
        self._drafts_folder = drafts_folder
        self._views_file = views_file
        self._own_config = own_config
        self._new_uuid = new_uuid
        self._awaited: Awaited | None = None
        self._guest_notices = {
            host.name: GuestNotices(
                host.name,
                host.jobs,
                host.hypervisor.clock,
                host.settings,
                partial(self._tell_notice_failure, host.name),
            )
            for host in fleet.hosts
        }

    def _begin_on_light_background(self) -> None:
        """Before the styles are parsed, so that they are parsed once."""
        from xentui.console.terminal.light import OnLightBackground

        self.set_reactive(XentuiApp.theme, LIGHT_THEME)
        self.set_class(False, "-dark-mode", update=False)
        self.set_class(True, "-light-mode", update=False)
        self._filters.append(OnLightBackground())

    @cached_property
    def dialogs(self) -> "Dialogs":
        from xentui.console.dialogs.dialogs import Dialogs, Stage

        def attach_here(argv: tuple[str, ...], title: str, hint: str) -> Awaitable[AttachResult]:
            return self._attach_to(self, argv, title, hint)

        stage = Stage(self, self.fleet, self._router, self.settings, self.symbols, self.keys, self._new_uuid)
        views_file = self._views_file or saved_views_beside(usual_paths(os.environ)[-1])
        return Dialogs(stage, attach_here, self.drafts_folder, views_file, self._own_config)

    @property
    def drafts_folder(self) -> Path:
        """The operator's own; a simulated host's drafts go with it."""
        from xentui.console.drafts import usual_folder

        if self._drafts_folder is not None:
            return self._drafts_folder
        first = self.fleet.hosts[0]
        return Path(drafts_folder_of(first.jobs)) if first.is_simulated else usual_folder(os.environ)

    @cached_property
    def pages(self) -> "Pages":
        from xentui.console.pages import Pages

        return Pages(self.fleet, self.commands, self.symbols, self.keys)

    @property
    def present_view(self) -> Mapping[str, Any]:
        table = self.main_screen.table
        return {
            "columns": table.shown_ids,
            "sort": f"{'-' if table.is_inverted else ''}{table.sort_column}",
            "filter": self.overview.filter_text,
            "interval": self.pollers.interval_s,
        }

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a filter is typed, letters are text and not keys."""
        return not (self.main_screen.is_typing and action == "command")

    def get_default_screen(self) -> MainScreen:
        """The main screen is the lowest one, so that nothing can close it."""
        return self.main_screen

    def show_refused_keys(self, is_refused: bool) -> None:
        self.overview.refused_keys = "typed text: not taken" if is_refused else ""
        if is_refused:
            self._tell_refused(REFUSED_KEYS)
        self.overview.show_current()

    def show_refused_lines(self, count: int) -> None:
        self._tell_refused(f"{count} lines were pasted: not taken. A field has one line.")

    def _tell_refused(self, words: str) -> None:
        self.add_event("keyboard", words, "warning")
        if self.screen is not self.main_screen:
            self.dialogs.toast("Keyboard", words, "warning")

    def key_came(self) -> None:
        self.message_lines.key_came()

    def on_mount(self) -> None:
        self.open_gate()
        self.screen_change_signal.subscribe(self, self.message_lines.screen_changed, immediate=True)
        self.overview.show_all()  # so that a first frame is whole
        self.set_interval(TICK_S, self._tick)
        self.call_after_refresh(self.pollers.start)  # a first frame waits for nothing
        for host in self.fleet.hosts:
            host.jobs.start()

    def on_unmount(self) -> None:
        self.pollers.leave()
        self.fleet.close()

    @on(PollArrived)
    def take_reading(self, event: PollArrived) -> None:
        reading = event.reading
        before = self.fleet.states[reading.host]
        if not before.readings:
            # The first state is on its way to the screen: load now what its first frame does not need.
            threading.Thread(target=self._load_the_rest, name="load", daemon=True).start()
        self._take(before.with_reading(reading))
        failure, old = reading.error, before.error_of(reading.source)
        if (new := before.new_error(reading)) is not None:
            self.add_event(reading.host, error_in_keys(new, self.keys), "error")
        if reading.source is SourceName.LISTING and failure is None and old is not None:
            self.add_event(reading.host, "answers again", "success")
        if failure is not None:
            self.overview.show_all()

    def _load_the_rest(self) -> None:
        load_the_rest()
        from xentui_driver.transport import own_copy

        try:
            own_copy.keep()
        except own_copy.Replaced as error:
            self.call_later(self.add_event, "xentui", str(error), "warning")
        except OSError:  # no memory for it: an upgrade is a risk again
            return

    def _take(self, state: HostState) -> None:
        """Store what is known of a host, and show what is new in it."""
        before = self.fleet.states[state.host]
        self.fleet.take(state)
        if state.restarts is not before.restarts:
            self._notice(state)
        if state.snapshot is not before.snapshot:
            self.overview.show_all()
            self._show_pages_again()
            self._go_to_awaited()

    @on(JobChanged)
    def follow_job(self, event: JobChanged) -> None:
        self._router.job_changed(event.job)
        self.jobs_changed()

    def _tell_end(self, job: Job, is_waited_for: bool) -> None:
        """Add it to the events, and show it unless a dialog that waits for the job does."""
        assert job.result is not None, "it is over"
        severity = _SEVERITIES.get(job.verdict, "error")
        host = self.fleet.owner(job)
        who = job.record.subject.name
        by = "" if job.record.who == host.jobs.who else f" (by {job.record.who.words})"
        command = "; ".join(job.record.steps)
        guest = self.fleet.instance_of(job)
        row = guest.row_key if guest is not None else None
        if host.jobs.was_over_at_first(job):
            when = moment_words(job.result.ended_s, self.fleet.clock.epoch_s())
            self.add_event(who, job.words + by, severity, command, when, host=host.name, job=job.key, row=row)
            return
        self.add_event(who, job.words + by, severity, command, host=host.name, job=job.key, row=row)
        self.ring()
        if not is_waited_for:
            self.dialogs.job_is_over(job)
        self.pollers.refresh(host.name)

    @on(JobsTroubled)
    def tell_trouble(self, event: JobsTroubled) -> None:
        self.add_event("jobs", error_in_keys(event.error, self.keys), "error", host=event.host)

    def _jobs_are_in_trouble(self, host: str, error: XenError) -> None:
        """Called from the threads that follow jobs."""
        self.post_message(JobsTroubled(host, error))

    def jobs_changed(self) -> None:
        """Show it wherever jobs are shown."""
        self.overview.show_all()
        self._show_pages_again()

    def _show_pages_again(self) -> None:
        stack = self.screen_stack  # empty while the console leaves: a reading may arrive even then
        if stack and stack[-1].is_attached and isinstance(stack[-1], ShownAgain):
            stack[-1].show_again()

    def _notice(self, state: HostState) -> None:
        """Show what has happened to guests without a job: a crash, a guest that has vanished."""
        for notice in self._guest_notices[state.host].after(state, self.pollers.interval_s):
            self.add_event(notice.who, notice.text, notice.severity, host=state.host, row=_row_of(notice, state))
            self.dialogs.toast(self.fleet.named(state.host, notice.who), notice.text, notice.severity)
            self.ring()

    def _tell_notice_failure(self, host: str, line: str) -> None:
        error = XenError(line, next_step="Look at [notices] command in the configuration.")
        self.post_message(JobsTroubled(host, error))

    def ring(self) -> None:
        """The terminal's bell, where it is wanted; not on a line that can't keep up with the screen as it is."""
        is_slow = isinstance(self._driver, ConsoleDriver) and self._driver.backlog_bytes > 0
        if self.settings.bell == "always" or (self.settings.bell == "auto" and not is_slow):
            self.bell()

    @on(ThreadDied)
    def end_with(self, event: ThreadDied) -> None:
        raise event.error

    @on(MainScreen.FilterChanged)
    def filter_by(self, event: MainScreen.FilterChanged) -> None:
        self.overview.filter_by(event.chosen)

    @on(InstanceTable.Highlighted)
    @on(InstanceTable.MarksChanged)
    @on(InstanceTable.ColumnsChanged)
    def follow_cursor(self) -> None:
        self.overview.follow_cursor()

    @on(InstanceTable.ChoiceLost)
    def tell_lost_choice(self, event: InstanceTable.ChoiceLost) -> None:
        who = self.current_host.name if self.fleet.is_one else "choice"  # the words name the hosts of what is gone
        self.add_event(who, f"{event.words}. The next action asks first.", "warning")

    @on(InstanceTable.Chosen)
    def open_chosen(self) -> None:
        self.action_details()

    @on(KeyBar.Pressed)
    async def press(self, event: KeyBar.Pressed) -> None:
        await self.run_action(event.action_id)

    def add_event(
        self,
        who: str,
        text: str,
        severity: Severity = "information",
        command: str = "",
        when: str = "",
        *,
        host: str = "",
        job: JobKey | None = None,
        row: RowKey | None = None,
    ) -> None:
        """One more line in the events; `when` for what has happened earlier.

        `host` is the one that `who` is on, where it isn't the host itself; `job` and `row` are what the line opens.
        """
        self.overview.add_event(Event(when, who, text, severity, command, host, job, row))
        self._show_pages_again()

    def toast(self, title: str, text: str, severity: Severity) -> None:
        """Say it for a few seconds above the footer of whatever is shown."""
        self.message_lines.say(Message(title, text, severity))

    def copy_to_clipboard(self, text: str) -> None:
        # Textual's own reaches no terminal through tmux or screen.
        self._clipboard = text
        if self._driver is not None and fits(text):
            self._driver.write(copying(text, start_environ()))

    def copy(self, what: str, text: str) -> None:
        if not fits(text):
            self.toast(what, "not copied: too long for a terminal", "error")
            return
        self.copy_to_clipboard(text)
        first, *more = text.splitlines() or [""]
        self.toast(f"{what} copied, if your terminal allows it", f"{first}{' ...' if more else ''}", "success")

    def poll_now(self) -> None:
        """Ask the host again at once."""
        self.pollers.refresh()

    @property
    def is_undisturbed(self) -> bool:
        """True while nothing is open over the main screen, nor a filter being typed."""
        return self.screen is self.main_screen and not self.main_screen.is_typing

    def came_back(self) -> None:
        """Draw and poll again, after another program had the terminal."""
        self.pollers.refresh()
        self.refresh(layout=True)

    def expect(self, keys: Iterable[RowKey]) -> None:
        """Something has begun with these rows: those that are marked lose their marks when it succeeds."""
        self.main_screen.table.expect(keys)

    def succeeded(self, key: RowKey) -> None:
        """What was begun with the row has succeeded: it is marked no longer."""
        self.main_screen.table.succeeded(key, ALL_DONE)

    def go_to(self, key: RowKey) -> None:
        """Put the cursor on a new instance as soon as a poll has found it, unless it is moved before."""
        self._awaited = Awaited(key, self.main_screen.table.current)
        self.pollers.refresh()

    def _go_to_awaited(self) -> None:
        awaited = self._awaited
        if awaited is None or (new := self.fleet.instance(awaited.key)) is None:
            return
        self._awaited = None
        table = self.main_screen.table
        current = table.current
        if current is not None and awaited.moved_from is not None and current.row_key == awaited.moved_from.row_key:
            name = self.fleet.named(new.host, new.name)
            table.move_unasked(new.row_key, f"the cursor was moved to {name}, which is new")

    def request(self, action: Action) -> None:
        """Begin the conversation that leads to an action."""
        if targets := self.choice.targets:
            self.dialogs.request(action, targets, self.choice.doubt)

    async def run_command(self, command: Command) -> None:
        """Run the command, or say why it can't be run."""
        if command.action is not None:
            self.request(command.action)
        elif (refusal := self.choice.why_not(command)) is not None:
            words = f"{command.label} is not possible: {in_keys(refusal.words, self.keys)}"
            if targets := self.choice.targets_of(command):
                self.add_event(targets[0].name, words, "warning", host=targets[0].host, row=targets[0].row_key)
            else:
                self.add_event(self.choice.current_host.name, words, "warning")
        else:
            await self.run_action(command.id)

    def _tick(self) -> None:
        for host in self.fleet.hosts:
            self._take(self.fleet.states[host.name].without_waiting(host.hypervisor.clock.monotonic_s()))
        self.overview.show_host()
        if self.fleet.under_way:
            self._show_pages_again()
            self.overview.show_current()

    async def action_command(self, ids: str) -> None:
        """Run the first of the commands on one key that can be done; where none can, the first says why.

        The `ids` have blanks between them.
        """
        commands = [COMMAND[id] for id in ids.split()]
        await self.run_command(next((each for each in commands if self.choice.can_run(each)), commands[0]))

    def action_problems(self) -> None:
        self.overview.toggle_problems()

    def action_slower(self) -> None:
        self._poll_every(next((s for s in INTERVALS_S if s > self.pollers.interval_s), INTERVALS_S[-1]))

    def action_faster(self) -> None:
        self._poll_every(next((s for s in reversed(INTERVALS_S) if s < self.pollers.interval_s), INTERVALS_S[0]))

    def _poll_every(self, interval_s: float) -> None:
        self.pollers.set_interval(interval_s)
        self.overview.show_host()

    def action_freeze(self) -> None:
        self.pollers.freeze(not self.pollers.frozen)
        self.overview.show_host()

    def action_refresh(self) -> None:
        self.pollers.refresh()

    def action_help_quit(self) -> None:
        """Textual's action of ctrl+c where that has no other meaning."""
        self.toast("", f"{self.keys.shown('quit')} leaves xentui; ctrl+c ends nothing here.", "warning")

    def key_ctrl_c(self) -> None:
        """Over a modal screen Textual looks at no binding of the application."""
        self.action_help_quit()

    async def action_quit(self) -> None:
        self.dialogs.leave()


def _row_of(notice: Notice, state: HostState) -> RowKey | None:
    """The row of the guest that it is about, while it has one."""
    instances = state.snapshot.instances if state.snapshot is not None else ()
    same = [each for each in instances if each.uuid == notice.uuid]
    meant = [each for each in same if each.domid == notice.domid] or same
    return meant[0].row_key if len(meant) == 1 else None


def load_the_rest() -> None:
    """Import what the first frame did without, so that no key waits for it."""
    from xentui.console import pages, palette  # noqa: F401
    from xentui.console.dialogs import dialogs

    dialogs.load_the_rest()


def show(fleet: Fleet, *, settings: Settings, views_file: str = "", own_config: str = "", ascii_only: bool) -> int:
    """Run the console on this process's terminal and end the process when it is left.

    `views_file` is where views are saved; the usual one unless given. `own_config` is the file of --config.
    """
    environ = start_environ()
    plain = ascii_only or terminal_is_ascii(environ, sys.stdout.encoding)
    symbols = ASCII if plain else LINUX_CONSOLE if environ.get("TERM") == "linux" else UNICODE
    app = XentuiApp(
        fleet, settings=settings, views_file=views_file, own_config=own_config, symbols=symbols, on_terminal=True
    )
    threading.excepthook = lambda died: app.post_message(ThreadDied(died.exc_value or RuntimeError("unknown")))
    status = run(app, mouse=settings.view.mouse)
    fleet.close()
    fleet.remove()
    fast_exit(status)
