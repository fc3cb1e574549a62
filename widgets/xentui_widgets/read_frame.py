"""A frame around a question, that knows whether all of it has been on the screen."""

from collections.abc import Iterable

from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from xentui_widgets.lines import cut
from xentui_widgets.scroll_bar import use_plain_scroll_bar
from xentui_widgets.symbols import Symbols

_AROUND_TITLE = 8
FEW_LINES = 20
"""On so small a screen no line is left empty around the text."""
_SCROLLS = ("Up and Down show the rest", "Down: the rest", "Down")
_UNREAD = ("not taken: read the rest first (Down)", "not taken: Down", "Down!")
_TOO_SMALL = ("too small to show the question: enlarge the window", "enlarge the window", "too small")

SCROLLING = (
    Binding("down", "scroll(1)", show=False),
    Binding("up", "scroll(-1)", show=False),
    Binding("pagedown", "page(1)", show=False),
    Binding("pageup", "page(-1)", show=False),
)
"""Bindings for the screen, whose actions scroll the frame."""


class ReadFrame(Vertical):
    """Scrolls when the screen is too small for it, and says so on its lower edge."""

    DEFAULT_CSS = """
    ReadFrame {
        width: 76;
        max-width: 96%;
        height: auto;
        max-height: 94%;
        padding: 1 2;
        background: $background;
        border-title-style: bold;
        border-subtitle-style: bold;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        &.-small { padding: 0 1; max-width: 100%; max-height: 100%; }
    }
    """

    def __init__(self, title: str, *, symbols: Symbols, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.symbols = symbols
        self._title = symbols.show(title)
        self._seen: set[int] = set()
        self._seen_at = Size(0, 0)
        self._is_refused = False

    @property
    def has_room(self) -> bool:
        """False where no part of the text can be shown."""
        return self._room > 0

    @property
    def is_read(self) -> bool:
        """True once each line has been on the screen, as it is drawn now."""
        return self.has_room and self._seen_at == self._drawn_as and self._lines() <= self._seen

    def refuse(self) -> None:
        """Say that the answer isn't taken until the rest of the text was read."""
        self._is_refused = True
        self._say()

    def scroll_lines(self, lines: int) -> None:
        self.scroll_relative(y=lines, animate=False, immediate=True)

    def scroll_pages(self, pages: int) -> None:
        self.scroll_lines(pages * max(1, self._room - 1))

    def on_mount(self) -> None:
        use_plain_scroll_bar(self, self.symbols)
        self.styles.border = (self.symbols.border, "ansi_cyan")
        self.set_class(self.app.size.height < FEW_LINES, "-small")
        self.screen.screen_layout_refresh_signal.subscribe(self, self._note, immediate=True)

    def on_resize(self) -> None:
        # Cut here, because Textual would do it with a character that is not ASCII.
        self.border_title = Content(cut(self._title, self._edge, self.symbols.ellipsis) or " ")
        self.set_class(self.app.size.height < FEW_LINES, "-small")

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self.call_after_refresh(self._note)

    def below(self) -> Iterable[Widget]:
        """What stands at the bottom and doesn't scroll; a subclass says what."""
        return ()

    @property
    def _edge(self) -> int:
        """Cells for words on the border."""
        return self.outer_size.width - _AROUND_TITLE

    @property
    def _room(self) -> int:
        """Lines for what scrolls."""
        return self.scrollable_content_region.height - sum(widget.outer_size.height for widget in self.below())

    @property
    def _drawn_as(self) -> Size:
        return Size(self.size.width, self.virtual_size.height)

    def _lines(self) -> set[int]:
        """Where there is something to read, counted from the top of all of it."""
        below = set(self.below())
        regions = [child.virtual_region for child in self.children if child.display and child not in below]
        return {line for region in regions for line in range(region.y, region.bottom)}

    def _note(self, _screen: object = None) -> None:
        """Note which lines are on the screen now."""
        if not self.is_attached or not self.size:
            return
        if self._seen_at != self._drawn_as:
            self._seen.clear()
            self._seen_at = self._drawn_as
        top = self.scroll_offset.y
        self._seen.update(range(top, top + self._room))
        self._say()

    def _say(self) -> None:
        if not self.has_room:
            words: tuple[str, ...] = _TOO_SMALL
        elif self.is_read:
            words, self._is_refused = (_SCROLLS if self.max_scroll_y else ("",)), False
        else:
            words = _UNREAD if self._is_refused else _SCROLLS
        fitting = next((each for each in words if len(each) <= self._edge), words[-1])
        if str(self.border_subtitle or "") != fitting:
            self.border_subtitle = Content(fitting)
