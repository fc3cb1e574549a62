"""A dialog that asks for one value and says while it is typed what it means."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from xentui_driver.model.dataclass import dataclass
from xentui_widgets.answered_once import AnsweredOnce
from xentui_widgets.form_field import example_words
from xentui_widgets.key_roles import KeyRole
from xentui_widgets.read_frame import SCROLLING, ReadFrame
from xentui_widgets.symbols import Symbols
from xentui_widgets.text_field import TextField

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Known(Generic[Value]):
    """What was read while the question was open already."""

    body: Sequence[str]
    parse: Callable[[str], Value] | None = None
    """In place of the question's own."""


class Question(ModalScreen[Value | None], AnsweredOnce[Value | None], Generic[Value]):
    """Returns the value, or None when it was left with Escape."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Cancel", show=False), *SCROLLING]
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    Question {
        align: center middle;
        & Static { height: auto; }
        & Input, & Input:focus { height: 1; border: none; padding: 0; margin: 1 0; text-style: underline; }
        & .wrong { color: $warning; }
        & Input > .input--selection { color: $foreground; background: $background; text-style: reverse; }
    }
    """

    def __init__(
        self,
        title: str,
        body: Sequence[str],
        *,
        parse: Callable[[str], Value],
        preview: Callable[[Value], str],
        symbols: Symbols,
        example: str = "",
        value: str = "",
        is_last_word: bool = False,
    ) -> None:
        """`parse` raises ValueError with words; `preview` says what the value would do.

        `value` stands there to begin with, selected: the first letter typed takes its place.
        `is_last_word` says that nothing more is asked after it.
        """
        super().__init__()
        self._frame = ReadFrame(title, symbols=symbols)
        self._parse = parse
        self._preview = preview
        self._symbols = symbols
        self._is_last_word = is_last_word
        self._body = Static(self._content(body))
        self._input = TextField(value, placeholder=symbols.show(example_words(example)))
        self._answer = Static("Enter goes on, Esc leaves", markup=False)

    def on_mount(self) -> None:
        self.set_focus(self._input, scroll_visible=False)  # what is asked is read from its beginning

    def role_of(self, key: events.Key) -> KeyRole:
        return KeyRole.ALONE if key.key == "enter" and self._is_last_word else super().role_of(key)

    def learn(self, known: Known[Value]) -> None:
        """Show more, once more is known, and judge by it what has been typed."""
        self._body.update(self._content(known.body))
        self._parse = known.parse or self._parse
        if self._input.value:
            self._say(self._input.value)

    def compose(self) -> ComposeResult:
        with self._frame:
            yield self._body
            yield self._input
            yield self._answer

    @on(Input.Changed)
    def say_what_it_means(self, event: Input.Changed) -> None:
        event.stop()
        self._say(event.value)

    @on(Input.Submitted)
    def take_it(self, event: Input.Submitted) -> None:
        event.stop()
        if (value := self._say(event.value)) is None:
            return
        if self._frame.is_read:
            self.dismiss(value)
        else:
            self._frame.refuse()

    def action_scroll(self, lines: int) -> None:
        self._frame.scroll_lines(lines)

    def action_page(self, pages: int) -> None:
        self._frame.scroll_pages(pages)

    def action_leave(self) -> None:
        self.dismiss(None)

    def _say(self, text: str) -> Value | None:
        try:
            value = self._parse(text)
        except ValueError as error:
            self._answer.update(Content(self._symbols.show(str(error))))
            self._answer.add_class("wrong")
            return None
        self._answer.update(self._content(self._preview(value).split("\n")))
        self._answer.remove_class("wrong")
        return value

    def _content(self, lines: Sequence[str]) -> Content:
        return Content("\n").join([Content(self._symbols.show(line)) for line in lines])
