"""What the keys of the view registry do with the table and the pages; the application has the rest."""

from textual.content import Content

from xentui.console import page_lines
from xentui.console.choice import Choice
from xentui.console.commands.command import Command
from xentui.console.dialogs import Dialogs
from xentui.console.gated_app import GatedApp
from xentui.console.palette import Palette
from xentui.console.screens.jobs import JobsScreen
from xentui.console.screens.main import MainScreen
from xentui.console.screens.pages import Page
from xentui.fleet.fleet import Fleet
from xentui.fleet.host import Host
from xentui_widgets.symbols import Symbols


class ViewActions(GatedApp):
    """One method for each view command that changes nothing but what is shown, or begins a conversation."""

    main_screen: MainScreen
    fleet: Fleet
    choice: Choice
    dialogs: Dialogs
    commands: tuple[Command, ...]
    symbols: Symbols

    @property
    def current_host(self) -> Host:
        """The host that a command without a row works on."""
        return self.choice.current_host

    def action_command_palette(self) -> None:
        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(id="--command-palette"))  # Textual's styles go by it

    def action_console(self) -> None:
        if (current := self.main_screen.table.current) is not None:
            self.dialogs.attach_console(current, self.main_screen.table.cursor_doubt)

    def action_describe(self) -> None:
        if (current := self.main_screen.table.current) is not None:
            self.dialogs.describe(current)

    def action_edit(self) -> None:
        if (current := self.main_screen.table.current) is not None:
            self.dialogs.edit(current, self.main_screen.table.cursor_doubt)

    def action_new(self) -> None:
        self.dialogs.create(self.current_host)

    def action_doctor(self) -> None:
        self.dialogs.doctor(self.current_host)

    def action_restore(self) -> None:
        self.dialogs.restore(self.current_host)

    def action_powercycle(self) -> None:
        self.dialogs.powercycle(self.current_host)

    def action_details(self) -> None:
        current = self.main_screen.table.current
        if current is None:
            return
        key = current.row_key

        def lines(_width: int) -> list[Content]:
            now = self.fleet.instance(key) or current
            return page_lines.detail_lines(now, self.fleet.job_on(now), self.symbols)

        title = "Details" if self.fleet.is_one else f"Details of {self.fleet.named(current.host, current.name)}"
        self.push_screen(Page(title, lines, self.symbols))

    def action_jobs(self) -> None:
        screen = JobsScreen(
            lambda: self.fleet.jobs,
            self.fleet.clock.epoch_s,
            self.symbols,
            cancel=self.dialogs.cancel,
            open_job=self.dialogs.open_job,
            copy=self.copy_to_clipboard,
            may_cancel=lambda job: not self.fleet.owner(job).settings.read_only,
            show_hosts=not self.fleet.is_one,
        )
        self.push_screen(screen)

    def action_help(self) -> None:
        def lines(width: int) -> list[Content]:
            return page_lines.help_lines(width, self.symbols, self.commands)

        self.push_screen(Page("Help", lines, self.symbols))

    def action_mark(self) -> None:
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

    def action_sort_name(self) -> None:
        self.main_screen.table.sort_by("name")

    def action_sort_cpu(self) -> None:
        self.main_screen.table.sort_by("cpu")

    def action_sort_memory(self) -> None:
        self.main_screen.table.sort_by("memory")
