"""Reads the log of a guest's xl monitor: nothing else says why a guest is gone (xl_vmcontrol.c)."""

import re
from collections.abc import Iterable

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.domain import INCOMING_SUFFIX, Domain
from xentui_driver.model.errors import FileUnreadable
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.text import harmless_lines
from xentui_driver.toolstack.cause import errors_in
from xentui_driver.toolstack.processes import argv_of, program_of, text_of
from xentui_driver.toolstack.xl import Xl
from xentui_driver.transport.protocol import FileReader

FOLDER = "/var/log/xen"
_REASON = lazy_pattern(r"Domain (\d+) has shut down, reason code (\d+)")
_ACTION = lazy_pattern(r"Action for shutdown reason code \d+ is ([a-z-]+)")
_BUILDING = ("restart", "rename-restart", "coredump-restart", "soft-reset")
"""The actions after which the monitor builds the guest's next domain (xl_parse.c)."""
_GIVEN_UP = "Done. Exiting now"
_REBUILDS = "Done. Rebooting now"
_WATCHED = lazy_pattern(r"^Waiting for domain .* \(domid (\d{1,9})\) to die \[pid (\d{1,9})\]\s*$", re.MULTILINE)
_DESTROYED = lazy_pattern(r"Domain (\d+) has been destroyed")
_KEPT_LINES = 200
_LOG_NAME = lazy_pattern(r"xl-(.+?)(\.log(?:\.\d+)?)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Rebuild:
    """A monitor that is building its guest's next domain, and the domain that has ended."""

    domid: int
    code: int
    pid: int


@dataclass(frozen=True, slots=True)
class LoggedEnd:
    """A domain's shutdown, as its monitor has noted it."""

    domid: int
    code: int


@dataclass(frozen=True, slots=True)
class MonitorLog:
    """The last lines of the log of one guest's monitor; empty when there is none."""

    path: str
    lines: tuple[str, ...]

    def shutdown_code(self, domid: int) -> int | None:
        """The reason code that the domain ended with: 0 poweroff, 1 reboot, 3 crash; None if the log doesn't say."""
        for line in reversed(self.lines):
            found = _REASON.search(line)
            if found and int(found[1]) == domid:
                return int(found[2])
        return None

    @property
    def last_end(self) -> LoggedEnd | None:
        """The shutdown that nothing was built after; None where the monitor watches a later domain, or has noted none.

        A domain that was destroyed has not shut down.
        """
        for line in reversed(self.lines):
            if found := _REASON.search(line):
                return LoggedEnd(int(found[1]), int(found[2]))
            if _WATCHED.search(line):
                return None
        return None

    @property
    def destroyed(self) -> int | None:
        """The domain that was destroyed before it had shut down; None where the monitor watches a later one."""
        for line in reversed(self.lines):
            if found := _DESTROYED.search(line):
                return int(found[1])
            if _WATCHED.search(line) or _REASON.search(line):
                return None
        return None

    @property
    def rebuilds(self) -> tuple[LoggedEnd, ...]:
        """The ends after which the monitor has built the guest again, the newest last."""
        found: list[LoggedEnd] = []
        ended: LoggedEnd | None = None
        for line in self.lines:
            if reason := _REASON.search(line):
                ended = LoggedEnd(int(reason[1]), int(reason[2]))
            elif ended is not None and _REBUILDS in line:
                found.append(ended)
                ended = None
        return tuple(found)

    @property
    def failed_rebuild(self) -> tuple[str, ...]:
        """What was said when the guest's next domain could not be built; empty where it could, or was not tried."""
        _, told, after = "\n".join(self.lines).rpartition(_REBUILDS)
        return tuple(after.splitlines()[1:]) if told and errors_in(after) and not _WATCHED.search(after) else ()

    def end_of(self, domid: int) -> tuple[str, ...]:
        """The lines from the domain's end on; all lines where the log doesn't show its end."""
        for number in range(len(self.lines) - 1, -1, -1):
            found = _REASON.search(self.lines[number])
            if found and int(found[1]) == domid:
                return self.lines[number:]
        return self.lines

    def is_told_to_end(self, domid: int) -> bool:
        """Whether the definition says that nothing is built after such an end of that domain."""
        if self.shutdown_code(domid) is None:
            return False
        told = next(filter(None, map(_ACTION.search, self.end_of(domid))), None)
        return told is not None and told[1] not in _BUILDING

    def watcher(self, domid: int) -> int | None:
        """The process id of the monitor that watches that domain, by its own line in the log."""
        watched = _WATCHED.findall("\n".join(self.lines))
        return next((int(pid) for each, pid in reversed(watched) if int(each) == domid), None)

    @property
    def rebuild(self) -> Rebuild | None:
        """The rebuild under way, if the monitor still runs.

        The monitor has removed one domain, and has neither said that it watches the next nor why it can't build it.
        """
        text = "\n".join(self.lines)
        before, told, after = text.rpartition(_REBUILDS)
        ended, watched = _REASON.findall(before), _WATCHED.findall(before)
        if not told or _WATCHED.search(after) or errors_in(after) or not ended or not watched:
            return None
        return Rebuild(int(ended[-1][0]), int(ended[-1][1]), int(watched[-1][1]))

    def was_rebuilt(self, domid: int) -> bool:
        """Whether the monitor has built another domain after the end of that one."""
        told = "\n".join(self.lines).rpartition(_REBUILDS)[0]
        ended = _REASON.findall(told)
        return bool(ended) and int(ended[-1][0]) == domid

    def has_given_up(self, domid: int) -> bool:
        """Whether the monitor has removed that domain and restarts nothing.

        The domid matters: a log may end with the last line of an earlier monitor, for example after a migration away.
        """
        return self.shutdown_code(domid) is not None and _GIVEN_UP in self.lines[-1]


def read_monitor_log(xl: Xl, name: str, domid: int | None = None) -> MonitorLog:
    """The log of the guest of that name; the log of a guest that migrated here has another name."""
    if "/" in name or not name:  # xl can't create a log for such a name
        return MonitorLog(FOLDER, ())
    own = _read(xl, f"{FOLDER}/xl-{name}.log")
    if domid is None or own.shutdown_code(domid) is not None:
        return own
    arrived = _read(xl, f"{FOLDER}/xl-{name}{INCOMING_SUFFIX}.log")
    return arrived if arrived.shutdown_code(domid) is not None else own


def rebuild_under_way(xl: Xl, log: MonitorLog) -> Rebuild | None:
    """The guest that is between two domains now: its log is recent, and its monitor still runs."""
    rebuild = log.rebuild
    if rebuild is None or not is_xl(xl.transport, rebuild.pid):
        return None
    return rebuild if log.path in logs_of_late(xl) else None


def logs_of_late(xl: Xl) -> tuple[str, ...]:
    """The names of the logs that changed within the time that building a guest may take."""
    try:
        entries = xl.transport.list_directory(FOLDER)
    except FileUnreadable:
        return ()
    now_s = xl.clock.epoch_s()
    return tuple(f"{FOLDER}/{e.name}" for e in entries if abs(now_s - e.modified_s) <= xl.limits.create_s)


def logged_name(path: str) -> str:
    """The guest whose monitor writes to that file; empty for any other file, rotated logs among them."""
    found = _LOG_NAME.fullmatch(path.removeprefix(f"{FOLDER}/"))
    return found[1].removesuffix(INCOMING_SUFFIX) if found and found[2] == ".log" else ""


def is_xl(files: FileReader, pid: int) -> bool:
    """Whether that process exists and is an xl: the number may belong to another process by now."""
    return program_of(argv_of(files, pid)) == "xl"


def monitor_pids(files: FileReader, guests: Iterable[Domain]) -> dict[int, int] | None:
    """For each domid the process that, by its log, watches that domain; None when no log can be seen.

    A log has the guest's name at its start. After a rename, or once a second guest of that name was started, the right
    log has another name: then all are read.
    """
    found = _watching(files, [(guest.name, guest.domid) for guest in guests])
    return None if found is None else {domid: pid for domid, (_, pid) in found.items()}


def path_watching(files: FileReader, name: str, domid: int) -> str:
    """The log of the monitor that watches that domain, which is called so now; empty where none that runs says so."""
    path, pid = (_watching(files, [(name, domid)]) or {}).get(domid, ("", 0))
    return path if path and is_xl(files, pid) else ""


def _watching(files: FileReader, guests: Iterable[tuple[str, int]]) -> dict[int, tuple[str, int]] | None:
    """For the domid of each the log that names it last, and the monitor's process; None when no log can be seen."""
    try:
        names = [entry.name for entry in files.list_directory(FOLDER) if _LOG_NAME.fullmatch(entry.name)]
    except FileUnreadable:
        return None
    names.sort(key=lambda name: (not name.endswith(".log"), name))
    claims: dict[str, tuple[int, int]] = {}
    found: dict[int, tuple[str, int]] = {}
    for guest_name, guest_domid in guests:
        own = [f"xl-{guest_name}{suffix}.log" for suffix in ("", INCOMING_SUFFIX)]
        for name in (*(name for name in own if name in names), *names):
            domid, pid = claims[name] if name in claims else claims.setdefault(name, _claim(files, name))
            if domid == guest_domid:
                found[domid] = f"{FOLDER}/{name}", pid
                break
    return found


def _claim(files: FileReader, name: str) -> tuple[int, int]:
    """The domain that a log names last, and its monitor, which goes on to its guest's next domain."""
    watched = _WATCHED.findall(text_of(files, f"{FOLDER}/{name}") or "")
    return (int(watched[-1][0]), int(watched[-1][1])) if watched else (-1, -1)


def _read(xl: Xl, path: str) -> MonitorLog:
    text = text_of(xl.transport, path)
    return MonitorLog(path, () if text is None else harmless_lines(text, _KEPT_LINES))
