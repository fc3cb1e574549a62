"""The tabs of a screen in one line; the one that is shown stands in brackets, so that no colour is needed."""

from collections.abc import Sequence

from textual import events
from textual.message import Message

from xentui_driver.model.dataclass import dataclass
from xentui_widgets.line_widget import LineWidget
from xentui_widgets.lines import Line, Span, cells, cut_line
from xentui_widgets.symbols import UNICODE, Symbols


@dataclass(frozen=True, slots=True)
class TabName:
    """How a tab is called, and the key that turns to it; empty when it has none of its own."""

    title: str
    short: str
    key: str = ""


class TabLine(LineWidget):
    """Where there is little room the titles are short; where there is less, the other tabs are keys alone."""

    class Pressed(Message):
        """A tab was clicked."""

        def __init__(self, index: int) -> None:
            self.index = index
            super().__init__()

    def __init__(self, tabs: Sequence[TabName], *, symbols: Symbols = UNICODE, id: str | None = None) -> None:
        super().__init__(symbols=symbols, id=id)
        self._tabs = tuple(tabs)
        self._shown = 0

    def show(self, index: int) -> None:
        """That tab is shown."""
        self._shown = index
        self.repaint()

    def picture(self, width: int, height: int) -> tuple[Line, ...]:
        line = tuple(span for label in self._labels(width) for span in label)
        return (cut_line(line, width, self.symbols),)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        x = 0
        for index, label in enumerate(self._labels(self.size.width)):
            end = x + cells(label)
            if x <= event.x < end:
                self.post_message(self.Pressed(index))
            x = end

    def _labels(self, width: int) -> list[Line]:
        long = [self._label(index, tab.title) for index, tab in enumerate(self._tabs)]
        short = [self._label(index, tab.short) for index, tab in enumerate(self._tabs)]
        keys = [self._label(index, "" if tab.key else tab.short[:1]) for index, tab in enumerate(self._tabs)]
        keys[self._shown] = short[self._shown]
        return next((labels for labels in (long, short) if sum(map(cells, labels)) <= width), keys)

    def _label(self, index: int, title: str) -> Line:
        key = self.symbols.show(self._tabs[index].key)
        words = " " + self.symbols.show(title) if key and title else self.symbols.show(title)
        if index == self._shown:
            return (Span(f"[{key}{words}]", "chosen"),)
        return Span(" "), Span(key, "accent"), Span(f"{words} ")
