"""Reads the audit back, rotated files too; what can't be read is skipped, counted and reported."""

import io
import os
import re
import stat
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, BinaryIO

from xentui_driver.jobs.audit.entry import AuditEntry, entry_of
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import FileUnreadable
from xentui_driver.model.text import harmless

if TYPE_CHECKING:
    from gzip import GzipFile

LINE_LIMIT_BYTES = 4 << 20
"""Longer than any line that is written: data without line breaks is garbage."""


@dataclass(frozen=True, slots=True)
class AuditRead:
    """An entry, or a problem: what could not be read."""

    entry: AuditEntry | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class AuditFile:
    """One that is open."""

    path: str
    changed_s: float
    stream: BinaryIO


def audit_files(path: str) -> tuple[str, ...]:
    """The audit's file, and the earlier ones that logrotate(8) made: `.N`, `-DATE`, each with or without `.gz`.

    Empty while there is none. Raises FileUnreadable.
    """
    folder, name = os.path.split(path)
    ours = re.compile(rf"{re.escape(name)}(?:\.[0-9]+|-[0-9][0-9TZ_.:+-]*)?(?:\.gz)?")
    try:
        names = set(os.listdir(folder or "."))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        raise FileUnreadable(f"{folder} can't be read: {words_of(error)}.") from error
    # While a file is being compressed, both forms exist.
    found = (each for each in names if ours.fullmatch(each) and each.removesuffix(".gz") not in names - {each})
    return tuple(os.path.join(folder, each) for each in sorted(found))


def read_audit(path: str, *, since_s: float | None = None, guest: str | None = None) -> Iterator[AuditRead]:
    """The entries, oldest first: since `since_s` (seconds since the epoch), and for one guest's name or UUID.

    Raises FileUnreadable when the folder can't be read.
    """
    with ExitStack() as stack:
        # All files are opened before one is read: a file that is renamed meanwhile is neither lost nor read twice.
        files, problems = open_all(audit_files(path), stack)
        yield from (AuditRead(None, problem) for problem in problems)
        for file in sorted(files, key=lambda file: (file.path == path, file.changed_s, file.path)):
            yield from _selected(file, since_s, guest)


def open_all(paths: tuple[str, ...], stack: ExitStack) -> tuple[list[AuditFile], list[str]]:
    """Open them until the stack is left; what can't be opened is told in the second list."""
    files: dict[tuple[int, int], AuditFile] = {}
    problems: list[str] = []
    for path in paths:
        try:
            file, identity = _open(path, stack)
        except FileNotFoundError:
            continue  # rotated away since it was listed
        except OSError as error:
            problems.append(harmless(f"{path} can't be read: {words_of(error)}"))
        else:
            files.setdefault(identity, file)
    return list(files.values()), problems


def _open(path: str, stack: ExitStack) -> tuple[AuditFile, tuple[int, int]]:
    fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    stack.callback(os.close, fd)
    status = os.fstat(fd)
    if not stat.S_ISREG(status.st_mode):
        raise OSError("it isn't a regular file")
    stream = io.BufferedReader(io.FileIO(fd, closefd=False))
    return AuditFile(path, status.st_mtime, stream), (status.st_dev, status.st_ino)


def _selected(file: AuditFile, since_s: float | None, guest: str | None) -> Iterator[AuditRead]:
    for read in _reads(file):
        entry = read.entry
        if entry is None or ((since_s is None or entry.time_s >= since_s) and _is_of(entry, guest)):
            yield read


def _is_of(entry: AuditEntry, guest: str | None) -> bool:
    name, uuid = entry.subject.name, entry.subject.uuid
    return guest is None or guest == name or (uuid is not None and guest.lower() == uuid.lower())


def _reads(file: AuditFile) -> Iterator[AuditRead]:
    broken: list[int] = []
    try:
        for number, line in enumerate(_lines(file), start=1):
            try:
                entry = entry_of(line)
            except ValueError:
                if line.strip():
                    broken.append(number)
                continue
            yield AuditRead(entry)
    except (OSError, EOFError, zlib.error) as error:
        yield AuditRead(None, harmless(f"{file.path} can't be read to its end: {words_of(error)}"))
    if broken:
        lines = f"line {broken[0]}" if len(broken) == 1 else f"{len(broken)} lines, the first is line {broken[0]}"
        yield AuditRead(None, harmless(f"{file.path}: {lines}: half-written, damaged, or from a newer xentui"))


def unpacked(stream: BinaryIO) -> "GzipFile":
    """What a compressed file holds."""
    from gzip import GzipFile

    return GzipFile(fileobj=stream)


def _lines(file: AuditFile) -> Iterator[bytes]:
    """Each line once; only the first part of one that is too long."""
    stream = unpacked(file.stream) if file.path.endswith(".gz") else file.stream
    is_within = False
    while part := stream.readline(LINE_LIMIT_BYTES):
        if not is_within:
            yield part
        is_within = not part.endswith(b"\n")


def words_of(error: Exception) -> str:
    """What the system says of it."""
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)
