"""The history of a host: its charts over the whole screen."""

from collections.abc import Callable
from types import MappingProxyType

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingsMap
from textual.screen import ModalScreen

from xentui.console.commands.bindings import bindings_of, moves_of, pressed
from xentui.console.commands.registry import PALETTE
from xentui.console.help_lines import OF_MARKS, HelpRow, Section, Sections, filled, moving, of_ids
from xentui.console.screens.no_cursor import NOTHING_TO_OPEN
from xentui.fleet.settings.key_map import KeyMap
from xentui_widgets.answered_once import AnsweredOnce
from xentui_widgets.history_lines import Recorded
from xentui_widgets.history_view import HistoryView
from xentui_widgets.key_bar import KeyBar, KeyItem
from xentui_widgets.key_roles import IDLE, KeyRole, role_of_bound
from xentui_widgets.symbols import Symbols
from xentui_widgets.title_line import PageTitle

_MOVES = tuple(f"move('{move}')" for move in ("cursor_up", "cursor_down", "first", "last", "page_up", "page_down"))
_SIDEWAYS = {"left": "sideways(-1)", "right": "sideways(1)"}
_ACTIONS = {"zoom_in": "zoom(-1)", "zoom_out": "zoom(1)", "refresh": "poll", "details": "say_nothing_opens"}
_HELP = {"zoom_in": "less time", "zoom_out": "more time", "refresh": "poll now", "history": "back", "quit": "back"}
_LEAVING = {"quit": "leave", "history": "leave"}


def history_keys(keys: KeyMap) -> list[KeyItem]:
    """What the key bar says of the charts."""
    return [
        KeyItem("Left Right", "Time", "sideways(-1)", 97),
        KeyItem(f"{keys.shown('page_up')} {keys.shown('page_down')}", "Further", "move('page_up')", 95),
        KeyItem(f"{keys.shown('zoom_in')} {keys.shown('zoom_out')}", "Zoom", "zoom(1)", 96),
    ]


class HostHistory(ModalScreen[None], AnsweredOnce[None]):
    """Escape goes back."""

    help_keys = MappingProxyType(_HELP)
    own_actions = MappingProxyType(_ACTIONS)
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    HostHistory {
        background: $background;
    }
    """

    def __init__(
        self,
        host_name: str,
        recorded: Callable[[], Recorded],
        symbols: Symbols,
        keys: KeyMap,
        *,
        poll: Callable[[], None],
        say: Callable[[str], None],
    ) -> None:
        """`recorded` is asked again whenever there may be more; `say` tells the operator something once."""
        super().__init__()
        acting = {**_LEAVING, **_ACTIONS, "help": "app.help", "command_palette": "app.command_palette"}
        moves = moves_of(keys)
        bound = (Binding(key, action, show=False) for key, action in {"escape": "leave", **_SIDEWAYS}.items())
        self._bindings = BindingsMap([*bound, *bindings_of(keys, acting), *moves.bindings(*_MOVES)])
        self._free = moves.keys | _SIDEWAYS.keys() | pressed(keys, "zoom_in", "zoom_out")
        self._free |= IDLE - pressed(keys, *acting)
        self._leaves = pressed(keys, *_LEAVING) | {"escape"}
        self._keys = keys
        self._recorded = recorded
        self._poll, self._say = poll, say
        self.title_line = PageTitle(f"History: {host_name}", symbols=symbols)
        self.view = HistoryView(symbols=symbols)
        self.key_bar = KeyBar(symbols=symbols)
        self.key_bar.show([KeyItem("Esc", "Back", "leave", 100), *history_keys(keys)])

    @property
    def help_sections(self) -> Sections:
        own = (HelpRow("Left Right", "earlier, later"), *of_ids({**_HELP, PALETTE.id: PALETTE.help}, self._keys))
        return filled(
            Section("The history of the host", own), OF_MARKS, Section("Moving", tuple(moving(self._keys, "back")))
        )

    def compose(self) -> ComposeResult:
        yield self.title_line
        yield self.view
        yield self.key_bar

    def role_of(self, key: events.Key) -> KeyRole:
        if key.key in self._free:
            return KeyRole.FREE
        return KeyRole.ANSWER if key.key in self._leaves else role_of_bound(key, self._bindings)

    def on_mount(self) -> None:
        self.show_again()

    def show_again(self) -> None:
        """Show what is known now."""
        if self.is_mounted:
            self.view.show_recorded(self._recorded())

    async def on_key_bar_pressed(self, event: KeyBar.Pressed) -> None:
        event.stop()
        await self.run_action(event.action_id)

    def action_move(self, move: str) -> None:
        getattr(self.view, f"action_{move}")()

    def action_sideways(self, step: int) -> None:
        self.view.move(step)

    def action_zoom(self, step: int) -> None:
        if words := self.view.zoom(step):
            self._say(words)

    def action_say_nothing_opens(self) -> None:
        self._say(NOTHING_TO_OPEN)

    def action_poll(self) -> None:
        self._poll()

    def action_leave(self) -> None:
        self.dismiss()
