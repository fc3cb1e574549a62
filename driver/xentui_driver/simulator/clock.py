"""A clock without time: it moves only when somebody waits on it or advances it."""

import threading


class SimulatedClock:
    """Seconds that pass at once; made for tests, where nothing may depend on the speed of the machine.

    A wait takes its whole time in one step, so two threads that wait one after the other wait in sequence.
    With `held` a wait blocks until somebody else advances the clock that far: for looking at a state between.
    """

    _LOOK_EVERY_S = 0.02

    def __init__(
        self, start_s: float = 1000.0, epoch_s: float = 1_790_000_000.0, *, held: bool = False
    ) -> None:
        self._now_s = start_s
        self._epoch_offset_s = epoch_s - start_s
        self._held = held
        self._moved = threading.Condition()

    def monotonic_s(self) -> float:
        with self._moved:
            return self._now_s

    def epoch_s(self) -> float:
        return self.monotonic_s() + self._epoch_offset_s

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass for everybody."""
        if seconds < 0:
            raise ValueError(f"time doesn't go back: {seconds}")
        with self._moved:
            self._now_s += seconds
            self._moved.notify_all()

    def wait(self, seconds: float, wake: threading.Event | None = None) -> bool:
        if wake is not None and wake.is_set():
            return True
        if self._held:
            return self._wait_for_others(seconds, wake)
        self.advance(max(0.0, seconds))
        return False

    def _wait_for_others(self, seconds: float, wake: threading.Event | None) -> bool:
        with self._moved:
            due_s = self._now_s + seconds
            while self._now_s < due_s:
                # An Event can't notify a Condition, so it is looked at now and then.
                self._moved.wait(None if wake is None else self._LOOK_EVERY_S)
                if wake is not None and wake.is_set():
                    return True
        return False
