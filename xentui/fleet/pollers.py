"""The pollers of a fleet, all at one rate."""

from collections.abc import Callable

from xentui.fleet.fleet import Fleet
from xentui.fleet.host_state import HostState
from xentui.fleet.polling import Deliver, Poller


class Pollers:
    """One poller for each host; a host that doesn't answer holds up no other."""

    def __init__(self, fleet: Fleet, deliver: Deliver, interval_s: float) -> None:
        """`deliver` gets each reading, from the thread of its source."""
        self._fleet = fleet
        self._pollers = {
            name: Poller(fleet.host(name).hypervisor, self._state_of(name), deliver, interval_s)
            for name in fleet.states
        }
        self.interval_s = interval_s
        self.frozen = False

    def _state_of(self, host: str) -> Callable[[], HostState]:
        return lambda: self._fleet.states[host]

    def start(self) -> None:
        for poller in self._pollers.values():
            poller.start()

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
