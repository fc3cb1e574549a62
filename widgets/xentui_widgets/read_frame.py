"""A frame around a question, that knows whether all of it has been on the screen."""

from collections.abc import Iterable

from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Region, Size
from textual.widget import Widget

from xentui_widgets.lines import cut
from xentui_widgets.scroll_bar import use_plain_scroll_bar
from xentui_widgets.symbols import Symbols

_AROUND_TITLE = 8
FEW_LINES = 20
"""On so small a screen no line is left empty around the text."""
_REST = ("Up and Down show the rest", "Down: the rest", "Down")
_THEN = ("Down and End show the rest, only then {held}", "Down: the rest, then {held}", *_REST[1:])
_AGAIN = ("Up and Down scroll",)
"""Where all was read already."""
_UNREAD = ("not yet: read the rest first (Down, End)", "not yet: Down", "Down!")
_ENTER_HELD = ("Enter: not yet, read the rest first (Down, End)", "Enter: not yet; Down", "Down!")
_TOO_SMALL = ("enlarge the window to see the question", "enlarge the window", "too small")

SCROLLING = (
    Binding("down", "scroll(1)", show=False),
    Binding("up", "scroll(-1)", show=False),
    Binding("pagedown", "page(1)", show=False),
    Binding("pageup", "page(-1)", show=False),
)
"""Bindings for the screen, whose actions scroll the frame."""
ENDS = (
    Binding("home", "scroll_to_start", show=False, priority=True),
    Binding("end", "scroll_to_end", show=False, priority=True),
)
"""More of them, where no field needs these keys."""


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
        &.-telling { border-subtitle-color: ansi_yellow; }
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
        self._lost = ""

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

    def say_keys(self, lost: str) -> None:
        """Say which keys there are, because the operator has pressed this other one; not any more with an empty one."""
        if self._lost != lost:
            self._lost = lost
            self._say()

    @property
    def key_words(self) -> tuple[str, ...]:
        """What the keys are, the longest words first; a subclass says it."""
        return ()

    @property
    def shows_keys(self) -> bool:
        """Whether its keys have to be told; otherwise the choices show them."""
        return False

    @property
    def is_held(self) -> bool:
        """Whether Enter would be refused now, because the text hasn't been read."""
        return False

    @property
    def held(self) -> str:
        """The keys that are refused until the text was read; empty where there are none."""
        return ""

    def say_again(self) -> None:
        """Say what the keys do now, because that has changed."""
        self._is_refused, self._lost = False, ""
        self._say()

    def scroll_lines(self, lines: int) -> None:
        self.scroll_relative(y=lines, animate=False, immediate=True)

    def scroll_pages(self, pages: int) -> None:
        self.scroll_lines(pages * max(1, self._room - 1))

    def scroll_to_the_end(self) -> None:
        """What is passed over so counts as read: the operator has decided that."""
        self._note()
        self._seen |= self._lines()
        self.scroll_lines(self.max_scroll_y)

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

    def _arrange_scrollbars(self, region: Region) -> Iterable[tuple[Widget, Region]]:
        """The bar stands beside what it scrolls, and not beside the choices below that."""
        for bar, place in super()._arrange_scrollbars(region):
            below = sum(widget.outer_size.height for widget in self.below()) if bar is self.vertical_scrollbar else 0
            yield bar, Region(place.x, place.y, place.width, max(0, place.height - below))

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
        if self.is_read:
            self._is_refused = False
        words = self._words()
        fitting = next((each for each in words if len(each) <= self._edge), words[-1])
        self.set_class(bool(self._lost) or self._is_refused, "-telling")
        if str(self.border_subtitle or "") != fitting:
            self.border_subtitle = Content(fitting)

    def _words(self) -> tuple[str, ...]:
        """What stands on the lower edge, the longest words first."""
        if not self.has_room:
            return _TOO_SMALL
        if self.is_held:
            return _ENTER_HELD
        if self._is_refused:
            return _UNREAD
        if self._lost:
            words = self.key_words if self.is_read or not self.held else self._scroll_words
            return (*(f"{self._lost} does nothing here; {each}" for each in words), *words)
        keys = self.key_words if self.shows_keys else ()
        if not self.max_scroll_y and self.is_read:
            return keys or ("",)
        scrolling = self._scroll_words
        if not keys:
            return scrolling
        return (*(f"{scrolls}; {each}" for each in keys for scrolls in scrolling), *keys[-1:])

    @property
    def _scroll_words(self) -> tuple[str, ...]:
        """What the keys that scroll are good for."""
        if self.is_read:
            return _AGAIN
        return tuple(each.format(held=self.held) for each in _THEN) if self.held else _REST
