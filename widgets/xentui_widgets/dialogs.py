"""The building block of modal dialogs: a frame with body, the exact commands, and choices."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static

from xentui_widgets.answered_once import AnsweredOnce
from xentui_widgets.choice_bar import Choice, ChoiceBar
from xentui_widgets.key_roles import ARROWS, KeyRole, role_in_field
from xentui_widgets.read_frame import SCROLLING, ReadFrame
from xentui_widgets.symbols import UNICODE, Symbols
from xentui_widgets.text_field import TextField

_ANSWERS = ARROWS | {"enter", "space", "escape"}
"""Keys that move between the choices, take the one with the focus, or leave."""

Lines = Sequence[str | Content]


class DialogFrame(ReadFrame):
    """A frame with a title, a body, the steps in lines of their own, and choices at the bottom."""

    DEFAULT_CSS = """
    DialogFrame {
        & > Static { height: auto; margin-bottom: 1; }
        & > .steps { color: $secondary; }
        & > .also { margin-bottom: 0; }
        & > Vertical { dock: bottom; height: auto; }
        & .question { height: auto; }
        & .question.-missing { color: $warning; }
        & Input { margin-bottom: 1; }
        &.-small Input { margin-bottom: 0; }
    }
    """

    def __init__(
        self,
        title: str,
        body: Lines,
        choices: Sequence[Choice],
        *,
        steps: Sequence[str] = (),
        also: tuple[str, Sequence[str]] = ("", ()),
        must_type: str = "",
        symbols: Symbols = UNICODE,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """`must_type` is what the operator has to type before a dangerous choice can be made.

        `steps` are the commands and changes of files, as they are shown; `also` has those that another choice adds,
        under a line that says so.
        """
        super().__init__(title, symbols=symbols, id=id, classes=classes)
        self._body = Static(self._content(body), classes="body")
        self._steps = steps
        self._also_title, self._also = also
        self._must_type = must_type
        self._choices = ChoiceBar(choices, symbols=symbols)
        self._answer = Vertical()
        """What is typed and chosen: always in view."""
        self._to_type = Static("", classes="question")

    def show_body(self, body: Lines) -> None:
        """Show another body: a countdown, a result."""
        self._body.update(self._content(body))

    def compose(self) -> ComposeResult:
        yield self._body
        if self._steps:
            yield Static(self._content(self._steps), classes="steps")
        if self._also:
            yield Static(self._content([self._also_title]), classes="also")
            yield Static(self._content(self._also), classes="steps")
        with self._answer:
            if self._must_type:
                self._say_what_to_type()
                yield self._to_type
                yield TextField(id="typed", compact=True)
            yield self._choices

    def on_mount(self) -> None:
        self._choices.lock_danger(bool(self._must_type))
        # Not scrolled to: what is asked is read from its beginning.
        self.screen.set_focus(self.query_one(Input) if self._must_type else self._choices, scroll_visible=False)

    def below(self) -> Iterable[Widget]:
        return (self._answer,)

    @property
    def has_room(self) -> bool:
        return self._choices.is_whole and super().has_room

    def may_answer(self, choice_id: str) -> bool:
        """The first choice, which is harmless, always; another one once all of the text was on the screen."""
        return self._choices.is_first(choice_id) or self.is_read

    @on(Input.Changed, "#typed")
    def unlock(self, event: Input.Changed) -> None:
        event.stop()
        # What the screen cannot show cannot be typed either: its stand-in counts too.
        self._choices.lock_danger(not self._is_typed(event.value))

    @on(Input.Submitted, "#typed")
    def leave_input(self, event: Input.Submitted) -> None:
        # Enter must not choose by itself: the operator still sees what is chosen.
        event.stop()
        is_typed = self._is_typed(event.value)
        self._say_what_to_type(is_missing=not is_typed)
        if is_typed:
            self._choices.focus()

    def _is_typed(self, text: str) -> bool:
        return text in {self._must_type, self.symbols.show(self._must_type)}

    def _say_what_to_type(self, *, is_missing: bool = False) -> None:
        first = "Not yet: type" if is_missing else "Type"
        self._to_type.update(Content(f"{first} {self.symbols.show(self._must_type)} to go on:"))
        self._to_type.set_class(is_missing, "-missing")

    def _content(self, lines: Lines) -> Content:
        contents = [line if isinstance(line, Content) else Content(self.symbols.show(line)) for line in lines]
        return Content("\n").join(contents)


class Dialog(ModalScreen[str | None], AnsweredOnce[str | None]):
    """Asks, and returns the id of the choice; None when it was left, by Escape or any key that is no choice."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Cancel", show=False), *SCROLLING]
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    Dialog {
        align: center middle;
    }
    """

    def __init__(self, frame: DialogFrame) -> None:
        super().__init__()
        self.frame = frame

    def compose(self) -> ComposeResult:
        yield self.frame

    def role_of(self, key: events.Key) -> KeyRole:
        if self.takes_text:  # a name, its Tab and an Enter in one burst confirm nothing
            return KeyRole.ANSWER if key.key in ("tab", "shift+tab") else role_in_field(key)
        # Tab is part of a text, as arrows are not: what it moves to isn't pressed by the Enter behind it.
        return KeyRole.FREE if key.key in ARROWS - {"tab"} else KeyRole.ANSWER

    def take_text(self) -> None:
        self.action_leave()

    def on_key(self, event: events.Key) -> None:
        """A key that is no choice leaves the question: it was meant for something else."""
        if not self.takes_text and event.key not in _ANSWERS:
            event.stop()
            self.action_leave()

    def on_choice_bar_pressed(self, event: ChoiceBar.Pressed) -> None:
        if self.frame.may_answer(event.choice_id):
            self.dismiss(event.choice_id)
        else:
            self.frame.refuse()

    def action_scroll(self, lines: int) -> None:
        self.frame.scroll_lines(lines)

    def action_page(self, pages: int) -> None:
        self.frame.scroll_pages(pages)

    def action_leave(self) -> None:
        self.dismiss(None)
