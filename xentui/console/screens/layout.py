"""The screen of a host's layout: its CPUs and what runs on them, and the memory of its NUMA nodes."""

from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from itertools import dropwhile
from types import MappingProxyType
from typing import NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingsMap
from textual.screen import ModalScreen

from xentui.console.commands.bindings import bindings_of, moves_of, pressed
from xentui.console.guest.paper import Paper
from xentui.console.layout.cpu_lines import busiest_first_lines, cpu_lines
from xentui.console.layout.memory_lines import memory_lines
from xentui.console.layout.opened import EVERY_S, SECOND_AFTER_S, OpenedLayout
from xentui.console.layout.view import LayoutView, nodes_of
from xentui.console.screens.no_cursor import NOTHING_TO_OPEN
from xentui.fleet.settings.key_map import KeyMap
from xentui_widgets.answered_once import AnsweredOnce
from xentui_widgets.job_looks import moment_words
from xentui_widgets.key_bar import KeyBar, KeyItem
from xentui_widgets.key_roles import IDLE, KeyRole, role_of_bound
from xentui_widgets.lines import Line, Span
from xentui_widgets.scrolled_lines import ScrolledLines
from xentui_widgets.symbols import Symbols
from xentui_widgets.tab_line import TabLine, TabName
from xentui_widgets.title_line import PageTitle
from xentui_widgets.units import plural

LinesOf = Callable[[LayoutView, Paper], Iterable[Line]]


class LayoutPage(Enum):
    """What a page is called in the code."""

    CPUS = "cpus"
    MEMORY = "memory"


class _Page(NamedTuple):
    id: LayoutPage
    title: str
    command: str
    """The command that opens it, whose key turns to it."""
    lines: LinesOf
    busiest_first: LinesOf | None = None
    """The same in the other order, where there is one."""


_PAGES = (
    _Page(LayoutPage.CPUS, "CPUs", "host_cpus", cpu_lines, busiest_first_lines),
    _Page(LayoutPage.MEMORY, "Memory", "host_memory", memory_lines),
)
_TURNS = {"tab": "turn(1)", "right": "turn(1)", "shift+tab": "turn(-1)", "left": "turn(-1)"}
_ACTIONS = {
    **{page.command: f"turn_to({index})" for index, page in enumerate(_PAGES)},
    "refresh": "read_again",
    "quit": "leave",
    "details": "say_nothing_opens",
    "sort_cpu": "turn_order",
    "help": "app.help",
    "command_palette": "app.command_palette",
}


class LayoutScreen(ModalScreen[None], AnsweredOnce[None]):
    """Escape goes back, and so does the key that quits."""

    help_title = "CPUs and memory of a host"
    help_keys = MappingProxyType(
        {
            "host_cpus": "its CPUs: how busy, what was last seen on each, and pins",
            "host_memory": "its memory by NUMA node",
            "sort_cpu": "CPUs: the busiest first, or by number",
            "refresh": "read again",
            "quit": "back",
        }
    )
    own_actions = MappingProxyType(_ACTIONS)
    DEFAULT_CSS = """
    LayoutScreen {
        background: $background;
    }
    """

    def __init__(
        self,
        opened: OpenedLayout,
        page: LayoutPage,
        symbols: Symbols,
        keys: KeyMap,
        *,
        is_frozen: Callable[[], bool],
        now_s: Callable[[], float],
        say: Callable[[str], None],
        shows_host: bool,
    ) -> None:
        """`is_frozen` says whether the operator wants nothing read by itself; `now_s` is seconds since the epoch.

        `say` tells the operator something once.
        """
        super().__init__()
        moves = moves_of(keys)
        turns = {key: action for key, action in _TURNS.items() if key not in moves.keys | pressed(keys, *_ACTIONS)}
        bound = [Binding(key, action, show=False) for key, action in {"escape": "leave", **turns}.items()]
        self._bindings = BindingsMap([*bound, *bindings_of(keys, _ACTIONS)])
        self._ahead = moves.keys | turns.keys() | (IDLE - pressed(keys, *_ACTIONS))
        self._leaves = pressed(keys, "quit") | {"escape"}
        self._opened, self._keys, self._symbols = opened, keys, symbols
        self._is_frozen, self._now_s, self._shows_host = is_frozen, now_s, shows_host
        self._say = say
        self._is_busiest_first = False
        self._at = next(index for index, each in enumerate(_PAGES) if each.id is page)
        self.title_line = PageTitle(symbols=symbols)
        names = [TabName(each.title, each.title, keys.shown(each.command)) for each in _PAGES]
        self.tab_line = TabLine(names, symbols=symbols)
        self.lines = ScrolledLines(symbols=symbols, moves=moves, has_heading=False)
        self.key_bar = KeyBar(symbols=symbols)

    def compose(self) -> ComposeResult:
        yield self.title_line
        yield self.tab_line
        yield self.lines
        yield self.key_bar

    def role_of(self, key: events.Key) -> KeyRole:
        if key.key in self._ahead:
            return KeyRole.FREE
        return KeyRole.ANSWER if key.key in self._leaves else role_of_bound(key, self._bindings)

    def on_mount(self) -> None:
        self.lines.focus()
        self._opened.read_again()
        self.set_timer(SECOND_AFTER_S, self._read_in_turn)
        self.set_interval(EVERY_S, self._read_in_turn)
        self.action_turn_to(self._at)

    def on_resize(self) -> None:
        self.show_again()

    def show_again(self) -> None:
        """Show what is known now."""
        if not self.is_mounted:
            return
        view, page = self._opened.view(), _PAGES[self._at]
        lines_of = (self._is_busiest_first and page.busiest_first) or page.lines
        self.title_line.show(*self._title(view), right=self._reading_words(view))

        def picture(width: int) -> tuple[Line, ...]:
            lines = lines_of(view, Paper(width, self._symbols, self._keys))
            return tuple(dropwhile(lambda line: not line, lines))

        self.key_bar.show(self._items(page))
        self.lines.show((page.id, lines_of), (), (), picture, follow=False)

    def _read_in_turn(self) -> None:
        if not self._is_frozen():
            self._opened.read_again()

    def action_turn(self, step: int) -> None:
        self.action_turn_to((self._at + step) % len(_PAGES))

    def action_turn_to(self, index: int) -> None:
        self._at = index
        self.tab_line.show(index)
        self.show_again()

    def action_turn_order(self) -> None:
        """The busiest first, or by number again."""
        if _PAGES[self._at].busiest_first is not None:
            self._is_busiest_first = not self._is_busiest_first
            self.show_again()

    def action_say_nothing_opens(self) -> None:
        self._say(NOTHING_TO_OPEN)

    def action_read_again(self) -> None:
        self._opened.read_again()
        self.show_again()

    def action_leave(self) -> None:
        self.dismiss()

    @on(TabLine.Pressed)
    def turn_to_pressed(self, event: TabLine.Pressed) -> None:
        self.action_turn_to(event.index)

    async def on_key_bar_pressed(self, event: KeyBar.Pressed) -> None:
        event.stop()
        await self.run_action(event.action_id)

    def _items(self, page: _Page) -> list[KeyItem]:
        order, again = self._keys.shown("sort_cpu"), self._keys.shown("refresh")
        words = "By number" if self._is_busiest_first else "Busiest first"
        orders = [KeyItem(order, words, "turn_order", 5)] if order and page.busiest_first is not None else []
        return [*orders, KeyItem(again, "Read again", "read_again", 4), _BACK]

    def _title(self, view: LayoutView) -> Sequence[str | Line]:
        host = f"Host {self._opened.host.name}" if self._shows_host else "Host"
        if (layout := view.layout) is None:
            return (host,)
        nodes = nodes_of(layout)
        said = plural(sum(len(node.cpus) for node in nodes), "CPU")
        failed: Line = (Span("not read", "error"),) if view.read.error is not None else ()
        return host, said, plural(len(nodes), "NUMA node"), failed

    def _reading_words(self, view: LayoutView) -> str:
        """When what is shown was read; a reading that is under way is nothing new."""
        taken_s = view.read.taken_s
        if taken_s is None:
            return ""
        frozen = "frozen, " if self._is_frozen() else ""
        return f"{frozen}read {moment_words(taken_s, self._now_s())}"


_BACK = KeyItem("Esc", "Back", "leave", 9)
