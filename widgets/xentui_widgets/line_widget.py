"""The base of the widgets that show a few lines: they repaint only the lines that changed."""

from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from xentui_widgets.lines import Line, strip
from xentui_widgets.symbols import UNICODE, Symbols


class LineWidget(Widget):
    """Shows what `picture` returns."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    LineWidget {
        height: auto;
    }
    """

    def __init__(self, *, symbols: Symbols = UNICODE, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.symbols = symbols
        self._painted: tuple[Line, ...] = ()
        self._painted_size = Size(0, 0)

    def picture(self, width: int, height: int) -> tuple[Line, ...]:
        """The lines to show on so many cells; a subclass says which."""
        raise NotImplementedError

    def lines_wanted(self, width: int, screen_height: int) -> int:
        """How many lines the widget asks for on such a screen; a subclass may say more than one."""
        return 1

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self.lines_wanted(width, viewport.height)

    def render_line(self, y: int) -> Strip:
        self._catch_up()
        width = self.size.width
        return strip(self._painted[y], width) if y < len(self._painted) else strip((), width)

    def repaint(self) -> None:
        """Repaint the lines that have changed."""
        old, old_size = self._painted, self._painted_size
        self._catch_up(has_changed=True)
        if old_size != self.size or len(old) != len(self._painted):
            self.refresh()
            return
        changed = [y for y, (was, now) in enumerate(zip(old, self._painted, strict=True)) if was != now]
        if changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def _catch_up(self, *, has_changed: bool = False) -> None:
        if has_changed or self.size != self._painted_size:
            self._painted_size = self.size
            self._painted = self.picture(*self.size) if self.size else ()
