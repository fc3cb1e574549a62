"""The files of a host's history: segments of time that are dropped as a whole; written by one console at a time."""

import errno
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import NamedTuple

from xentui.fleet.kept.blocks import MAGIC_BYTES, Block, Kind, decoded, encoded, is_of_another_version
from xentui.fleet.past import PackedSummary, Past, past_of_summaries
from xentui_driver.jobs.files import open_own, take, write_all
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.job import HostId
from xentui_driver.transport.safe_files import folder, open_regular

WRITER_FILE = "writer"
"""The console that writes holds a flock on it."""
_PROBE_FILE = "probe"
_PROBE = b"written by xentui doctor, which removes it at once\n" * 80
"""A whole block of the disk: an empty file fits on a full one."""
_MOST_SEGMENT_BYTES = 64 << 20
_AHEAD_S = 120.0
"""A summary from later than that is from a clock that went wrong."""


class _Segments(NamedTuple):
    prefix: str
    size_s: float
    kept_s: float


_SEGMENTS = {
    Kind.MINUTES: _Segments("minutes-", 3600.0, 2 * 3600.0),
    Kind.SIX_MINUTES: _Segments("sixes-", 4 * 3600.0, 24 * 3600.0),
}


@dataclass(frozen=True, slots=True)
class Kept:
    """The summaries of one guest, the oldest first, in seconds since the epoch."""

    minutes: tuple[PackedSummary, ...] = ()
    six_minutes: tuple[PackedSummary, ...] = ()

    @property
    def latest_s(self) -> float:
        """When the newest summary began."""
        return max((each[-1][0] for each in (self.minutes, self.six_minutes) if each), default=0.0)

    def past(self, epoch_offset_s: float) -> Past:
        """On a clock whose moments become seconds since the epoch with that offset."""
        minutes, sixes = (
            ((began_s - epoch_offset_s, figures) for began_s, figures in each)
            for each in (self.minutes, self.six_minutes)
        )
        return past_of_summaries(minutes, sixes)


class HistoryFolder:
    """The folder of one host; its methods block."""

    def __init__(self, path: str) -> None:
        self.path = path

    def read(self, now_s: float) -> Mapping[bytes, Kept]:
        """All that is kept, by key.

        Nothing where there is no folder. Raises OSError, ValueError.
        """
        found: dict[Kind, dict[float, Mapping[bytes, bytes]]] = {kind: {} for kind in Kind}
        with suppress(FileNotFoundError), folder(self.path, strict=True) as place:
            for name in sorted(os.listdir(place)):
                for block in _read(place, name):
                    since_s = now_s - _SEGMENTS[block.kind].kept_s
                    if since_s <= block.began_s <= now_s + _AHEAD_S:
                        found[block.kind][block.began_s] = block.figures
        minutes, sixes = (_by_key(found[kind]) for kind in (Kind.MINUTES, Kind.SIX_MINUTES))
        return {key: Kept(minutes.get(key, ()), sixes.get(key, ())) for key in (*minutes, *sixes)}

    @contextmanager
    def writing(self) -> "Iterator[HistoryWriter | None]":
        """None while another console writes. Raises OSError, ValueError."""
        with folder(self.path, make=True, strict=True) as place:
            lock = take(place, WRITER_FILE)
            try:
                yield HistoryWriter(place) if lock is not None else None
            finally:
                if lock is not None:
                    os.close(lock)

    def probe(self) -> tuple[str, ...]:
        """Write as a console would, and remove it at once; the files that another version of xentui has written.

        Raises OSError, ValueError.
        """
        with folder(self.path, make=True, strict=True) as place:
            try:
                fd = open_own(place, _PROBE_FILE, os.O_WRONLY)
                try:
                    write_all(fd, _PROBE)
                finally:
                    os.close(fd)
            finally:
                with suppress(FileNotFoundError):
                    os.unlink(_PROBE_FILE, dir_fd=place)
            return tuple(name for name in sorted(os.listdir(place)) if _is_foreign(place, name))


class HistoryWriter:
    """Appends to the segments, and removes old ones."""

    def __init__(self, place: int) -> None:
        self._place = place

    def append(self, blocks: Iterable[Block]) -> None:
        """Each as a whole or not at all. Raises OSError."""
        for block in blocks:
            segments = _SEGMENTS[block.kind]
            name = f"{segments.prefix}{int(block.began_s // segments.size_s)}"
            fd = open_own(self._place, name, os.O_WRONLY | os.O_APPEND)
            try:
                _append(fd, encoded(block))
            finally:
                os.close(fd)

    def drop_old(self, now_s: float) -> None:
        """Also those of a time that is yet to come. Raises OSError."""
        for name in os.listdir(self._place):
            for segments in _SEGMENTS.values():
                number = name.removeprefix(segments.prefix)
                if name == number or not number.isdecimal() or len(number) > 12:
                    continue
                begins_s = int(number) * segments.size_s
                if not now_s - segments.kept_s - segments.size_s <= begins_s <= now_s + _AHEAD_S:
                    with suppress(FileNotFoundError):
                        os.unlink(name, dir_fd=self._place)


def _read(place: int, name: str) -> list[Block]:
    """Nothing of a file that can't be read: it is a gap.

    Where the clock went backwards, what was written later counts, and not what it had written of that time before.
    """
    found: dict[Kind, list[Block]] = {kind: [] for kind in Kind}
    if name.startswith(tuple(each.prefix for each in _SEGMENTS.values())):
        with suppress(OSError, ValueError), open(open_regular(name, place), "rb") as file:
            for block in decoded(file.read(_MOST_SEGMENT_BYTES)):
                blocks = found[block.kind]
                while blocks and blocks[-1].began_s > block.began_s - block.kind.size_s / 2:
                    blocks.pop()
                blocks.append(block)
    return [block for blocks in found.values() for block in blocks]


def _is_foreign(place: int, name: str) -> bool:
    """Whether it is a segment, and begins as a block of another version."""
    if not name.startswith(tuple(each.prefix for each in _SEGMENTS.values())):
        return False
    with suppress(OSError, ValueError), open(open_regular(name, place), "rb") as file:
        return is_of_another_version(file.read(MAGIC_BYTES))
    return False


def _by_key(found: Mapping[float, Mapping[bytes, bytes]]) -> dict[bytes, tuple[PackedSummary, ...]]:
    summaries: dict[bytes, list[PackedSummary]] = {}
    for began_s in sorted(found):
        for key, figures in found[began_s].items():
            summaries.setdefault(key, []).append((began_s, figures))
    return {key: tuple(each) for key, each in summaries.items()}


def _append(fd: int, content: bytes) -> None:
    end = os.fstat(fd).st_size
    written = os.write(fd, content)
    if written != len(content):
        with suppress(OSError):
            os.ftruncate(fd, end)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def history_folder(jobs_folder: str, host: HostId) -> str:
    """Where the history of a host is."""
    return folder_of_host(jobs_folder, "history", host)


def folder_of_host(jobs_folder: str, kind: str, host: HostId) -> str:
    """Where what is kept of a host is: beside its jobs, which several hosts may share."""
    name = "".join(each if each.isascii() and (each.isalnum() or each in "-.") else "_" for each in host.name)
    return os.path.join(os.path.dirname(jobs_folder), kind, f"{host.machine_id or 'unknown'}.{name}"[:200])
