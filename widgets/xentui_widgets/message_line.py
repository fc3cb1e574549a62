"""A few lines above the footer that say what has just happened, and cover nothing."""

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.severity import Severity
from xentui_widgets.line_widget import LineWidget
from xentui_widgets.lines import Line, Span, cells, cut_line, ends
from xentui_widgets.symbols import UNICODE, Symbols
from xentui_widgets.wrapping import pieces

_INDENT = "   "
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
    is_answer: bool = False
    """It says what became of what the operator has just done: shown at once or never."""

    @property
    def words(self) -> str:
        """The title in front, unless the text begins with it: nothing is said twice."""
        is_said = self.text.startswith(self.title)
        return self.text if is_said else f"{self.title}: {self.text}"


class MessageLine(LineWidget):
    """Takes room only while it has something to say: further lines where a cause would be cut without them."""

    DEFAULT_CSS = """
    MessageLine {
        display: none;
        &.-at-the-bottom { dock: bottom; background: $background; }
    }
    """

    def __init__(
        self, *, most: int = 2, symbols: Symbols = UNICODE, id: str | None = None, classes: str | None = None
    ) -> None:
        """`most` is how many lines it may take."""
        super().__init__(symbols=symbols, id=id, classes=classes)
        self._most = most
        self._message: Message | None = None
        self._count = ""

    def show(self, message: Message | None, *, times: int = 1, more: int = 0) -> None:
        """Show the message, how often it came, and how many others wait; None leaves the line to others."""
        self._message = message
        said = (f"{times} times" if times > 1 else "", f"+{more} more" if more else "")
        self._count = ", ".join(filter(None, said))
        self.display = message is not None
        if message is not None and self.lines_wanted(*self.size) != self.size.height:
            self.refresh(layout=True)
        self.repaint()

    def lines_wanted(self, width: int, screen_height: int) -> int:
        return len(self.picture(width, self._most))

    def picture(self, width: int, height: int) -> tuple[Line, ...]:
        if self._message is None:
            return ()
        sign, style = _LOOKS[self._message.severity]
        right = (Span(f"{self._count} ", "dim"),) if self._count else ()
        room = width - len(_INDENT) - (cells(right) + 2 if right else 1)
        said = list(pieces(self._message.words, room, self.symbols, 1))
        shown = [*said[: max(1, height) - 1], " ".join(each.strip() for each in said[max(1, height) - 1 :])]
        first, *more = (each for each in shown if each)
        line = ends((Span(f" {sign} {first}", style),), right, width, self.symbols)
        further = ((Span(_INDENT + each.strip(), style),) for each in more)
        return (line, *(cut_line(each, width, self.symbols) for each in further))
