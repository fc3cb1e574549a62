"""A dialog that asks for one value and says while it is typed what it means."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static
from textual.widgets.input import Selection

from xentui.console.screens.meaning import Meaning, NotPossible, WayOut
from xentui.console.screens.offers import Offers
from xentui.console.screens.question_frame import QuestionFrame
from xentui_driver.model.dataclass import dataclass
from xentui_widgets.answered_once import AnsweredOnce
from xentui_widgets.form_field import example_words
from xentui_widgets.key_roles import KeyRole
from xentui_widgets.read_frame import FEW_LINES, SCROLLING
from xentui_widgets.symbols import Symbols
from xentui_widgets.text_field import TextField

Value = TypeVar("Value")

WAY_OUT_KEY = "f2"
_REPLACES = "Typing replaces it; End keeps it."
_HINT = "Enter continue, Esc cancel"
_CONTINUES = ("Enter continues, Esc cancels", "Enter: on, Esc", "Enter: on")
_DOES_IT = ("Enter does it, Esc cancels", "Enter does it, Esc", "Enter does it")
_LEAVES = ("Enter and Esc leave", "Enter; Esc", "Esc")
_NOT_POSSIBLE = ("Enter: not possible yet, Esc cancels", "Enter: not possible yet", "not possible yet")
_AROUND_ANSWER = 11
"""Lines of the screen that the answer doesn't get: what is around it, the field, and one line of what is asked."""
_AROUND_ANSWER_ON_FEW_LINES = 4


@dataclass(frozen=True, slots=True)
class Known(Generic[Value]):
    """What was read while the question was open already; None in place of what stays as it is."""

    body: Sequence[str] | None = None
    parse: Callable[[str], Value] | None = None
    meaning: Callable[[Value], Meaning] | None = None
    offers: Sequence[str] | None = None
    is_hopeless: bool = False
    """No value is possible, as `body` says: nothing is asked any more."""


class Question(ModalScreen[Value | None], AnsweredOnce[Value | None], Generic[Value]):
    """Returns the value, or the answer of a way out; None when it was left with Escape."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel", show=False),
        Binding("tab", "offer(1)", "Next offer", show=False, priority=True),
        Binding("shift+tab", "offer(-1)", "Previous offer", show=False, priority=True),
        Binding(WAY_OUT_KEY, "take_way_out", "Take the way out", show=False),
        Binding("enter", "close", show=False),
        *SCROLLING,
    ]
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    Question {
        align: center middle;
    }
    """

    def __init__(
        self,
        title: str,
        body: Sequence[str],
        label: str,
        *,
        parse: Callable[[str], Value],
        meaning: Callable[[Value], Meaning],
        symbols: Symbols,
        example: str = "",
        value: str = "",
        offers: Sequence[str] = (),
        is_last_word: bool = False,
        hint: str = _HINT,
    ) -> None:
        """`parse` raises ValueError with words; `meaning` says what the value would do.

        `value` stands there to begin with, selected: the first letter typed takes its place. Tab puts one of `offers`
        there. `is_last_word` says that nothing more is asked after it.
        """
        super().__init__()
        self.meaning = Meaning()
        """Of the last value that could be."""
        self._frame = QuestionFrame(title, symbols=symbols)
        self._parse = parse
        self._meaning_of = meaning
        self._symbols = symbols
        self._is_last_word = is_last_word
        self._first = value
        self._hint = hint
        self._way_out: WayOut | None = None
        self._is_hopeless = False
        self._offers = Offers(offers, value)
        self._body = Static(self._content(body))
        self._label = Static(Content(symbols.show(label)), classes="label")
        self._input = TextField(value, placeholder=symbols.show(example_words(example)))
        self._answer = Static(hint, markup=False)
        self._replaces = Static(_REPLACES, classes="replaces", markup=False)
        self._replaces.display = bool(value)
        self._offered = Static("", classes="offers", markup=False)

    def on_mount(self) -> None:
        self._limit_answer()
        self._show_offers()
        self.watch(self._input, "selection", self._say_whether_it_is_replaced, init=False)
        self.set_focus(self._input, scroll_visible=False)  # what is asked is read from its beginning

    def on_resize(self) -> None:
        self._limit_answer()

    def role_of(self, key: events.Key) -> KeyRole:
        acts = key.key == WAY_OUT_KEY or (key.key == "enter" and self._is_last_word)
        return KeyRole.ALONE if acts else super().role_of(key)

    def learn(self, known: Known[Value]) -> None:
        """Show more, once more is known, and judge by it what has been typed."""
        if known.body is not None:
            self._body.update(self._content(known.body))
        self._parse = known.parse or self._parse
        self._meaning_of = known.meaning or self._meaning_of
        if known.offers is not None:
            self._offers.offer(known.offers)
            self._show_offers()
        if known.is_hopeless or self._is_hopeless:
            self._ask_nothing()
        elif self._input.value:
            self._say(self._input.value)

    def _ask_nothing(self) -> None:
        self._is_hopeless = True
        self._input.disabled = True
        for widget in (self._label, self._input, self._replaces, self._answer, self._offered):
            widget.display = False
        self._frame.say_enter(_LEAVES)

    def compose(self) -> ComposeResult:
        with self._frame:
            yield self._body
            with Vertical():
                with Horizontal():
                    yield self._label
                    yield self._input
                yield self._replaces
                yield self._answer
                yield self._offered

    @on(Input.Changed)
    def say_what_it_means(self, event: Input.Changed) -> None:
        event.stop()
        self._offers.typed(event.value)
        self._typed(event.value)

    @on(Input.Submitted)
    def take_it(self, event: Input.Submitted) -> None:
        event.stop()
        self._entered(event.value)

    def action_offer(self, step: int) -> None:
        if not self._is_hopeless and (offer := self._offers.next(step)) is not None:
            self._input.value = offer
            self._input.cursor_position = len(offer)

    def action_take_way_out(self) -> None:
        if self._way_out is not None:
            self._answer_with(self._way_out.answer)

    def action_scroll(self, lines: int) -> None:
        self._frame.scroll_lines(lines)

    def action_page(self, pages: int) -> None:
        self._frame.scroll_pages(pages)

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_close(self) -> None:
        """Only where nothing is asked: Enter cancels nothing else."""
        if self._is_hopeless:
            self.dismiss(None)

    def _typed(self, text: str) -> None:
        if self._is_hopeless:
            return
        if text:
            self._say(text)
        else:
            self._show_hint()

    def _entered(self, text: str) -> None:
        if self._is_hopeless:
            self.dismiss(None)
        elif (value := self._say(text)) is not None:
            self._answer_with(value)

    def _answer_with(self, answer: object) -> None:
        if self._frame.is_read:
            self.dismiss(answer)  # type: ignore[arg-type]  # a way out may be of another kind than the value
        else:
            self._frame.refuse()

    def _say(self, text: str) -> Value | None:
        """Say what the text means, and return its value; None and the reason where it can't be one."""
        self._way_out = None
        try:
            value = self._parse(text)
        except ValueError as error:
            self._way_out = error.way_out if isinstance(error, NotPossible) else None
            way_out = [f"{WAY_OUT_KEY.upper()} {self._way_out.label}"] if self._way_out is not None else []
            self._answer.update(self._content([str(error), *way_out]))
            self._answer.add_class("wrong")
            self._frame.say_enter(_NOT_POSSIBLE)
            return None
        self.meaning = self._meaning_of(value)
        more = [self.meaning.asked_next] if self.meaning.asked_next else []
        self._answer.update(self._content([*self.meaning.change, *self.meaning.steps, *more]))
        self._answer.remove_class("wrong")
        self._frame.say_enter(_DOES_IT if self._is_last_word else _CONTINUES)
        return value

    def _show_hint(self) -> None:
        self._way_out = None
        self._answer.update(self._hint)
        self._answer.remove_class("wrong")
        self._frame.say_enter(())

    def _say_whether_it_is_replaced(self, selection: Selection) -> None:
        """Only as long as all of it is selected."""
        length = len(self._input.value)
        self._replaces.display = length > 0 and {selection.start, selection.end} == {0, length}
        self._limit_answer()

    def _limit_answer(self) -> None:
        height = self.app.size.height
        around = _AROUND_ANSWER_ON_FEW_LINES if height < FEW_LINES else _AROUND_ANSWER
        self._answer.styles.max_height = max(1, height - around - self._has_offers - self._replaces.display)

    @property
    def _has_offers(self) -> bool:
        return any(offer != self._first for offer in self._offers.all)

    def _show_offers(self) -> None:
        self._offered.display = self._has_offers
        self._offered.update(Content(self._symbols.show(f"Tab: {'  '.join(self._offers.all)}")))

    def _content(self, lines: Sequence[str]) -> Content:
        return Content("\n").join([Content(self._symbols.show(line)) for line in lines])
