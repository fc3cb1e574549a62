"""What needs somebody: guests in trouble, guests that ignored a request, hosts without a fresh picture."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from xentui.fleet.fleet import Fleet
from xentui_driver.jobs.actions.action import best_match
from xentui_driver.model.domain import DomainState
from xentui_driver.model.errors import GuestIgnoredRequest
from xentui_driver.model.instance import Instance, has_trouble
from xentui_driver.model.job import Job, Verdict
from xentui_driver.model.row_key import RowKey

LATELY_S = 12 * 3600.0
"""A shift: what failed before it has been seen, or isn't missed."""
_ENDING = {"stop": "stop", "stop_acpi": "stop", "reboot": "reboot"}
"""What a guest was asked to do, by the ids of the actions."""
_STATES = {
    DomainState.CRASHED: "crashed",
    DomainState.BROKEN: "broken",
    DomainState.UNKNOWN: "unknown",
    DomainState.DYING: "being torn down",
}
_WORST_FIRST = tuple(_STATES)


class Need(NamedTuple):
    """Something that needs somebody."""

    name: str
    host: str
    why: str
    state: DomainState | None = None
    """The state that is the reason; None for any other reason."""
    row: RowKey | None = None
    """The row of its guest; None for a host."""


def needs(fleet: Fleet, stale: Collection[str]) -> tuple[Need, ...]:
    """The worst first: crashed guests, hosts whose picture is `stale`, and then the rest by name."""
    found = [Need(host, host, "is stale") for host in sorted(stale)]
    found += [
        Need(host, host, state.listing_problems[0])
        for host, state in fleet.states.items()
        if host not in stale and state.listing_problems
    ]
    unheard = _unheard(fleet)
    for instance in fleet.instances:
        if why := _why(instance) or unheard.get(instance.row_key, ""):
            found.append(Need(instance.name or instance.key, instance.host, why, instance.state, instance.row_key))
    return tuple(sorted(found, key=_rank))


def _why(instance: Instance) -> str:
    if not has_trouble(instance):
        return ""
    if instance.state in _STATES:
        return _STATES[instance.state]
    count = len(instance.problems)
    return "has a problem" if count == 1 else f"has {count} problems"


def _rank(need: Need) -> tuple[int, str]:
    if need.row is None:
        return 1, need.name
    if need.state is DomainState.CRASHED:
        return 0, need.name
    return (2 + _WORST_FIRST.index(need.state) if need.state in _STATES else 2 + len(_STATES)), need.name


def _unheard(fleet: Fleet) -> Mapping[RowKey, str]:
    """Why, for guests that still run as they did when their newest job failed to end them."""
    since_s = fleet.clock.epoch_s() - LATELY_S
    found: dict[RowKey, str] = {}
    for host in fleet.hosts:
        for job in _newest(host.jobs.all):
            asked = _ENDING.get(job.record.operation, "")
            if not asked or job.result is None or job.verdict is not Verdict.FAILED or job.result.ended_s < since_s:
                continue
            instance = best_match(job.record.subject, fleet.instances_of(host))
            if instance is not None and instance.domid == job.record.subject.domid:
                ignored = isinstance(job.result.error, GuestIgnoredRequest)
                found[instance.row_key] = f"ignored a {asked}" if ignored else f"{asked} failed"
    return found


def _newest(jobs: Iterable[Job]) -> Iterable[Job]:
    """The last job about each subject."""
    return {job.record.subject: job for job in jobs}.values()
