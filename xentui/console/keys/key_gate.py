"""Which keys reach the screen on top: those that were meant for it, and text only where there is a field for it."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from textual import _time, events

from xentui.console.keys.keyboard import HOLD_S, Burst, Keyboard
from xentui.console.keys.typed_on import ENTER_S, FAST_S, FOLLOWS_S, OF_A_WORD, UNSEEN_S, TypedOn, Word
from xentui_widgets.key_roles import KeyRole

HELD_DOWN_S = 0.2
"""A key that comes again so soon is held down, and was pressed for what was there before."""


class TakesKeys(Protocol):
    """A screen that knows what its keys may do."""

    @property
    def takes_text(self) -> bool:
        """True while letters are text for a field."""
        ...

    def role_of(self, key: events.Key) -> KeyRole:
        """What the key may do when others arrive with it."""
        ...

    def begins(self, key: events.Key) -> bool:
        """Whether the key begins something on its own: a job without a question, or a program."""
        ...

    def take_text(self) -> None:
        """React to text that no field takes."""
        ...


class KeyGate:
    """Lets a key through, or refuses it as text that was not meant as a command."""

    def __init__(
        self, keyboard: Keyboard, refused: Callable[[], object], now: Callable[[], float] = _time.get_time
    ) -> None:
        """`refused` is called once for each burst of which something was not taken; `now` is the clock of the keys."""
        self._keyboard = keyboard
        self._refused = refused
        self._now = now
        self._shown_s = 0.0
        self._unheard: events.Key | None = None
        self._early: events.Key | None = None
        """The last one that came before what is on top can have been seen."""
        self._typed_on = TypedOn()
        self._word = Word()
        self._last_s = 0.0
        self.heard_from_s = 0.0
        """Keys that were pressed earlier go nowhere."""

    def screen_changed(self, _screen: object) -> None:
        """Another screen is on top: what was typed before is no answer to it."""
        self._shown_s = self._now()

    def shut(self) -> float:
        """What is on top has come by itself: keys go nowhere until it can have been seen. Returns when that is."""
        self.heard_from_s = self._now() + UNSEEN_S
        return self.heard_from_s

    def open(self, until_s: float) -> None:
        """Take keys again: the operator opened it, unless something else has come since it was shut `until_s`."""
        if self.heard_from_s == until_s:
            self.heard_from_s, self._early = min(until_s, self._now()), None

    async def passes(self, key: events.Key, screen: Callable[[], TakesKeys]) -> bool:
        """True when the screen on top is to have the key.

        A key that acts waits a moment, for what may arrive with it; after one that led nowhere a little longer, and so
        does one that begins something on its own.
        """
        burst, self._last_s = self._keyboard.burst_of(key), key.time
        if not self._hears(key):
            burst.is_spent = burst.is_told = True  # without a word: what has come says enough
            return False
        if burst.is_spent:
            return self._refuse(key, burst)
        if await self._is_typed_on(key, burst, screen()):
            burst.is_spent = True
            return self._refuse(key, burst)
        if screen().role_of(key) is KeyRole.FREE:
            self._word.came(key, KeyRole.FREE)
            return True
        if burst.may_grow and burst.is_alone:
            await asyncio.sleep(max(0.0, key.time + HOLD_S - self._now()))
        if await self._is_of_word(key, burst, screen()):
            burst.is_spent = True
            self._typed_on.text_came(key.time)
            return self._refuse(key, burst)
        self._word.came(key, role := screen().role_of(key))
        is_meant = self._is_meant(key, burst, screen())
        if is_meant and role is KeyRole.ANSWER:
            self._word.end()
        return is_meant

    def led_nowhere(self) -> None:
        """The last key has opened nothing: what is typed on was meant for what it should have opened."""
        self._typed_on.begin(self._last_s)

    def text_came(self, screen: TakesKeys) -> None:
        """Text was pasted, as the terminal says, and no field takes it."""
        screen.take_text()
        self._refused()

    def _hears(self, key: events.Key) -> bool:
        is_early = key.time < self.heard_from_s
        is_heard = not (is_early or self._is_held_down(key) or self._is_meant_with_early(key))
        self._unheard = None if is_heard else key
        self._early = key if is_early else None
        return is_heard

    def _is_held_down(self, key: events.Key) -> bool:
        was = self._unheard
        return was is not None and was.key == key.key and 0 <= key.time - was.time < HELD_DOWN_S

    def _is_meant_with_early(self, key: events.Key) -> bool:
        """An Enter behind a Tab that was not heard would choose something else than was meant."""
        was = self._early
        return was is not None and was.key != key.key and 0 <= key.time - was.time < UNSEEN_S

    async def _is_typed_on(self, key: events.Key, burst: Burst, screen: TakesKeys) -> bool:
        if screen.takes_text:
            self._typed_on.end()
            return False
        role = screen.role_of(key)
        if self._typed_on.goes_on_with(key, role):
            return True
        if role is KeyRole.FREE or not self._typed_on.is_on:
            return False
        if await self._is_typed_behind(burst):
            self._typed_on.text_came(key.time)
            return True
        self._typed_on.end()
        return False

    async def _is_of_word(self, key: events.Key, burst: Burst, screen: TakesKeys) -> bool:
        """Whether a key that begins something is a letter of a word that is typed; waits where that is to be seen."""
        if not (key.is_printable and burst.is_alone and screen.begins(key)):
            return False
        before = self._word.before(key)
        if before >= OF_A_WORD:
            return True
        if before == 0 and screen.role_of(key) is KeyRole.ANSWER:
            return False
        within_s, enter_within_s = (FOLLOWS_S, FOLLOWS_S) if before else (FAST_S, ENTER_S)
        # What was pressed twice is no word yet: what comes behind it says more.
        return await self._goes_on(lambda: self._keyboard.pressed_again(burst, within_s), within_s, enter_within_s)

    async def _is_typed_behind(self, burst: Burst) -> bool:
        """Whether another key is typed sooner than one that is pressed by itself."""
        return await self._goes_on(lambda: burst, FOLLOWS_S, FOLLOWS_S)

    async def _goes_on(self, last: Callable[[], Burst], within_s: float, enter_within_s: float) -> bool:
        """Whether another key comes so soon; waits until that is known."""
        while not (goes_on := self._keyboard.goes_on_behind(burst := last(), within_s, enter_within_s)):
            if not burst.may_grow or (left_s := burst.last_s + within_s - self._now()) <= 0:
                break
            await asyncio.sleep(min(HOLD_S, left_s))
        return goes_on

    def _is_meant(self, key: events.Key, burst: Burst, screen: TakesKeys) -> bool:
        role = screen.role_of(key)
        if role is KeyRole.FREE:
            return True
        is_for_field = screen.takes_text and role is KeyRole.ANSWER
        if self._keyboard.is_followed(burst):
            is_one_key = False
        elif role is KeyRole.ANSWER:
            is_one_key = not _has_other_letters(burst, key, screen)
        else:
            is_one_key = burst.is_alone and not self._keyboard.follows_text(burst)
        burst.is_spent = True
        if is_for_field or (is_one_key and key.time >= self._shown_s):
            burst.taken = key.key
            if role is KeyRole.NOTHING:
                self._typed_on.text_came(key.time)
            return True
        if not is_one_key:
            burst.is_text = not (screen.takes_text or self._is_late(burst))
            screen.take_text()
        return self._refuse(key, burst)

    def _is_late(self, burst: Burst) -> bool:
        """One key after a text, which may have been meant: the next one is taken."""
        return burst.is_alone and not self._keyboard.is_followed(burst)

    def _refuse(self, key: events.Key, burst: Burst) -> bool:
        if key.key != burst.taken and not burst.is_told:
            burst.is_told = True
            self._refused()
        return False


def _has_other_letters(burst: Burst, key: events.Key, screen: TakesKeys) -> bool:
    """True when the key is part of a text, or of a line: not held down, typed twice, or typed after a move."""
    if len(key.key) == 1 and "enter" in burst.keys:
        return True
    others = (letter for letter in tuple(burst.letters.values()) if letter.key != key.key)
    return any(screen.role_of(letter) is not KeyRole.FREE for letter in others)
