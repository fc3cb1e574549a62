"""One long-lived thread per host: snapshot, hand over, wait; never two polls at once, never the end of it."""

import threading
from collections.abc import Callable

from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import TransportClosed, XenError
from xentui_driver.model.snapshot import Snapshot

INTERVALS_S = (0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 30.0, 60.0)
DEFAULT_INTERVAL_S = 2.0
_LONGEST_BACK_OFF_S = 30.0


@dataclass(frozen=True, slots=True)
class Polled:
    """What one poll brought: a picture, or the reason why there is none."""

    snapshot: Snapshot | None
    failure: XenError | None


class Poller(threading.Thread):
    """Polls one host and gives each result to `deliver`, which must not block.

    A daemon thread of its own, not one of the event loop's executor: leaving must not wait for a hung xl.
    """

    def __init__(
        self, hypervisor: Hypervisor, deliver: Callable[[Polled], object], interval_s: float = DEFAULT_INTERVAL_S
    ) -> None:
        super().__init__(name=f"poll {hypervisor.host_name}", daemon=True)
        self.interval_s = interval_s
        self.frozen = False
        self._hypervisor = hypervisor
        self._deliver = deliver
        self._wake = threading.Event()
        self._leaving = False
        self._started_s: float | None = None

    @property
    def waiting_s(self) -> float:
        """For how long the poll that is under way has been waiting for the host; 0 between two polls."""
        started_s = self._started_s
        return 0.0 if started_s is None else self._hypervisor.clock.monotonic_s() - started_s

    def run(self) -> None:
        failures = 0
        while not self._leaving:
            self._wake.clear()
            polled = self._poll()
            if self._leaving:
                return
            self._deliver(polled)
            failures = failures + 1 if polled.failure is not None else 0
            self._pause(failures)

    def refresh(self) -> None:
        """Poll now, also when frozen."""
        self._wake.set()

    def set_interval(self, interval_s: float) -> None:
        self.interval_s = interval_s
        self._wake.set()

    def leave(self) -> None:
        """Returns at once; a poll that hangs ends when its transport is closed."""
        self._leaving = True
        self._wake.set()

    def _poll(self) -> Polled:
        self._started_s = self._hypervisor.clock.monotonic_s()
        try:
            snapshot = self._hypervisor.snapshot()
            self._hypervisor.note_returns(snapshot)
            return Polled(snapshot, None)
        except TransportClosed as closed:
            self._leaving = True
            return Polled(None, closed)
        except XenError as error:
            return Polled(None, error)
        finally:
            self._started_s = None

    def _pause(self, failures: int) -> None:
        while not self._leaving:
            wait_s = min(_LONGEST_BACK_OFF_S, self.interval_s * 2 ** min(failures, 6)) if failures else self.interval_s
            woken = self._wake.wait(None if self.frozen else max(wait_s, self.interval_s))
            if woken or not self.frozen:
                return
