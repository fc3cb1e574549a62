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
from xentui_widgets.read_frame import ENDS, SCROLLING, ReadFrame
from xentui_widgets.symbols import UNICODE, Symbols
from xentui_widgets.text_field import TextField

_CANCELLING = frozenset({"n", "q"})
"""Letters that leave a question, where no choice has them; so does Escape."""
_KEY_WORDS = ("Tab and Enter choose, Esc {escape}", "Tab, Enter; Esc", "Tab")
_ONE_CHOICE = ("Enter and Esc leave", "Enter; Esc", "Esc")
_TO_TYPE = ("Enter: not before it is typed, Esc {escape}", "Enter: not yet, Esc", "type it")
_TYPED = ("Enter goes to the answers, Esc {escape}", "Enter: answers, Esc", "Enter: answers")
_TYPED_UNREAD = ("Enter only then, Esc {escape}", "only then Enter")
_LETTER_WORDS = ("the letters choose, Esc {escape}", "a letter; Esc", "Esc")

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
        self._typed = TextField(id="typed", compact=True)

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
                yield self._typed
            yield self._choices

    def on_mount(self) -> None:
        self._choices.lock_danger(bool(self._must_type))
        # Not scrolled to: what is asked is read from its beginning.
        self.screen.set_focus(self._typed if self._must_type else self._choices, scroll_visible=False)

    def below(self) -> Iterable[Widget]:
        return (self._answer,)

    @property
    def has_room(self) -> bool:
        return self._choices.is_whole and super().has_room

    @property
    def key_words(self) -> tuple[str, ...]:
        if self._choices.is_alone:
            return _ONE_CHOICE
        if self._must_type:
            return self._words_about_enter
        return self._with_escape(_KEY_WORDS if self.shows_keys else _LETTER_WORDS)

    @property
    def shows_keys(self) -> bool:
        return bool(self._must_type) or self._choices.needs_words

    @property
    def is_held(self) -> bool:
        chosen = self._choices.chosen
        return chosen is not None and not self.may_answer(chosen.id)

    @property
    def held(self) -> str:
        return ", ".join(self.symbols.show(each) for each in self._choices.acting)

    def has_key(self, key: str) -> bool:
        """Whether a key chooses something."""
        return self._choices.has_key(key)

    def may_answer(self, choice_id: str) -> bool:
        """What changes nothing always; another choice once all of the text was on the screen."""
        return self._choices.is_free(choice_id) or self.is_read

    @on(ChoiceBar.Moved)
    def say_what_enter_does(self, event: ChoiceBar.Moved) -> None:
        event.stop()
        self.say_again()

    @on(Input.Changed, "#typed")
    def unlock(self, event: Input.Changed) -> None:
        event.stop()
        # What the screen cannot show cannot be typed either: its stand-in counts too.
        self._choices.lock_danger(not self._is_typed(event.value))

    @on(Input.Submitted, "#typed")
    def leave_input(self, event: Input.Submitted) -> None:
        # Enter must not choose by itself: the operator still sees what is chosen, and presses it once more.
        event.stop()
        is_typed = self._is_typed(event.value)
        self._say_what_to_type(is_missing=not is_typed)
        if is_typed:
            self._choices.choose_next()

    @property
    def _words_about_enter(self) -> tuple[str, ...]:
        """Where a name is typed first, Enter does something else at each step."""
        if (chosen := self._choices.chosen) is not None:
            label = self.symbols.show(chosen.label)
            escape = self._choices.escape
            return (f"Enter: {label}, Tab: the next, Esc {escape}", f"Enter: {label}, Esc", f"Enter: {label}")
        if self._has_typed and not self._choices.has_focus:
            return self._with_escape(_TYPED if self.is_read else _TYPED_UNREAD)
        return self._with_escape(_TO_TYPE)

    def _with_escape(self, words: Sequence[str]) -> tuple[str, ...]:
        return tuple(each.format(escape=self._choices.escape) for each in words)

    @property
    def _has_typed(self) -> bool:
        return self._is_typed(self._typed.value)

    def _is_typed(self, text: str) -> bool:
        return text in {self._must_type, self.symbols.show(self._must_type)}

    def _say_what_to_type(self, *, is_missing: bool = False) -> None:
        first = "Not yet: type" if is_missing else "Type"
        self._to_type.update(Content(f"{first} {self.symbols.show(self._must_type)} to continue:"))
        self._to_type.set_class(is_missing, "-missing")

    def _content(self, lines: Lines) -> Content:
        contents = [line if isinstance(line, Content) else Content(self.symbols.show(line)) for line in lines]
        return Content("\n").join(contents)


class Dialog(ModalScreen[str | None], AnsweredOnce[str | None]):
    """Asks, and returns the id of the choice; None when it was left.

    A key that is no choice does nothing, and neither do the letters that are typed on behind it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Cancel", show=False), *SCROLLING, *ENDS]
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
        if key.key in ARROWS - {"tab"}:
            return KeyRole.FREE
        return KeyRole.NOTHING if key.is_printable and not self._has_key(key.key) else KeyRole.ANSWER

    def begins(self, key: events.Key) -> bool:
        """A letter that answers begins what is asked about."""
        return not self.takes_text and self.frame.has_key(key.key)

    def take_text(self) -> None:
        self.action_leave()

    def on_key(self, event: events.Key) -> None:
        """Keys that no choice has taken."""
        if self.takes_text:
            return
        is_lost = event.key not in ARROWS | {"escape"} and not self._has_key(event.key)
        self.frame.say_keys(self._shown_key(event) if is_lost else "")
        if event.key in _CANCELLING and not self.frame.has_key(event.key):
            self.action_leave()

    def _has_key(self, key: str) -> bool:
        return key in _CANCELLING or self.frame.has_key(key)

    def _shown_key(self, event: events.Key) -> str:
        """As people call it."""
        if event.character is None or not event.is_printable or event.character.isspace():
            return event.key.capitalize()
        return self.frame.symbols.show(event.character)

    def on_choice_bar_pressed(self, event: ChoiceBar.Pressed) -> None:
        if self.frame.may_answer(event.choice_id):
            self.dismiss(event.choice_id)
        else:
            self.frame.refuse()

    def action_scroll(self, lines: int) -> None:
        self.frame.scroll_lines(lines)

    def action_page(self, pages: int) -> None:
        self.frame.scroll_pages(pages)

    def action_scroll_to_start(self) -> None:
        self.frame.scroll_lines(-self.frame.max_scroll_y)

    def action_scroll_to_end(self) -> None:
        self.frame.scroll_to_the_end()

    def action_leave(self) -> None:
        self.dismiss(None)
