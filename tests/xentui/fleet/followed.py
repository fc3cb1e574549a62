"""A poller that would next read its host in ten hours, and the guests that it shows."""

from tests.waiting import until
from xentui.fleet.host_state import HostState
from xentui.fleet.polling import Poller
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.host.sources import SourceName

NO_POLL_S = 36_000.0


class Followed:
    """Has what it shows from news alone, once it has begun."""

    def __init__(self, hypervisor: Hypervisor) -> None:
        self._hypervisor = hypervisor
        self._state = HostState(hypervisor.host_name, 0.0)
        self._poller = Poller(hypervisor, self._state, self._take, NO_POLL_S)

    def begin(self, timeout_s: float) -> None:
        """Until the watches are set."""
        self._poller.start()
        until(lambda: SourceName.COUNTERS in self._state.readings, timeout_s=timeout_s, every_s=0.5)
        until(self._follows, timeout_s=timeout_s, every_s=1.0)

    def leave(self) -> None:
        self._poller.leave()
        self._hypervisor.close()

    @property
    def names(self) -> set[str]:
        """Of the guests that have a domain."""
        snapshot = self._state.snapshot
        return {each.name for each in snapshot.instances if each.domain is not None} if snapshot is not None else set()

    def _take(self, state: HostState) -> None:
        self._state = state

    def _follows(self) -> bool:
        facts = self._hypervisor.counters.facts
        if facts is not None and facts.follows:
            return True
        self._poller.refresh()
        return False
