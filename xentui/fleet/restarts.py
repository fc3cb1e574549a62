"""Tracks guests between two domains, from listing to listing: which are awaited, are back, or don't come back."""

from collections.abc import Mapping

from xentui_driver.host.between_domains import (
    Instances,
    SeenGuest,
    found_between,
    is_guest,
    next_domain,
)
from xentui_driver.host.sources import DomainsRead
from xentui_driver.model.dataclass import dataclass, field, replace
from xentui_driver.model.domain import Domain, DomainRef, DomainRole, DomainState
from xentui_driver.model.instance import Instance
from xentui_driver.operations.rebuilds import Ended, Expected, lying, present

_MOST_KEPT = 200


@dataclass(frozen=True, slots=True)
class Restarted:
    """A guest that has a new domain."""

    before: DomainRef
    after: DomainRef
    code: int | None
    """The reason code that the old one ended with: 0 poweroff, 1 reboot, 3 crash; None where it isn't known."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is remembered of a guest."""

    guest: SeenGuest
    is_rebooting: bool
    """It had already shut down for a reboot."""
    gone_s: float | None = None
    """The time since which its next domain is awaited."""
    is_built: bool = False
    """The last listing had its next domain, and its monitor had finished."""
    state: DomainState | None = None
    """That its domain was seen in; None where it must be looked at again."""


@dataclass(frozen=True, slots=True)
class Restarts:
    """What is known from the listings so far."""

    restarted: tuple[Restarted, ...] = ()
    """The guests that have a new domain since the previous listing."""
    count: int = 0
    """How often guests have got a new domain since the first listing."""
    _latest: tuple[Restarted, ...] = ()
    abandoned: frozenset[DomainRef] = frozenset()
    """Domains that have shut down for a reboot, and that nothing starts again."""
    expected: Expected = Expected()
    """What the next listing must look up in the monitors' logs."""
    _seen: Mapping[str, _Seen] = field(default_factory=dict)
    """The guests by UUID."""
    _lying_since_s: Mapping[DomainRef, float] = field(default_factory=dict)
    """The time since which a domain has been shut down for a reboot."""

    def since(self, count: int) -> tuple[Restarted, ...]:
        """Those that have come after so many: for whoever hasn't seen every listing. The latest, if there are many."""
        return self._latest[max(0, len(self._latest) - (self.count - count)) :] if self.count > count else ()

    @property
    def awaited(self) -> tuple[SeenGuest, ...]:
        """The guests that are between two domains."""
        return tuple(seen.guest for seen in self._seen.values() if seen.gone_s is not None)

    @classmethod
    def at_first(cls, rows: Instances, read: DomainsRead, patience_s: float) -> "Restarts":
        """The state after the first listing: no guest can have come back yet, but some may be awaited."""
        found = found_between(rows, read.monitors)
        awaited = {each.ref.uuid: _Seen(each, is_rebooting=True, gone_s=read.ended_s) for each in found}
        return cls(_seen=_seen_now(rows, {})[0] | awaited)._with_those_lying(rows, read, patience_s)

    def after(self, rows: Instances, read: DomainsRead, patience_s: float) -> "Restarts":
        """The state after one more listing and its rows.

        `patience_s` is how long a guest is awaited of which no log tells, and how long a domain may stay shut down for
        a reboot.
        """
        seen, others = _seen_now(rows, self._seen)
        there = present(others)
        gone = {
            uuid: was
            for uuid, was in self._seen.items()
            if seen.get(uuid) is not was and (was.guest.ref.uuid, was.guest.ref.domid) not in there
        }
        back: list[Restarted] = []
        kept: dict[str, _Seen] = {}
        for uuid, was in gone.items():
            ended, came = read.monitors.of(was.guest.ref), next_domain(rows, was.guest)
            if ended is None:  # the next listing asks for it
                kept[uuid] = was
            elif (still := _still_awaited(was, ended, came, read.ended_s, patience_s)) is not None:
                kept[uuid] = still
            elif came is not None:
                back.append(Restarted(was.guest.ref, came.ref, ended.code))
        after = replace(
            self,
            restarted=tuple(back),
            count=self.count + len(back),
            _latest=(*self._latest, *back)[-_MOST_KEPT:],
            _seen=seen | kept,
        )
        return after._with_those_lying(rows, read, patience_s)

    def _with_those_lying(self, rows: Instances, read: DomainsRead, patience_s: float) -> "Restarts":
        found = lying([row.domain for row in rows if row.domain is not None])
        since_s = {each.ref: self._lying_since_s.get(each.ref, read.ended_s) for each in found}
        given_up = frozenset(ref for ref, at_s in since_s.items() if read.ended_s - at_s > patience_s)
        return replace(
            self,
            expected=Expected(tuple([seen.guest.ref for seen in self._seen.values()]), given_up),
            abandoned=given_up | (read.monitors.deserted & since_s.keys()),
            _lying_since_s=since_s,
        )


def _seen_now(rows: Instances, before: Mapping[str, _Seen]) -> tuple[dict[str, _Seen], list[Domain]]:
    """What is remembered of the guests of these rows, by UUID, and the domains of which something else was before."""
    seen: dict[str, _Seen] = {}
    others: list[Domain] = []
    for row in rows:
        domain = row.domain
        if domain is None:
            continue
        was = before.get(domain.uuid)
        if was is not None and _is_as_seen(row, domain, was):
            seen[domain.uuid] = was
        else:
            others.append(domain)
            if is_guest(domain):
                seen[domain.uuid] = _seen(row, domain)
    return seen, others


def _is_as_seen(row: Instance, domain: Domain, was: _Seen) -> bool:
    """Whether the same is remembered of it: nearly always, unless it is busy."""
    ref = was.guest.ref
    return (
        domain.state is was.state
        and domain.role is DomainRole.GUEST
        and domain.domid == ref.domid
        and domain.name == ref.name
        and domain.cpu_time_s == ref.cpu_time_s
        and was.guest.row == (row.host, row.key)
        and was.guest.definition == (row.definition.path if row.definition is not None else None)
    )


def _seen(instance: Instance, domain: Domain) -> _Seen:
    path, row = instance.definition.path if instance.definition is not None else None, instance.row_key
    guest = SeenGuest(domain.ref, row, path)
    return _Seen(guest, domain.state is DomainState.REBOOTING, state=domain.state)


def _still_awaited(was: _Seen, ended: Ended, came: Domain | None, now_s: float, patience_s: float) -> _Seen | None:
    gone_s = now_s if was.gone_s is None else was.gone_s
    is_being_built = _is_being_built(was, ended, came, now_s - gone_s, patience_s)
    # The log is read after the listing: a domain that was just built may be listed in its earlier state.
    is_built = came is not None and came.state is not DomainState.RUNNING and ended.was_rebuilt
    if is_being_built or (is_built and not was.is_built):
        return replace(was, gone_s=gone_s, is_built=not is_being_built, state=None)
    return None


def _is_being_built(was: _Seen, ended: Ended, came: Domain | None, waited_s: float, patience_s: float) -> bool:
    """Whether it is still being built, by its monitor's log and process; by the last listing without a log."""
    if came is not None and came.state is DomainState.RUNNING:
        return False
    if ended.is_being_rebuilt is not None:
        return ended.is_being_rebuilt
    return was.is_rebooting and ended.code is None and came is None and waited_s <= patience_s
