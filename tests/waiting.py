"""Wait for a condition with a deadline: the only place of the tests that sleeps."""

import time
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")


def until(condition: Callable[[], Value], *, timeout_s: float = 30.0, every_s: float = 0.01) -> Value:
    """What `condition` answers as soon as that is true; `every_s` is for one that costs much to ask."""
    deadline_s = time.monotonic() + timeout_s
    while not (value := condition()):
        assert time.monotonic() < deadline_s, f"not within {timeout_s:g} s"
        time.sleep(every_s)
    return value
