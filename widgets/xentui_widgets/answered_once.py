"""A screen over others that is answered once, and takes nothing but itself away."""

from typing import TypeVar

from textual import events
from textual.await_complete import AwaitComplete
from textual.widgets import Input

from xentui_widgets.key_roles import KeyRole, role_in_field
from xentui_widgets.whole_lines import DrawnByLines

Answer = TypeVar("Answer")


class AnsweredOnce(DrawnByLines[Answer]):
    """Textual's `dismiss` pops whatever is on top, as often as it is called; this one pops this screen, once.

    The first answer counts. Given while another screen is above, it takes effect when that one has left. It is the
    last base of a screen: Textual looks for styles along the first one.
    """

    _is_answered = False
    _leaves_with: tuple[Answer | None] | None = None
    """What to leave with, while another screen is above."""

    @property
    def is_answered(self) -> bool:
        """True once it has its answer, also while it is still there."""
        return self._is_answered

    @property
    def takes_text(self) -> bool:
        """True while letters are text for a field."""
        return isinstance(self.focused, Input)

    def role_of(self, key: events.Key) -> KeyRole:
        """What the key may do when others arrive with it."""
        return role_in_field(key) if self.takes_text else KeyRole.ALONE

    def begins(self, key: events.Key) -> bool:
        """Whether the key begins something on its own, which no word may do that is typed: not on a page."""
        return False

    def take_text(self) -> None:
        """What a burst of text does that no field takes: nothing."""

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        if self._is_answered or self not in self.app.screen_stack:
            return AwaitComplete()
        self._is_answered = True
        if self.is_current:
            return super().dismiss(result)
        self._leaves_with = (result,)
        return AwaitComplete()

    def on_screen_resume(self) -> None:
        if self._leaves_with is not None:
            (result,), self._leaves_with = self._leaves_with, None
            super().dismiss(result)
