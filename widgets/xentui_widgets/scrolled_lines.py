"""Lines that can be scrolled, and follow their end where something is still written; a heading above them stays."""

from collections.abc import Callable, Hashable

from textual.binding import BindingsMap
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from xentui_widgets.lines import Line, strip, title
from xentui_widgets.moves import USUAL_MOVES, Moves
from xentui_widgets.own_lines import OwnLines
from xentui_widgets.scroll_bar import use_plain_scroll_bar
from xentui_widgets.symbols import UNICODE, Symbols

Picture = Callable[[int], tuple[Line, ...]]
"""The lines on so many cells."""


class ScrolledLines(ScrollView, OwnLines, can_focus=True):
    """Repaints only the lines that changed."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    ScrolledLines {
        height: 1fr;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
    }
    """

    def __init__(
        self,
        *,
        symbols: Symbols = UNICODE,
        moves: Moves = USUAL_MOVES,
        has_heading: bool = True,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._heading_lines = 1 if has_heading else 0
        actions = (
            "scroll_lines(-1)", "scroll_lines(1)", "to_top", "to_bottom", "scroll_pages(-1)", "scroll_pages(1)",
        )  # fmt: skip
        self._bindings = BindingsMap(moves.bindings(*actions))
        self._symbols = symbols
        self._key: Hashable = None
        self._heading: tuple[Line, ...] = ()
        self._right: Line = ()
        self._picture: Picture = lambda _width: ()
        self._follows = False
        self._lines: tuple[Line, ...] = ()
        self._drawn: dict[int, Line] = {}

    def show(self, key: Hashable, heading: tuple[Line, ...], right: Line, picture: Picture, *, follow: bool) -> None:
        """Show these lines; with another `key` they are about another thing, and are shown from the first.

        With `follow` the end is shown, and stays in view until it is scrolled away from; without it the beginning is.
        """
        begins = key != self._key
        was_at_end = self._is_at_end
        ended = self._follows and not follow
        self._key, self._heading, self._right = key, heading, right
        self._picture, self._follows = picture, follow
        self._arrange()
        if follow and (begins or was_at_end):
            self._scroll(self._last_top)
        elif begins or (ended and was_at_end):
            self._scroll(0)
        self._paint_changes()

    def render_line(self, y: int) -> Strip:
        line = self._line(y)
        self._drawn[y] = line
        return strip(line, self.scrollable_size.width)

    def on_mount(self) -> None:
        use_plain_scroll_bar(self, self._symbols)

    def on_resize(self) -> None:
        was_at_end = self._is_at_end
        self._arrange()
        if self._follows and was_at_end:
            self._scroll(self._last_top)
        self._drawn.clear()
        self.refresh()

    def on_focus(self) -> None:
        self._paint_changes()

    def on_blur(self) -> None:
        self._paint_changes()

    def action_scroll_lines(self, lines: int) -> None:
        self._scroll(self.scroll_offset.y + lines)

    def action_scroll_pages(self, pages: int) -> None:
        self._scroll(self.scroll_offset.y + pages * max(1, self._page - 1))

    def action_to_top(self) -> None:
        self._scroll(0)

    def action_to_bottom(self) -> None:
        self._scroll(self._last_top)

    @property
    def _page(self) -> int:
        """Lines that find room below the heading."""
        return max(0, self.scrollable_size.height - self._heading_lines)

    @property
    def _last_top(self) -> int:
        return max(0, len(self._lines) - self._page)

    @property
    def _is_at_end(self) -> bool:
        return self.scroll_offset.y >= self._last_top

    def _arrange(self) -> None:
        width = self.scrollable_size.width
        self._lines = self._picture(width) if width else ()
        size = Size(0, len(self._lines) + self._heading_lines)
        if size != self.virtual_size:
            self.virtual_size = size

    def _scroll(self, top: int) -> None:
        wanted = max(0, min(top, self._last_top))
        if wanted != self.scroll_offset.y:
            self.scroll_to(y=wanted, animate=False, force=True)

    def _line(self, y: int) -> Line:
        if y < self._heading_lines:
            return title(self._shown_heading, self._right, self.scrollable_size.width, self._symbols)
        index = self.scroll_offset.y + y - self._heading_lines
        return self._lines[index] if 0 <= index < len(self._lines) else ()

    @property
    def _shown_heading(self) -> tuple[Line, ...]:
        """Its first part shows whether keys go here."""
        if not self._heading or not self.has_focus:
            return self._heading
        first = tuple(span._replace(style="accent") for span in self._heading[0])
        return (first, *self._heading[1:])

    def _paint_changes(self) -> None:
        height = self.scrollable_size.height
        changed = [y for y in range(height) if self._drawn.get(y) != self._line(y)]
        if changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))
