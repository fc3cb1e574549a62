"""The application: owns the state, polls, and tells the screen what to show."""

import os
import sys
import threading
import time
import uuid
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import SystemCommand
from textual.screen import Screen

from xentui.console.commands import view_commands
from xentui.console.commands.allowed import allowed_actions
from xentui.console.commands.view_commands import VIEW_COMMANDS, ViewCommand
from xentui.console.dialogs import Dialogs, Stage
from xentui.console.drafts import usual_folder
from xentui.console.drawn_lines import let_go_of_drawn_lines
from xentui.console.filters import Filter, divided
from xentui.console.messages import JobChanged, JobsTroubled, PollArrived, ThreadDied
from xentui.console.palette import RegistryCommands
from xentui.console.screens.jobs import JobsScreen
from xentui.console.screens.main import MainScreen, ReadOnlyMainScreen
from xentui.console.screens.pages import Page
from xentui.console.terminal.attach import AttachResult, AttachTo, attach
from xentui.console.terminal.driver import ConsoleDriver, fast_exit, run
from xentui.console.terminal.kind import ascii_only as terminal_is_ascii
from xentui.console.terminal.kind import start_environ
from xentui.console.view_actions import ViewActions
from xentui.console.wording import error_in_keys
from xentui.fleet.guest_notices import GuestNotices
from xentui.fleet.host_state import HostState, Staleness
from xentui.fleet.polling import DEFAULT_INTERVAL_S, INTERVALS_S, Poller
from xentui.fleet.settings import DEFAULTS, Settings
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.host.sources import SourceName
from xentui_driver.jobs.actions import Action, Request, actions_on_key
from xentui_driver.jobs.actions.action import best_match, subject_of
from xentui_driver.jobs.actions.conditions import has_console
from xentui_driver.jobs.jobs import Job, Jobs, Verdict
from xentui_driver.model.errors import XenError
from xentui_driver.model.instance import Instance
from xentui_driver.model.severity import Severity
from xentui_widgets.event_log import KEPT, Event
from xentui_widgets.instance_table import InstanceTable
from xentui_widgets.job_words import badge, moment_words
from xentui_widgets.key_bar import KeyBar, KeyItem
from xentui_widgets.symbols import ASCII, UNICODE, Symbols

TICK_S = 1.0
_SEVERITIES: dict[Verdict, Severity] = {Verdict.SUCCEEDED: "success", Verdict.CANCELLED: "warning"}
REFUSED_KEYS = "typed text: not taken. One key at a time acts."
KEY_ACTIONS = frozenset({"act", *(command.id for command in VIEW_COMMANDS)})
THEME = "ansi-dark"
"""The operator's own sixteen colours: they fit every terminal and cost the fewest bytes."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """A new instance that the cursor is to go to."""

    key: str
    moved_from: Instance | None
    """Where the cursor was."""


class XentuiApp(ViewActions):
    """One host on one screen."""

    TITLE = "xentui"
    COMMANDS: ClassVar = {RegistryCommands}
    COMMAND_PALETTE_BINDING: ClassVar[str] = "ctrl+p"
    ESCAPE_TO_MINIMIZE: ClassVar[bool] = False
    CSS = """
    * { scrollbar-size-vertical: 1; }
    SearchIcon { display: none; }  /* no font of a Linux console has it */
    Toast { border: solid ansi_cyan; padding: 0 1; margin: 0; max-height: 5; }  /* nor the half block */
    Toast.-error { border: solid ansi_red; }
    .-ascii Toast { border: ascii ansi_cyan; }
    .-ascii Toast.-error { border: ascii ansi_red; }
    Dialog ToastRack, Question ToastRack { dock: top; align: right top; margin: 0; }  /* their choices are below */
    """

    def __init__(
        self,
        hypervisor: Hypervisor,
        jobs: Jobs,
        *,
        settings: Settings = DEFAULTS,
        interval_s: float = DEFAULT_INTERVAL_S,
        symbols: Symbols = UNICODE,
        simulated: bool = False,
        attach: AttachTo = attach,
        drafts_folder: Path | None = None,
        new_uuid: Callable[[], str] = lambda: str(uuid.uuid4()),
        on_terminal: bool = False,
    ) -> None:
        """`drafts_folder` is the usual one unless given; `on_terminal` is false in a test without one."""
        let_go_of_drawn_lines()
        # Told here, not by the theme alone, so that NO_COLOR takes colours away instead of turning them grey.
        super().__init__(driver_class=ConsoleDriver if on_terminal else None, ansi_color=True)
        self.theme = THEME
        self.animation_level = "none"
        self.set_class(symbols.ascii_only, "-ascii")
        self.picture = HostState(hypervisor.host_name, hypervisor.clock.monotonic_s(), hypervisor.limits.monitor_s)
        self.poller = Poller(
            hypervisor,
            lambda: self.picture,
            lambda reading: self.post_message(PollArrived(reading)),
            interval_s,
        )
        self.jobs = jobs
        jobs.subscribe(
            lambda job: self.post_message(JobChanged(job)), lambda error: self.post_message(JobsTroubled(error))
        )
        self.settings = settings
        self.actions = allowed_actions(settings)
        screen = ReadOnlyMainScreen if settings.read_only else MainScreen
        self.main_screen = screen(hypervisor.host_name, symbols)
        self.hypervisor = hypervisor
        self.symbols = symbols
        self._simulated = simulated
        stage = Stage(self, hypervisor, jobs, settings, symbols, new_uuid)

        def attach_here(argv: tuple[str, ...], title: str, hint: str) -> Awaitable[AttachResult]:
            return attach(self, argv, title, hint)

        self.dialogs = Dialogs(stage, attach_here, drafts_folder or usual_folder(os.environ))
        self._filter = Filter()
        self._problems_only = False
        self._events: deque[Event] = deque(maxlen=KEPT)
        self._awaited: Awaited | None = None
        self._refused_keys = ""
        self._started_s = hypervisor.clock.epoch_s()
        self._told_ends: set[str] = set()
        self._guest_notices = GuestNotices(
            hypervisor.host_name, jobs, hypervisor.clock, settings, self._tell_notice_failure
        )

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        return ()  # the palette has the registries, not Textual's own commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a filter is typed, its letters are no keys."""
        return not (self.main_screen.is_typing and action in KEY_ACTIONS)

    def get_default_screen(self) -> MainScreen:
        """The main screen has no other below it, so that nothing can take it away."""
        return self.main_screen

    def show_refused_keys(self, is_refused: bool) -> None:
        self._refused_keys = "typed text: not taken" if is_refused else ""
        if is_refused:
            self.add_event("keyboard", REFUSED_KEYS, "warning")
            if self.screen is not self.main_screen:
                self.dialogs.toast("Keyboard", REFUSED_KEYS, "warning")
        self._show_current()

    def _refresh_notifications(self) -> None:
        """Show only the newest: each of the others is a line of the events."""
        for old in tuple(self._notifications)[:-1]:
            del self._notifications[old]
        super()._refresh_notifications()

    def on_mount(self) -> None:
        self.open_gate()
        self.set_interval(TICK_S, self._tick)
        self.poller.start()
        self.jobs.start()

    def on_unmount(self) -> None:
        self.poller.leave()
        self.jobs.leave()
        self.hypervisor.close()

    @on(PollArrived)
    def take_picture(self, event: PollArrived) -> None:
        before, reading = self.picture, event.reading
        self._take(before.with_reading(reading))
        failure, old = reading.error, before.error_of(reading.source)
        if failure is not None and (old is None or old.summary != failure.summary):
            self.add_event(self.hypervisor.host_name, error_in_keys(failure), "error")
        if reading.source is SourceName.LISTING and failure is None and old is not None:
            self.add_event(self.hypervisor.host_name, "answers again", "success")
        if failure is not None:
            self._show_all()

    def _take(self, state: HostState) -> None:
        """Make that the picture, and show what is new in it."""
        before, self.picture = self.picture, state
        if state.restarts is not before.restarts:
            self._notice()
        if state.snapshot is not before.snapshot:
            self._show_all()
            self._go_to_awaited()

    @on(JobChanged)
    def follow_job(self, event: JobChanged) -> None:
        job = event.job
        if job.result is not None and job.id not in self._told_ends and not job.is_foreign:
            self._told_ends.add(job.id)
            self._tell_end(job, job.result.ended_s)
        self.dialogs.job_changed(job)
        self.jobs_changed()

    def _tell_end(self, job: Job, ended_s: float) -> None:
        severity = _SEVERITIES.get(job.verdict, "error")
        by = "" if job.record.who == self.jobs.who else f" (by {job.record.who.words})"
        command = "; ".join(job.record.steps)
        if ended_s < self._started_s:  # before this console was there
            when = moment_words(ended_s, self._started_s)
            self.add_event(job.record.subject.name, job.words + by, severity, command, when)
            return
        self.add_event(job.record.subject.name, job.words + by, severity, command)
        self.ring()
        self.dialogs.job_is_over(job)
        self.poller.refresh()

    @on(JobsTroubled)
    def tell_trouble(self, event: JobsTroubled) -> None:
        self.add_event("jobs", error_in_keys(event.error), "error")

    def jobs_changed(self) -> None:
        """Show it wherever jobs are shown."""
        self._show_all()
        self._show_pages_again()

    def _show_pages_again(self) -> None:
        if isinstance(self.screen, Page | JobsScreen):
            self.screen.show_again()

    def _notice(self) -> None:
        """Tell of what has happened to guests that nobody here has done."""
        for notice in self._guest_notices.after(self.picture, self.poller.interval_s):
            self.add_event(notice.who, notice.text, notice.severity)
            self.dialogs.toast(notice.who, notice.text, notice.severity)
            self.ring()

    def _tell_notice_failure(self, line: str) -> None:
        self.post_message(JobsTroubled(XenError(line, next_step="Look at [notices] command in the configuration.")))

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
        self._filter = event.chosen
        self._show_all(is_chosen=True)

    @on(InstanceTable.Highlighted)
    @on(InstanceTable.MarksChanged)
    @on(InstanceTable.ColumnsChanged)
    def follow_cursor(self) -> None:
        self.main_screen.place_toasts(self.screen)
        self._show_current()

    @on(InstanceTable.ChoiceLost)
    def tell_lost_choice(self, event: InstanceTable.ChoiceLost) -> None:
        self.add_event(self.hypervisor.host_name, f"{event.words}. The next action asks first.", "warning")

    @on(InstanceTable.Chosen)
    def open_chosen(self) -> None:
        self.action_details()

    @on(KeyBar.Pressed)
    async def press(self, event: KeyBar.Pressed) -> None:
        await self.run_action(event.action_id)

    def add_event(
        self, who: str, text: str, severity: Severity = "information", command: str = "", when: str = ""
    ) -> None:
        """One more line in the events; `when` for what has happened earlier."""
        when = when or self._clock_text(self.hypervisor.clock.epoch_s())
        self._events.append(Event(when, who, text, severity, command))
        self._show_events()

    def toast(self, title: str, text: str, severity: Severity) -> None:
        """Say it for a few seconds over whatever is shown; the text is harmless."""
        looks = "information" if severity == "success" else severity  # Textual knows no other
        self.notify(text, title=title, severity=looks, markup=False)

    def poll_now(self) -> None:
        """Ask the host again at once."""
        self.poller.refresh()

    @property
    def current(self) -> Instance | None:
        """The instance under the cursor."""
        return self.main_screen.table.current

    @property
    def is_undisturbed(self) -> bool:
        """True while nothing is open over the main screen, nor a filter being typed."""
        return self.screen is self.main_screen and not self.main_screen.is_typing

    def came_back(self) -> None:
        """After the terminal was somebody else's: everything is drawn and asked for again."""
        self.poller.refresh()
        self.refresh(layout=True)

    def go_to(self, key: str) -> None:
        """Put the cursor on a new instance as soon as a poll has found it, unless it is moved before."""
        self._awaited = Awaited(key, self.main_screen.table.current)
        self.poller.refresh()

    def _go_to_awaited(self) -> None:
        awaited = self._awaited
        if awaited is None or (new := self.picture.instance(awaited.key)) is None:
            return
        self._awaited = None
        current = self.main_screen.table.current
        if current is not None and awaited.moved_from is not None and current.key == awaited.moved_from.key:
            self.main_screen.table.move_unasked(new.key, f"the cursor was moved to {new.name}, which is new")

    def actions_now(self) -> tuple[Action, ...]:
        """The actions that can be done with what is marked or under the cursor."""
        targets = self._targets()
        return tuple(a for a in self.actions if any(not a.why_not_once_chosen(target) for target in targets))

    def instance_of(self, job: Job) -> Instance | None:
        """What a job is about, as the last picture has it."""
        instances = self.picture.snapshot.instances if self.picture.snapshot is not None else ()
        return best_match(job.record.subject, instances)

    def request(self, action: Action) -> None:
        """Begin the conversation that leads to an action."""
        if targets := self._targets():
            self.dialogs.request(action, targets, self._doubt)

    @property
    def _doubt(self) -> str:
        """Why an action might meet something else than the operator has in mind; empty when it can't."""
        table = self.main_screen.table
        hidden = f"{table.hidden_marks} of the marked {'is' if table.hidden_marks == 1 else 'are'} hidden by the filter"
        return table.doubt or (hidden if table.hidden_marks else "")

    def run_view(self, command: ViewCommand) -> None:
        self.run_worker(self.run_action(command.id))

    def _targets(self) -> tuple[Instance, ...]:
        table = self.main_screen.table
        if table.marked:
            return table.marked
        return (table.current,) if table.current is not None else ()

    def _tick(self) -> None:
        self._take(self.picture.without_waiting(self.hypervisor.clock.monotonic_s()))
        self._show_host()
        if self.jobs.under_way:
            self._show_pages_again()
            self._show_current()

    def _show_all(self, *, is_chosen: bool = False) -> None:
        if not self.main_screen.is_attached:
            return
        self._show_host()
        snapshot = self.picture.snapshot
        instances = snapshot.instances if snapshot is not None else ()
        visible, hidden = divided(instances, self._filter, problems_only=self._problems_only)
        self.main_screen.show_instances(
            visible,
            hidden,
            is_chosen=is_chosen,
            dimmed=self._staleness() is not None,
            doing=self._doing(),
            known=snapshot is not None,
        )
        self._show_current()
        self._show_events()

    def _show_host(self) -> None:
        stale = self._staleness()
        self.main_screen.host_bar.show(
            self.picture.snapshot,
            stale_s=stale.age_s if stale else None,
            reason=stale.reason if stale else "",
            lack=stale.lack if stale else "",
            interval_s=self.poller.interval_s,
            frozen=self.poller.frozen,
            simulated=self._simulated,
            clock_text=self._clock_text(self.hypervisor.clock.epoch_s()),
            label=self.settings.label,
            label_style=f"label {self.settings.label_colour}",
            read_only=self.settings.read_only,
        )
        self.main_screen.show_dimmed(stale is not None)

    def _show_current(self) -> None:
        table = self.main_screen.table
        current = table.current
        job = self.jobs.of(current) if current is not None else None
        self.main_screen.details.show(current, doing=job.record.doing if job else "")
        self.main_screen.show_title(*self._title_parts())
        self.main_screen.show_keys(self._key_items(), self._status())

    def _show_events(self) -> None:
        live = [
            Event(
                self._clock_text(job.record.submitted_s),
                job.record.subject.name,
                job.words,
                "information",
                "; ".join(job.record.steps),
            )
            for job in self.jobs.under_way
            if job.has_begun or not job.id
        ]
        self.main_screen.show_events((*self._events, *live))

    def _title_parts(self) -> tuple[str, ...]:
        shown = len(self.main_screen.table.instances)
        total = len(self.picture.snapshot.instances) if self.picture.snapshot else 0
        count = f"Instances {total}" if shown == total else f"Instances {shown} of {total}"
        parts = (
            count,
            f"filter: {self._filter.text}" if self._filter.text else "",
            "problems only" if self._problems_only else "",
        )
        return tuple(part for part in parts if part)

    def _status(self) -> str:
        table = self.main_screen.table
        hidden = f" ({table.hidden_marks} hidden)" if table.hidden_marks else ""
        marked = f"{len(table.marked)} marked{hidden}" if table.marked else ""
        jobs = badge(self.jobs.under_way, self.hypervisor.clock.epoch_s())
        parts = (self._refused_keys, "choice changed" if table.doubt else "", marked, jobs)
        return ", ".join(part for part in parts if part)

    def _doing(self) -> dict[str, str]:
        """What is being done with which instance, by its key."""
        under_way = self.jobs.under_way
        if not under_way or self.picture.snapshot is None:
            return {}
        by_key = {key: job.record.doing for job in under_way for key in job.record.subject.keys}
        found = {}
        for instance in self.picture.snapshot.instances:
            if both := subject_of(Request(instance)).keys & by_key.keys():
                found[instance.key] = by_key[next(iter(both))]
        return found

    def _key_items(self) -> list[KeyItem]:
        items = [KeyItem(a.key, a.label, f"act('{a.key}')", a.importance) for a in self.actions_now() if a.key]
        current = self.main_screen.table.current
        if current is not None and has_console(current) and view_commands.CONSOLE in self.view_commands:
            items.append(_key_item(view_commands.CONSOLE))
        left_out = (view_commands.CONSOLE,) if current is not None else view_commands.OF_AN_INSTANCE
        return items + [_key_item(v) for v in self.view_commands if v.importance and v not in left_out]

    def _staleness(self) -> Staleness | None:
        return self.picture.staleness(
            self.hypervisor.clock.monotonic_s(),
            waiting_s=self.poller.waiting_s(),
            interval_s=self.poller.interval_s,
            frozen=self.poller.frozen,
        )

    def _clock_text(self, epoch_s: float) -> str:
        return time.strftime("%H:%M:%S", time.localtime(epoch_s))

    def action_act(self, key: str) -> None:
        targets = self._targets()
        on_key = tuple(action for action in actions_on_key(key) if action in self.actions)
        if not on_key:
            return
        meant = next((a for a in on_key if any(not a.why_not_once_chosen(each) for each in targets)), on_key[0])
        self.request(meant)

    def action_problems(self) -> None:
        self._problems_only = not self._problems_only
        self._show_all(is_chosen=True)

    def action_slower(self) -> None:
        self._poll_every(next((s for s in INTERVALS_S if s > self.poller.interval_s), INTERVALS_S[-1]))

    def action_faster(self) -> None:
        self._poll_every(next((s for s in reversed(INTERVALS_S) if s < self.poller.interval_s), INTERVALS_S[0]))

    def _poll_every(self, interval_s: float) -> None:
        self.poller.set_interval(interval_s)
        self._show_host()

    def action_freeze(self) -> None:
        self.poller.frozen = not self.poller.frozen
        if not self.poller.frozen:
            self.poller.refresh()
        self._show_host()

    def action_refresh(self) -> None:
        self.poller.refresh()

    async def action_quit(self) -> None:
        self.dialogs.leave()


def _key_item(command: ViewCommand) -> KeyItem:
    return KeyItem(command.shown_key, command.label, command.id, command.importance)


def show(
    hypervisor: Hypervisor, jobs: Jobs, *, settings: Settings, interval_s: float, ascii_only: bool, simulated: bool
) -> int:
    """Run the console on this process's terminal and end the process when it is left."""
    plain = ascii_only or terminal_is_ascii(start_environ(), sys.stdout.encoding)
    app = XentuiApp(
        hypervisor,
        jobs,
        settings=settings,
        interval_s=interval_s,
        symbols=ASCII if plain else UNICODE,
        simulated=simulated,
        on_terminal=True,
    )
    threading.excepthook = lambda died: app.post_message(ThreadDied(died.exc_value or RuntimeError("unknown")))
    status = run(app)
    hypervisor.close()
    jobs.remove()
    fast_exit(status)
