"""One line above the footer that says what has just happened, and covers nothing."""

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.severity import Severity
from xentui_widgets.line_widget import LineWidget
from xentui_widgets.lines import Line, Span, ends
from xentui_widgets.symbols import UNICODE, Symbols

_LOOKS: dict[Severity, tuple[str, str]] = {
    "information": (" ", "bold"),
    "success": ("*", "running"),
    "warning": ("!", "warning"),
    "error": ("X", "error"),
}


@dataclass(frozen=True, slots=True)
class Message:
    """Something that the operator should see once."""

    title: str
    """What it is about; may be empty."""
    text: str
    severity: Severity = "information"

    @property
    def words(self) -> str:
        """The title in front, unless the text begins with it: nothing is said twice."""
        is_said = self.text.startswith(self.title)
        return self.text if is_said else f"{self.title}: {self.text}"


class MessageLine(LineWidget):
    """Takes a line only while it has something to say."""

    DEFAULT_CSS = """
    MessageLine {
        height: 1;
        display: none;
        &.-at-the-bottom { dock: bottom; background: $background; }
    }
    """

    def __init__(self, *, symbols: Symbols = UNICODE, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(symbols=symbols, id=id, classes=classes)
        self._message: Message | None = None
        self._count = ""

    def show(self, message: Message | None, *, times: int = 1, more: int = 0) -> None:
        """Show the message, how often it came, and how many others wait; None leaves the line to others."""
        self._message = message
        said = (f"{times} times" if times > 1 else "", f"+{more} more" if more else "")
        self._count = ", ".join(filter(None, said))
        self.display = message is not None
        self.repaint()

    def picture(self, width: int, height: int) -> tuple[Line, ...]:
        if self._message is None:
            return ()
        sign, style = _LOOKS[self._message.severity]
        left = (Span(f" {sign} {self.symbols.show(self._message.words)}", style),)
        right = (Span(f"{self._count} ", "dim"),) if self._count else ()
        return (ends(left, right, width, self.symbols),)
