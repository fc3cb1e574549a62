"""A line to type into what is looked for; it is there while it is typed into, or for as long as it is kept open."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from xentui_widgets.form_field import example_words
from xentui_widgets.symbols import UNICODE, Symbols
from xentui_widgets.text_field import TextField


class FilterLine(Horizontal):
    """A prompt, a field for text, and an answer to what can't be understood."""

    DEFAULT_CSS = """
    FilterLine {
        height: 1;
        display: none;
        & Static { width: auto; padding: 0 0 0 1; }
        & TextField, & TextField:focus { width: 1fr; height: 1; border: none; padding: 0; background: $background; }
        & .answer { max-width: 60%; padding: 0 1; color: $warning; }
    }
    """

    class Changed(Message):
        """The text is another."""

        def __init__(self, text: str) -> None:
            self.text = text
            super().__init__()

    def __init__(self, text: str = "", *, example: str, symbols: Symbols = UNICODE) -> None:
        """`text` is what it begins with, `example` what could be typed."""
        super().__init__()
        self._symbols = symbols
        self._first_text = text
        self._field = TextField(placeholder=example_words(example))
        self._prompt = Static("/", markup=False)
        self._answer = Static("", classes="answer", markup=False)

    def compose(self) -> ComposeResult:
        self._field.value = self._first_text  # before a key can reach it
        yield self._prompt
        yield self._field
        yield self._answer

    @property
    def text(self) -> str:
        return self._field.value

    @property
    def is_typing(self) -> bool:
        """True while letters belong to it."""
        return self.is_attached and self.screen.focused is self._field

    def open(self, where: str = "") -> None:
        """Let it be typed into; `where` is what is looked in, where that isn't all that is there."""
        self._prompt.update(Content(self._symbols.show(f"/ in {where}: " if where else "/")))
        # At once and not by `focus()`, which waits its turn: the next letter typed must not be an action's key.
        self.display = True
        self.screen.set_focus(self._field)

    def close(self) -> None:
        """Let the text stay as it is."""
        self.answer("")
        self.display = False

    def clear(self) -> None:
        self._field.value = ""
        self.close()

    def answer(self, words: str) -> None:
        """Say why the text can't be understood; nothing, where it can."""
        self._answer.update(Content(self._symbols.show(words)) if words else "")

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed(event.value))
