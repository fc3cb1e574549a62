"""Full pages of text: help, the details of an instance, the jobs."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from xentui_widgets.answered_once import AnsweredOnce
from xentui_widgets.key_roles import LEAVES, MOVES, KeyRole
from xentui_widgets.symbols import Symbols
from xentui_widgets.title_line import TitleLine

Lines = Sequence[Content]
_MARGIN = 3
"""Cells beside the text: one on each side, and the scroll bar."""


class Page(ModalScreen[None], AnsweredOnce[None]):
    """Lines that can be scrolled; Escape, Enter or q leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter,f10", "leave", "Back", show=False),
        Binding("j", "down", show=False),
        Binding("k", "up", show=False),
        Binding("g", "top", show=False),
        Binding("G", "bottom", show=False),
    ]
    DEFAULT_CSS = """
    Page {
        background: $background;
        & VerticalScroll { scrollbar-size-vertical: 1; padding: 0 1; }
        & Static { height: auto; }
    }
    """

    def __init__(self, title: str, lines: Callable[[int], Lines], symbols: Symbols) -> None:
        """`lines` takes the width in cells, and is asked again whenever something may have changed."""
        super().__init__()
        self._lines = lines
        self._title = TitleLine(title, "Esc goes back", symbols=symbols)
        self._text = Static()
        self._shown = Content()

    def compose(self) -> ComposeResult:
        yield self._title
        with VerticalScroll():
            yield self._text

    def role_of(self, key: events.Key) -> KeyRole:
        if key.key in MOVES:
            return KeyRole.FREE
        return KeyRole.ANSWER if key.key in LEAVES else KeyRole.ALONE

    def on_resize(self) -> None:
        self.show_again()

    def show_again(self) -> None:
        """Show what is known now; nothing is painted where that is the same."""
        text = Content("\n").join(list(self._lines(self.app.size.width - _MARGIN)))
        if not text.is_same(self._shown):
            self._shown = text
            self._text.update(text)

    def action_leave(self) -> None:
        self.dismiss()

    def action_down(self) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=1, animate=False)

    def action_up(self) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=-1, animate=False)

    def action_top(self) -> None:
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def action_bottom(self) -> None:
        self.query_one(VerticalScroll).scroll_end(animate=False)
