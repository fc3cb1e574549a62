"""What is typed on after a key that led nowhere: text, meant for a field or a question that hasn't come."""

from textual import events

from xentui_widgets.key_roles import KeyRole

UNSEEN_S = 0.7
"""Nobody reads, understands and answers faster: keys that follow so soon are not meant for what has come."""
FOLLOWS_S = 0.4
"""The letters of a text follow each other sooner, and keys that are pressed one by one later."""
FAST_S = 0.3
"""The next letter of a text follows sooner, from 40 words a minute on; a key that begins something waits so long."""
ENTER_S = 0.15
"""The Enter behind a text follows sooner than one that is meant for what the key before it has begun."""
OF_A_WORD = 2
"""Nobody presses so many keys that act, one right behind the other, and means the next one as a key too."""
_TYPED = frozenset({"enter", "backspace"})


def is_typed(name: str, *, is_letter: bool) -> bool:
    """Whether a key is part of a text: a letter, what takes one back, or the Enter behind them."""
    return is_letter or name in _TYPED


class Word:
    """The letters and digits that were pressed right behind each other, and moved nothing: two may act one by one."""

    def __init__(self) -> None:
        self._letters = 0
        self._last_s = 0.0

    def before(self, key: events.Key) -> int:
        """How many there are right before a key."""
        return self._letters if 0 <= key.time - self._last_s < FOLLOWS_S else 0

    def came(self, key: events.Key, role: KeyRole) -> None:
        is_letter = key.character is not None and key.character.isalnum() and role is not KeyRole.FREE
        self._letters = self.before(key) + 1 if is_letter else 0
        self._last_s = key.time

    def end(self) -> None:
        """What was pressed last was an answer, or the operator has looked: a word begins anew."""
        self._letters = 0


class TypedOn:
    """From a key that has led nowhere until one acts, which it does only if no other is typed just before or behind it.

    So a text acts on nothing, however long the operator reads before it is typed.
    """

    def __init__(self) -> None:
        self._is_on = False
        self._is_text = False
        self._until_s = 0.0

    def begin(self, now_s: float) -> None:
        """A key has led nowhere, or has only moved since: what follows at once was not meant to act."""
        self._go_on(now_s + FOLLOWS_S, is_text=False)

    def text_came(self, now_s: float) -> None:
        """A letter was text: so are all behind it, until the operator pauses and can have read that."""
        self._go_on(now_s + UNSEEN_S, is_text=True)

    def end(self) -> None:
        """The operator has seen how things stand."""
        self._is_on = False

    def goes_on_with(self, key: events.Key, role: KeyRole) -> bool:
        """Whether the key is text because of what was typed just before it; a key that is no text ends it.

        A letter that moves is text only behind another one that was.
        """
        if not self._is_on:
            return False
        if not is_typed(key.key, is_letter=key.is_printable):
            self.end()
            return False
        is_text = key.time < self._until_s and (self._is_text or role is not KeyRole.FREE)
        if is_text:
            self.text_came(key.time)
        elif role is KeyRole.FREE:
            self.begin(key.time)
        return is_text

    @property
    def is_on(self) -> bool:
        """True while a key has to wait for what is typed behind it."""
        return self._is_on

    def _go_on(self, until_s: float, *, is_text: bool) -> None:
        self._is_on, self._until_s, self._is_text = True, until_s, is_text
