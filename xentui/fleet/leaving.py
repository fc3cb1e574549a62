"""A domain loses its name a moment before it is gone: until then it is still the guest that it was."""

from xentui_driver.host.sources import DomainsRead
from xentui_driver.model.dataclass import replace
from xentui_driver.model.domain import Domain, DomainRole, DomainState


def with_last_names(read: DomainsRead, before: DomainsRead | None) -> DomainsRead:
    """The listing in which what the one before it had by name still has that name, and is shown as dying.

    libxl pauses a domain, removes its entry of xenstore, and then destroys it (`libxl__destroy_domid`): what has lost
    its name and still runs is another matter.
    """
    listed = read.listing.domains
    if before is None or all(each.role is not DomainRole.NAMELESS for each in listed):
        return read
    named = {(each.uuid, each.domid): each for each in before.listing.domains}
    domains = tuple(_with_last_name(each, named.get((each.uuid, each.domid))) for each in listed)
    return read if domains == listed else replace(read, listing=replace(read.listing, domains=domains))


def _with_last_name(domain: Domain, was: Domain | None) -> Domain:
    if domain.role is not DomainRole.NAMELESS or domain.state is DomainState.RUNNING:
        return domain
    if was is None or not was.name:
        return domain
    # One that is to be built again is awaited still.
    state = was.state if was.state is DomainState.REBOOTING else DomainState.DYING
    return replace(was, state=state, raw_state=domain.raw_state, memory_kib=domain.memory_kib, vcpus=domain.vcpus)
