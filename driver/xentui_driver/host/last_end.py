"""When and why a guest's last domain has ended, as far as the log of its monitor tells."""

from xentui_driver.host.crash_traces import CrashTraces, crash_traces
from xentui_driver.host.ended import CODES
from xentui_driver.model.dataclass import dataclass, replace
from xentui_driver.model.domain import Domain
from xentui_driver.model.errors import FileUnreadable
from xentui_driver.model.instance import Instance
from xentui_driver.toolstack.monitor_log import FOLDER, MonitorLog, read_monitor_log
from xentui_driver.toolstack.xl import Xl

_SUSPEND, _CRASH, _WATCHDOG = 2, 3, 4
_CRASHES = (_CRASH, _WATCHDOG)
_WHY = {
    0: "it powered off, by itself or because it was asked to",
    1: "it rebooted, by itself or because it was asked to",
    _SUSPEND: "it was suspended: saved to a file, or moved to another host",
    _CRASH: "it crashed: its kernel panicked, or Xen ended it for a fault",
    _WATCHDOG: "it crashed: its watchdog ended it",
    5: "it asked for a soft reset",
}
"""The reason codes of a shutdown (xen/include/public/sched.h)."""


@dataclass(frozen=True, slots=True)
class LastEnd:
    """How a guest's last domain has ended."""

    words: str
    ended_s: float | None
    """Seconds since the epoch; None where no monitor has noted it."""
    path: str
    """The log that tells so; empty where none does."""
    traces: CrashTraces | None = None
    """What may say why, of one that has crashed."""


def last_end(xl: Xl, instance: Instance) -> LastEnd | None:
    """None for a guest that runs, and where nothing tells how it has ended. Blocks."""
    domain = instance.domain
    if domain is None:
        log = read_monitor_log(xl, instance.name)
        ended = log.last_end
        if ended is None:
            return None
        end = _end(xl, instance.name, ended.code, _changed_s(xl, log), log.path)
        departure = instance.departure
        if ended.code == _SUSPEND and departure is not None and departure.domid == ended.domid:
            return replace(end, words=f"it has {departure.words}")  # the log has the same words for both
        return end
    if domain.state not in CODES:
        return None
    log = read_monitor_log(xl, domain.name, domain.domid)
    code = log.shutdown_code(domain.domid)
    if code is None:
        return _end(xl, domain.name, _code_of(domain), None, "")
    is_newest = log.last_end is not None and log.last_end.domid == domain.domid
    return _end(xl, domain.name, code, _changed_s(xl, log) if is_newest else None, log.path)


def _end(xl: Xl, name: str, code: int, ended_s: float | None, path: str) -> LastEnd:
    traces = crash_traces(xl, name) if code in _CRASHES else None
    return LastEnd(_why(code), ended_s, path, traces)


def _why(code: int) -> str:
    return _WHY.get(code, f"it shut down, with the reason code {code}")


def _code_of(domain: Domain) -> int:
    return _WATCHDOG if domain.reason == "watchdog" else CODES[domain.state]


def _changed_s(xl: Xl, log: MonitorLog) -> float | None:
    """When the monitor wrote its last line: that it had to do nothing, or no more, after the end."""
    try:
        entries = xl.transport.list_directory(FOLDER)
    except FileUnreadable:
        return None
    return next((each.modified_s for each in entries if f"{FOLDER}/{each.name}" == log.path), None)
