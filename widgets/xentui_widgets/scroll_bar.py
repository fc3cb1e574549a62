"""A scroll bar of whole cells: the Linux console's fonts have no eighths, mono terminals no colours."""

from typing import ClassVar

from rich.color import Color
from rich.segment import Segment, Segments
from rich.style import Style
from textual.scrollbar import ScrollBarRender
from textual.widget import Widget

from xentui_widgets.symbols import ASCII, UNICODE, Symbols

_UP = Style(dim=True, meta={"@mouse.down": "scroll_up"})
_DOWN = Style(dim=True, meta={"@mouse.down": "scroll_down"})
_THUMB = Style(dim=True, meta={"@mouse.down": "grab"})


class PlainScrollBar(ScrollBarRender):
    """Draws a vertical scroll bar; a horizontal one is not used."""

    symbols: ClassVar[Symbols] = UNICODE

    @classmethod
    def render_bar(
        cls,
        size: int = 25,
        virtual_size: float = 50,
        window_size: float = 20,
        position: float = 0,
        thickness: int = 1,
        vertical: bool = True,
        back_color: Color | None = None,
        bar_color: Color | None = None,
    ) -> Segments:
        start, end = thumb(size, virtual_size, window_size, position)
        track, bar = cls.symbols.scroll_track, cls.symbols.scroll_thumb
        above = [Segment(track, _UP)] * start
        below = [Segment(track, _DOWN)] * (size - end)
        return Segments([*above, *[Segment(bar, _THUMB)] * (end - start), *below], new_lines=True)


class AsciiScrollBar(PlainScrollBar):
    """The same in ASCII."""

    symbols: ClassVar[Symbols] = ASCII


def use_plain_scroll_bar(widget: Widget, symbols: Symbols) -> None:
    """Give a mounted widget a vertical scroll bar of these symbols."""
    # Textual documents this assignment, its annotation does not allow it.
    widget.vertical_scrollbar.renderer = AsciiScrollBar if symbols.ascii_only else PlainScrollBar  # type: ignore[misc]


def thumb(size: int, virtual_size: float, window_size: float, position: float) -> tuple[int, int]:
    """First cell of the thumb and the one after its last; at an end of the track only at the very end."""
    if window_size <= 0 or virtual_size <= window_size:
        return 0, size
    length = max(1, min(size - 1, round(size * window_size / virtual_size)))
    travel = size - length
    done = position / (virtual_size - window_size)
    start = round(travel * done)
    if travel > 1 and 0 < done < 1:
        start = min(max(start, 1), travel - 1)
    return start, start + length
