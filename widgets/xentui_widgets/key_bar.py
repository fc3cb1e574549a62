"""The bottom line: the keys that can be pressed now, and a short status."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual import events
from textual.message import Message

from xentui_driver.model.dataclass import dataclass
from xentui_widgets.line_widget import LineWidget
from xentui_widgets.lines import Line, Span, ends, joined
from xentui_widgets.symbols import UNICODE, Symbols

_GAP = "  "


@dataclass(frozen=True, slots=True)
class KeyItem:
    """One key and what it does."""

    key: str
    label: str
    action_id: str
    importance: int = 0
    """Where the line is too short the least important step aside; of equals the last."""


class KeyBar(LineWidget):
    """Shows `key Label` pairs in the order they were given; a click does what the key does."""

    class Pressed(Message):
        """An item was clicked."""

        def __init__(self, action_id: str) -> None:
            self.action_id = action_id
            super().__init__()

    def __init__(self, *, symbols: Symbols = UNICODE, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(symbols=symbols, id=id, classes=classes)
        self._items: tuple[KeyItem, ...] = ()
        self._status = ""

    def show(self, items: Sequence[KeyItem], status: str = "") -> None:
        """Show these keys, and `status` (`1 job`, `3 marked`) at the right end."""
        self._items, self._status = tuple(items), status
        self.repaint()

    def picture(self, width: int, height: int) -> tuple[Line, ...]:
        keys = joined((self._spans(item) for item in self._fitting(width)), _GAP)
        right = (Span(self.symbols.show(self._status) + " ", "bold"),) if self._status else ()
        return (ends((Span(" "), *keys), right, width, self.symbols),)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        x = 1
        for item in self._fitting(self.size.width):
            end = x + self._cells(item)
            if x <= event.x < end:
                self.post_message(self.Pressed(item.action_id))
            x = end + len(_GAP)

    def _spans(self, item: KeyItem) -> Line:
        return (Span(self.symbols.show(item.key), "accent"), Span(" " + self.symbols.show(item.label)))

    def _cells(self, item: KeyItem) -> int:
        return cell_len(self.symbols.show(item.key)) + 1 + cell_len(self.symbols.show(item.label))

    def _fitting(self, width: int) -> list[KeyItem]:
        shown = list(self._items)
        status = cell_len(self.symbols.show(self._status)) + 1 + len(_GAP) if self._status else 0
        room = width - 1 - status
        needed = sum(self._cells(item) + len(_GAP) for item in shown) - len(_GAP)
        while shown and needed > room:
            least = min(reversed(shown), key=lambda item: item.importance)
            shown.remove(least)
            needed -= self._cells(least) + len(_GAP)
        return shown
