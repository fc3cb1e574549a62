"""The lines of a log on the screen."""

from collections.abc import Callable

from xentui_widgets.line_widget import LineWidget
from xentui_widgets.lines import Line
from xentui_widgets.symbols import UNICODE, Symbols

Picture = Callable[[int, int], tuple[Line, ...]]
"""The lines on so many cells and rows."""


class LogView(LineWidget):
    """Fills the room that there is; what it shows is asked for at each repaint, and only what differs is painted."""

    can_focus = True
    DEFAULT_CSS = """
    LogView {
        height: 1fr;
    }
    """

    def __init__(self, *, symbols: Symbols = UNICODE, id: str | None = None) -> None:
        super().__init__(symbols=symbols, id=id)
        self._picture: Picture = lambda _width, _height: ()

    def show(self, picture: Picture) -> None:
        self._picture = picture
        self.repaint()

    def picture(self, width: int, height: int) -> tuple[Line, ...]:
        lines = self._picture(width, height)
        return (*lines, *((),) * (height - len(lines)))
