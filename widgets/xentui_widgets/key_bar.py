"""The bottom lines: the keys that can be pressed now, and a short status."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual import events
from textual.message import Message

from xentui_driver.model.dataclass import dataclass
from xentui_widgets.line_widget import LineWidget
from xentui_widgets.lines import Line, Span, ends, joined
from xentui_widgets.symbols import UNICODE, Symbols

_GAP = "  "
_LOW = 20


@dataclass(frozen=True, slots=True)
class KeyItem:
    """One key and what it does."""

    key: str
    label: str
    action_id: str
    importance: int = 0
    """Where the line is too short the least important step aside; of equals the last."""


class KeyBar(LineWidget):
    """Shows `key Label` pairs in the order they were given; a click does what the key does.

    The status is at the end of the last line.
    """

    class Pressed(Message):
        """An item was clicked."""

        def __init__(self, action_id: str) -> None:
            self.action_id = action_id
            super().__init__()

    def __init__(
        self, *, most: int = 1, symbols: Symbols = UNICODE, id: str | None = None, classes: str | None = None
    ) -> None:
        """`most` is the number of lines on a screen that isn't low."""
        super().__init__(symbols=symbols, id=id, classes=classes)
        self._most = most
        self._items: tuple[KeyItem, ...] = ()
        self._status = ""

    def show(self, items: Sequence[KeyItem], status: str = "") -> None:
        """Show these keys, and `status` (`1 job`, `3 marked`) at the right end."""
        self._items, self._status = tuple(items), status
        self.repaint_for(self._items, status)

    def lines_wanted(self, width: int, screen_height: int) -> int:
        return self._most if screen_height >= _LOW else 1

    def picture(self, width: int, height: int) -> tuple[Line, ...]:
        right = (Span(self.symbols.show(self._status) + " ", "bold"),) if self._status else ()
        *above, last = (
            (Span(" "), *joined((self._spans(item) for item in line), _GAP)) for line in self._lines(width, height)
        )
        return (*above, ends(last, right, width, self.symbols))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        lines = self._lines(*self.size)
        x = 1
        for item in lines[event.y] if event.y < len(lines) else ():
            end = x + self._cells(item)
            if x <= event.x < end:
                self.post_message(self.Pressed(item.action_id))
            x = end + len(_GAP)

    def _spans(self, item: KeyItem) -> Line:
        return (Span(self.symbols.show(item.key), "accent"), Span(" " + self.symbols.show(item.label)))

    def _cells(self, item: KeyItem) -> int:
        return cell_len(self.symbols.show(item.key)) + 1 + cell_len(self.symbols.show(item.label))

    def _lines(self, width: int, height: int) -> list[list[KeyItem]]:
        """The items that find room, line by line."""
        status = cell_len(self.symbols.show(self._status)) + 1 + len(_GAP) if self._status else 0
        rooms = [width - 1] * (max(1, height) - 1) + [width - 1 - status]
        shown = list(self._items)
        while (lines := self._packed(shown, rooms)) is None:
            shown.remove(min(reversed(shown), key=lambda item: item.importance))
        return lines

    def _packed(self, items: Sequence[KeyItem], rooms: Sequence[int]) -> list[list[KeyItem]] | None:
        """All items in lines of so many cells; None when they don't find room."""
        lines: list[list[KeyItem]] = [[] for _ in rooms]
        number, used = 0, 0
        for item in items:
            needed = self._cells(item)
            while number < len(rooms) and used + needed > rooms[number]:
                number, used = number + 1, 0
            if number == len(rooms):
                return None
            lines[number].append(item)
            used += needed + len(_GAP)
        return lines
