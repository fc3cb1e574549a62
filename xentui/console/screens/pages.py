"""Full pages of text: the help, and what the doctor has found."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingsMap
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from xentui.console.commands.bindings import bindings_of, moves_of, pressed
from xentui.fleet.settings.key_map import KeyMap
from xentui_widgets.answered_once import AnsweredOnce
from xentui_widgets.key_bar import KeyBar, KeyItem
from xentui_widgets.key_roles import IDLE, KeyRole, role_of_bound
from xentui_widgets.scroll_bar import use_plain_scroll_bar
from xentui_widgets.symbols import Symbols
from xentui_widgets.title_line import PageTitle

_MOVES = ("up", "down", "top", "bottom", "page(-1)", "page(1)")
NO_ACTIONS: Mapping[str, str] = MappingProxyType({})
Lines = Sequence[Content]
_MARGIN = 3
"""Cells beside the text: one on each side, and the scroll bar."""


class Page(ModalScreen[None], AnsweredOnce[None]):
    """Lines that can be scrolled; Escape leaves, and so do the keys that open details or quit."""

    help_title = "This page"
    help_keys: Mapping[str, str] = MappingProxyType({"quit": "back", "details": "back"})

    DEFAULT_CSS = """
    Page {
        background: $background;
        & VerticalScroll { scrollbar-size-vertical: 1; }
        & VerticalScroll Static { height: auto; padding: 0 1; }
    }
    """

    def __init__(
        self,
        title: str,
        lines: Callable[[int], Lines],
        symbols: Symbols,
        keys: KeyMap,
        actions: Mapping[str, str] = NO_ACTIONS,
        *,
        items: Sequence[KeyItem] = (),
    ) -> None:
        """`lines` takes the width in cells, and is asked again whenever something may have changed.

        `actions` are more of them, by the ids that have keys in `keys`, and `items` name them in the footer.
        """
        super().__init__()
        self.own_actions = actions
        moves = moves_of(keys)
        leaving = {"details": "leave", "quit": "leave"}
        others = {"help": "app.help", "command_palette": "app.command_palette", **actions}
        bound = [Binding("escape", "leave", show=False), *bindings_of(keys, {**leaving, **others})]
        self._bindings = BindingsMap([*bound, *moves.bindings(*_MOVES)])
        self._moves = moves.keys | (IDLE - pressed(keys, *leaving, *others))
        self._leaves = pressed(keys, *leaving) | {"escape"}
        self._lines = lines
        self._symbols = symbols
        self._title = PageTitle(title, symbols=symbols)
        self._key_bar = KeyBar(symbols=symbols)
        self._items = items
        self._scroll_keys = f"{keys.shown('page_down')} {keys.shown('page_up')}".strip()
        self._text = Static()
        self._scrolled = VerticalScroll(self._text, can_focus=False)
        self._shown = Content()

    def compose(self) -> ComposeResult:
        yield self._title
        yield self._scrolled
        yield self._key_bar

    def on_mount(self) -> None:
        use_plain_scroll_bar(self._scrolled, self._symbols)

    def role_of(self, key: events.Key) -> KeyRole:
        if key.key in self._moves:
            return KeyRole.FREE
        return KeyRole.ANSWER if key.key in self._leaves else role_of_bound(key, self._bindings)

    def on_resize(self) -> None:
        self.show_again()

    async def on_key_bar_pressed(self, event: KeyBar.Pressed) -> None:
        event.stop()
        await self.run_action(event.action_id)

    def show_again(self) -> None:
        """Show what is known now; nothing is painted where that is the same."""
        text = Content("\n").join(list(self._lines(self.app.size.width - _MARGIN)))
        if not text.is_same(self._shown):
            self._shown = text
            self._text.update(text)
        self.call_after_refresh(self._show_keys)

    def _show_keys(self) -> None:
        """The keys that scroll, where there is more than finds room."""
        scrolls = bool(self._scrolled.max_scroll_y and self._scroll_keys)
        scroll = [KeyItem(self._scroll_keys, "Scroll", "page(1)", 8)] if scrolls else []
        self._key_bar.show([*self._items, *scroll, KeyItem("Esc", self.escape_does, "leave", 9)])

    @property
    def escape_does(self) -> str:
        """What Escape does now."""
        return "Back"

    def action_leave(self) -> None:
        self.dismiss()

    def action_down(self) -> None:
        self._scrolled.scroll_relative(y=1, animate=False)

    def action_up(self) -> None:
        self._scrolled.scroll_relative(y=-1, animate=False)

    def action_page(self, pages: int) -> None:
        self._scrolled.scroll_relative(y=pages * max(1, self._scrolled.size.height), animate=False)

    def action_top(self) -> None:
        self._scrolled.scroll_home(animate=False)

    def action_bottom(self) -> None:
        self._scrolled.scroll_end(animate=False)
