"""Waits for a condition with a deadline: the only place in the tests that sleeps; and how a screen is read for one."""

import time
from collections.abc import Callable, Iterator
from typing import TypeVar

Value = TypeVar("Value")


ROOM_S = 60.0
"""On a machine that is twenty times as busy as it should be, three seconds are a minute."""
_SHORTEST_S, _LONGEST_S = 0.002, 0.04
"""Between two looks: the process that is waited for needs the processor more."""


def until(condition: Callable[[], Value], *, timeout_s: float = ROOM_S, every_s: float | None = None) -> Value:
    """What `condition` returns as soon as that is true; `every_s` is for a condition that is costly to check."""
    deadline_s = time.monotonic() + timeout_s
    pause_s = _SHORTEST_S
    while not (value := condition()):
        assert time.monotonic() < deadline_s, f"not within {timeout_s:g} s"
        time.sleep(every_s or pause_s)
        pause_s = min(_LONGEST_S, 1.3 * pause_s)
    return value


def looks(for_s: float, every_s: float) -> Iterator[None]:
    """One turn every so often, for so long: for what must stay so."""
    ends_s = time.monotonic() + for_s
    while time.monotonic() < ends_s:
        yield
        time.sleep(every_s)


_SCROLL_BAR = "│█|#"
"""What one is drawn of, at the right of the screen."""


def reads(screen: str, text: str) -> bool:
    """Whether a text can be read on a screen, also where it goes on in the next line, before a scroll bar or not.

    Where a line ends depends on what stands in it: a path is longer on one machine than on the next.
    """
    within_bar = " ".join(line.rstrip().rstrip(_SCROLL_BAR) for line in screen.splitlines())
    return text in screen or any(text in " ".join(each.split()) for each in (screen, within_bar))
