"""Guests between two domains: one has ended, and its xl monitor is about to build the next.

The monitor destroys the old domain, sleeps 2 s and builds a new one, which is paused until it is whole (create_domain,
xl_vmcontrol.c). A listing alone has a guest that is stopped, then one that is paused, then one with another id.
"""

from collections.abc import Iterable, Sequence

from xentui_driver.model.dataclass import dataclass, replace
from xentui_driver.model.domain import Domain, DomainRef, DomainRole, DomainState
from xentui_driver.model.errors import HostError, NameInUse, XenError
from xentui_driver.model.identity import identifies
from xentui_driver.model.instance import Instance
from xentui_driver.model.snapshot import Restarted
from xentui_driver.toolstack.monitor_log import (
    FOLDER,
    MonitorLog,
    is_xl,
    logged_name,
    logs_of_late,
    monitor_pids,
    read_monitor_log,
    rebuild_under_way,
)
from xentui_driver.toolstack.xl import Xl

ABANDONED = "it has shut down for a reboot, and nothing is there to start it again"
_AT_WORK = (DomainState.RUNNING, DomainState.IDLE)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A guest as it was last seen with a domain."""

    ref: DomainRef
    row: str
    """The key of its row."""
    definition: str | None
    is_rebooting: bool
    """It had shut down for a reboot already."""
    gone_s: float | None = None
    """Since when its next domain is awaited."""
    is_built: bool = False
    """Its next domain was there at the last picture, and nobody at work on it any more."""


class Reboots:
    """Takes the pictures of one host in order, and tells in each who is between two domains."""

    def __init__(self, xl: Xl) -> None:
        self._xl = xl
        self._seen: dict[str, _Seen] | None = None
        """By UUID."""
        self._shut_down_s: dict[DomainRef, float] = {}
        """Since when a domain that is to be rebooted has been lying there."""

    def after(
        self, instances: tuple[Instance, ...], now_s: float
    ) -> tuple[tuple[Instance, ...], tuple[Restarted, ...]]:
        """The instances with those between two domains as `rebooting`, and who has come back since the last picture."""
        seen = self._seen if self._seen is not None else self._found_at_once(instances, now_s)
        now = {i.domain.uuid: _seen_now(i) for i in instances if i.domain is not None and _is_guest(i.domain)}
        shown, back = instances, []
        awaited: dict[str, _Seen] = {}
        there = _those_there(instances)
        for uuid, was in seen.items():
            if (was.ref.uuid, was.ref.domid) in there:
                continue
            came = _domain_of(instances, was)
            log = self._log(was.ref.name, was.ref.domid)
            is_being_built = self._is_being_built(was, came, log, now_s)
            # The log is read after the listing: what has just been built may be listed as it was a moment ago.
            is_built = came is not None and came.state not in _AT_WORK and log.was_rebuilt(was.ref.domid)
            is_listed_late = is_built and not was.is_built
            if is_being_built or is_listed_late:
                gone_s = now_s if was.gone_s is None else was.gone_s
                awaited[uuid] = was = replace(was, gone_s=gone_s, is_built=not is_being_built)
                shown = _shown_rebooting(shown, was, came)
            elif came is not None:
                back.append(Restarted(was.ref, came.ref, log.shutdown_code(was.ref.domid)))
        self._seen = now | awaited
        return self._with_abandoned(shown, now_s), tuple(back)

    def _is_being_built(self, was: _Seen, came: Domain | None, log: MonitorLog, now_s: float) -> bool:
        """Told by the monitor's log and process; by the last picture where there is no log that can be read."""
        if came is not None and came.state in _AT_WORK:
            return False
        waited_s = now_s - was.gone_s if was.gone_s is not None else 0.0
        if log.rebuild is not None and log.rebuild.domid == was.ref.domid:
            return self._is_at_it(log)
        is_told = log.shutdown_code(was.ref.domid) is not None
        return was.is_rebooting and not is_told and came is None and waited_s <= self._xl.limits.monitor_s

    def _is_at_it(self, log: MonitorLog) -> bool:
        try:
            return rebuild_under_way(self._xl, log) is not None
        except HostError:
            raise
        except XenError:  # a recording that doesn't have its process
            return False

    def _log(self, name: str, domid: int | None = None) -> MonitorLog:
        try:
            return read_monitor_log(self._xl, name, domid)
        except HostError:
            raise
        except XenError:  # a recording that doesn't have it
            return MonitorLog(FOLDER, ())

    def _found_at_once(self, instances: Sequence[Instance], now_s: float) -> dict[str, _Seen]:
        """Who is between two domains at the first picture: only logs that were written to of late can tell."""
        stopped = {i.definition.listed_name: i for i in instances if i.domain is None and i.definition is not None}
        found: dict[str, _Seen] = {}
        for name in self._names_of_late() if stopped else ():
            instance = stopped.get(name)
            if instance is None or instance.definition is None:
                continue
            rebuild = self._log(name).rebuild
            if rebuild is not None:
                uuid = instance.definition.uuid or instance.key
                ref = DomainRef(uuid, rebuild.domid, name)
                found[uuid] = _Seen(ref, instance.key, instance.definition.path, is_rebooting=True, gone_s=now_s)
        return found

    def _names_of_late(self) -> Iterable[str]:
        try:
            logs = logs_of_late(self._xl)
        except HostError:
            raise
        except XenError:  # a recording that doesn't have it
            return ()
        return filter(None, map(logged_name, logs))

    def _with_abandoned(self, instances: tuple[Instance, ...], now_s: float) -> tuple[Instance, ...]:
        """A domain that has shut down for a reboot and whose monitor is gone comes back no more: it is shut down."""
        lying = [i.domain for i in instances if i.domain is not None and _lies_there(i.domain)]
        since = {domain.ref: self._shut_down_s.get(domain.ref, now_s) for domain in lying}
        self._shut_down_s = since
        late = {ref for ref, at_s in since.items() if now_s - at_s > self._xl.limits.monitor_s}
        lost = late | self._without_monitor([domain for domain in lying if domain.ref not in late])
        return tuple(_abandoned(i) if i.ref in lost else i for i in instances) if lost else instances

    def _without_monitor(self, domains: Sequence[Domain]) -> set[DomainRef]:
        """Those whose monitor has said that it watches them, and is no process any more."""
        try:
            pids = monitor_pids(self._xl.transport, domains) if domains else {}
        except HostError:
            raise
        except XenError:
            return set()
        watched = {d.ref: pid for d in domains if (pid := (pids or {}).get(d.domid)) is not None}
        return {ref for ref, pid in watched.items() if not is_xl(self._xl.transport, pid)}


def refuse_while_rebooting(xl: Xl, name: str) -> None:
    """Raises NameInUse while a monitor is about to build the guest of that name again."""
    log = read_monitor_log(xl, name)
    rebuild = rebuild_under_way(xl, log)
    if rebuild is None:
        return
    raise NameInUse(
        f"{name} was not started: it is rebooting, and its xl monitor (pid {rebuild.pid}) is about to build it again.",
        state_now="Nothing was done.",
        next_step=f"Wait until it is back. If it doesn't come: read {log.path}, end that process, then start it.",
    )


def _seen_now(instance: Instance) -> _Seen:
    domain = instance.domain
    assert domain is not None, "only those with a domain are seen"
    path = instance.definition.path if instance.definition is not None else None
    return _Seen(domain.ref, instance.key, path, domain.state is DomainState.REBOOTING)


def _is_guest(domain: Domain) -> bool:
    """All zeros are the UUID of several: Domain-0, and what Xen itself has built."""
    return domain.role is DomainRole.GUEST and identifies(domain.uuid)


def _those_there(instances: Iterable[Instance]) -> frozenset[tuple[str, int]]:
    """The domains that aren't being torn down: those have no name any more."""
    domains = (i.domain for i in instances if i.domain is not None and i.domain.role is not DomainRole.NAMELESS)
    return frozenset((domain.uuid, domain.domid) for domain in domains)


def _domain_of(instances: Iterable[Instance], was: _Seen) -> Domain | None:
    """Its next domain."""
    found = (i.domain for i in instances if i.domain is not None and _is_guest(i.domain) and _is_of(i, was))
    return next((domain for domain in found if domain.domid != was.ref.domid), None)


def _is_of(instance: Instance, was: _Seen) -> bool:
    path = instance.definition.path if instance.definition is not None else None
    return instance.uuid == was.ref.uuid or (path is not None and path == was.definition)


def _shown_rebooting(instances: tuple[Instance, ...], was: _Seen, came: Domain | None) -> tuple[Instance, ...]:
    """The row that is this guest's now, as rebooting; a new one where it has none."""
    place = _place_of(instances, was, came)
    if place is None:
        return (*instances, Instance(was.row, rebooting=was.ref))
    row = instances[place]
    domain = replace(row.domain, state=DomainState.REBOOTING, reason="") if row.domain is not None else None
    if domain is not None and domain.role is DomainRole.NAMELESS:
        domain = replace(domain, role=DomainRole.GUEST, name=was.ref.name)
    return (*instances[:place], replace(row, domain=domain, rebooting=was.ref), *instances[place + 1 :])


def _place_of(instances: tuple[Instance, ...], was: _Seen, came: Domain | None) -> int | None:
    if came is not None:
        return next(n for n, i in enumerate(instances) if i.domain is came)
    of_it = [n for n, i in enumerate(instances) if _is_of(i, was)]
    return next((n for n in of_it if instances[n].domain is None), of_it[0] if of_it else None)


def _lies_there(domain: Domain) -> bool:
    return domain.role is DomainRole.GUEST and domain.state is DomainState.REBOOTING and bool(domain.reason)


def _abandoned(instance: Instance) -> Instance:
    assert instance.domain is not None, "only a domain can lie there"
    problems = (*instance.domain.problems, ABANDONED)
    return replace(instance, domain=replace(instance.domain, state=DomainState.SHUTDOWN, problems=problems))
