"""What the keys of the view registry do with the table and the pages; the application has the rest."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from xentui.console.choice import Choice
from xentui.console.commands.command import Command
from xentui.console.gated_app import GatedApp
from xentui.console.overview import Overview
from xentui.console.screens.main import MainScreen
from xentui.console.terminal.clipboard import copying, fits
from xentui.console.terminal.driver import ConsoleDriver
from xentui.console.terminal.kind import start_environ
from xentui.fleet.fleet import Fleet
from xentui.fleet.host import Host
from xentui.fleet.intervals import INTERVALS_S
from xentui.fleet.pollers import Pollers
from xentui.fleet.settings.key_map import KeyMap
from xentui_driver.jobs.actions import Request
from xentui_driver.jobs.actions.action import is_dom0, subject_of
from xentui_driver.model.job import JobKey
from xentui_driver.model.row_key import RowKey
from xentui_driver.model.severity import Severity
from xentui_widgets import units
from xentui_widgets.event_log import GuestOn
from xentui_widgets.symbols import Symbols

if TYPE_CHECKING:
    from xentui.console.dialogs.dialogs import Dialogs
    from xentui.console.pages import Pages


NOT_MARKED = "Domain-0 can't be marked: what is done with several guests is never done with it."


class ViewActions(GatedApp):
    """One method for each view command that changes nothing but what is shown, or begins a conversation."""

    main_screen: MainScreen
    fleet: Fleet
    overview: Overview
    pollers: Pollers
    keys: KeyMap
    symbols: Symbols

    @property
    def choice(self) -> Choice:
        """What a command works on: the guest whose screen is open, or what is chosen in the table."""
        raise NotImplementedError

    @property
    def commands(self) -> Sequence[Command]:
        """Those that the screen below has."""
        raise NotImplementedError

    @property
    def dialogs(self) -> "Dialogs":
        """The conversations, which are loaded when one is needed, or after the first frame."""
        raise NotImplementedError

    @property
    def pages(self) -> "Pages":
        """Loaded in the same way."""
        raise NotImplementedError

    @property
    def present_view(self) -> Mapping[str, Any]:
        """What the screen shows, by the keys of a view in the config file."""
        raise NotImplementedError

    @property
    def current_host(self) -> Host:
        """The host that a command without a row works on."""
        return self.choice.current_host

    def answer(self, title: str, text: str, severity: Severity) -> None:
        """Say what became of what the operator has just done: at once or never."""
        raise NotImplementedError

    def _say(self, words: str) -> None:
        self.answer("", words, "information")

    async def run_command(self, command: Command) -> None:
        """Run the command, or say why it can't be run."""
        raise NotImplementedError

    def copy_to_clipboard(self, text: str) -> None:
        # Textual's own reaches no terminal through tmux or screen.
        self._clipboard = text
        if self._driver is not None and fits(text):
            self._driver.write(copying(text, start_environ()))

    def copy(self, what: str, text: str) -> None:
        """Put it on the clipboard of the terminal, and say so."""
        if not fits(text):
            self.answer(what, "not copied: too long for the terminal's clipboard", "error")
            return
        self.copy_to_clipboard(text)
        first, *more = text.splitlines() or [""]
        self.answer(f"{what} copied, if your terminal allows it", f"{first}{' ...' if more else ''}", "success")

    def close_pages(self) -> None:
        """Go back to where guests are chosen: the guest's screen that is open, or the table."""
        raise NotImplementedError

    def action_command_palette(self) -> None:
        """Over a page it has what that can do, and what can be done where Escape leads to."""
        from xentui.console.commands.page_commands import page_commands
        from xentui.console.palette import Palette

        page = self.screen
        if isinstance(page, Palette):
            return
        own = page_commands(page)

        async def run(command: Command | None) -> None:
            if command is None:
                return
            if command in own:
                await page.run_action(own[command])
            else:
                self.close_pages()
                await self.run_command(command)

        self.push_screen(Palette(self.commands, self.choice, self.keys, self.symbols, tuple(own)), run)

    def action_console(self) -> None:
        if (current := self.choice.current) is not None:
            self.dialogs.attach_console(current, self.choice.cursor_doubt)

    def action_console_window(self) -> None:
        if targets := self.choice.targets:
            self.dialogs.open_windows(targets)

    def action_viewer(self) -> None:
        if (current := self.choice.current) is not None:
            self.dialogs.open_viewer(current)

    def action_logs(self) -> None:
        if (current := self.choice.current) is not None:
            self.dialogs.logs(current)

    def action_host_logs(self) -> None:
        self.dialogs.host_logs(self.current_host)

    def action_describe(self) -> None:
        if (current := self.choice.current) is not None:
            self.dialogs.open_definition(current)

    def action_edit(self) -> None:
        if (current := self.choice.current) is not None:
            self.dialogs.edit(current, self.choice.cursor_doubt)

    def action_copy(self) -> None:
        if (current := self.choice.current) is not None:
            self.dialogs.copy(current)

    def action_new(self) -> None:
        self.dialogs.create(self.current_host, self.main_screen.table.current)

    def action_doctor(self) -> None:
        self.dialogs.doctor(self.current_host)

    def action_host_cpus(self) -> None:
        self.dialogs.host_cpus(self.current_host, lambda: self.pollers.frozen)

    def action_host_memory(self) -> None:
        self.dialogs.host_memory(self.current_host, lambda: self.pollers.frozen)

    def action_restore(self) -> None:
        self.dialogs.restore(self.current_host, self.main_screen.table.current)

    def action_keep_consoles(self) -> None:
        self.dialogs.keep_consoles(self.current_host)

    def action_powercycle(self) -> None:
        self.dialogs.powercycle(self.current_host)

    def action_details(self) -> None:
        if (current := self.main_screen.table.current) is not None:
            self.dialogs.open_guest(current)

    def action_jobs(self) -> None:
        self.push_screen(self.pages.jobs(self.dialogs, self.copy, self._say))

    def action_audit(self) -> None:
        self.dialogs.audit()

    def action_events(self) -> None:
        self.dialogs.events(lambda: self.overview.keyed_events)

    def action_history(self) -> None:
        if (current := self.choice.current) is not None:
            self.dialogs.open_history(current)

    def action_why(self) -> None:
        if (current := self.choice.current) is not None:
            self.dialogs.show_death(self.fleet.of(current), subject_of(Request(current)))

    def show_job(self, key: JobKey) -> bool:
        """Open the page of jobs at that one; false when it isn't there any more."""
        is_there = any(job.key == key for job in self.fleet.jobs)
        if is_there:
            self.push_screen(self.pages.jobs(self.dialogs, self.copy, self._say, at=key))
        return is_there

    def show_death(self, of: GuestOn) -> None:
        """Open the page of that guest's end."""
        self.dialogs.show_death(self.fleet.host(of.host), of.guest)

    def show_guest(self, key: RowKey) -> bool:
        """Open the screen of that guest; false when it isn't there any more."""
        guest = self.fleet.instance(key)
        if guest is not None:
            self.dialogs.open_guest(guest)
        return guest is not None

    def action_help(self) -> None:
        from xentui.console.screens.help import HelpPage

        if not isinstance(self.screen, HelpPage):
            self.push_screen(self.pages.help(self.screen))

    def action_mark(self) -> None:
        current = self.main_screen.table.current
        if current is not None and is_dom0(current):
            self._say(NOT_MARKED)
        self.main_screen.table.toggle_mark()

    def action_mark_all(self) -> None:
        self.main_screen.table.mark_all()

    def action_unmark(self) -> None:
        self.main_screen.table.unmark_all()

    def action_filter(self) -> None:
        self.main_screen.open_filter()

    def action_sort_previous(self) -> None:
        self.main_screen.table.sort_previous()

    def action_sort_next(self) -> None:
        self.main_screen.table.sort_next()

    def action_invert_sort(self) -> None:
        self.main_screen.table.invert_sort()

    def action_columns(self) -> None:
        table = self.main_screen.table
        self.dialogs.choose_columns(table, self.show_columns)

    def show_columns(self, ids: Sequence[str]) -> None:
        """Show these columns, where there is room."""
        self.main_screen.table.show_columns(ids)

    def action_save_view(self) -> None:
        self.dialogs.save_view(self.present_view)

    def action_sort_trouble(self) -> None:
        self.main_screen.table.sort_by("trouble")

    def action_sort_name(self) -> None:
        self.main_screen.table.sort_by("name")

    def action_sort_cpu(self) -> None:
        self.main_screen.table.sort_by("cpu")

    def action_sort_memory(self) -> None:
        self.main_screen.table.sort_by("memory")

    def action_problems(self) -> None:
        self.overview.toggle_problems()

    def action_slower(self) -> None:
        self._poll_every(next((s for s in INTERVALS_S if s > self.pollers.interval_s), INTERVALS_S[-1]))

    def action_faster(self) -> None:
        self._poll_every(next((s for s in reversed(INTERVALS_S) if s < self.pollers.interval_s), INTERVALS_S[0]))

    def _poll_every(self, interval_s: float) -> None:
        if interval_s == self.pollers.interval_s:
            which = "shortest" if interval_s == INTERVALS_S[0] else "longest"
            self.answer("", f"{interval_s:g} s is the {which} interval.", "information")
            return
        did, other = ("slower", "faster") if interval_s > self.pollers.interval_s else ("faster", "slower")
        self.pollers.set_interval(interval_s)
        way_back = f" ({key} is {other})" if (key := self.keys.shown(other)) else ""
        self._say(f"{units.interval_words(interval_s).capitalize()}: {did}{way_back}.")
        self.overview.show_host()

    def action_freeze(self) -> None:
        self.pollers.freeze(not self.pollers.frozen)
        self.overview.show_host()

    def action_refresh(self) -> None:
        self.pollers.refresh()
        if isinstance(self._driver, ConsoleDriver):
            self._driver.repaint()
