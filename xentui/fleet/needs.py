"""What needs somebody: guests in trouble, guests with which something failed, hosts without a fresh picture."""

from collections.abc import Collection, Iterable, Mapping
from itertools import compress
from operator import attrgetter
from typing import NamedTuple

from xentui.fleet.failures import failure_words, failures
from xentui.fleet.fleet import Fleet
from xentui_driver.model.domain import DomainState
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import Job
from xentui_driver.model.row_key import RowKey

_STATES = {
    DomainState.CRASHED: "crashed",
    DomainState.BROKEN: "broken",
    DomainState.UNKNOWN: "unknown",
    DomainState.DYING: "being torn down",
}
_WORST_FIRST = tuple(_STATES)
_HAS_TROUBLE = attrgetter("has_trouble")


class Need(NamedTuple):
    """Something that needs somebody."""

    name: str
    host: str
    why: str
    state: DomainState | None = None
    """The state that is the reason; None for any other reason."""
    row: RowKey | None = None
    """The row of its guest; None for a host."""
    failed: Job | None = None
    """What failed with the guest, also where the state is the reason."""

    @property
    def rank(self) -> int:
        """How bad it is, 0 being the worst: a crashed guest, a stale host, other states, then any other reason."""
        if self.row is None:
            return 1
        if self.state is DomainState.CRASHED:
            return 0
        return 2 + (_WORST_FIRST.index(self.state) if self.state in _STATES else len(_STATES))


def needs(fleet: Fleet, stale: Collection[str]) -> tuple[Need, ...]:
    """The worst first: crashed guests, hosts whose picture is `stale`, and then the rest by name."""
    found = [Need(host, host, "is stale") for host in sorted(stale)]
    found += [
        Need(host, host, state.listing_problems[0])
        for host, state in fleet.states.items()
        if host not in stale and state.listing_problems
    ]
    failed, instances = failures(fleet), fleet.instances
    for instance in instances if failed else compress(instances, map(_HAS_TROUBLE, instances)):
        job = failed.get(instance.row_key)
        if why := trouble_words(instance) or (failure_words(job) if job is not None else ""):
            name = instance.name or instance.key
            found.append(Need(name, instance.host, why, instance.state, instance.row_key, job))
    return tuple(sorted(found, key=lambda need: (need.rank, need.name)))


def ranks_of(found: Iterable[Need]) -> Mapping[RowKey, int]:
    """The rows that need somebody, each with its rank."""
    return {need.row: need.rank for need in found if need.row is not None}


def asks_why(instance: Instance, failed: Job | None) -> bool:
    """Whether one wants to know of it first why it has ended: it has crashed, or what `failed` with it is its start."""
    if failed is None or instance.state is DomainState.CRASHED:
        return instance.state is DomainState.CRASHED
    from xentui_driver.host.death.causes import STARTING

    return failed.record.operation in STARTING


def trouble_words(instance: Instance) -> str:
    """Why it needs somebody, by itself; empty when it doesn't."""
    if not instance.has_trouble:
        return ""
    if instance.state in _STATES:
        return _STATES[instance.state]
    count = len(instance.problems)
    return "has a problem" if count == 1 else f"has {count} problems"
