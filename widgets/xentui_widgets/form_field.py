"""One line of a form: a label, what is typed, and beneath it what is wrong with that."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from xentui_widgets.symbols import UNICODE, Symbols
from xentui_widgets.text_field import TextField


class FormField(Vertical):
    """The line with the focus begins with the same sign as the table's cursor."""

    LABEL_CELLS: ClassVar[int] = 15
    DEFAULT_CSS = """
    FormField {
        height: auto;
        & > Horizontal { height: 1; }
        & .sign { width: 2; color: ansi_cyan; }
        & .label { width: 15; }
        & Input, & Input:focus { width: 1fr; height: 1; border: none; padding: 0; background: $background; }
        & Input:focus { text-style: underline; }
        & Input > .input--selection { color: $foreground; background: $background; text-style: reverse; }
        & OptionLine { width: 1fr; height: 1; }
        & > .problem { height: auto; margin-left: 17; color: ansi_yellow; text-style: bold; display: none; }
    }
    """

    def __init__(
        self,
        label: str,
        field: Widget,
        *,
        symbols: Symbols = UNICODE,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.field = field
        self._symbols = symbols
        self._sign = Static("", classes="sign", markup=False)
        self._label = Static(Content(symbols.show(label)), classes="label")
        self._problem = Static("", classes="problem", markup=False)
        self._words = ""

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield self._sign
            yield self._label
            yield self.field
        yield self._problem

    def on_descendant_focus(self) -> None:
        self._sign.update(self._symbols.cursor)

    def on_descendant_blur(self) -> None:
        self._sign.update("")

    def show_problem(self, words: str) -> None:
        """Say what is wrong; nothing when it is right."""
        if words == self._words:
            return  # each change is a new layout of the form
        self._words = words
        self._problem.update(Content(self._symbols.show(f"{self._symbols.flag} {words}") if words else ""))
        self._problem.display = bool(words)


def example_words(example: str) -> str:
    """What an empty field shows in grey: where there is no colour it mustn't be taken for what it holds."""
    return f"e.g. {example}" if example else ""


def text_input(name: str, example: str, symbols: Symbols) -> TextField:
    """A field for one line of text."""
    return TextField(name=name, placeholder=symbols.show(example_words(example)), select_on_focus=False)
