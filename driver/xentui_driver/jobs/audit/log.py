"""Appends whole lines to the audit's file and syncs them, while others may write to it or rotate it."""

import errno
import fcntl
import os
import stat
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from xentui_driver.jobs.store import state_home
from xentui_driver.model.errors import AuditUnwritable
from xentui_driver.transport.safe_files import FILE_MODE, folder, remedy_of, require_own_file, words_of

if TYPE_CHECKING:
    from xentui_driver.jobs.audit.entry import AuditEntry

LOCK_TIMEOUT_S = 10.0
ROOM_BYTES = 32 << 10
"""A line is less than a tenth of it, but a file system hands out its space in blocks."""

# `chattr +a` allows nothing but appending; reading is for the end of the last line. Doesn't wait for a FIFO.
_FLAGS = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_PAUSE_S = 0.005


def default_audit_file(environ: Mapping[str, str], *, is_root: bool) -> str:
    """The path of the audit, unless the settings say otherwise."""
    if is_root:
        return "/var/log/xentui/audit.jsonl"
    return os.path.join(state_home(environ), "xentui", "audit.jsonl")


class AuditLog:
    """The audit of one machine; safe to use from any thread and from several processes.

    Its file is opened for each line, so that it may be renamed and compressed at any time.
    """

    def __init__(self, path: str, *, syslog: Callable[[str], None] | None) -> None:
        self.path = path
        self._syslog = syslog

    def check(self) -> None:
        """Raises AuditUnwritable when a line of usual size can't be written now."""
        try:
            with _opened(self.path) as (_, fd):
                _require_room(fd)
        except (OSError, ValueError) as error:
            raise self._unwritable(error, "Nothing was done.") from error

    def write(self, entry: "AuditEntry") -> None:
        """Write the line and sync it; it goes to the system's log in any case. Raises AuditUnwritable."""
        from xentui_driver.jobs.audit.entry import line_of
        from xentui_driver.jobs.audit.system_log import syslog_line

        try:
            with _opened(self.path) as (place, fd):
                _append(place, fd, line_of(entry))
        except (OSError, ValueError) as error:
            raise self._unwritable(
                error, f"The audit log has no entry for this operation: {entry.title}, {entry.verdict.value}."
            ) from error
        finally:
            if self._syslog is not None:
                self._syslog(syslog_line(entry))

    def _unwritable(self, error: OSError | ValueError, state_now: str) -> AuditUnwritable:
        return AuditUnwritable(
            f"The audit log {self.path} can't be written: {words_of(error)}.",
            state_now=state_now,
            next_step=remedy_of(error)
            or (
                f"Check {self.path}: its type, its mode, the free space on its file system, and whether that is "
                "mounted read-only; or set `[audit] required = false` in the config file."
            ),
        )


@contextmanager
def _opened(path: str) -> Iterator[tuple[int, int]]:
    """Its folder, and the file of that name, locked, readable by its owner only. Raises OSError, ValueError."""
    deadline_s = time.monotonic() + LOCK_TIMEOUT_S
    name = os.path.basename(path)
    with folder(os.path.dirname(path), make=True, strict=True) as place:
        while True:
            fd = _open(place, name)
            try:
                _require_own_file(fd, path)
                _lock(fd, deadline_s)
                # While this waited, the file may have been rotated away: the line belongs in the new one.
                if _is_still(fd, place, name):
                    yield place, fd
                    return
            finally:
                os.close(fd)
            if time.monotonic() > deadline_s:
                raise OSError(errno.EBUSY, "something keeps replacing it")


def _open(place: int, name: str) -> int:
    try:
        return os.open(name, _FLAGS, FILE_MODE, dir_fd=place)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise OSError(errno.ELOOP, "it is a symbolic link, and xentui doesn't write through links") from error
        raise


def _require_own_file(fd: int, path: str) -> None:
    status = os.fstat(fd)
    require_own_file(status, path)
    mode = stat.S_IMODE(status.st_mode)
    if mode & ~FILE_MODE:
        try:
            os.fchmod(fd, FILE_MODE)
        except OSError as error:  # one with `chattr +a`
            raise OSError(f"its mode is {mode:04o} and can't be changed to {FILE_MODE:04o}") from error


def _lock(fd: int, deadline_s: float) -> None:
    while True:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline_s:
                raise OSError(errno.EBUSY, "another program holds its lock") from None
            time.sleep(_PAUSE_S)
        except OSError as error:
            if error.errno not in (errno.ENOLCK, errno.EOPNOTSUPP):  # no locks there: O_APPEND alone must do
                raise
            return
        else:
            return


def _is_still(fd: int, place: int, name: str) -> bool:
    try:
        return os.path.samestat(os.fstat(fd), os.stat(name, dir_fd=place, follow_symlinks=False))
    except FileNotFoundError:
        return False


def _require_room(fd: int) -> None:
    room = os.fstatvfs(fd)
    free = room.f_bfree if os.geteuid() == 0 else room.f_bavail
    if room.f_blocks and free * room.f_frsize < ROOM_BYTES:  # some file systems tell no sizes
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _append(place: int, fd: int, line: bytes) -> None:
    """Append the line in a single write. Raises OSError."""
    end = os.fstat(fd).st_size
    if end and os.pread(fd, 1, end - 1) != b"\n":
        line = b"\n" + line  # half a line, from a power cut or a full disk
    written = os.write(fd, line)
    if written != len(line):
        with suppress(OSError):  # `chattr +a` forbids it: then half a line stays, and the next line begins on its own
            os.ftruncate(fd, end)
        raise OSError(errno.ENOSPC, f"only {written} of {len(line)} bytes could be written")
    os.fsync(fd)
    if not end:
        _sync_folder(place)


def _sync_folder(place: int) -> None:
    """Bring a new file's name to the disk too."""
    try:
        os.fsync(place)
    except OSError as error:
        if error.errno != errno.EINVAL:  # a file system that can't sync a folder
            raise
