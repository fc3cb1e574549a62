"""What there is to say of the row under the cursor, in whole sentences that no column has room for."""

from xentui_widgets.line_widget import LineWidget
from xentui_widgets.lines import Line, Span, cut_line
from xentui_widgets.symbols import UNICODE, Symbols
from xentui_widgets.wrapping import hanging

_LOW, _LINES = 20, 2


class Hint(LineWidget):
    """Two lines, on a low screen one: as many whatever they say, so that nothing moves."""

    def __init__(self, *, symbols: Symbols = UNICODE, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(symbols=symbols, id=id, classes=classes)
        self._text = ""

    def show(self, text: str) -> None:
        self._text = text
        self.repaint()

    def lines_wanted(self, width: int, screen_height: int) -> int:
        return _LINES if screen_height >= _LOW else 1

    def picture(self, width: int, height: int) -> tuple[Line, ...]:
        lines = list(hanging((Span(" "),), self._text, width - 1, self.symbols, indent=1, style="dim"))
        if len(lines) > height:
            lines[height - 1 :] = [tuple(span for line in lines[height - 1 :] for span in line)]
        return tuple(cut_line(line, width, self.symbols) for line in lines)
