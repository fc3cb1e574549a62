"""The pages that are opened over the others: the jobs, the help."""

from collections.abc import Callable

from xentui.console.commands.command import Command
from xentui.console.dialogs.dialogs import Dialogs
from xentui.console.help_lines import main_help, screen_help
from xentui.console.screens.help import Helped, HelpPage, HelpsItself
from xentui.console.screens.jobs import JobsScreen
from xentui.fleet.fleet import Fleet
from xentui.fleet.settings.key_map import KeyMap
from xentui_driver.model.job import JobKey
from xentui_widgets.symbols import Symbols


class Pages:
    """Makes each of them, as it is now and as it will be shown again."""

    def __init__(self, fleet: Fleet, commands: tuple[Command, ...], symbols: Symbols, keys: KeyMap) -> None:
        self._fleet = fleet
        self._commands = commands
        self._symbols = symbols
        self._keys = keys

    def jobs(
        self,
        dialogs: Dialogs,
        copy: Callable[[str, str], None],
        say: Callable[[str], object],
        at: JobKey | None = None,
    ) -> JobsScreen:
        """`say` tells why a key does nothing, `at` is the job that the cursor begins on."""
        return JobsScreen(
            lambda: self._fleet.jobs,
            self._fleet.clock.epoch_s,
            self._symbols,
            self._keys,
            cancel=dialogs.cancel,
            set_back=dialogs.set_back,
            open_job=dialogs.open_job,
            copy=copy,
            say=say,
            may_cancel=lambda job: not self._fleet.owner(job).settings.read_only,
            show_hosts=not self._fleet.is_one,
            at=at,
        )

    def help(self, screen: object) -> HelpPage:
        """What the keys of that screen do."""
        if isinstance(screen, HelpsItself):
            sections = screen.help_sections
        elif isinstance(screen, Helped):
            sections = screen_help(screen.help_title, screen.help_keys, self._keys)
        else:
            sections = main_help(self._keys, self._commands, self._symbols)
        return HelpPage(sections, self._symbols, self._keys)
