"""Rows for guests between two domains: one has ended, and its monitor is about to build the next."""

from collections.abc import Collection, Iterable

from xentui_driver.model.dataclass import dataclass, replace
from xentui_driver.model.domain import Domain, DomainRef, DomainRole, DomainState
from xentui_driver.model.identity import identifies
from xentui_driver.model.instance import Instance
from xentui_driver.model.row_key import RowKey
from xentui_driver.operations.rebuilds import Monitors

ABANDONED = "it has shut down for a reboot, and nothing is there to start it again"

Instances = tuple[Instance, ...]


@dataclass(frozen=True, slots=True)
class SeenGuest:
    """A guest as it last was while it had a domain."""

    ref: DomainRef
    row: RowKey
    definition: str | None
    """The path of its definition."""


def is_guest(domain: Domain) -> bool:
    """Whether it is an identifiable guest: Domain-0 and domains that Xen itself built share a UUID of zeros.

    What is left of one that is being torn down is none any more.
    """
    return domain.role is DomainRole.GUEST and identifies(domain.uuid) and domain.state is not DomainState.DYING


def found_between(instances: Instances, monitors: Monitors) -> tuple[SeenGuest, ...]:
    """The guests between two domains at the first look at a host, when nobody saw the domain that has ended."""
    domids = dict(monitors.found)
    found = []
    for instance in instances:
        definition = instance.definition
        if instance.domain is None and definition is not None and definition.listed_name in domids:
            name = definition.listed_name
            ref = DomainRef(definition.uuid or instance.key, domids[name], name)
            found.append(SeenGuest(ref, instance.row_key, definition.path))
    return tuple(found)


def next_domain(instances: Instances, guest: SeenGuest) -> Domain | None:
    """The domain that its monitor has built, complete or not."""
    found = (i.domain for i in instances if i.domain is not None and is_guest(i.domain) and _is_of(i, guest))
    return next((domain for domain in found if domain.domid != guest.ref.domid), None)


def with_rebooting(instances: Instances, guests: Iterable[SeenGuest]) -> Instances:
    """Marks the rows of these guests as rebooting; a guest without a row gets a new one."""
    shown = instances
    for guest in guests:
        shown = _with_rebooting(shown, guest)
    return shown


def with_abandoned(instances: Instances, refs: Collection[DomainRef]) -> Instances:
    """Shows as shut down each domain that has shut down for a reboot and lost its monitor: nothing restarts it."""
    return tuple(_abandoned(i) if i.ref in refs else i for i in instances) if refs else instances


def _is_of(instance: Instance, guest: SeenGuest) -> bool:
    path = instance.definition.path if instance.definition is not None else None
    return instance.uuid == guest.ref.uuid or (path is not None and path == guest.definition)


def _with_rebooting(instances: Instances, guest: SeenGuest) -> Instances:
    place = _place_of(instances, guest)
    if place is None:
        return (*instances, Instance(guest.row.row, rebooting=guest.ref, host=guest.row.host))
    row = instances[place]
    domain = replace(row.domain, state=DomainState.REBOOTING, reason="") if row.domain is not None else None
    if domain is not None and domain.role is DomainRole.NAMELESS:
        domain = replace(domain, role=DomainRole.GUEST, name=guest.ref.name)
    return (*instances[:place], replace(row, domain=domain, rebooting=guest.ref), *instances[place + 1 :])


def _place_of(instances: Instances, guest: SeenGuest) -> int | None:
    came = next_domain(instances, guest)
    if came is not None:
        return next(n for n, i in enumerate(instances) if i.domain is came)
    of_it = [n for n, i in enumerate(instances) if _is_of(i, guest)]
    return next((n for n in of_it if instances[n].domain is None), of_it[0] if of_it else None)


def _abandoned(instance: Instance) -> Instance:
    assert instance.domain is not None, "only a domain can lie there"
    problems = (*instance.domain.problems, ABANDONED)
    return replace(instance, domain=replace(instance.domain, state=DomainState.SHUTDOWN, problems=problems))
