"""Gathers the evidence of a guest's end from its host: the listing, the monitor's log, and the tails of all others."""

import re
from collections.abc import Collection, Iterator, Sequence

from xentui_driver.host.death.causes import causes_of, failed_start
from xentui_driver.host.death.death import Death
from xentui_driver.host.death.evidence import Ending, Evidence, Excerpt, Place, Touch
from xentui_driver.host.death.excerpts import about, last_boots
from xentui_driver.host.ended import CODES
from xentui_driver.host.logs.console_logging import NOT_KEPT, how_to_keep, keeps_console_output
from xentui_driver.host.logs.find_logs import guest_logs
from xentui_driver.host.logs.log_source import LogKind, LogSource
from xentui_driver.host.logs.read_log import read_log
from xentui_driver.model.dataclass import dataclass, replace
from xentui_driver.model.domain import ALIVE_STATES, Domain, DomainRole
from xentui_driver.model.errors import XenError
from xentui_driver.model.identity import identifies
from xentui_driver.model.job import Subject
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.printed import printed_text
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.monitor_log import FOLDER, MonitorLog, read_monitor_log
from xentui_driver.toolstack.processes import argv_of
from xentui_driver.toolstack.xl import Xl

_TAIL_BYTES = 1 << 16
_XEN_TAIL_BYTES = 1 << 20
"""Xen's ring, which is for all domains, is 16 KiB to 1 MiB (conring_size)."""
_KEPT_LINES = 60
_MOST_DOMAINS = 5
"""So many of a guest's last domains are looked for in what Xen said."""
_ENDINGS = {
    0: Ending.POWERED_OFF,
    1: Ending.REBOOTED,
    2: Ending.SUSPENDED,
    3: Ending.CRASHED,
    4: Ending.WATCHDOG,
    5: Ending.REBOOTED,
}
"""By the reason code of a shutdown (xen/include/public/sched.h)."""
_WHOLE = frozenset({DomainRole.GUEST, DomainRole.DOM0})
_BOOTLOADER_LOG = lazy_pattern(rf"{re.escape(FOLDER)}/bootloader\.\d{{1,9}}\.log")
_PLACES = {
    LogKind.CONSOLE: Place.CONSOLE,
    LogKind.XL: Place.MONITOR,
    LogKind.DEVICE_MODEL: Place.DEVICE_MODEL,
    LogKind.HOTPLUG: Place.HOTPLUG,
}


def death_of(xl: Xl, subject: Subject, touches: Sequence[Touch]) -> Death:
    """Does what `Hypervisor.why` says. Blocks."""
    domain = _domain(xl, subject)
    name = domain.name if domain is not None and domain.name else subject.name
    log = read_monitor_log(xl, name, domain.domid if domain is not None else None)
    end = _end(domain, log)
    evidence = Evidence(
        name,
        domain.uuid if domain is not None else subject.uuid,
        domain is not None and domain.state in ALIVE_STATES,
        end.ending,
        end.domid,
        ended_s=_ended_s(xl, log) if end.is_last else None,
        restarts=len(log.rebuilds),
        has_device_model=_has_device_model(xl, domain) if domain is not None else None,
        touches=tuple(touches),
        unkept=(NOT_KEPT, how_to_keep(xl.transport)) if keeps_console_output(xl.transport) is False else (),
    )
    excerpts = (
        *_said_at_start(xl, evidence),
        *_said_at_rebuild(evidence, log),
        *_logged(xl, evidence, domain, _domids(evidence, log)),
    )
    evidence = replace(evidence, excerpts=tuple(each for each in excerpts if each.lines))
    return Death(evidence, causes_of(evidence), xl.clock.epoch_s())


@dataclass(frozen=True, slots=True)
class _End:
    ending: Ending | None
    domid: int | None
    is_last: bool = False
    """Nothing has come after it, so it was when the monitor's log was last written."""


def _domain(xl: Xl, subject: Subject) -> Domain | None:
    """The guest's newest domain: by UUID, or by name where it has none; half of a migration only without another."""
    has_uuid = identifies(subject.uuid)
    found = (
        domain
        for domain in xl.listing().domains
        if (domain.uuid == subject.uuid if has_uuid else domain.name == subject.name)
    )
    return max(found, key=lambda domain: (domain.role in _WHOLE, domain.domid), default=None)


def _end(domain: Domain | None, log: MonitorLog) -> _End:
    if domain is not None and domain.state in CODES:
        return _End(_ending_of(domain), domain.domid, is_last=True)
    if domain is None and log.destroyed is not None:
        return _End(Ending.DESTROYED, log.destroyed, is_last=True)
    if domain is None and log.last_end is not None:
        return _End(_ENDINGS.get(log.last_end.code, Ending.GONE), log.last_end.domid, is_last=True)
    if log.rebuilds:
        last = log.rebuilds[-1]
        return _End(_ENDINGS.get(last.code), last.domid)
    if domain is not None:
        return _End(None, domain.domid)
    return _End(Ending.GONE if log.lines else None, None)


def _ending_of(domain: Domain) -> Ending:
    return Ending.WATCHDOG if domain.reason == "watchdog" else _ENDINGS[CODES[domain.state]]


def _ended_s(xl: Xl, log: MonitorLog) -> float | None:
    """The monitor's last line is about the end."""
    try:
        return read_log(xl, LogSource(LogKind.XL, log.path), offset=0, limit_bytes=0).modified_s
    except XenError:
        return None


def _domids(evidence: Evidence, log: MonitorLog) -> frozenset[int]:
    own = [evidence.domid] if evidence.domid is not None else []
    return frozenset([*own, *(end.domid for end in log.rebuilds[-_MOST_DOMAINS:])])


def _has_device_model(xl: Xl, domain: Domain) -> bool | None:
    """By the process that libxl has noted (libxl_dm.c): another one may have its number, but not its arguments."""
    argv = commands.read_store(f"/local/domain/{domain.domid}/image/device-model-pid")
    read = xl.transport.run(argv, timeout_s=xl.limits.read_s)
    pid = read.stdout.strip()
    if read.exit_status != 0 or not pid.isdecimal():
        return None
    return str(domain.domid) in argv_of(xl.transport, int(pid))


def _said_at_start(xl: Xl, evidence: Evidence) -> Iterator[Excerpt]:
    failed = failed_start(evidence)
    if failed is None:
        return
    yield Excerpt(Place.TOOLSTACK, failed.title, failed.said[-_KEPT_LINES:])
    for path in dict.fromkeys(path for line in failed.said for path in _BOOTLOADER_LOG.findall(line)):
        yield Excerpt(Place.BOOTLOADER, path, _tail(xl, LogSource(LogKind.XL, path), _TAIL_BYTES))


def _said_at_rebuild(evidence: Evidence, log: MonitorLog) -> Iterator[Excerpt]:
    if not evidence.is_running and failed_start(evidence) is None:
        yield Excerpt(Place.TOOLSTACK, log.path, log.failed_rebuild[-_KEPT_LINES:])


def _logged(xl: Xl, evidence: Evidence, domain: Domain | None, domids: Collection[int]) -> Iterator[Excerpt]:
    # What a guest that runs again has ended with is before what it has printed since.
    boots = 2 if evidence.is_running and evidence.ending is not None else 1
    for found in guest_logs(xl, evidence.name, ref=domain.ref if domain is not None else None):
        source = found.source
        if not found.is_readable:
            continue
        if source.kind is LogKind.DMESG:
            lines = tuple(about(domids, _tail(xl, source, _XEN_TAIL_BYTES)))
            yield Excerpt(Place.XEN, " ".join(source.command), lines[-_KEPT_LINES:])
        elif source.kind in _PLACES:
            lines = _tail(xl, source, _TAIL_BYTES)
            lines = last_boots(lines, boots) if source.kind is LogKind.CONSOLE else lines
            yield Excerpt(_PLACES[source.kind], source.path, lines[-_KEPT_LINES:])


def _tail(xl: Xl, source: LogSource, limit_bytes: int) -> tuple[str, ...]:
    """Nothing of a log that can't be read: what the others say is still worth it."""
    try:
        part = read_log(xl, source, offset=-limit_bytes, limit_bytes=limit_bytes)
    except XenError:
        return ()
    lines = tuple(printed_text(line) for line in part.content.removesuffix(b"\n").split(b"\n"))
    return lines if part.offset == 0 else lines[1:]
