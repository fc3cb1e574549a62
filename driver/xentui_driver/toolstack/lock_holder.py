"""Finds out who has locked a file: the process, and the person behind it, from the host's /proc."""

import re
import time
from collections.abc import Callable, Mapping

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import FileUnreadable, XenError
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.text import harmless
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.processes import FOLDER, LOCKS_FILE, argv_of, command_words, lock_in, opened_by, text_of
from xentui_driver.transport.protocol import FileReader, Transport

_REAL_USER = lazy_pattern(r"^Uid:\s*(\d{1,10})\b", re.MULTILINE)
_BOOT_TIME = lazy_pattern(r"^btime (\d{1,11})$", re.MULTILINE)
_TERMINAL = lazy_pattern(r"/dev/(pts/\d{1,9}|(?:tty|hvc|console)\w{0,8})", re.ASCII)
_NO_LOGIN = (1 << 32) - 1
_TICKS_PER_S = 100
"""USER_HZ, the unit in which Linux reports times on every architecture that Xen runs on."""
_LONGEST_COMMAND = 80
_SUPERUSER = "root"
_LONGEST_NAME = 32
"""The longest user name that useradd(8) allows."""
_USER_S = 2.0
"""getent(1) may ask another host, which may not answer."""


@dataclass(frozen=True, slots=True)
class LockHolder:
    """A process that has locked a file; None or empty is what isn't known of it."""

    pid: int
    user: str = ""
    """The user that it runs as."""
    login: str = ""
    """The user who logged in, where the kernel keeps that (loginuid, proc(5)): the person behind a sudo."""
    terminal: str = ""
    command: str = ""
    since_s: float | None = None
    """Seconds since the epoch."""


@dataclass(frozen=True, slots=True)
class Locker:
    """A process that has locked a file, and all that it has open, by descriptor number."""

    pid: int
    opened: Mapping[str, str]


def locker(host: Transport, is_lock: Callable[[str], bool]) -> Locker | None:
    """The process that has locked the file whose path `is_lock`; None when there is none, or it can't be found out."""
    for pid in _lockers(host):
        targets = _targets(host, pid)
        if any(map(is_lock, targets.values())):
            return Locker(pid, targets)
    return None


def lock_holder(host: Transport, is_lock: Callable[[str], bool]) -> LockHolder | None:
    """Who that process is."""
    found = locker(host, is_lock)
    return None if found is None else _holder(host, found.pid, found.opened)


def holder_words(holder: LockHolder, now_s: float) -> str:
    """Person, terminal, process and time in words; what isn't known is said to be unknown."""
    user = holder.user or "an unknown user"
    who = f"{holder.login} as {user}" if holder.login and holder.login != holder.user else user
    where = f"on {holder.terminal}" if holder.terminal else "on an unknown terminal"
    command = holder.command or "an unknown command"
    return f"{who} {where}, process {holder.pid} ({command}), since {_time_words(holder.since_s, now_s)}"


def _lockers(files: FileReader) -> tuple[int, ...]:
    locks = map(lock_in, _text(files, LOCKS_FILE).splitlines())
    return tuple(dict.fromkeys(lock.pid for lock in locks if lock and lock.is_exclusive and not lock.waits))


def _targets(host: Transport, pid: int) -> Mapping[str, str]:
    try:
        return opened_by(host, pid)
    except FileUnreadable:  # it has ended, or belongs to another user
        return {}


def _holder(host: Transport, pid: int, targets: Mapping[str, str]) -> LockHolder:
    user = _REAL_USER.search(_text(host, f"{FOLDER}/{pid}/status"))
    login = _number(_text(host, f"{FOLDER}/{pid}/loginuid"))
    terminals = (_TERMINAL.fullmatch(targets.get(number, "")) for number in "012")
    return LockHolder(
        pid=pid,
        user=_user(host, int(user[1]) if user else None),
        login=_user(host, None if login == _NO_LOGIN else login),
        terminal=next((found[1] for found in terminals if found), ""),
        command=_command(host, pid),
        since_s=_started_s(host, pid),
    )


def _user(host: Transport, uid: int | None) -> str:
    if uid is None:
        return ""
    return _user_name(host, uid) or (_SUPERUSER if uid == 0 else f"user {uid}")


def _user_name(host: Transport, uid: int) -> str:
    """Asks for that user alone: a recording keeps what was read, and is sent to others (getent(1), passwd(5))."""
    try:
        told = host.run(commands.user(uid), timeout_s=_USER_S).stdout
    except XenError:
        return ""
    name, _, rest = told.partition(":")
    return harmless(name, _LONGEST_NAME) if rest.split(":")[1:2] == [str(uid)] else ""


def _command(files: FileReader, pid: int) -> str:
    command = command_words(argv_of(files, pid))
    return command if len(command) <= _LONGEST_COMMAND else command[:_LONGEST_COMMAND] + "..."


def _started_s(files: FileReader, pid: int) -> float | None:
    """Seconds since the boot, from field 22, in ticks; field 2 is a name that may contain anything (proc(5))."""
    fields = _text(files, f"{FOLDER}/{pid}/stat").rpartition(")")[2].split()
    ticks = _number(fields[19]) if len(fields) > 19 else None
    boot = _BOOT_TIME.search(_text(files, f"{FOLDER}/stat"))
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
    """The file's text; empty when it can't be read: then what it says counts as unknown."""
    return text_of(files, path) or ""
