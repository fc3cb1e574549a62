"""A running command: the host it runs on, its output, and its way to let time pass."""

import math
import threading
from collections.abc import Callable

from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.host import SimulatedHost
from xentui_driver.simulator.world import SimulatedXen

_LOOK_EVERY_S = 0.1


class Exit(Exception):
    """The command ends here, with this status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class OutOfTime(Exception):
    """The caller's time limit came first."""


class Abandoned(Exception):
    """The caller is leaving and doesn't wait any more."""


class Invocation:
    """Takes the place of a process for a simulated command; it waits on the clock, never under the world's lock."""

    def __init__(
        self,
        xen: SimulatedXen,
        host: SimulatedHost,
        *,
        deadline_s: float | None = None,
        abandoned: threading.Event | None = None,
        sink: Callable[[str], None] | None = None,
    ) -> None:
        self.xen = xen
        self.host = host
        self._deadline_s = deadline_s
        self._abandoned = abandoned
        self._sink = sink
        self._out: list[str] = []
        self._err: list[str] = []

    @property
    def stdout(self) -> str:
        return "".join(self._out)

    @property
    def stderr(self) -> str:
        return "".join(self._err)

    def out(self, text: str) -> None:
        self._write(self._out, text)

    def err(self, text: str) -> None:
        self._write(self._err, text)

    def take_output(self) -> str:
        """Take away and return what was printed to standard output so far."""
        text = self.stdout
        self._out.clear()
        return text

    def on(self, host: SimulatedHost) -> "Invocation":
        """The same command's other half on another host: it prints to the same place and ends with it."""
        other = Invocation(self.xen, host, deadline_s=self._deadline_s, abandoned=self._abandoned, sink=self._sink)
        other._out, other._err = self._out, self._err
        return other

    def wait(self, seconds: float) -> None:
        """Let time pass. Raises OutOfTime, Abandoned."""
        clock = self.xen.clock
        left_s = None if self._deadline_s is None else self._deadline_s - clock.monotonic_s()
        late = left_s is not None and left_s < seconds
        if clock.wait(max(0.0, left_s) if left_s is not None and late else seconds, self._abandoned):
            raise Abandoned
        if late:
            raise OutOfTime

    def wait_until(self, condition: Callable[[float], bool], limit_s: float | None = None) -> bool:
        """Check the world now and then; false when the limit came first."""
        begun_s = self.xen.clock.monotonic_s()
        while True:
            with self.xen.at_now() as now_s:
                if condition(now_s):
                    return True
            if limit_s is not None and now_s - begun_s >= limit_s:
                return False
            self.wait(_LOOK_EVERY_S)

    def hang(self, fault: Fault) -> None:
        """Hang until the caller's time limit, or until the fault is cleared. Raises OutOfTime, Abandoned."""
        if self._deadline_s is not None:
            self.wait(math.inf)
        self.xen.wait_while(lambda: fault in self.host.faults)

    def _write(self, stream: list[str], text: str) -> None:
        if self._sink is not None:
            self._sink(text)
        else:
            stream.append(text)
