"""The page on which the columns of the guests' table are chosen and put into an order."""

from collections.abc import Sequence
from typing import NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingsMap
from textual.screen import ModalScreen

from xentui.console.commands.bindings import bindings_of, moves_of, pressed
from xentui.fleet.settings.key_map import KeyMap
from xentui_driver.model.instance import Instance
from xentui_widgets.answered_once import AnsweredOnce
from xentui_widgets.columns import Cell, Column
from xentui_widgets.key_bar import KeyBar, KeyItem
from xentui_widgets.key_roles import IDLE, KeyRole
from xentui_widgets.line_table import LineTable
from xentui_widgets.row_kind import RowKind
from xentui_widgets.symbols import Symbols
from xentui_widgets.title_line import TitleLine

ALWAYS_SHOWN = frozenset({"name", "host"})
"""Without them nobody knows what a row is about."""
ABOUT = {
    "name": "the guest's name",
    "host": "the host that it is on",
    "id": "Xen's number of the domain",
    "state": "how it stands, and why it ended",
    "type": "pv, hvm or pvh",
    "cpu": "its CPU use: 100 is one physical CPU",
    "two_minutes": "its CPU use in the last two minutes",
    "vcpus": "vCPUs that are online",
    "memory": "what it holds; stopped, what it starts with",
    "of_maximum": "what it holds of its maximum",
    "maximum": "the most memory that it can have",
    "boot": "whether it starts with the host",
    "disks": "the first one in its definition, and how many more",
    "networks": "the first one in its definition, and how many more",
    "problems": "the first one, and how many more",
}
"""What each column shows, by its id."""
_ACTIONS = {"mark": "show_or_hide", "sort_previous": "move_by(-1)", "sort_next": "move_by(1)", "quit": "leave"}


class OfferedColumn(NamedTuple):
    """A column that can be shown."""

    id: str
    title: str
    about: str
    is_shown: bool


def _shown(offered: OfferedColumn) -> Cell:
    if offered.id in ALWAYS_SHOWN:
        return Cell("always")
    return Cell("yes", "running") if offered.is_shown else Cell("no", "dim")


_COLUMNS: tuple[Column[OfferedColumn], ...] = (
    Column("shown", "SHOWN", 6, 100, _shown),
    Column("column", "COLUMN", 12, 90, lambda offered: Cell(offered.title)),
    Column("about", "WHAT IT SHOWS", 20, 10, lambda offered: Cell(offered.about), weight=1),
)
_KIND: RowKind[OfferedColumn, str] = RowKind(lambda offered: offered.id, lambda offered: offered.title)


class ColumnTable(LineTable[OfferedColumn, str]):
    """The columns in the order in which they are shown."""


class ColumnsScreen(ModalScreen[tuple[str, ...] | None], AnsweredOnce[tuple[str, ...] | None]):
    """Returns the ids of the columns to show, in their order; None when it was left."""

    DEFAULT_CSS = """
    ColumnsScreen {
        background: $background;
    }
    """

    def __init__(
        self, columns: Sequence[Column[Instance]], shown: Sequence[str], symbols: Symbols, keys: KeyMap
    ) -> None:
        """`columns` are all that there are, `shown` the ids of those that are shown, in their order."""
        super().__init__()
        by_id = {column.id: column for column in columns}
        order = [*shown, *(id for id in by_id if id not in shown)]
        self._offered = [OfferedColumn(id, by_id[id].title, ABOUT[id], id in shown) for id in order]
        moves = moves_of(keys)
        own = [Binding("escape", "leave", show=False), Binding("enter", "keep", show=False)]
        bound = BindingsMap([*own, *bindings_of(keys, _ACTIONS)])
        self._bindings = BindingsMap.from_keys({**self._bindings.key_to_bindings, **bound.key_to_bindings})
        self._free = moves.keys | (IDLE - pressed(keys, *_ACTIONS)) | pressed(keys, *_ACTIONS.keys() - {"quit"})
        self._keys = keys
        self._title = TitleLine("Columns", "those above have room first", symbols=symbols)
        self._table = ColumnTable(_KIND, _COLUMNS, symbols=symbols, moves=moves)
        self._key_bar = KeyBar(symbols=symbols)

    def compose(self) -> ComposeResult:
        yield self._title
        yield self._table
        yield self._key_bar

    def on_mount(self) -> None:
        self._table.focus()
        self._table.show(self._offered)
        self._key_bar.show(
            [
                KeyItem(self._keys.shown("mark"), "Show or hide", "show_or_hide", 90),
                KeyItem(self._keys.shown("sort_previous"), "Further left", "move_by(-1)", 50),
                KeyItem(self._keys.shown("sort_next"), "Further right", "move_by(1)", 50),
                KeyItem("Enter", "Keep", "keep", 99),
                KeyItem("Esc", "Cancel", "leave", 95),
            ]
        )

    def role_of(self, key: events.Key) -> KeyRole:
        return KeyRole.FREE if key.key in self._free else KeyRole.ANSWER

    def on_key_bar_pressed(self, event: KeyBar.Pressed) -> None:
        event.stop()
        self.call_later(self.run_action, event.action_id)

    def action_show_or_hide(self) -> None:
        if (current := self._table.current) is None or current.id in ALWAYS_SHOWN:
            return
        self._offered[self._offered.index(current)] = current._replace(is_shown=not current.is_shown)
        self._table.show(self._offered)
        self._table.action_cursor_down()

    def action_move_by(self, step: int) -> None:
        """Put the column of the cursor before or behind its neighbour."""
        if (current := self._table.current) is None:
            return
        place = self._offered.index(current)
        if 0 <= place + step < len(self._offered):
            self._offered.insert(place + step, self._offered.pop(place))
            self._table.show(self._offered)

    def action_keep(self) -> None:
        self.dismiss(tuple(each.id for each in self._offered if each.is_shown or each.id in ALWAYS_SHOWN))

    def action_leave(self) -> None:
        self.dismiss(None)
