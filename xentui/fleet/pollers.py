"""The pollers of a fleet, all at one rate."""

from collections.abc import Callable

from xentui.fleet.fleet import Fleet
from xentui.fleet.host_state import HostState
from xentui.fleet.polling import Deliver, Poller


class Pollers:
    """One poller for each host; a host that doesn't answer holds up no other."""

    def __init__(self, fleet: Fleet, deliver: Deliver, interval_s: float) -> None:
        """`deliver` gets each new state of each host, from the threads of its sources."""
        self._pollers = {
            name: Poller(fleet.host(name).hypervisor, state, deliver, interval_s)
            for name, state in fleet.states.items()
        }
        self.interval_s = interval_s
        self.frozen = False

    def start(self) -> None:
        for poller in self._pollers.values():
            poller.start()

    def change(self, host: str, change: Callable[[HostState], HostState]) -> None:
        """Make that host's next state without a reading. Not for the event loop: `Poller.change`."""
        self._pollers[host].change(change)

    def try_change(self, host: str, change: Callable[[HostState], HostState]) -> None:
        """The same, unless another one is being made at this moment."""
        self._pollers[host].try_change(change)

    def waiting_s(self, host: str) -> float:
        """How long that host has owed an answer about its domains, in seconds."""
        return self._pollers[host].waiting_s()

    def refresh(self, host: str | None = None) -> None:
        """Poll that host now, or all hosts."""
        for poller in self._pollers.values() if host is None else (self._pollers[host],):
            poller.refresh()

    def set_interval(self, interval_s: float) -> None:
        self.interval_s = interval_s
        for poller in self._pollers.values():
            poller.set_interval(interval_s)

    def freeze(self, frozen: bool) -> None:
        """Stop polling, or resume and poll at once."""
        self.frozen = frozen
        for poller in self._pollers.values():
            poller.frozen = frozen
        if not frozen:
            self.refresh()

    def leave(self) -> None:
        for poller in self._pollers.values():
            poller.leave()
