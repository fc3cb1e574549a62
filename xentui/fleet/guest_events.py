"""Finds what happened to guests by themselves between two snapshots of a host."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from xentui.fleet.host_state import HostState
from xentui.fleet.restarts import Restarted, Restarts
from xentui_driver.host.ended import came_back_words
from xentui_driver.jobs.notices import Notice, NoticeKind
from xentui_driver.model.dataclass import dataclass, replace
from xentui_driver.model.domain import ALIVE_STATES, Domain, DomainRole, DomainState
from xentui_driver.model.identity import identifies
from xentui_driver.model.instance import Instance
from xentui_driver.model.kept import Kept
from xentui_driver.model.severity import Severity
from xentui_driver.model.snapshot import Snapshot

LOOP_RESTARTS = 3
LOOP_WITHIN_S = 600.0
MISSED_SNAPSHOTS = 2
"""In how many snapshots in a row a guest must be missing: while xl rebuilds it, one may have caught neither domain."""

Busy = Callable[[str], bool]
"""Whether a job on the guest of that UUID is under way or ended a short while ago."""

_RESTARTS: dict[int | None, Severity] = {1: "information", 3: "error", 4: "error"}
"""The severity by the reason code that the domain before ended with: a reboot, a crash, a watchdog's."""


class _Who(NamedTuple):
    """What a notice calls a guest by."""

    name: str
    uuid: str
    domid: int

    @classmethod
    def of(cls, domain: Domain) -> "_Who":
        return cls(domain.name, domain.uuid, domain.domid)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is remembered of the guest with one UUID."""

    last: _Who
    domids: tuple[int, ...]
    """The domains in the last snapshot that had any, also those that a migration is bringing; ascending.

    Nearly always it is one: a set of one takes four times as much.
    """
    has_run: bool = False
    """It was seen alive, and has not been missing since."""
    missed: int = 0
    gone_s: float | None = None
    restarts_s: tuple[float, ...] = ()
    """The times at which it got a new domain, within the period that counts."""
    is_looping: bool = False
    """The operator has been told of the loop."""


class GuestEvents:
    """Takes the states of one host in order, some of which may be left out, and finds the events in each."""

    def __init__(self) -> None:
        self._restarts_told = 0
        self._guests: dict[str, _Seen] | None = None
        self._crashed: set[tuple[str, int]] = set()
        """The domains that are known to have crashed."""
        self._telling = Kept(_telling)
        self._at_rest: tuple[object, ...] | None = None
        """A state in which nothing had happened, and after which nothing happens until it has changed."""

    def after(self, state: HostState, busy: Busy, now_s: float) -> tuple[Notice, ...]:
        """The events since the last state.

        The first state has none, nor has one without a snapshot. What a job has done to its guest is none either,
        except a crash. `now_s` is any clock that only goes forward.
        """
        snapshot = state.snapshot
        if snapshot is None:
            return ()
        told = (self._telling.of(snapshot.instances), snapshot.is_checked, state.restarts and state.restarts.count)
        if told == self._at_rest:
            self._at_rest = told  # the same once more: the older one needn't be kept as well
            return ()
        is_first = self._guests is None
        before = self._guests or {}
        present = _by_uuid(snapshot)
        restarts = state.restarts or Restarts()
        notices = [*self._crashes(present), *_restarts(restarts.since(self._restarts_told), busy)]
        self._restarts_told = restarts.count
        guests: dict[str, _Seen] = {}
        for uuid, domains in present.items():
            seen = _seen_again(before.get(uuid), domains, busy, now_s)
            if seen is not None:
                guests[uuid], news = _looked_for_loop(seen, now_s)
                notices += news
        coming_back = {i.rebooting.uuid for i in snapshot.instances if i.rebooting is not None}
        for uuid, seen in before.items():
            if uuid not in present:
                is_missed = _lists_all(snapshot) and uuid not in coming_back
                guests[uuid], news = _missed(seen, busy, now_s) if is_missed else (seen, ())
                notices += news
        self._guests = {uuid: seen for uuid, seen in guests.items() if not _is_forgotten(seen, now_s)}
        self._crashed = {(uuid, domid) for uuid, domid in self._crashed if uuid in self._guests}
        has_settled = self._guests == before and all(map(_rests, self._guests.values()))
        self._at_rest = told if has_settled and not notices else None
        return () if is_first else tuple(notices)

    def _crashes(self, present: Mapping[str, tuple[Domain, ...]]) -> Iterator[Notice]:
        for domain in (domain for domains in present.values() for domain in domains):
            identity = (_guest_key(domain), domain.domid)
            if domain.role is not DomainRole.GUEST or domain.state is not DomainState.CRASHED:
                continue
            if identity not in self._crashed:
                self._crashed.add(identity)
                text = f"{domain.name} has crashed{_reason(domain)}."
                yield _notice(NoticeKind.CRASHED, _Who.of(domain), text, "error")


def _telling(instance: Instance) -> tuple[object, ...]:
    """All that an event can come from."""
    domain, rebooting = instance.domain, instance.rebooting
    others = rebooting.uuid if rebooting else None, instance.unreadable is None
    if domain is None:
        return others
    return domain.uuid, domain.domid, domain.name, domain.role, domain.state, domain.reason, *others


def _rests(seen: _Seen) -> bool:
    """Whether time alone changes nothing in it."""
    return seen.gone_s is None and not (seen.missed or seen.restarts_s or seen.is_looping)


def _restarts(restarted: Iterable[Restarted], busy: Busy) -> Iterator[Notice]:
    for each in restarted:
        if not busy(each.after.uuid):
            text = f"{each.after.name} {came_back_words(each.code, each.after.domid)}."
            severity = _RESTARTS.get(each.code, "warning")
            yield Notice(NoticeKind.RESTARTED, each.after.name, text, each.after.uuid, each.after.domid, severity)


def _by_uuid(snapshot: Snapshot) -> dict[str, tuple[Domain, ...]]:
    """All domains by guest, whatever their role: the remains of a migration have the guest's UUID too."""
    found: dict[str, tuple[Domain, ...]] = {}
    for instance in snapshot.instances:
        domain = instance.domain
        if domain is not None:
            key = _guest_key(domain)
            found[key] = (*found.get(key, ()), domain)
    return found


def _guest_key(domain: Domain) -> str:
    """Its UUID; many domains have one of zeros, and then each counts as a guest of its own."""
    return domain.uuid if identifies(domain.uuid) else f"{domain.uuid}/{domain.domid}/{domain.name}"


def _lists_all(snapshot: Snapshot) -> bool:
    """Whether the snapshot lists every domain; gaps in definitions or `xl info` don't matter."""
    return snapshot.is_checked and all(instance.unreadable is None for instance in snapshot.instances)


def _seen_again(seen: _Seen | None, domains: tuple[Domain, ...], busy: Busy, now_s: float) -> _Seen | None:
    """What is remembered of a UUID that has domains; None while none of them has been a guest."""
    if seen is not None and _is_as_remembered(seen, domains):
        return seen
    guests = [domain for domain in domains if domain.role is DomainRole.GUEST]
    arriving = {domain.domid for domain in domains if domain.role is DomainRole.INCOMING}
    domids = tuple(sorted({domain.domid for domain in guests} | arriving))
    is_alive = any(domain.state in ALIVE_STATES for domain in guests)
    if seen is None:
        return _Seen(_Who.of(guests[-1]), domids, is_alive) if guests else None
    seen = replace(seen, missed=0, gone_s=None)
    if not guests:  # on its way to or from another host, or being torn down
        return replace(seen, domids=tuple(sorted({*seen.domids, *arriving})))
    is_new = any(domain.domid not in seen.domids for domain in guests)
    restarts_s = (*seen.restarts_s, now_s) if is_new and not busy(guests[-1].uuid) else seen.restarts_s
    has_run = seen.has_run or is_alive
    return replace(seen, last=_Who.of(guests[-1]), domids=domids, has_run=has_run, restarts_s=restarts_s)


def _is_as_remembered(seen: _Seen, domains: tuple[Domain, ...]) -> bool:
    """Whether the guest has one domain, the one that it had: nearly always, so that a listing costs next to nothing."""
    first, *others = domains
    return (
        not others
        and first.role is DomainRole.GUEST
        and seen.last == (first.name, first.uuid, first.domid)
        and seen.domids == (first.domid,)
        and not seen.missed
        and seen.gone_s is None
        and (seen.has_run or first.state not in ALIVE_STATES)
    )


def _looked_for_loop(seen: _Seen, now_s: float) -> tuple[_Seen, tuple[Notice, ...]]:
    if not seen.restarts_s and not seen.is_looping:
        return seen, ()
    restarts_s = tuple(at_s for at_s in seen.restarts_s if now_s - at_s < LOOP_WITHIN_S)
    seen = replace(seen, restarts_s=restarts_s, is_looping=seen.is_looping and bool(restarts_s))
    if seen.is_looping or len(restarts_s) < LOOP_RESTARTS:
        return seen, ()
    text = f"{seen.last.name} has restarted {len(restarts_s)} times within {LOOP_WITHIN_S / 60:.0f} minutes."
    return replace(seen, is_looping=True), (_notice(NoticeKind.CRASH_LOOP, seen.last, text, "error"),)


def _missed(seen: _Seen, busy: Busy, now_s: float) -> tuple[_Seen, tuple[Notice, ...]]:
    """A guest without a domain in a complete snapshot; reported once, and never when a job did it."""
    if seen.gone_s is not None:
        return seen, ()
    gone = replace(seen, has_run=False, gone_s=now_s)
    if not seen.has_run or busy(seen.last.uuid):
        return gone, ()
    if seen.missed + 1 < MISSED_SNAPSHOTS:
        return replace(seen, missed=seen.missed + 1), ()
    text = f"{seen.last.name} is gone from this host."
    return gone, (_notice(NoticeKind.VANISHED, seen.last, text, "warning"),)


def _is_forgotten(seen: _Seen, now_s: float) -> bool:
    """Whether to forget it: a guest that is gone is remembered while its next domain could be one of a loop."""
    return seen.gone_s is not None and now_s - seen.gone_s >= LOOP_WITHIN_S


def _notice(kind: NoticeKind, who: _Who, text: str, severity: Severity) -> Notice:
    return Notice(kind, who.name, text, who.uuid, who.domid, severity)


def _reason(domain: Domain) -> str:
    return f" ({domain.reason})" if domain.reason not in ("", "crash") else ""
