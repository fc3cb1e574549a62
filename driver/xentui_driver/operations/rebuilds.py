"""Finds out from the xl monitors of guests that have ended whether they are about to build a guest's next domain.

The monitor destroys the old domain, sleeps 2 s and builds a new one, which is paused until it is complete
(create_domain, xl_vmcontrol.c). A listing alone shows a guest that is stopped, then one that is paused, then one with
another id.
"""

from collections.abc import Collection, Iterable, Sequence

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.domain import Domain, DomainRef, DomainRole, DomainState
from xentui_driver.model.errors import HostError, NameInUse, XenError
from xentui_driver.model.identity import guest_name
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


@dataclass(frozen=True, slots=True)
class Expected:
    """What earlier readings of a host make worth looking up in its monitors' logs."""

    guests: tuple[DomainRef, ...] = ()
    """Domains that existed: the log of each that is gone is read."""
    given_up: frozenset[DomainRef] = frozenset()
    """Domains that have been shut down for so long that their monitors aren't looked for any more."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What the monitor's log says of a domain that is gone."""

    ref: DomainRef
    code: int | None
    """The reason code that it ended with; None where the log doesn't say."""
    is_being_rebuilt: bool | None
    """The rebuild by its monitor; None where the log doesn't say that it has begun one."""
    was_rebuilt: bool
    """Its monitor has built the next domain."""


@dataclass(frozen=True, slots=True)
class Monitors:
    """What the monitors of one host say right after a listing."""

    ended: tuple[Ended, ...] = ()
    """The ends of the expected domains that are gone."""
    found: tuple[tuple[str, int], ...] = ()
    """Where no domain was expected yet: guests that are being rebuilt, by name, with the domid that has ended."""
    deserted: frozenset[DomainRef] = frozenset()
    """Domains that have shut down for a reboot and whose monitor no longer runs."""

    def of(self, ref: DomainRef) -> Ended | None:
        """What the log says of that domain; None where it wasn't read."""
        return next((each for each in self.ended if each.ref == ref), None)


def read_monitors(xl: Xl, domains: Sequence[Domain], expected: Expected | None) -> Monitors:
    """Find out what a listing leaves open; without `expected`, about every guest that may be between two domains.

    Raises HostError. A host whose logs can't be read tells nothing.
    """
    given_up = expected.given_up if expected is not None else frozenset()
    deserted = _without_monitor(xl, [each for each in lying(domains) if each.ref not in given_up])
    if expected is None:
        names = {guest_name(domain.name) for domain in domains}
        return Monitors(found=tuple(_found_between(xl, names)), deserted=deserted)
    there = present(domains)
    gone = (ref for ref in expected.guests if (ref.uuid, ref.domid) not in there)
    return Monitors(tuple(_ended(xl, ref) for ref in gone), deserted=deserted)


def present(domains: Iterable[Domain]) -> frozenset[tuple[str, int]]:
    """The domains that aren't being torn down, by UUID and domid: those that are have lost their names, or die."""
    return frozenset(
        [
            (each.uuid, each.domid)
            for each in domains
            if each.role is not DomainRole.NAMELESS and each.state is not DomainState.DYING
        ]
    )


def lying(domains: Iterable[Domain]) -> Sequence[Domain]:
    """Those that have shut down for a reboot, and that their monitors have not removed yet."""
    return [
        each
        for each in domains
        if each.state is DomainState.REBOOTING and each.role is DomainRole.GUEST and each.reason
    ]


def _ended(xl: Xl, ref: DomainRef) -> Ended:
    log = _log(xl, ref.name, ref.domid)
    has_begun = log.rebuild is not None and log.rebuild.domid == ref.domid
    return Ended(
        ref,
        log.shutdown_code(ref.domid),
        _is_at_it(xl, log) if has_begun else None,
        log.was_rebuilt(ref.domid),
    )


def _found_between(xl: Xl, present_names: Collection[str]) -> Iterable[tuple[str, int]]:
    """Reads only logs that changed recently: others can't belong to a rebuild."""
    for name in _names_of_late(xl):
        if name not in present_names:
            log = _log(xl, name)
            if log.rebuild is not None and _is_at_it(xl, log):
                yield name, log.rebuild.domid


def _is_at_it(xl: Xl, log: MonitorLog) -> bool:
    try:
        return rebuild_under_way(xl, log) is not None
    except HostError:
        raise
    except XenError:  # a recording that doesn't have its process
        return False


def _log(xl: Xl, name: str, domid: int | None = None) -> MonitorLog:
    try:
        return read_monitor_log(xl, name, domid)
    except HostError:
        raise
    except XenError:  # a recording that doesn't have it
        return MonitorLog(FOLDER, ())


def _names_of_late(xl: Xl) -> Iterable[str]:
    try:
        logs = logs_of_late(xl)
    except HostError:
        raise
    except XenError:  # a recording that doesn't have it
        return ()
    return filter(None, map(logged_name, logs))


def _without_monitor(xl: Xl, domains: Sequence[Domain]) -> frozenset[DomainRef]:
    """The domains whose monitor said that it watches them, and no longer runs."""
    try:
        pids = monitor_pids(xl.transport, domains) if domains else {}
    except HostError:
        raise
    except XenError:
        return frozenset()
    watched = {d.ref: pid for d in domains if (pid := (pids or {}).get(d.domid)) is not None}
    return frozenset(ref for ref, pid in watched.items() if not is_xl(xl.transport, pid))


def refuse_while_rebooting(xl: Xl, name: str) -> None:
    """Raises NameInUse while a monitor is about to rebuild the guest of that name."""
    log = read_monitor_log(xl, name)
    rebuild = rebuild_under_way(xl, log)
    if rebuild is None:
        return
    raise NameInUse(
        f"{name} was not started: it is rebooting, and its xl monitor (pid {rebuild.pid}) is about to build it again.",
        state_now="Nothing was done.",
        next_step=f"Wait until it is back. If it doesn't come back, read {log.path}, end that process, then start "
        "it (do: start).",
    )
