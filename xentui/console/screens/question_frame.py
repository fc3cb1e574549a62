"""The frame of a question with one field."""

from collections.abc import Iterable

from textual.widget import Widget

from xentui_widgets.read_frame import ReadFrame
from xentui_widgets.symbols import Symbols


class QuestionFrame(ReadFrame):
    """The field and what its text means stay in view at the bottom; what is asked scrolls above."""

    DEFAULT_CSS = """
    QuestionFrame {
        & Static { height: auto; }
        & > Vertical { dock: bottom; height: auto; padding-top: 1; }
        &.-small > Vertical { padding-top: 0; }
        & Horizontal { height: 1; margin-bottom: 1; }
        &.-small Horizontal { margin-bottom: 0; }
        & .label { width: auto; max-width: 50%; margin-right: 1; }
        & Input, & Input:focus { width: 1fr; height: 1; border: none; padding: 0; text-style: underline; }
        & .wrong { color: $warning; }
        & .replaces { color: $secondary; }
        & .offers { color: $secondary; }
        & Input > .input--selection { color: $foreground; background: $background; text-style: reverse; }
    }
    """

    def __init__(self, title: str, *, symbols: Symbols) -> None:
        super().__init__(title, symbols=symbols)
        self._about_enter: tuple[str, ...] = ()

    def say_enter(self, words: tuple[str, ...]) -> None:
        """Say on the lower edge what Enter does, the longest words first; nothing where it is said elsewhere."""
        if words != self._about_enter:
            self._about_enter = words
            self.say_again()

    @property
    def key_words(self) -> tuple[str, ...]:
        return self._about_enter

    @property
    def shows_keys(self) -> bool:
        return bool(self._about_enter)

    def below(self) -> Iterable[Widget]:
        return self.query("QuestionFrame > Vertical")
