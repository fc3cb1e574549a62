"""The command palette: one line for each command, as it applies to what is under the cursor, with its key."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Input

from xentui.console.choice import FOLLOWS, Choice
from xentui.console.commands.command import Command
from xentui.console.commands.finding import found
from xentui.console.commands.registry import PALETTE
from xentui.console.wording import in_keys
from xentui.fleet.settings.key_map import KeyMap
from xentui_widgets.answered_once import AnsweredOnce
from xentui_widgets.columns import Cell, Column
from xentui_widgets.form_field import example_words
from xentui_widgets.key_bar import KeyBar, KeyItem
from xentui_widgets.key_roles import KeyRole
from xentui_widgets.line_table import LineTable
from xentui_widgets.row_kind import RowKind
from xentui_widgets.symbols import Symbols
from xentui_widgets.title_line import TitleLine

_EXAMPLE = "kill  ram  clone  log"


class Entry(NamedTuple):
    """A command as the palette shows it."""

    command: Command
    key: str
    words: str
    """What it does and to what, or why it can't be done."""
    is_possible: bool


def _id(entry: Entry) -> str:
    return entry.command.id


def _label(entry: Entry) -> str:
    return entry.command.label


def _is_dimmed(entry: Entry) -> bool:
    return not entry.is_possible


_COLUMNS: tuple[Column[Entry], ...] = (
    Column("command", "COMMAND", 19, 100, lambda entry: Cell(entry.command.label)),
    Column("words", "WHAT IT DOES", 10, 50, lambda entry: Cell(entry.words, "dim"), weight=1),
    Column("key", "KEY", 6, 90, lambda entry: Cell(entry.key, "accent"), align="right"),
)


class Palette(ModalScreen[Command | None], AnsweredOnce[Command | None]):
    """Below the host's line, over all the rest; its answer is the command that is to be run."""

    AUTO_FOCUS = "#palette-input"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("up", "move('cursor_up')", show=False),
        Binding("down", "move('cursor_down')", show=False),
        Binding("pageup", "move('page_up')", show=False),
        Binding("pagedown", "move('page_down')", show=False),
    ]
    DEFAULT_CSS = """
    Palette {
        & > * { background: $background; }
        & > TitleLine { margin-top: 1; }
        & #palette-input, & #palette-input:focus { height: 1; border: none; padding: 0 1; background: $background; }
    }
    """

    def __init__(
        self,
        commands: Sequence[Command],
        choice: Choice,
        keys: KeyMap,
        symbols: Symbols,
        of_page: Sequence[Command] = (),
    ) -> None:
        """`of_page` is what the page below does itself, which comes first; the keys of all others aren't its keys."""
        super().__init__()
        taken = {PALETTE.id, *(command.id for command in of_page)}
        self._of_page = frozenset(of_page)
        self._commands = [*of_page, *(command for command in commands if command.id not in taken)]
        self._choice = choice
        self._keys = keys
        self._input = Input(id="palette-input", placeholder=example_words(_EXAMPLE))
        self._input.cursor_blink = False
        self._title = TitleLine("Search for commands", symbols=symbols)
        kind = RowKind(_id, _label, is_dimmed=_is_dimmed)
        self._table = LineTable(kind, _COLUMNS, symbols=symbols, empty_text="No such command. Esc goes back.")
        self._table.can_focus = False
        self._key_bar = KeyBar(symbols=symbols)

    def compose(self) -> ComposeResult:
        yield self._title
        yield self._input
        yield self._table
        yield self._key_bar

    def on_mount(self) -> None:
        self._key_bar.show([KeyItem("Enter", "Run", "run"), KeyItem("Esc", "Back", "leave")])
        self._show()

    def role_of(self, key: events.Key) -> KeyRole:
        """Enter runs a command when it comes by itself: a pasted line runs none."""
        return KeyRole.ALONE if key.key == "enter" else super().role_of(key)

    @on(Input.Changed)
    def search(self, event: Input.Changed) -> None:
        event.stop()
        self._show()
        self._table.action_first()

    @on(Input.Submitted)
    def run_current(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_run()

    @on(LineTable.Chosen)
    def run_clicked(self) -> None:
        self.action_run()

    async def on_key_bar_pressed(self, event: KeyBar.Pressed) -> None:
        event.stop()
        await self.run_action(event.action_id)

    def action_run(self) -> None:
        self._show()  # what was typed last may not have been looked for yet
        if (entry := self._table.current) is not None:
            self.dismiss(entry.command)

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_move(self, move: str) -> None:
        getattr(self._table, f"action_{move}")()

    def _show(self) -> None:
        typed = self._input.value
        entries = [self._entry(command) for command in found(self._commands, typed, self._choice.can_run)]
        # An operator who looks for one by name learns why it can't be done.
        shown = [entry for entry in entries if typed.strip() or entry.is_possible]
        self._title.show("Search for commands", f"{len(shown)}" if typed.strip() else "")
        self._table.show(shown, is_chosen=True)

    def _entry(self, command: Command) -> Entry:
        refusal = self._choice.why_not(command)
        does = FOLLOWS if self._choice.follows(command) else command.help
        words = does if refusal is None else f"not possible: {in_keys(refusal.words, self._keys)}"
        is_out_of_sight = bool(self._of_page) and command not in self._of_page
        target = self._choice.words_for(command, is_out_of_sight=is_out_of_sight)
        if not target and refusal is not None:
            target = ", ".join(each.name for each in self._choice.targets_of(command)[:1])
        words = f"{target}: {words}" if target else words
        return Entry(command, "" if is_out_of_sight else self._keys.shown(command.id), words, refusal is None)
