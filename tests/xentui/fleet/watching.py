"""Reads every source of a host in turn and folds the readings, as a poller and the application do, without threads."""

from xentui.fleet.host_state import HostState
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.host.sources import DomainsRead, Known, Reading, SourceName
from xentui_driver.model.snapshot import Snapshot


class Watcher:
    """The state of a host as one console knows it."""

    def __init__(self, hypervisor: Hypervisor) -> None:
        self.hypervisor = hypervisor
        self.state = HostState(
            hypervisor.host_name, hypervisor.clock.monotonic_s(), monitor_s=hypervisor.limits.monitor_s
        )

    def look(self) -> HostState:
        """One more reading of each source; raises what makes a listing fail."""
        self.read(SourceName.DEFINITIONS)
        listing = self.read(SourceName.LISTING)
        if listing.error is not None:
            raise listing.error
        assert isinstance(listing.value, DomainsRead)
        known = self.state.known
        self.read(SourceName.NODE, Known(known.expected, listing.value, known.node))
        return self.state

    def read(self, name: SourceName, known: Known | None = None) -> Reading:
        """One more reading of one source."""
        (source,) = (each for each in self.hypervisor.sources if each.name is name)
        reading = source.take(known or self.state.known, self.hypervisor.clock)
        self.state = self.state.with_reading(reading)
        return reading

    def snapshot(self) -> Snapshot:
        """The snapshot after one more look."""
        found = self.look().snapshot
        assert found is not None
        return found
