"""A list of what has happened with a filter, and below it everything about the line under the cursor."""

from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import Generic

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingsMap
from textual.screen import ModalScreen

from xentui.console.commands.bindings import as_pressed, moves_of, pressed
from xentui.console.screens.filtered import FILTER_HELP, NOTHING_FITS, TYPING, FilteredPage, fitting
from xentui.fleet.settings.key_map import KeyMap
from xentui_driver.model.dataclass import dataclass
from xentui_widgets.columns import Column, Row
from xentui_widgets.filter_line import FilterLine
from xentui_widgets.key_bar import KeyBar, KeyItem
from xentui_widgets.key_roles import IDLE, KeyRole, role_of_bound
from xentui_widgets.line_table import LineTable
from xentui_widgets.lines import Line, Span
from xentui_widgets.row_kind import Key, RowKind
from xentui_widgets.row_view import HEADER_LINES
from xentui_widgets.scrolled_lines import ScrolledLines
from xentui_widgets.symbols import Symbols
from xentui_widgets.title_line import PageTitle

ACTIONS = {
    "quit": "leave",
    "details": "open",
    "filter": "filter",
    "jobs": "turn_to('jobs')",
    "audit": "turn_to('audit')",
    "events": "turn_to('events')",
    "job_scroll_down": "scroll_details(1)",
    "job_scroll_up": "scroll_details(-1)",
    "help": "app.help",
    "command_palette": "app.command_palette",
}
_MOVES = tuple(f"move('{move}')" for move in ("cursor_up", "cursor_down", "first", "last", "page_up", "page_down"))
_LEAST_ROWS = 3
_SHARE_OF_TABLE = 0.6


@dataclass(frozen=True, slots=True)
class RecordKind(Generic[Row, Key]):
    """What such a list is of."""

    title: str
    rows: RowKind[Row, Key]
    columns: tuple[Column[Row], ...]
    heading: Callable[[Row], str]
    lines: Callable[[Row, int], tuple[Line, ...]]
    """All that is known of one, on so many cells."""
    text: Callable[[Row], str]
    """What the filter looks in."""
    opens: str
    """What Enter does, in a word or two."""
    example: str
    """What a filter may be."""


class RecordsScreen(ModalScreen[None], FilteredPage, Generic[Row, Key]):
    """Escape goes back, and so does the key that quits; every key but those of text has priority, in its order."""

    help_keys = MappingProxyType(
        {
            "details": "open its job or guest",
            "filter": FILTER_HELP,
            "job_scroll_down": "scroll the details down",
            "job_scroll_up": "scroll the details up",
            "jobs": "the jobs instead",
            "audit": "the audit instead",
            "events": "the events instead",
            "quit": "back",
        }
    )
    own_actions = MappingProxyType(ACTIONS)
    DEFAULT_CSS = """
    RecordsScreen {
        background: $background;
    }
    """

    def __init__(
        self,
        kind: RecordKind[Row, Key],
        symbols: Symbols,
        keys: KeyMap,
        *,
        open_row: Callable[[Row], None],
        refresh: Callable[[], None],
        empty: str,
    ) -> None:
        """`refresh` begins to find out what there is, and calls `show` once it knows."""
        super().__init__()
        moves = moves_of(keys)
        acting = [*TYPING.items()]
        acting += [(as_pressed(key), action) for id, action in ACTIONS.items() for key in keys.of(id)]
        bound = [Binding(key, action, show=False, priority=True) for key, action in acting]
        self._bindings = BindingsMap([*bound, *moves.bindings(*_MOVES, priority=True)])
        free = moves.keys | pressed(keys, "job_scroll_down", "job_scroll_up", "filter")
        self._ahead = free | (IDLE - pressed(keys, *ACTIONS))
        self._leaves = pressed(keys, "quit") | {"escape"}
        self.help_title = kind.title
        self._kind = kind
        self._keys = keys
        self._symbols = symbols
        self._open_row = open_row
        self._refresh = refresh
        self._empty = empty
        self._rows: Sequence[Row] = ()
        self._note = ""
        self._title = PageTitle(kind.title, symbols=symbols)
        self.table = LineTable(kind.rows, kind.columns, symbols=symbols, empty_text=empty, moves=moves)
        self.details = ScrolledLines(symbols=symbols, moves=moves)
        self.details.can_focus = False
        self.filter_line = FilterLine(example=kind.example, symbols=symbols)
        self._key_bar = KeyBar(symbols=symbols)

    def compose(self) -> ComposeResult:
        yield self._title
        yield self.table
        yield self.details
        yield self.filter_line
        yield self._key_bar

    def role_of(self, key: events.Key) -> KeyRole:
        if self.is_typing or key.key in self._ahead:
            return KeyRole.FREE
        return KeyRole.ANSWER if key.key in self._leaves else role_of_bound(key, self._bindings)

    def on_mount(self) -> None:
        self.table.focus()
        self._show()
        self._refresh()

    def on_resize(self) -> None:
        self._show()

    def show_again(self) -> None:
        """What is known may have changed."""
        if self.is_mounted:
            self._refresh()

    def show(self, rows: Sequence[Row], *, empty: str, note: str = "") -> None:
        """Show these rows; `empty` says why there are none, `note` what else is to be known of them."""
        self._rows, self._empty, self._note = rows, empty, note
        if self.is_mounted:
            self._show()

    @on(LineTable.Highlighted)
    def show_another(self) -> None:
        self._show_current()

    @on(LineTable.ColumnsChanged)
    def show_hidden_columns(self) -> None:
        self._show_title()

    @on(LineTable.Chosen)
    def open_chosen(self) -> None:
        self.action_open()

    async def on_key_bar_pressed(self, event: KeyBar.Pressed) -> None:
        event.stop()
        await self.run_action(event.action_id)

    def action_move(self, move: str) -> None:
        getattr(self.table, f"action_{move}")()

    def action_scroll_details(self, lines: int) -> None:
        self.details.action_scroll_lines(lines)

    def action_open(self) -> None:
        if (row := self.table.current) is not None:
            self._open_row(row)

    def show_filtered(self) -> None:
        self._show(is_chosen=True)

    def _show(self, *, is_chosen: bool = False) -> None:
        shown = fitting(((row, self._kind.text(row)) for row in self._rows), self.filter_line.text)
        self.table.empty_text = NOTHING_FITS if self._rows and not shown else self._empty
        self.table.show(shown, is_chosen=is_chosen)
        most = max(HEADER_LINES + _LEAST_ROWS, int(self.app.size.height * _SHARE_OF_TABLE))
        self.table.styles.height = min(most, max(HEADER_LINES + _LEAST_ROWS, HEADER_LINES + len(shown)))
        if not shown:
            self.table.styles.height = "1fr"
        self._show_title()
        self._show_current()

    def _show_title(self) -> None:
        shown, total = len(self.table.rows), len(self._rows)
        count = f"{shown} of {total}" if shown != total else f"{total}"
        head = f"{self._kind.title} {count}" if total else self._kind.title
        self._title.show(head, self.filter_words, self._note)

    def _show_current(self) -> None:
        row = self.table.current
        self.details.display = row is not None
        self._key_bar.show(self._key_items(row))
        if row is None:
            return
        heading: tuple[Line, ...] = ((Span(self._symbols.show(self._kind.heading(row)), "bold"),),)
        self.details.show(self.table.key_of(row), heading, (), lambda width: self._kind.lines(row, width), follow=False)

    def _key_items(self, row: Row | None) -> list[KeyItem]:
        key = self._keys.shown
        items = [KeyItem(key("details"), self._kind.opens, "open", 8)] if row is not None else []
        if self._rows:
            items.append(KeyItem(key("filter"), "Filter", "filter", 7))
        scroll = f"{key('job_scroll_down')} {key('job_scroll_up')}"
        if row is not None:
            items.append(KeyItem(scroll, "Scroll", "scroll_details(1)", 5))
        return [*items, self.back_item]
