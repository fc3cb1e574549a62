"""The files of a folder of jobs: written so that a crash at any point leaves what can be read."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

JOB_FILE = "job.json"
EVENTS_FILE = "events.jsonl"
RESULT_FILE = "result.json"
LOCK_FILE = "lock"
"""Whoever performs the job holds its flock; the kernel lets go of it whatever becomes of the process."""
CANCEL_FILE = "cancel"
RELEASE_FILE = "release"
"""Says to a job that waits for its console that the console is there."""
AUDITED_FILE = "audited"
TROUBLE_FILE = "trouble.log"
"""Standard error of whoever performs the job: empty, or a bug."""
RESERVE_FILE = "reserve"
"""Room that is given back when the disk is full, so that the outcome can still be written."""

FORMAT = 1
RESERVE_BYTES = 1 << 16
_READ_LIMIT_BYTES = 4 << 20


def write_whole(folder: str, name: str, values: Any) -> None:
    """Whole or not at all, and on the disk when this returns. Raises OSError."""
    path = os.path.join(folder, name)
    content = (json.dumps(values) + "\n").encode("ascii")
    fd = os.open(f"{path}.new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        write_all(fd, content)
        os.fsync(fd)
    finally:
        os.close(fd)
    os.rename(f"{path}.new", path)
    sync_folder(folder)


def write_all(fd: int, content: bytes) -> None:
    """Raises OSError."""
    while content:
        content = content[os.write(fd, content) :]


def sync_folder(path: str) -> None:
    """So that a rename in it outlives a power cut. Raises OSError."""
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def touch(path: str) -> None:
    """Raises OSError."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))


def read_bytes(path: str, limit_bytes: int = _READ_LIMIT_BYTES) -> bytes:
    """The last of it when it is larger. Raises OSError; a link or a FIFO is no file of ours."""
    fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(fd, "rb") as file:
        size = os.fstat(fd).st_size
        if size > limit_bytes:
            file.seek(size - limit_bytes)
        return file.read(limit_bytes)


def read_object(path: str) -> dict[str, Any]:
    """Raises OSError, and ValueError for what is no JSON object."""
    try:
        values = json.loads(read_bytes(path).decode("utf-8"))
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error
    if not isinstance(values, dict):
        raise ValueError("it is no object")
    return values


def read_lines(path: str) -> tuple[list[dict[str, Any]], int]:
    """The objects in a file of one a line, and how many whole lines are none.

    A last line without an end is still being written, or a power cut has halved it: it doesn't count.
    """
    try:
        content = read_bytes(path)
    except FileNotFoundError:
        return [], 0
    found: list[dict[str, Any]] = []
    broken = 0
    for line in content.split(b"\n")[:-1]:
        try:
            values = json.loads(line)
        except (ValueError, RecursionError):
            values = None
        if isinstance(values, dict):
            found.append(values)
        elif line.strip():
            broken += 1
    return found, broken


def is_held(path: str) -> bool:
    """Whether some process holds the flock of that file. Raises OSError."""
    return _refuses(path, fcntl.LOCK_SH)


def has_writer(path: str) -> bool:
    """Whether a command that was started with that file as its output still runs: it shares the file's flock."""
    with suppress(FileNotFoundError):
        return _refuses(path, fcntl.LOCK_EX)
    return False


def _refuses(path: str, lock: int) -> bool:
    """Raises OSError."""
    fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(fd, lock | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(fd)
    return False


def take(path: str) -> int | None:
    """The flock of a file, made if need be, as a descriptor to be closed; None when somebody else has it.

    Raises OSError.
    """
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
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
def taken(path: str) -> Iterator[bool]:
    """True with the flock of that file held meanwhile, false when somebody else has it."""
    fd = take(path)
    try:
        yield fd is not None
    finally:
        if fd is not None:
            os.close(fd)
