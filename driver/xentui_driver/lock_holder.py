"""Who has locked a file: the process, and the person behind it, as the host's /proc tells them."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from xentui_driver.errors import FileUnreadable
from xentui_driver.text import harmless
from xentui_driver.transport import FileReader

# A line of /proc/locks; one with an arrow waits for the lock (fs/locks.c).
_LOCK = re.compile(r"\d+: (?:FLOCK|POSIX|OFDLCK) +(?:ADVISORY|MANDATORY) +WRITE (\d{1,10}) ")
_REAL_USER = re.compile(r"^Uid:\s*(\d{1,10})\b", re.MULTILINE)
_BOOT_TIME = re.compile(r"^btime (\d{1,11})$", re.MULTILINE)
_TERMINAL = re.compile(r"/dev/(pts/\d{1,9}|(?:tty|hvc|console)\w{0,8})", re.ASCII)
_NO_LOGIN = (1 << 32) - 1
_TICKS_PER_S = 100
"""USER_HZ, in which Linux tells times on every architecture that Xen has."""
_LONGEST_COMMAND = 80


@dataclass(frozen=True, slots=True)
class LockHolder:
    """A process that has locked a file, with what is known of it; None and empty what isn't."""

    pid: int
    user: str = ""
    """As whom it runs."""
    login: str = ""
    """Who has logged in, where the kernel keeps that (loginuid, proc(5)): a person behind a sudo."""
    terminal: str = ""
    command: str = ""
    since_s: float | None = None
    """Seconds since the epoch."""


def lock_holder(files: FileReader, is_lock: Callable[[str], bool]) -> LockHolder | None:
    """Who has locked the file whose path `is_lock`; None when nobody has, and when that can't be told."""
    for pid in _lockers(files):
        targets = _targets(files, pid)
        if any(map(is_lock, targets.values())):
            return _holder(files, pid, targets)
    return None


def holder_words(holder: LockHolder, now_s: float) -> str:
    """Person, terminal, process and time; what isn't known is said to be unknown."""
    user = holder.user or "an unknown user"
    who = f"{holder.login} as {user}" if holder.login and holder.login != holder.user else user
    where = f"on {holder.terminal}" if holder.terminal else "on an unknown terminal"
    command = holder.command or "an unknown command"
    return f"{who} {where}, process {holder.pid} ({command}), since {_time_words(holder.since_s, now_s)}"


def _lockers(files: FileReader) -> tuple[int, ...]:
    return tuple(dict.fromkeys(int(pid) for pid in _LOCK.findall(_text(files, "/proc/locks"))))


def _targets(files: FileReader, pid: int) -> dict[str, str]:
    """What the open files of a process are, by their number."""
    try:
        return {entry.name: entry.link_target for entry in files.list_directory(f"/proc/{pid}/fd")}
    except FileUnreadable:  # it has ended, or is somebody else's
        return {}


def _holder(files: FileReader, pid: int, targets: dict[str, str]) -> LockHolder:
    names = dict(_users(files))
    user = _REAL_USER.search(_text(files, f"/proc/{pid}/status"))
    login = _number(_text(files, f"/proc/{pid}/loginuid"))
    terminals = (_TERMINAL.fullmatch(targets.get(number, "")) for number in "012")
    return LockHolder(
        pid=pid,
        user=_user(names, int(user[1]) if user else None),
        login=_user(names, None if login == _NO_LOGIN else login),
        terminal=next((found[1] for found in terminals if found), ""),
        command=_command(files, pid),
        since_s=_started_s(files, pid),
    )


def _users(files: FileReader) -> Iterator[tuple[int, str]]:
    """Those of the host's own file; others have their number only (passwd(5))."""
    for line in _text(files, "/etc/passwd").splitlines():
        words = line.split(":")
        if len(words) > 2 and (uid := _number(words[2])) is not None:
            yield uid, harmless(words[0])


def _user(names: dict[int, str], uid: int | None) -> str:
    return "" if uid is None else names.get(uid) or f"user {uid}"


def _command(files: FileReader, pid: int) -> str:
    words = _text(files, f"/proc/{pid}/cmdline").rstrip("\0").split("\0")
    command = harmless(" ".join((words[0].rpartition("/")[2], *words[1:])))
    return command if len(command) <= _LONGEST_COMMAND else command[:_LONGEST_COMMAND] + "..."


def _started_s(files: FileReader, pid: int) -> float | None:
    """From its 22nd field, in ticks since the boot; its second one is a name with anything in it (proc(5))."""
    fields = _text(files, f"/proc/{pid}/stat").rpartition(")")[2].split()
    ticks = _number(fields[19]) if len(fields) > 19 else None
    boot = _BOOT_TIME.search(_text(files, "/proc/stat"))
    return None if ticks is None or boot is None else int(boot[1]) + ticks / _TICKS_PER_S


def _time_words(moment_s: float | None, now_s: float) -> str:
    if moment_s is None:
        return "an unknown time"
    moment, now = time.localtime(moment_s), time.localtime(now_s)
    return time.strftime("%H:%M:%S" if moment[:3] == now[:3] else "%Y-%m-%d %H:%M:%S", moment)


def _number(text: str) -> int | None:
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 12 else None


def _text(files: FileReader, path: str) -> str:
    """Empty when it can't be read: what it would have told is unknown."""
    try:
        return files.read_file(path).decode("utf-8", "replace")
    except FileUnreadable:
        return ""
