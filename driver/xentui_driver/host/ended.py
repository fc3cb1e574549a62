"""Finds out how a domain that was seen before has ended, and what came after it."""

from collections.abc import Callable
from enum import Enum

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.domain import ALIVE_STATES, Domain, DomainRef, DomainRole, DomainState
from xentui_driver.toolstack.listing import Listing
from xentui_driver.toolstack.monitor_log import MonitorLog, is_xl, read_monitor_log, rebuild_under_way
from xentui_driver.toolstack.xl import Xl


class Fate(Enum):
    """What has happened to a domain."""

    ALIVE = "alive"
    REBOOTING = "rebooting"
    BACK = "back"
    SHUT_DOWN = "shut down"
    CRASHED = "crashed"
    MOVED = "moved"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Became:
    """A domain's fate, also in words, and its guest's next domain where that is built: it may not run yet."""

    fate: Fate
    words: str = ""
    """What the guest has done: "rebooted as id 12"; empty while the domain still exists."""
    ref: DomainRef | None = None


_LEAVES_WITHIN_S = 0.1
_ENDED_BY = {
    0: (Fate.SHUT_DOWN, "powered off"),
    1: (Fate.REBOOTING, "rebooted"),
    2: (Fate.MOVED, "was suspended, for a save or a migration"),
    3: (Fate.CRASHED, "crashed"),
    4: (Fate.CRASHED, "crashed (watchdog)"),
    5: (Fate.REBOOTING, "rebooted"),
}
"""The words for each reason code of a shutdown (xen/include/public/sched.h)."""
CODES = {
    DomainState.SHUTDOWN: 0,
    DomainState.REBOOTING: 1,
    DomainState.SUSPENDED: 2,
    DomainState.CRASHED: 3,
}
"""The reason code that each state of a domain that has ended stands for."""


def what_became_of(xl: Xl, ref: DomainRef) -> Became:
    """Reads the listing and the log of the domain's monitor. Raises XenError."""
    listing = xl.listing()
    here = listing.same(ref)
    if here is not None and here.state in ALIVE_STATES and here.role is not DomainRole.NAMELESS:
        return Became(Fate.ALIVE)
    log = read_monitor_log(xl, ref.name, ref.domid)
    came = _next(listing, ref)
    if came is None and log.was_rebuilt(ref.domid):  # perhaps since the listing
        came = _next(xl.listing(), ref)
    return _ended(xl, ref, log, _code(here, log, ref), came)


def await_next(xl: Xl, ref: DomainRef, is_left: Callable[[], bool]) -> Became:
    """Wait until the guest of a domain that has ended has its next one, or won't have one, or nobody waits any more.

    It is found as soon as it is built, so that a console is there before it boots. Raises XenError.
    """
    while True:
        became = what_became_of(xl, ref)
        if became.fate is not Fate.REBOOTING or became.ref is not None:
            return became
        until_s = xl.clock.monotonic_s() + xl.limits.look_every_s
        while xl.clock.monotonic_s() < until_s:
            if is_left():
                return became
            xl.clock.wait(_LEAVES_WITHIN_S, xl.wake)


def came_back_words(code: int | None, domid: int) -> str:
    """What a guest has done that has a new domain; `code` is the reason code that its old domain ended with."""
    fate, did = _ended_by(code)
    return f"rebooted as id {domid}" if fate is Fate.REBOOTING else f"{did} and was started again as id {domid}"


def _ended_by(code: int | None) -> tuple[Fate, str]:
    return _ENDED_BY.get(-1 if code is None else code, (Fate.GONE, "has ended"))


def _ended(xl: Xl, ref: DomainRef, log: MonitorLog, code: int | None, came: Domain | None) -> Became:
    fate, did = _ended_by(code)
    if came is not None and came.state is DomainState.RUNNING:
        return Became(Fate.BACK, came_back_words(code, came.domid), came.ref)
    is_reboot = fate is Fate.REBOOTING
    if rebuild_under_way(xl, log) is not None or (is_reboot and (came is not None or _is_awaited(xl, log, ref.domid))):
        words = "is rebooting" if is_reboot else f"{did} and is being started again"
        return Became(Fate.REBOOTING, words, came.ref if came is not None and came.state in ALIVE_STATES else None)
    return Became(Fate.SHUT_DOWN, _not_back_words(log, ref.domid)) if is_reboot else Became(fate, did)


def _is_awaited(xl: Xl, log: MonitorLog, domid: int) -> bool:
    """Whether its monitor runs and has neither built the next domain nor said that it won't."""
    if log.is_told_to_end(domid) or log.has_given_up(domid) or log.was_rebuilt(domid):
        return False
    pid = log.watcher(domid)
    return pid is None or is_xl(xl.transport, pid)


def _not_back_words(log: MonitorLog, domid: int) -> str:
    if log.is_told_to_end(domid):
        return "rebooted, and its definition says not to start it again"
    return "rebooted, but nothing starts it again"


def _code(here: Domain | None, log: MonitorLog, ref: DomainRef) -> int | None:
    return CODES[here.state] if here is not None and here.state in CODES else log.shutdown_code(ref.domid)


def _next(listing: Listing, ref: DomainRef) -> Domain | None:
    return next((d for d in listing.by_uuid(ref.uuid) if d.domid != ref.domid and d.role is DomainRole.GUEST), None)
