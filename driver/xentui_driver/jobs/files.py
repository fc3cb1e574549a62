"""The files of a job's folder, written so that a crash at any point leaves a readable folder."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from xentui_driver.model.redaction import without_passwords_in
from xentui_driver.model.strict_json import parsed
from xentui_driver.transport.safe_files import new_file, open_regular, require_own_file

JOB_FILE = "job.json"
EVENTS_FILE = "events.jsonl"
RESULT_FILE = "result.json"
LOCK_FILE = "lock"
"""The process that performs the job holds a flock on it; the kernel releases it however the process ends."""
CANCEL_FILE = "cancel"
RELEASE_FILE = "release"
"""Tells a job that waits for its console that the console won't be attached, or not any more."""
AUDITED_FILE = "audited"
TROUBLE_FILE = "trouble.log"
"""Standard error of the process that performs the job: anything in it is a bug."""
RESERVE_FILE = "reserve"
"""Space that is freed when the disk is full, so that the outcome can still be written."""

FORMAT = 1
RESERVE_BYTES = 1 << 16
_READ_LIMIT_BYTES = 4 << 20
_OWN = os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


def write_whole(folder_fd: int, name: str, values: Any) -> None:
    """Write the file as a whole or not at all, and sync it. Raises OSError."""
    content = (json.dumps(without_passwords_in(values)) + "\n").encode("ascii")
    with suppress(FileNotFoundError):  # left by a process that was killed, or put there as a link
        os.unlink(f"{name}.new", dir_fd=folder_fd)
    fd = new_file(f"{name}.new", folder_fd)
    try:
        write_all(fd, content)
        os.fsync(fd)
    finally:
        os.close(fd)
    os.rename(f"{name}.new", name, src_dir_fd=folder_fd, dst_dir_fd=folder_fd)
    os.fsync(folder_fd)


def write_all(fd: int, content: bytes) -> None:
    """Raises OSError."""
    while content:
        content = content[os.write(fd, content) :]


def touch(folder_fd: int, name: str) -> None:
    """Raises OSError."""
    os.close(open_own(folder_fd, name, os.O_WRONLY))


def open_own(folder_fd: int, name: str, flags: int) -> int:
    """A descriptor of our own file in that folder, made if needed; refuses a link or a FIFO. Raises OSError."""
    fd = os.open(name, flags | _OWN, 0o600, dir_fd=folder_fd)
    try:
        require_own_file(os.fstat(fd), name)
    except OSError:
        os.close(fd)
        raise
    return fd


def read_bytes(path: str, limit_bytes: int = _READ_LIMIT_BYTES) -> bytes:
    """The file's content, or only its end if it is larger. Raises OSError, ValueError for a link or a FIFO."""
    with open(open_regular(path), "rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size > limit_bytes:
            file.seek(size - limit_bytes)
        return file.read(limit_bytes)


def read_object(path: str) -> dict[str, Any]:
    """The JSON object in a file. Raises OSError, and ValueError when it isn't one."""
    values = parsed(read_bytes(path))
    if not isinstance(values, dict):
        raise ValueError("it isn't an object")
    return values


def read_lines(path: str) -> tuple[list[dict[str, Any]], int]:
    """The JSON objects in a file, one a line, and how many complete lines aren't such objects.

    A last line without an end doesn't count: it is still being written, or a power cut has halved it.
    """
    try:
        content = read_bytes(path)
    except FileNotFoundError:
        return [], 0
    found: list[dict[str, Any]] = []
    broken = 0
    for line in content.split(b"\n")[:-1]:
        try:
            values = parsed(line)
        except ValueError:
            values = None
        if isinstance(values, dict):
            found.append(values)
        elif line.strip():
            broken += 1
    return found, broken


def is_held(path: str) -> bool:
    """Whether any process holds a flock on that file. Raises OSError."""
    return _refuses(path, fcntl.LOCK_SH)


def has_writer(path: str) -> bool:
    """Whether a command that was started with that file as its output still runs: it inherits the flock on it."""
    with suppress(FileNotFoundError):
        return _refuses(path, fcntl.LOCK_EX)
    return False


def _refuses(path: str, lock: int) -> bool:
    """Raises OSError."""
    fd = open_regular(path)
    try:
        fcntl.flock(fd, lock | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(fd)
    return False


def take(folder_fd: int, name: str) -> int | None:
    """Take the flock of a file, made if needed; None when another process has it. Raises OSError.

    The caller closes the descriptor.
    """
    fd = open_own(folder_fd, name, os.O_RDWR)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(fd)
        return None
    except OSError:
        os.close(fd)
        raise
    return fd


@contextmanager
def taken(folder_fd: int, name: str) -> Iterator[bool]:
    """Yields true while it holds the flock of that file, false when another process has it."""
    fd = take(folder_fd, name)
    try:
        yield fd is not None
    finally:
        if fd is not None:
            os.close(fd)
