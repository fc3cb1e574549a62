"""The main screen: host, instances, details, events, keys; shows what it is given and turns keys into messages."""

from collections.abc import Callable, Mapping, Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingsMap
from textual.containers import Vertical
from textual.message import Message

from xentui.console.commands.bindings import USUAL_KEYS, begun_by, by_key, moves_of, pressed
from xentui.console.commands.command import Command
from xentui.console.commands.registry import COMMANDS, NEW
from xentui.console.wording import in_keys
from xentui.fleet.filters import EXAMPLE as FILTER_EXAMPLE
from xentui.fleet.filters import FLEET_EXAMPLE, Filter, FilterError, parse_filter
from xentui.fleet.settings.key_map import KeyMap
from xentui.fleet.settings.values import DEFAULTS, View
from xentui_driver.model.instance import Instance
from xentui_driver.model.row_key import RowKey
from xentui_widgets.columns import Doing
from xentui_widgets.details import DetailsPanel
from xentui_widgets.event_log import Event, EventLog
from xentui_widgets.filter_line import FilterLine
from xentui_widgets.host_bar import HostBar
from xentui_widgets.instance_table import InstanceTable
from xentui_widgets.key_bar import KeyBar, KeyItem
from xentui_widgets.key_roles import IDLE, KeyRole, role_of_bound
from xentui_widgets.need_line import NeedLine
from xentui_widgets.symbols import Symbols
from xentui_widgets.title_line import Part, TitleLine
from xentui_widgets.whole_lines import DrawnByLines

NO_GUESTS = "No guests on this host."
EMPTY_HOST = f"{NO_GUESTS} Make a new one (do: new)."
NOTHING_FITS = "No guest matches the filter. Esc clears it."
NO_PROBLEM = "No guest needs attention. Show all guests (do: problems)."
NO_PROBLEM_FITS = "No guest that needs attention matches the filter. Esc clears it."
WAITING = "Waiting for a readable answer from xl. Ask again (do: refresh)."


_MOVES = tuple(f"move('{move}')" for move in ("cursor_up", "cursor_down", "first", "last", "page_up", "page_down"))


def _bindings(commands: Sequence[Command], keys: KeyMap) -> BindingsMap:
    """All keys of the screen, each with priority: it has its effect before the next one is looked at.

    Otherwise keys typed ahead overtake each other on their way through the widgets, and an action meets another
    row than the one the operator has moved to, or a letter of a filter is taken for an action.
    """
    ids = {key: " ".join(command.id for command in meant) for key, meant in by_key(commands, keys).items()}
    typing = {"escape": "show_all", "enter": "keep_filter"}
    acting = [*typing.items(), *((key, f"app.command('{meant}')") for key, meant in ids.items())]
    bound = (Binding(key, action, show=False, priority=True) for key, action in acting)
    return BindingsMap([*bound, *moves_of(keys).bindings(*_MOVES, priority=True)])


class MainScreen(DrawnByLines[None]):
    """Everything at a glance."""

    class AllWanted(Message):
        """The operator wants to see every guest again."""

    def __init__(
        self,
        hosts: Sequence[str],
        symbols: Symbols,
        commands: Sequence[Command] = COMMANDS,
        *,
        filter_by: Callable[[Filter], object] = lambda chosen: None,
        keys: KeyMap = USUAL_KEYS,
        view: View = DEFAULTS.view,
    ) -> None:
        """`hosts` are the names of all hosts of the fleet, `commands` those that are there.

        `filter_by` shows what a filter lets through, at once: the next key acts on the row that is under the cursor
        then, and a message to the application would come behind a key that is typed ahead.
        """
        super().__init__()
        self._bindings = _bindings(commands, keys)
        moves = moves_of(keys)
        self._filter_by = filter_by
        self._leaves = pressed(keys, "quit")
        self._keys = keys
        self._empty_host = EMPTY_HOST if NEW in commands else NO_GUESTS
        acting = pressed(keys, *(command.id for command in commands))
        self._begins = begun_by(commands, keys)
        self._ahead = (IDLE - acting) | moves.keys | pressed(keys, "filter") | {"escape"}
        several = hosts if len(hosts) > 1 else ()
        self.host_bar = HostBar(host_name=hosts[0], symbols=symbols)
        self.need_line = NeedLine(symbols=symbols)
        self.title_line = TitleLine("Guests", symbols=symbols)
        self.table = InstanceTable(
            hosts=several, symbols=symbols, empty_text=in_keys(WAITING, keys), moves=moves, columns=view.columns
        )
        sort = view.sort.removeprefix("-")
        self.table.begin_with(sort if several or sort != "host" else "name", inverted=view.sort.startswith("-"))
        self.details = DetailsPanel(shows_host=bool(several), symbols=symbols)
        self.event_log = EventLog(symbols=symbols)
        self.key_bar = KeyBar(most=2, symbols=symbols)
        self._old: tuple[frozenset[str], bool] = (frozenset(), False)
        self._doing: Mapping[RowKey, Doing] = {}
        self._hidden: Sequence[Instance] = ()
        example = FLEET_EXAMPLE if several else FILTER_EXAMPLE
        self._filter = FilterLine(view.filter, example=example, symbols=symbols)

    def compose(self) -> ComposeResult:
        yield self.host_bar
        with Vertical():  # apart, or each tick of the clock would have all of it drawn (8.2.8)
            yield self.need_line
            yield self.title_line
            yield self.table
            yield self.details
            yield self.event_log
            yield self.key_bar

    def on_mount(self) -> None:
        self.table.focus()
        self.call_after_refresh(self._mount_filter)  # hidden: a first frame does without it

    def _mount_filter(self) -> None:
        if self.is_attached and not self._filter.is_attached:  # the console may be leaving already
            self.mount(self._filter, before=self.key_bar)

    @property
    def is_typing(self) -> bool:
        """True while letters belong to the filter."""
        return self._filter.is_typing

    @property
    def takes_text(self) -> bool:
        """True while letters are text for the filter."""
        return self.is_typing

    def role_of(self, key: events.Key) -> KeyRole:
        """The filter is typed ahead with the key that opens it and the one that keeps it."""
        if self.is_typing or key.key in self._ahead:
            return KeyRole.FREE
        return KeyRole.ANSWER if key.key in self._leaves else role_of_bound(key, self._bindings)

    def begins(self, key: events.Key) -> bool:
        """Whether the key begins something on its own, which no word may do that is typed."""
        return not self.is_typing and key.key in self._begins

    def take_text(self) -> None:
        """Typed text does nothing on this screen."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "move":
            return not self.is_typing
        return self.is_typing if action == "keep_filter" else True

    def show_instances(
        self,
        instances: Sequence[Instance],
        hidden: Sequence[Instance],
        *,
        is_chosen: bool,
        old_hosts: frozenset[str],
        dimmed: bool,
        doing: Mapping[RowKey, Doing],
        known: bool,
        why_hidden: str = NOTHING_FITS,
        needs: Mapping[RowKey, int],
        flagged: frozenset[RowKey],
    ) -> None:
        """Show these instances and not those in `hidden`; `known` is false before the first snapshot.

        The rows in `needs` need somebody, each by its rank, 0 being the worst; the `flagged` ones are marked so,
        beside those that have a problem.

        `why_hidden` is what the table says when all are hidden.

        `is_chosen` says that the operator has just changed what is to be shown; the rows of `old_hosts` are old, and
        with `dimmed` all are.
        """
        empty_text = (why_hidden if hidden else self._empty_host) if known else WAITING
        self.table.empty_text = in_keys(empty_text, self._keys)
        self._old, self._doing, self._hidden = (old_hosts, dimmed), doing, hidden
        self.table.dim_hosts(old_hosts)
        self.table.need(needs, flagged)
        self.table.show(instances, hidden=hidden, is_chosen=is_chosen, dimmed=dimmed, doing=doing)

    def show_old(self, hosts: frozenset[str], *, dimmed: bool) -> None:
        """Dim the rows of hosts whose last reading is old, and no others."""
        if (hosts, dimmed) != self._old:
            self._old = (hosts, dimmed)
            self.table.dim_hosts(hosts)
            self.table.show(self.table.rows, hidden=self._hidden, dimmed=dimmed, doing=self._doing)

    def show_title(self, *parts: Part) -> None:
        hidden = self.table.hidden_columns
        key = f"{self._keys.shown('columns')}: " if self._keys.of("columns") else ""
        right = f"{key}{hidden} more column{'s' if hidden > 1 else ''}" if hidden else ""
        self.title_line.show(*parts, right=right)

    def show_events(self, events: Sequence[Event]) -> None:
        self.event_log.show(events)

    def show_keys(self, items: Sequence[KeyItem], status: str) -> None:
        self.key_bar.show(items, status)

    def open_filter(self) -> None:
        self._mount_filter()
        self._filter.open()

    def action_show_all(self) -> None:
        """Take the filter away; where none is being typed, all else too that hides guests."""
        if not self.is_typing:
            self.post_message(self.AllWanted())
        self.action_clear_filter()

    def action_clear_filter(self) -> None:
        self._filter.clear()
        self.set_focus(self.table)

    @on(FilterLine.Changed)
    def try_filter(self, event: FilterLine.Changed) -> None:
        event.stop()
        try:
            chosen = parse_filter(event.text)
        except FilterError as error:
            self._filter.answer(str(error))
            return
        self._filter.answer("")
        self._filter_by(chosen)

    def action_keep_filter(self) -> None:
        self._filter.close()
        self.set_focus(self.table)

    def action_move(self, move: str) -> None:
        getattr(self.table, f"action_{move}")()
