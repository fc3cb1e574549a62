"""Reads the newest entries of the audit from the ends of its files, however large they are."""

import os
import zlib
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from typing import BinaryIO

from xentui_driver.jobs.audit.entry import AuditEntry, entry_of
from xentui_driver.jobs.audit.reading import LINE_LIMIT_BYTES, AuditFile, audit_files, open_all, unpacked, words_of
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.text import harmless

MOST_ENTRIES = 1000
MOST_BYTES = 16 << 20
"""No more is read, of all files together; entries are a few hundred bytes long."""
_BLOCK_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class NewestEntries:
    """What was found."""

    entries: tuple[AuditEntry, ...] = ()
    """The newest first."""
    problems: tuple[str, ...] = ()
    """What could not be read, in words."""
    has_more: bool = False
    """There may be older ones."""


class _Bounds:
    """What may still be read."""

    def __init__(self, entries: int, bytes_: int) -> None:
        self.entries = entries
        self.bytes = bytes_

    @property
    def are_reached(self) -> bool:
        return self.entries <= 0 or self.bytes <= 0


def newest_entries(path: str, *, most: int = MOST_ENTRIES, most_bytes: int = MOST_BYTES) -> NewestEntries:
    """The newest entries of the audit at `path`, rotated files too. Raises FileUnreadable for its folder."""
    bounds = _Bounds(most, most_bytes)
    entries: list[AuditEntry] = []
    with ExitStack() as stack:
        files, problems = open_all(audit_files(path), stack)
        newest_first = sorted(files, key=lambda file: (file.path == path, file.changed_s, file.path), reverse=True)
        for file in newest_first:
            if bounds.are_reached:
                return NewestEntries(tuple(entries), tuple(problems), has_more=True)
            found, problem = _entries_of(file, bounds)
            entries += found
            problems += [problem] if problem else []
    return NewestEntries(tuple(entries), tuple(problems), has_more=bounds.are_reached)


def _entries_of(file: AuditFile, bounds: _Bounds) -> tuple[list[AuditEntry], str]:
    entries: list[AuditEntry] = []
    broken = 0
    lines = _unpacked_from_the_end if file.path.endswith(".gz") else _from_the_end
    try:
        for line in lines(file.stream, bounds):
            if not line.strip():
                continue
            if bounds.entries <= 0:
                break
            try:
                entries.append(entry_of(line))
                bounds.entries -= 1
            except ValueError:
                broken += 1
    except (OSError, EOFError, zlib.error) as error:
        return entries, harmless(f"{file.path} can't be read back to its beginning: {words_of(error)}")
    if broken:
        what = "a line is" if broken == 1 else f"{broken} lines are"
        return entries, harmless(f"{file.path}: {what} half-written, damaged, or from a newer xentui")
    return entries, ""


def _from_the_end(stream: BinaryIO, bounds: _Bounds) -> Iterator[bytes]:
    """The lines, the last one first. Raises OSError, also where there is no line break in what can be no line."""
    position = stream.seek(0, os.SEEK_END)
    rest = b""
    while position > 0 and bounds.bytes > 0:
        size = min(_BLOCK_BYTES, position)
        position -= size
        stream.seek(position)
        rest, *lines = (stream.read(size) + rest).split(b"\n")
        bounds.bytes -= size
        yield from reversed(lines)
        if len(rest) > LINE_LIMIT_BYTES:
            raise OSError("it has a line too long for an entry")
    if position == 0:
        yield rest


def _unpacked_from_the_end(stream: BinaryIO, bounds: _Bounds) -> Iterator[bytes]:
    """The lines of a compressed file, which can be read from its beginning only; none where that takes too much."""
    last: deque[bytes] = deque(maxlen=bounds.entries)
    unpacked_stream = unpacked(stream)
    while line := unpacked_stream.readline(LINE_LIMIT_BYTES):
        bounds.bytes -= len(line)
        if bounds.bytes <= 0:
            return
        last.append(line)
    yield from reversed(last)
