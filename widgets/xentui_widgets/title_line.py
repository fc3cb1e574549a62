"""A section's heading in a rule: `─ Instances 15 ─ filter: web ──────── 2 columns hidden ─`."""

from xentui_widgets.line_widget import LineWidget
from xentui_widgets.lines import Line, Span, title
from xentui_widgets.symbols import UNICODE, Symbols


class TitleLine(LineWidget):
    """One line above a pane; the first part is its name, the others are what restricts it."""

    def __init__(
        self, *parts: str | Line, symbols: Symbols = UNICODE, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(symbols=symbols, id=id, classes=classes)
        self._parts = parts
        self._right = ""

    def show(self, *parts: str | Line, right: str = "") -> None:
        """Show these parts, each a text or a line with styles of its own, and `right` at the end of the line."""
        self._parts, self._right = parts, right
        self.repaint()

    def picture(self, width: int, height: int) -> tuple[Line, ...]:
        shown = [part for part in self._parts if part]
        parts = [self._line(part, "" if index else "bold") for index, part in enumerate(shown)]
        right: Line = (Span(self.symbols.show(self._right), "dim"),) if self._right else ()
        return (title(parts, right, width, self.symbols),)

    def _line(self, part: str | Line, style: str) -> Line:
        return (Span(self.symbols.show(part), style),) if isinstance(part, str) else part
