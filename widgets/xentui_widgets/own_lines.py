"""The lines of a widget without a frame are what it draws itself."""

from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class OwnLines(Widget):
    """Is drawn without asking for its styles where they change nothing: its lines have their colours already.

    Textual (8.2.8) looks up two dozen styles at each frame of each widget, which takes longer than to draw its lines.
    """

    def render_lines(self, crop: Region) -> list[Strip]:
        if self.styles.gutter or self.get_line_filters():
            return super().render_lines(crop)
        width = self.content_region.width
        strips = [self.render_line(y).adjust_cell_length(width, Style.null()) for y in crop.line_range]
        return strips if crop.column_span == (0, width) else [strip.crop(*crop.column_span) for strip in strips]
