"""Real time, faster: what takes a guest seconds takes a test a fraction of one."""

import threading
import time

DEFAULT_SPEED = 20.0

_START_S = 1000.0


class ScaledClock:
    """A `Clock` on which `speed` seconds pass in a real one."""

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self._begun_s = time.monotonic()
        self._begun_epoch_s = time.time()

    def monotonic_s(self) -> float:
        return _START_S + self._passed_s()

    def epoch_s(self) -> float:
        return self._begun_epoch_s + self._passed_s()

    def wait(self, seconds: float, wake: threading.Event | None = None) -> bool:
        return (wake or threading.Event()).wait(min(max(0.0, seconds) / self._speed, threading.TIMEOUT_MAX))

    def _passed_s(self) -> float:
        return (time.monotonic() - self._begun_s) * self._speed
