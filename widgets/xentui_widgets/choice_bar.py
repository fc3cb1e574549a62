"""The flat buttons of a dialog, in one line where they find room."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from xentui_driver.model.dataclass import dataclass
from xentui_widgets.line_widget import LineWidget
from xentui_widgets.lines import Line, Span, cells, cut_line
from xentui_widgets.own_keys import OwnKeys
from xentui_widgets.symbols import UNICODE, Symbols

_GAP = "  "


@dataclass(frozen=True, slots=True)
class Choice:
    """One way out of a dialog."""

    id: str
    label: str
    key: str = ""
    """A letter that chooses it at once."""
    danger: bool = False
    only_shows: bool = False
    """It shows or copies something and changes nothing: nobody has to have read the question to make this choice."""
    escape: str = "cancels"
    """What Escape does where this is the first choice, for the words about keys."""


CLOSE = Choice("close", "Close", escape="closes")
"""Where all has happened, and nothing is left to cancel."""


class ChoiceBar(LineWidget, OwnKeys, can_focus=True):
    """Choices side by side; the focused one is reverse, which needs no colour."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,shift+tab", "previous", "Previous", show=False),
        Binding("right,tab", "next", "Next", show=False),
        Binding("enter,space", "press", "Choose", show=False),
    ]

    class Pressed(Message):
        """A choice was made."""

        def __init__(self, choice_id: str) -> None:
            self.choice_id = choice_id
            super().__init__()

    class Moved(Message):
        """Enter would now make another choice, or none any more."""

    def __init__(
        self,
        choices: Sequence[Choice],
        *,
        symbols: Symbols = UNICODE,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """The first choice has the focus: give the harmless one first."""
        super().__init__(symbols=symbols, id=id, classes=classes)
        self._choices = tuple(choices)
        self._focused = 0
        self._locked = False

    def lock_danger(self, locked: bool) -> None:
        """While locked no dangerous choice can be made."""
        self._locked = locked
        self.repaint()
        self.post_message(self.Moved())

    def show(self, choices: Sequence[Choice]) -> None:
        """Offer these instead; the focus stays on the choice of the same id, if there is one."""
        focused = self._choices[self._focused].id if self._choices else ""
        self._choices = tuple(choices)
        self._focused = next((index for index, choice in enumerate(choices) if choice.id == focused), 0)
        if len(self._rows(self.size.width)) != self.size.height:
            self.refresh(layout=True)
        self.repaint()

    @property
    def is_whole(self) -> bool:
        """True while each choice can be read."""
        rows = self._rows(self.size.width)
        widest = max((self._cells(index) for row in rows for index in row), default=0)
        return len(rows) <= self.size.height and widest <= self.size.width

    def has_key(self, key: str) -> bool:
        """Whether a key chooses something now."""
        return key in ("enter", "space") or any(choice.key == key for choice in self._choices)

    def is_free(self, choice_id: str) -> bool:
        """Whether that choice changes nothing: the first one, which is harmless, or one that only shows something."""
        return any(choice.id == choice_id for choice in self._choices if choice not in self._acting)

    @property
    def acting(self) -> Sequence[str]:
        """The keys of the choices that change something, or what they are called where they have none."""
        return [choice.key or choice.label for choice in self._acting]

    @property
    def _acting(self) -> Sequence[Choice]:
        return [choice for choice in self._choices[1:] if not choice.only_shows]

    @property
    def needs_words(self) -> bool:
        """Whether not all letters are shown that it takes; one harmless choice without is what Escape leaves with."""
        without = [choice for choice in self._choices if not choice.key]
        return len(without) > 1 or any(choice.danger for choice in without)

    @property
    def escape(self) -> str:
        """What Escape does."""
        return self._choices[0].escape if self._choices else ""

    @property
    def is_alone(self) -> bool:
        """True where there is nothing to choose."""
        return len(self._choices) <= 1

    @property
    def chosen(self) -> Choice | None:
        """What Enter chooses now; None while it chooses nothing."""
        if not self.has_focus or not self._choices:
            return None
        choice = self._choices[self._focused]
        return None if choice.danger and self._locked else choice

    def choose_next(self) -> None:
        """Put the focus on the choice behind the harmless one."""
        self._focused = min(1, len(self._choices) - 1)
        self.focus()
        self.repaint()
        self.post_message(self.Moved())

    def lines_wanted(self, width: int, screen_height: int) -> int:
        return len(self._rows(width))

    def picture(self, width: int, height: int) -> tuple[Line, ...]:
        return tuple(cut_line(self._line(row, width), width, self.symbols) for row in self._rows(width))

    def watch_has_focus(self, has_focus: bool) -> None:
        # Not on_focus and on_blur: they come before `has_focus` has changed.
        super().watch_has_focus(has_focus)
        self.repaint()
        self.post_message(self.Moved())

    def on_key(self, event: events.Key) -> None:
        for choice in self._choices:
            if choice.key and event.key == choice.key:
                event.stop()
                self._choose(choice)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        rows = self._rows(self.size.width)
        row = rows[event.y] if event.y < len(rows) else ()
        x = self._indent(row, self.size.width)
        for index in row:
            end = x + self._cells(index)
            if x <= event.x < end:
                self._choose(self._choices[index])
            x = end + len(_GAP)

    def action_previous(self) -> None:
        self._step(-1)

    def action_next(self) -> None:
        self._step(1)

    def action_press(self) -> None:
        if self._choices:
            self._choose(self._choices[self._focused])

    def _step(self, step: int) -> None:
        if not self._choices:
            return
        self._focused += step
        if not 0 <= self._focused < len(self._choices):
            self._focused %= len(self._choices)
            # Past the last one there may be a field to type in.
            move = self.screen.focus_next if step > 0 else self.screen.focus_previous
            move()
        self.repaint()
        self.post_message(self.Moved())

    def _choose(self, choice: Choice) -> None:
        if not (choice.danger and self._locked):
            self.post_message(self.Pressed(choice.id))

    def _spans(self, index: int, choice: Choice) -> Line:
        key = f"{self.symbols.show(choice.key)} " if choice.key else ""
        label = self.symbols.show(choice.label)
        if index == self._focused and self.has_focus:
            return (Span(f"[ {key}{label} ]", "chosen danger" if choice.danger else "chosen"),)
        locked = choice.danger and self._locked
        style = "dim" if locked else "error" if choice.danger else ""
        return (
            Span("[ ", "dim"),
            Span(key, "dim" if locked else "accent"),
            Span(label, style),
            Span(" ]", "dim"),
        )

    def _rows(self, width: int) -> Sequence[Sequence[int]]:
        """The choices by line, as many side by side as find room."""
        rows: list[list[int]] = [[]]
        used = 0
        for index in range(len(self._choices)):
            needed = self._cells(index) + len(_GAP)
            if rows[-1] and used + needed > width + len(_GAP):
                rows.append([])
                used = 0
            rows[-1].append(index)
            used += needed
        return rows

    def _line(self, row: Sequence[int], width: int) -> Line:
        line: Line = (Span(" " * self._indent(row, width)),)
        for index in row:
            line += (Span(_GAP if index != row[0] else ""), *self._spans(index, self._choices[index]))
        return line

    def _cells(self, index: int) -> int:
        return cells(self._spans(index, self._choices[index]))

    def _indent(self, row: Sequence[int], width: int) -> int:
        return max(0, width - sum(map(self._cells, row)) - len(_GAP) * max(0, len(row) - 1))
