"""Looks at a host again and again without a poller: for what shows its figures once, or one table after the other."""

from xentui.fleet.host_state import HostState
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.host.sources import Cue, DomainsRead
from xentui_driver.model.dataclass import replace

_ORDER = (Cue.WITH_LISTING, Cue.INTERVAL, Cue.AFTER_LISTING, Cue.BEHIND_LISTING)


def looked_at_again(state: HostState, hypervisor: Hypervisor) -> HostState:
    """The state after one more reading of every source, one after the other. Raises TransportClosed."""
    domains = None
    for source in sorted(hypervisor.sources, key=lambda each: _ORDER.index(each.cue)):
        reading = source.take(replace(state.known, domains=domains), hypervisor.clock)
        if isinstance(reading.value, DomainsRead):
            domains = reading.value
        state = state.with_reading(reading)
    return state
