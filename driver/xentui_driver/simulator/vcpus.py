"""A guest's vCPUs, which follow the number that the toolstack allows."""

from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.world import SimulatedXen

_FOLLOW_S = 0.3


def want(xen: SimulatedXen, domain: SimulatedDomain, count: int, now_s: float) -> None:
    """Set cpu/N/availability of xenstore; the guest follows a little later, if it does."""
    domain.wanted_vcpus = count
    xen.schedule(now_s + _FOLLOW_S, lambda at_s: follow(domain, at_s))


def follow(domain: SimulatedDomain, now_s: float) -> None:
    """The guest checks how many it may have: when that changes, and when it runs again after a pause."""
    wanted = domain.wanted_vcpus
    if not domain.up or not domain.runs or wanted == domain.online_vcpus:
        return
    follows = domain.guest.uses_vcpus if wanted < domain.online_vcpus else domain.guest.onlines_vcpus
    if follows and domain.guest.obeys:
        domain.change(now_s)
        domain.online_vcpus = wanted
        domain.follow()
