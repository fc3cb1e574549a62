"""A clock that stands still until a thread waits on it or advances it."""

import itertools
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from xentui_driver.model.clock import Clock

_LOOK_EVERY_S = 0.02


class SimulatedClock:
    """Seconds that pass at once; made for tests, where nothing may depend on the speed of the machine.

    Of several threads that wait the one whose time comes first goes first, and while a started operation is at
    work (`working`) nobody else's wait moves the clock on: an order of events that doesn't depend on the threads.
    With `held` a wait blocks until `advance` has moved the clock that far: for looking at a state in between.
    """

    def __init__(self, start_s: float = 1000.0, epoch_s: float = 1_790_000_000.0, *, held: bool = False) -> None:
        self._now_s = start_s
        self._epoch_offset_s = epoch_s - start_s
        self._held = held
        self._changed = threading.Condition()
        self._tickets = itertools.count()
        self._due_s: dict[int, float] = {}
        self._at_work = 0
        self._workers: set[int] = set()

    def monotonic_s(self) -> float:
        with self._changed:
            return self._now_s

    def epoch_s(self) -> float:
        return self.monotonic_s() + self._epoch_offset_s

    def advance(self, seconds: float) -> None:
        """Move the clock on by so many seconds."""
        if seconds < 0:
            raise ValueError(f"time doesn't go back: {seconds}")
        with self._changed:
            self._now_s += seconds
            self._changed.notify_all()

    def wait(self, seconds: float, wake: threading.Event | None = None) -> bool:
        if wake is not None and wake.is_set():
            return True
        with self._changed, self.idle():
            ticket = next(self._tickets)
            self._due_s[ticket] = due_s = self._now_s + max(0.0, seconds)
            try:
                return self._wait_until(due_s, wake)
            finally:
                del self._due_s[ticket]
                self._changed.notify_all()

    def expect_worker(self) -> None:
        """A thread is about to start that calls `working` first: no time passes before it does."""
        with self._changed:
            self._at_work += 1

    @contextmanager
    def working(self) -> Iterator[None]:
        """The expected worker is this thread."""
        self._workers.add(threading.get_ident())
        try:
            yield
        finally:
            with self._changed:
                self._workers.discard(threading.get_ident())
                self._at_work -= 1
                self._changed.notify_all()

    @contextmanager
    def idle(self) -> Iterator[None]:
        """Within this block the thread waits, for time or for something else, and doesn't hold up the clock."""
        works = threading.get_ident() in self._workers
        with self._changed:
            self._at_work -= works
            self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._at_work += works

    def _wait_until(self, due_s: float, wake: threading.Event | None) -> bool:
        while True:
            if not self._held and not self._at_work:
                self._go_on()
            if self._now_s >= due_s:
                return False
            # An Event can't notify a Condition, so it is looked at now and then.
            self._changed.wait(None if wake is None else _LOOK_EVERY_S)
            if wake is not None and wake.is_set():
                return True

    def _go_on(self) -> None:
        """To the first moment that somebody waits for; one that has come waits for its thread to notice."""
        earliest_s = min(self._due_s.values())
        if earliest_s > self._now_s:
            self._now_s = earliest_s
            self._changed.notify_all()


def passes_by_itself(clock: Clock) -> bool:
    """Whether time goes on while nobody waits."""
    return not isinstance(clock, SimulatedClock)


def idle(clock: Clock) -> AbstractContextManager[None]:
    """`SimulatedClock.idle` for a clock of any kind: real time waits for nobody."""
    return clock.idle() if isinstance(clock, SimulatedClock) else nullcontext()


def expect_worker(clock: Clock) -> None:
    """`SimulatedClock.expect_worker` for a clock of any kind."""
    if isinstance(clock, SimulatedClock):
        clock.expect_worker()


def working(clock: Clock) -> AbstractContextManager[None]:
    """`SimulatedClock.working` for a clock of any kind."""
    return clock.working() if isinstance(clock, SimulatedClock) else nullcontext()
