"""Which keys arrived together: what comes in one burst is text that was pasted or typed elsewhere, not commands."""

from collections import deque
from collections.abc import Sequence

from textual import events

from xentui.console.keys.typed_on import is_typed
from xentui_driver.model.dataclass import dataclass, field

GAP_S = 0.003
"""Keys that follow each other more quickly came together, in one read or in two: a line of 4,800 bit/s takes 2 ms."""
HOLD_S = 0.02
"""For so long a key that acts waits for what comes after it: no operator types and no keyboard repeats so fast."""
QUIET_S = 0.5
"""For so long after text that was not taken a key that acts may be a late part of it, held up on the line."""


@dataclass(slots=True)
class Burst:
    """Keys that belong together; it grows while more arrive."""

    first_s: float
    last_s: float
    keys: list[str] = field(default_factory=list)
    letters: dict[str, events.Key] = field(default_factory=dict)
    """The printable ones, by name."""
    is_spent: bool = False
    """Nothing more of it is taken."""
    taken: str = ""
    """The key after which nothing more was taken: held down or pressed twice, it needs no words."""
    is_text: bool = False
    """It is text that no field has taken."""
    is_told: bool = False
    """The operator knows that something of it was not taken."""
    may_grow: bool = True
    """Read from a terminal, which may have more to come."""

    @property
    def begins_with_letter(self) -> bool:
        """Its first key is a printable one."""
        return self.keys[0] in self.letters

    @property
    def is_alone(self) -> bool:
        """One key, so far."""
        return len(self.keys) <= 1


class Keyboard:
    """The recent bursts; written by the thread that reads the terminal, read by the application.

    Times are those of the events: seconds of the monotonic clock at which they were made.
    """

    def __init__(self) -> None:
        self._bursts: deque[Burst] = deque()

    def read(self, keys: Sequence[events.Key]) -> None:
        """Note keys that one read has brought, before they are handled."""
        if not keys:
            return
        burst = self._bursts[-1] if self._bursts else None
        if burst is None or keys[0].time - burst.last_s > GAP_S:
            burst = Burst(keys[0].time, keys[0].time)
            self._bursts.append(burst)
        burst.keys += [key.key for key in keys]
        burst.letters |= {key.key: key for key in keys if key.is_printable}
        burst.last_s = keys[-1].time

    def burst_of(self, key: events.Key) -> Burst:
        """The burst that a key belongs to; one of its own for a key that no terminal has sent.

        Keys are asked for in their order, so what is older is forgotten.
        """
        while len(self._bursts) > 1 and self._bursts[0].last_s < key.time - QUIET_S:
            self._bursts.popleft()
        for burst in tuple(self._bursts):
            if burst.first_s <= key.time <= burst.last_s:
                return burst
        return Burst(key.time, key.time, [key.key], may_grow=False)

    def follows_text(self, burst: Burst) -> bool:
        """Whether a text that was not taken ended a moment before this burst began."""
        return any(each.is_text and 0 <= burst.first_s - each.last_s < QUIET_S for each in tuple(self._bursts))

    def goes_on_behind(self, burst: Burst, within_s: float, enter_within_s: float) -> bool:
        """Whether more is typed: with it, or as the next key and less than `within_s` after it.

        An Enter counts sooner than `enter_within_s` only.
        """
        if not burst.is_alone:
            return True
        behind = next((each for each in tuple(self._bursts) if each.first_s > burst.last_s), None)
        if behind is None:
            return False
        is_soon = behind.first_s - burst.last_s < (enter_within_s if behind.keys[0] == "enter" else within_s)
        return is_soon and is_typed(behind.keys[0], is_letter=behind.begins_with_letter)

    def pressed_again(self, burst: Burst, within_s: float) -> Burst:
        """The last time that its key was pressed, each time less than `within_s` after the last one."""
        last = burst
        for each in tuple(self._bursts):
            if each.first_s > last.last_s:
                if each.keys != burst.keys or each.first_s - last.last_s >= within_s:
                    break
                last = each
        return last

    def is_followed(self, burst: Burst) -> bool:
        """Whether another key has come sooner than an operator can type."""
        later = (each for each in tuple(self._bursts) if 0 < each.first_s - burst.last_s < HOLD_S)
        return any(each.keys[:1] != burst.keys[-1:] for each in later)
