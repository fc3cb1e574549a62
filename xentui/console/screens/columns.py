"""The page on which the columns of the guests' table are chosen and put into an order."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingsMap
from textual.screen import ModalScreen

from xentui.console.commands.bindings import bindings_of, moves_of, pressed
from xentui.fleet.settings.key_map import KeyMap
from xentui_driver.model.instance import Instance
from xentui_widgets.answered_once import AnsweredOnce
from xentui_widgets.columns import Cell, Column
from xentui_widgets.hint import Hint
from xentui_widgets.key_bar import KeyBar, KeyItem
from xentui_widgets.key_roles import IDLE, KeyRole
from xentui_widgets.line_table import LineTable
from xentui_widgets.row_kind import RowKind
from xentui_widgets.symbols import Symbols
from xentui_widgets.title_line import PageTitle
from xentui_widgets.units import some_of

ALWAYS_SHOWN = frozenset({"name", "host"})
"""Without them nobody knows what a row is about."""
ABOUT = {
    "name": "the guest's name",
    "host": "the host of the guest",
    "id": "Xen's domain ID",
    "state": "its state, and why it ended",
    "type": "pv, hvm or pvh",
    "cpu": "CPU use: 100 is one physical CPU",
    "two_minutes": "CPU use over the last two minutes",
    "vcpus": "vCPUs that are online",
    "memory": "memory in use; of a stopped guest, at its start",
    "of_maximum": "memory in use, as part of the maximum",
    "maximum": "the most memory the guest can have",
    "net": "bytes received and sent per second",
    "disk": "bytes read and written per second",
    "up": "how long the guest has run on this host",
    "boot": "whether the guest starts when the host boots",
    "disks": "the first disk in the definition, and how many more",
    "networks": "the first network in the definition, and how many more",
    "console": "what its console log shows: login, panic, oops, no memory, no root",
    "problems": "the first problem, and how many more",
}
"""What each column shows, by its id."""
_ACTIONS = {"mark": "show_or_hide", "sort_previous": "move_by(-1)", "sort_next": "move_by(1)", "quit": "leave"}


YIELDING = "where room is short, 1 yields first"


class OfferedColumn(NamedTuple):
    """A column that can be shown."""

    id: str
    title: str
    about: str
    is_shown: bool
    has_room: bool = True
    """Whether it would be seen now; a terminal that is wider has more room."""
    yields: int = 0
    """Its place among those that step aside where there is no room, 1 being the first; 0 for one that isn't shown."""
    to_hide: tuple[str, ...] = ()
    """The titles of the columns without which it would have room."""


def _shown(offered: OfferedColumn) -> Cell:
    if offered.id in ALWAYS_SHOWN:
        return Cell("always")
    if not offered.is_shown:
        return Cell("no", "dim")
    return Cell("yes", "running") if offered.has_room else Cell("no room", "paused")


def _yields(offered: OfferedColumn) -> Cell:
    if offered.id in ALWAYS_SHOWN:
        return Cell("never")
    return Cell(str(offered.yields) if offered.yields else "")


def _about(offered: OfferedColumn) -> Cell:
    if not offered.is_shown or offered.has_room:
        return Cell(offered.about)
    if not offered.to_hide:
        return Cell(f"{_TOO_WIDE}: {offered.about}", short=_TOO_WIDE)
    way = f"in place of {some_of(offered.to_hide)}"
    return Cell(f"{way}: {offered.about}", short=way)


_TOO_WIDE = "needs a wider terminal"


def _hint(offered: OfferedColumn, shows: str) -> str:
    """All of it, which the table has no room for; `shows` is the key that shows a column."""
    if not offered.is_shown or offered.has_room:
        return f"{offered.title}: {offered.about}."
    named = f"{offered.title} ({offered.about})"
    if not offered.to_hide:
        return f"{named} {_TOO_WIDE}."
    return f"{named} has no room here. {shows} shows it and hides {some_of(offered.to_hide, len(offered.to_hide))}."


_COLUMNS: tuple[Column[OfferedColumn], ...] = (
    Column("shown", "SHOWN", 12, 100, _shown),
    Column("column", "COLUMN", 12, 90, lambda offered: Cell(offered.title)),
    Column("yields", "YIELDS", 6, 80, _yields, align="right"),
    Column("about", "WHAT IT SHOWS", 20, 10, _about, weight=1),
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
        self,
        columns: Sequence[Column[Instance]],
        shown: Sequence[str],
        with_room: Callable[[Sequence[str]], frozenset[str]],
        symbols: Symbols,
        keys: KeyMap,
    ) -> None:
        """`columns` are all that there are, `shown` the ids of those that are shown, in their order.

        `with_room` tells which of some columns find room.
        """
        super().__init__()
        self._titles = {column.id: column.title for column in columns}
        self._importance = {column.id: column.importance for column in columns}
        self._offered = [
            OfferedColumn(id, self._titles[id], ABOUT[id], id in shown) for id in _in_order(self._titles, shown)
        ]
        self._with_room = with_room
        moves = moves_of(keys)
        own = [Binding("escape", "leave", show=False), Binding("enter", "keep", show=False)]
        bound = BindingsMap([*own, *bindings_of(keys, _ACTIONS)])
        self._bindings = BindingsMap.from_keys({**self._bindings.key_to_bindings, **bound.key_to_bindings})
        self._free = moves.keys | (IDLE - pressed(keys, *_ACTIONS)) | pressed(keys, *_ACTIONS.keys() - {"quit"})
        self._keys = keys
        self._title = PageTitle("Columns", "from left to right", YIELDING, symbols=symbols)
        self._table = ColumnTable(_KIND, _COLUMNS, symbols=symbols, moves=moves)
        self._hint = Hint(symbols=symbols)
        self._key_bar = KeyBar(symbols=symbols)

    def compose(self) -> ComposeResult:
        yield self._title
        yield self._table
        yield self._hint
        yield self._key_bar

    def on_mount(self) -> None:
        self._table.focus()
        self._show()
        self._key_bar.show(
            [
                KeyItem(self._keys.shown("mark"), "Show or hide, next row", "show_or_hide", 90),
                KeyItem(self._keys.shown("sort_previous"), "Move left", "move_by(-1)", 50),
                KeyItem(self._keys.shown("sort_next"), "Move right", "move_by(1)", 50),
                KeyItem("Enter", "Keep", "keep", 99),
                KeyItem("Esc", "Cancel", "leave", 95),
            ]
        )

    def role_of(self, key: events.Key) -> KeyRole:
        return KeyRole.FREE if key.key in self._free else KeyRole.ANSWER

    @on(ColumnTable.Highlighted)
    def follow_cursor(self) -> None:
        self._show_hint()

    def on_key_bar_pressed(self, event: KeyBar.Pressed) -> None:
        event.stop()
        self.call_later(self.run_action, event.action_id)

    def action_show_or_hide(self) -> None:
        if (current := self._table.current) is None or current.id in ALWAYS_SHOWN:
            return
        if current.to_hide:
            self._hide(current.to_hide)
        else:
            self._offered[self._offered.index(current)] = current._replace(is_shown=not current.is_shown)
        self._show()
        self._table.action_cursor_down()

    def _hide(self, titles: Sequence[str]) -> None:
        self._offered = [each._replace(is_shown=each.is_shown and each.title not in titles) for each in self._offered]

    def action_move_by(self, step: int) -> None:
        """Put the column of the cursor before or behind its neighbour."""
        if (current := self._table.current) is None:
            return
        place = self._offered.index(current)
        if 0 <= place + step < len(self._offered):
            self._offered.insert(place + step, self._offered.pop(place))
            self._show()

    def action_keep(self) -> None:
        self.dismiss(self._chosen)

    def action_leave(self) -> None:
        self.dismiss(None)

    @property
    def _chosen(self) -> tuple[str, ...]:
        return tuple(each.id for each in self._offered if each.is_shown or each.id in ALWAYS_SHOWN)

    def _show(self) -> None:
        with_room, yielding = self._with_room(self._chosen), self._yielding
        places = {id: place for place, id in enumerate(yielding, 1)}
        self._offered = [
            each._replace(
                has_room=each.id in with_room,
                yields=places.get(each.id, 0),
                to_hide=() if each.id in with_room or not each.is_shown else self._way(each.id, yielding),
            )
            for each in self._offered
        ]
        self._table.show(self._offered)
        self._show_hint()

    def _show_hint(self) -> None:
        current = self._table.current
        self._hint.show(_hint(current, self._keys.shown("mark")) if current is not None else "")

    @property
    def _yielding(self) -> list[str]:
        """Those that step aside where there is no room, the first one first."""
        return sorted((id for id in self._chosen if id not in ALWAYS_SHOWN), key=self._importance.__getitem__)

    def _way(self, wanted: str, yielding: Sequence[str]) -> tuple[str, ...]:
        """What to hide to get that one."""
        return tuple(self._titles[id] for id in self._to_hide(wanted, yielding))

    def _to_hide(self, wanted: str, yielding: Sequence[str]) -> Sequence[str]:
        """The columns to hide to get that one: a single one if that is enough, those that yield first before others."""
        others = [id for id in yielding if id != wanted]
        found = next(([id] for id in others if self._has_room(wanted, [id])), None)
        if found is None:
            found = next(
                (others[:count] for count in range(2, len(others) + 1) if self._has_room(wanted, others[:count])), []
            )
            for id in list(found):
                fewer = [each for each in found if each != id]
                found = fewer if self._has_room(wanted, fewer) else found
        return found

    def _has_room(self, wanted: str, hidden: Sequence[str]) -> bool:
        return wanted in self._with_room([id for id in self._chosen if id not in hidden])


def _in_order(all_ids: Iterable[str], shown: Sequence[str]) -> list[str]:
    """Those that are shown, in their order, and each other one behind the one that it usually follows."""
    order = list(shown)
    before = ""
    for id in all_ids:
        if id not in order:
            order.insert(order.index(before) + 1 if before else 0, id)
        before = id
    return order
