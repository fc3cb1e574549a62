"""A choice of a few words, all of them visible in one line."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from xentui_widgets.line_widget import LineWidget
from xentui_widgets.lines import Line, Span, cells, cut_line
from xentui_widgets.own_keys import OwnKeys
from xentui_widgets.symbols import UNICODE, Symbols

_GAP = "  "


class OptionLine(LineWidget, OwnKeys, can_focus=True):
    """The chosen option stands in brackets, so that no colour is needed; left and right change it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "Previous", show=False),
        Binding("right,space", "step(1)", "Next", show=False),
    ]

    class Changed(Message):
        """Another option is chosen."""

        def __init__(self, option: str) -> None:
            self.option = option
            super().__init__()

    def __init__(
        self,
        options: Sequence[str],
        *,
        symbols: Symbols = UNICODE,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """The first option is chosen to begin with."""
        super().__init__(symbols=symbols, id=id, classes=classes)
        self._options = tuple(options)
        self._at = 0

    @property
    def option(self) -> str:
        """The option that is chosen."""
        return self._options[self._at]

    def picture(self, width: int, height: int) -> tuple[Line, ...]:
        line: Line = ()
        for at, option in enumerate(self._options):
            line += (Span(_GAP if at else ""), self._span(at, option))
        return (cut_line(line, width, self.symbols),)

    def watch_has_focus(self, has_focus: bool) -> None:
        # Not on_focus and on_blur: they come before `has_focus` has changed.
        super().watch_has_focus(has_focus)
        self.repaint()

    def on_click(self, event: events.Click) -> None:
        event.stop()
        x = 0
        for at, option in enumerate(self._options):
            end = x + cells((self._span(at, option),))
            if x <= event.x < end:
                self._choose(at)
            x = end + len(_GAP)

    def action_step(self, step: int) -> None:
        self._choose((self._at + step) % len(self._options))

    def _choose(self, at: int) -> None:
        if at != self._at:
            self._at = at
            self.repaint()
            self.post_message(self.Changed(self.option))

    def _span(self, at: int, option: str) -> Span:
        word = self.symbols.show(option)
        if at != self._at:
            return Span(f" {word} ", "dim")
        return Span(f"[{word}]", "chosen" if self.has_focus else "bold")
