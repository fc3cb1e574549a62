"""The driver's clock: real in a dom0, simulated in a test."""

import threading
import time
from typing import Protocol


class Clock(Protocol):
    """Seconds that only go forward, seconds since the epoch, and a pause that can be woken."""

    def monotonic_s(self) -> float: ...

    def epoch_s(self) -> float: ...

    def wait(self, seconds: float, wake: threading.Event | None = None) -> bool:
        """Wait for so many seconds; true, and at once, when `wake` is set meanwhile."""
        ...


class SystemClock:
    """The machine's own clock."""

    def monotonic_s(self) -> float:
        return time.monotonic()

    def epoch_s(self) -> float:
        return time.time()

    def wait(self, seconds: float, wake: threading.Event | None = None) -> bool:
        return (wake or threading.Event()).wait(seconds)
