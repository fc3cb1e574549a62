"""A simulated command in the place of a process: both its streams go to its client as they come."""

import threading
from collections.abc import Callable

from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.host import SimulatedHost
from xentui_driver.simulator.invocation import Invocation
from xentui_driver.simulator.world import SimulatedXen

Emit = Callable[[str, str], None]
"""Takes `out` or `err` and a text. Raises Abandoned when the client is gone."""

_CORRUPTING = frozenset({Fault.EMPTY, Fault.HALF, Fault.GARBAGE, Fault.FLOOD})


class Process(Invocation):
    """A command without a time limit: a caller that doesn't wait kills its client, and then it ends wherever it is."""

    def __init__(
        self, xen: SimulatedXen, host: SimulatedHost, emit: Emit, abandoned: threading.Event, *, corruptible: bool
    ) -> None:
        super().__init__(xen, host, abandoned=abandoned)
        self._emit = emit
        self._gone = abandoned
        self._corruptible = corruptible

    def out(self, text: str) -> None:
        """Kept until the end while a fault may spoil it."""
        if self._corruptible and self.host.faults & _CORRUPTING:
            super().out(text)
        else:
            self._emit("out", text)

    def err(self, text: str) -> None:
        self._emit("err", text)

    def flush(self) -> None:
        text = self.take_output()
        if text:
            self._emit("out", text)

    def on(self, host: SimulatedHost) -> "Process":
        other = Process(self.xen, host, self._emit, self._gone, corruptible=self._corruptible)
        other._out = self._out
        return other

    def hang(self, fault: Fault) -> None:
        self.wait_until(lambda _: fault not in self.host.faults)
