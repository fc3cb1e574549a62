"""The application: owns the state, polls, and decides what the screen shows."""

import os
import sys
import threading
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable

from textual import on
from textual.reactive import Reactive

from xentui.console.awaited_row import AwaitedRow
from xentui.console.choice import ALL_DONE, Choice, ChoosesItself
from xentui.console.commands.command import Command
from xentui.console.commands.registry import COMMAND, allowed_commands
from xentui.console.drawn_lines import let_go_of_drawn_lines
from xentui.console.job_router import JobRouter
from xentui.console.kept_history import KeptHistory
from xentui.console.late_imports import load_the_rest
from xentui.console.message_lines import MessageLines
from xentui.console.messages import JobChanged, JobsTroubled, NothingKept, StateArrived, ThreadDied
from xentui.console.overview import Overview
from xentui.console.reports import Reports
from xentui.console.screens.main import MainScreen
from xentui.console.terminal.attach import AttachTo, attach
from xentui.console.terminal.driver import ConsoleDriver, PlainConsoleDriver, fast_exit, run
from xentui.console.terminal.kind import ascii_only as terminal_is_ascii
from xentui.console.terminal.kind import start_environ
from xentui.console.view_actions import ViewActions
from xentui.console.wording import error_in_keys, in_keys
from xentui.fleet.filters import Filter, parse_filter
from xentui.fleet.fleet import Fleet
from xentui.fleet.host import Host
from xentui.fleet.host_state import HostState, Staleness
from xentui.fleet.pollers import Pollers
from xentui.fleet.settings.key_map import key_map
from xentui.fleet.settings.loading import saved_views_beside, usual_paths
from xentui.fleet.settings.values import DEFAULTS, Settings
from xentui.garbage import begin_to_search, search_seldom
from xentui_driver.jobs.actions import Action
from xentui_driver.model.errors import XenError
from xentui_driver.model.job import Job, JobKey
from xentui_driver.model.row_key import RowKey
from xentui_driver.model.severity import Severity
from xentui_widgets.event_log import Event, GuestOn
from xentui_widgets.instance_table import InstanceTable
from xentui_widgets.key_bar import KeyBar
from xentui_widgets.message_line import Message
from xentui_widgets.symbols import ASCII, LINUX_CONSOLE, UNICODE, Symbols

if TYPE_CHECKING:
    from xentui.console.dialogs.dialogs import Dialogs
    from xentui.console.pages import Pages

TICK_S = 1.0
_OF_KEYS = frozenset({"command", "command_palette", "help"})
"""Actions of the application that screens bind to keys, some of them to letters."""
REFUSED_KEYS = "typed text ignored: press one key at a time"
UNKNOWN_TERM = (
    "TERM={name} is not known here. If the screen looks wrong, set TERM to what it is, such as xterm or vt100"
)
DARK_THEME, LIGHT_THEME = "ansi-dark", "ansi-light"
"""The operator's own sixteen colours: they fit every terminal and cost the fewest bytes."""


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
        options: Sequence[str] = (),
        new_uuid: Callable[[], str] = lambda: str(uuid.uuid4()),
        driver: type[ConsoleDriver] | None = None,
    ) -> None:
        """`settings` are the operator's own; each host has those that guard it.

        `drafts_folder` and `views_file` are the usual ones unless given; there is no `driver` in a test without a
        terminal.
        `own_config` is the file of --config, where it was given, and `options` are all that say which host and which
        configuration is meant.
        """
        let_go_of_drawn_lines()
        # Set here, not by the theme alone, so that NO_COLOR takes colours away instead of turning them grey.
        super().__init__(driver_class=driver, ansi_color=True)
        # Each screen would get Textual's widgets for them; ours are the message lines.
        self._disable_notifications = self._disable_tooltips = True
        view = settings.view
        if view.theme == "light":
            self._begin_on_light_background()
        self.animation_level = "none"
        self.set_class(symbols.ascii_only, "-ascii")
        self.fleet = fleet
        self.pollers = Pollers(fleet, lambda state: self.post_message(StateArrived(state)), view.interval_s)
        self.settings = settings
        read_only = all(host.settings.read_only for host in fleet.hosts)
        self.allowed = allowed_commands(read_only=read_only, leaves_console=settings.console_escape)
        self.keys = key_map(settings.preset, settings.keys)
        names = [host.name for host in fleet.hosts]
        self.main_screen = MainScreen(
            names, symbols, self.allowed, filter_by=self._filter_by, keys=self.keys, view=view
        )
        self._in_table = Choice(self.main_screen.table, fleet)
        chosen = parse_filter(view.filter)
        self.overview = Overview(self.main_screen, fleet, self.pollers, self._in_table, self.allowed, self.keys, chosen)
        self.symbols = symbols
        self.message_lines = MessageLines(self, symbols)
        self._router = JobRouter(self._tell_end)
        self._attach_to = attach
        self._drafts_folder = drafts_folder
        self._views_file = views_file
        self._own_config = own_config
        self._options = options
        self._new_uuid = new_uuid
        self._awaited = AwaitedRow(fleet, self.main_screen.table, self._uncover, self._cursor_came_by_itself)
        self._reports = Reports(fleet, self, self._jobs_are_in_trouble)
        self._loaded_for: set[str] = set()
        self._is_to_show_jobs = False
        self._kept_history = KeptHistory(fleet, self.pollers, self.post_message)

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

        stage = Stage(self, self.fleet, self._router, self.settings, self.symbols, self.keys, self._new_uuid)
        views_file = self._views_file or saved_views_beside(usual_paths(os.environ)[-1])
        return Dialogs(
            stage, partial(self._attach_to, self), self.drafts_folder, views_file, self._own_config, self._options
        )

    @property
    def drafts_folder(self) -> Path:
        """The operator's own; a simulated host's drafts go with it."""
        from xentui.console.drafts import usual_folder
        from xentui.fleet.simulated_state import drafts_folder_of

        if self._drafts_folder is not None:
            return self._drafts_folder
        first = self.fleet.hosts[0]
        return Path(drafts_folder_of(first.jobs)) if first.is_simulated else usual_folder(os.environ)

    @cached_property
    def pages(self) -> "Pages":
        from xentui.console.pages import Pages

        return Pages(self.fleet, self.allowed, self.symbols, self.keys)

    @property
    def choice(self) -> Choice:
        own = self._guest_screen
        return own.own_choice if own is not None else self._in_table

    @property
    def commands(self) -> Sequence[Command]:
        """Those that the screen has on which the palette is opened."""
        own = self._guest_screen
        return own.own_commands if own is not None else self.allowed

    @property
    def _guest_screen(self) -> ChoosesItself | None:
        return next((each for each in reversed(self.screen_stack) if isinstance(each, ChoosesItself)), None)

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
        """While text is typed, letters are text and not keys."""
        return not (action in _OF_KEYS and self._on_top.takes_text)

    def get_default_screen(self) -> MainScreen:
        """The main screen is the lowest one, so that nothing can close it."""
        return self.main_screen

    def show_refused_keys(self, is_refused: bool) -> None:
        self.overview.refused_keys = "typed text ignored" if is_refused else ""
        if is_refused:
            self._tell_refused(REFUSED_KEYS)
        self.overview.show_current()

    def show_refused_lines(self, count: int) -> None:
        self._tell_refused(f"{count} pasted lines ignored: a field takes one line")

    def _tell_refused(self, words: str) -> None:
        """An event, and a message where events are not on the screen."""
        self.add_event("keyboard", words, "warning")
        if self.screen is not self.main_screen:
            self.dialogs.answer("keyboard", words, "warning")

    def refuse(self, who: str, text: str, *, host: str = "", row: RowKey | None = None) -> None:
        """Say why what a key stands for is not done, where the advice finds room.

        What is typed on was meant for it, and acts on nothing.
        """
        self.add_event(who, text, "warning", host=host, row=row)
        self.dialogs.answer(self.fleet.named(host, who) if host else who, text, "warning")
        self.led_nowhere()

    def close_pages(self) -> None:
        for screen in reversed(self.screen_stack[1:]):
            if isinstance(screen, ChoosesItself):
                break
            screen.dismiss()

    def key_came(self) -> None:
        self.message_lines.key_came()

    def on_mount(self) -> None:
        self.open_gate()
        self.screen_change_signal.subscribe(self, self.message_lines.screen_changed, immediate=True)
        self.overview.show_all()  # so that a first frame is whole
        self.set_interval(TICK_S, self.tick)
        self.call_after_refresh(self._begin)  # a first frame waits for nothing

    def _begin(self) -> None:
        self.pollers.start()
        for host in self.fleet.hosts:
            host.jobs.subscribe(
                lambda job: self.post_message(JobChanged(job)), partial(self._jobs_are_in_trouble, host.name)
            )
            host.jobs.start()

    def on_resize(self) -> None:
        if isinstance(self._driver, ConsoleDriver):
            self.call_later(self._driver.size_came)

    def on_unmount(self) -> None:
        self._kept_history.leave()
        self.pollers.leave()
        self.fleet.close()

    @on(StateArrived)
    def take_state(self, event: StateArrived) -> None:
        state, before = event.state, self.fleet.states[event.state.host]
        if not before.readings:
            self.call_after_refresh(self._load_behind, before.host)
        self._take(state)
        for error in state.new_errors(before):
            self.add_event(state.host, error_in_keys(error, self.keys), "error")
        if before.failure is not None and state.failure is None:
            self.add_event(state.host, "answers again", "success")
        if state.failed_since(before):
            self.overview.show_all()
        if state.history is not before.history and state.snapshot is before.snapshot:
            self._show_pages_again()
        self.draw_changes()

    def _load_behind(self, host: str) -> None:
        """Load what the first frame does without, once the first state of that host is shown, or is late."""
        if host not in self._loaded_for:
            self._loaded_for.add(host)
            threading.Thread(target=self._load_the_rest, args=(host,), name="load", daemon=True).start()

    def _load_the_rest(self, host: str) -> None:
        try:
            load_the_rest()
        finally:
            begin_to_search()
        self._kept_history.keep(host)
        if host == self.fleet.hosts[0].name:  # once: every host is loaded for
            self._name_unknown_term()
        from xentui_driver.transport import own_copy

        try:
            own_copy.keep()
        except own_copy.Replaced as error:
            self.call_later(self.add_event, "xentui", str(error), "warning")
        except OSError:  # no memory for it: an upgrade is a risk again
            return

    def _name_unknown_term(self) -> None:
        if isinstance(self._driver, ConsoleDriver) and (name := self._driver.unknown_term):
            self.call_later(self.add_event, "terminal", UNKNOWN_TERM.format(name=name), "warning")

    @on(NothingKept)
    def tell_nothing_kept(self, event: NothingKept) -> None:
        words = f"history is kept in memory only: {event.reason}"
        self.add_event(event.host, words, "warning", host=event.host)

    def _take(self, state: HostState) -> None:
        """Store what is known of a host, and show what is new in it."""
        before = self.fleet.states[state.host]
        self.fleet.take(state)
        if state.restarts is not before.restarts:
            self._reports.of_guests(state, self.pollers.interval_s)
        if state.snapshot is not before.snapshot:
            search_seldom(sum(len(self.fleet.instances_of(host)) for host in self.fleet.hosts))
            if state.has_rows_of(before) and not self.fleet.under_way:
                self.overview.show_beside_rows()
            else:
                self.overview.show_all()
            self._show_pages_again()
            self._awaited.go_there()

    @on(JobChanged)
    def follow_job(self, event: JobChanged) -> None:
        self._router.job_changed(event.job)
        if not self._is_to_show_jobs:
            self._is_to_show_jobs = True
            self.call_later(self._show_jobs)  # once for all that wait to be told: at first that is every job

    def _show_jobs(self) -> None:
        self._is_to_show_jobs = False
        self.jobs_changed()

    def _tell_end(self, job: Job, is_waited_for: bool) -> None:
        self._reports.job_is_over(job, is_waited_for)
        if not (host := self.fleet.owner(job)).jobs.was_over_at_first(job):
            self.pollers.refresh(host.name)

    def show_end(self, job: Job) -> None:
        self.dialogs.job_is_over(job)

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

    def say(self, title: str, text: str, severity: Severity) -> None:
        self.dialogs.toast(title, text, severity)

    def keep_death(self, of: GuestOn) -> None:
        """Keep what is left of a guest's end."""
        self.dialogs.keep_death(self.fleet.host(of.host), of.guest)

    def ring(self) -> None:
        """The terminal's bell, where it is wanted; not on a line that can't keep up with the screen as it is."""
        is_slow = isinstance(self._driver, ConsoleDriver) and self._driver.backlog_bytes > 0
        if self.settings.bell == "always" or (self.settings.bell == "auto" and not is_slow):
            self.bell()

    @on(ThreadDied)
    def end_with(self, event: ThreadDied) -> None:
        raise event.error

    def _filter_by(self, chosen: Filter) -> None:
        self.overview.filter_by(chosen)

    @on(MainScreen.AllWanted)
    def show_everything(self) -> None:
        if self.overview.hides_any:
            self.overview.show_everything()

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
        death: GuestOn | None = None,
    ) -> None:
        """One more line in the events; `when` for what has happened earlier.

        `host` is the one that `who` is on, where it isn't the host itself; `job`, `row` and `death` are what the line
        opens.
        """
        self.overview.add_event(Event(when, who, text, severity, command, host, job, row, death))
        self._show_pages_again()

    def events_about(self, host: str, names: Collection[str]) -> tuple[Event, ...]:
        return self.overview.events_about(host, names)

    def events_on(self, host: str) -> tuple[Event, ...]:
        return self.overview.events_on(host)

    def staleness(self, host: Host) -> Staleness | None:
        return self.overview.staleness(host)

    def toast(self, title: str, text: str, severity: Severity) -> None:
        """Say it for a few seconds above the footer of whatever is shown."""
        self.message_lines.say(Message(title, text, severity))

    def answer(self, title: str, text: str, severity: Severity) -> None:
        """Say what became of what the operator has just done: at once or never."""
        self.message_lines.say(Message(title, text, severity, is_answer=True))

    def poll_now(self) -> None:
        """Ask the host again at once."""
        self.pollers.refresh()

    @property
    def is_undisturbed(self) -> bool:
        """True on the main screen while no filter is typed, and on the screen of a guest."""
        return isinstance(self.screen, ChoosesItself) or (
            self.screen is self.main_screen and not self.main_screen.is_typing
        )

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

    def accept_choice(self) -> None:
        """A question that told why others may be meant was answered with yes: these are meant."""
        if self._guest_screen is None:
            self.main_screen.table.accept_choice()

    def go_to(self, key: RowKey) -> None:
        """Put the cursor on a new instance as soon as a poll has found it, unless it is moved before."""
        self._awaited.expect(key)
        self.pollers.refresh()

    def _uncover(self, name: str) -> None:
        """Take the filter away that hides a new row, unless it is being typed."""
        if not self.main_screen.is_typing:
            self.overview.show_everything(is_chosen=self.main_screen.table.current is None)
            self.main_screen.action_clear_filter()
            self.add_event(name, "is new: the filter that hid it was taken away")

    def _cursor_came_by_itself(self) -> None:
        if self.screen is self.main_screen and not self.main_screen.is_typing:
            self.came_by_itself()

    def request(self, action: Action) -> None:
        """Begin the conversation that leads to an action."""
        if targets := self.choice.targets:
            self.dialogs.request(action, targets, self.choice.doubt)

    async def run_command(self, command: Command) -> None:
        """Run the command, or say why it can't be run."""
        if self.choice.lacks_target(command):
            self.refuse(self.choice.current_host.name, f"{command.label} is not possible: no guest is chosen.")
        elif command.action is not None:
            self.request(command.action)
        elif (refusal := self.choice.why_not(command)) is not None:
            words = f"{command.label} is not possible: {in_keys(refusal.words, self.keys)}"
            if targets := self.choice.targets_of(command):
                self.refuse(targets[0].name, words, host=targets[0].host, row=targets[0].row_key)
            else:
                self.refuse(self.choice.current_host.name, words)
        else:
            await self.run_action(command.id)

    def tick(self) -> None:
        """Show what each second changes."""
        for host in self.fleet.hosts:
            self._load_behind(host.name)
            if self.fleet.states[host.name].snapshot is None:
                now_s = host.hypervisor.clock.monotonic_s()
                self.pollers.try_change(host.name, partial(HostState.without_waiting, now_s=now_s))
        self.overview.show_host()
        if self.fleet.under_way or self.overview.old_hosts:
            self._show_pages_again()
            self.overview.show_current()
        self.draw_changes()

    async def action_command(self, ids: str) -> None:
        """Run the first of the commands on one key that can be done; where none can, the first says why.

        The `ids` have blanks between them.
        """
        commands = [COMMAND[id] for id in ids.split()]
        await self.run_command(next((each for each in commands if self.choice.can_run(each)), commands[0]))

    def action_help_quit(self) -> None:
        """Textual's action of ctrl+c where that has no other meaning."""
        self.answer("", f"{self.keys.shown('quit')} quits xentui; ctrl+c does nothing here.", "warning")

    def key_ctrl_c(self) -> None:
        """Over a modal screen Textual looks at no binding of the application."""
        self.action_help_quit()

    def key_ctrl_z(self) -> None:
        """Back to the shell; its `fg` continues the console. Jobs are processes of their own, and go on."""
        self.action_suspend_process()

    async def action_quit(self) -> None:
        self.dialogs.leave()


def show(
    fleet: Fleet,
    *,
    settings: Settings,
    views_file: str = "",
    own_config: str = "",
    options: Sequence[str] = (),
    ascii_only: bool,
    plain_output: bool = False,
) -> int:
    """Run the console on this process's terminal and end the process when it is left.

    `views_file` is where views are saved; the usual one unless given. `own_config` is the file of --config, `options`
    all that say which host and which configuration is meant. With `plain_output` whole pieces of lines are sent.
    """
    environ = start_environ()
    plain = ascii_only or terminal_is_ascii(environ, sys.stdout.encoding)
    symbols = ASCII if plain else LINUX_CONSOLE if environ.get("TERM") == "linux" else UNICODE
    app = XentuiApp(
        fleet,
        settings=settings,
        views_file=views_file,
        own_config=own_config,
        options=options,
        symbols=symbols,
        driver=PlainConsoleDriver if plain_output else ConsoleDriver,
    )
    threading.excepthook = lambda died: app.post_message(ThreadDied(died.exc_value or RuntimeError("unknown")))
    status = run(app, mouse=settings.view.mouse)
    fleet.close()
    fleet.remove()
    fast_exit(status)
