"""The figures of one guest, or of a whole host, over the last day, in as little memory as they need.

The last quarter of an hour is kept as it was read; of what is older the least, the mean and the most of each minute for
two hours, and of each six minutes for a day. Everything is packed into bytes: a thousand guests need 55 MB, where
Python's own floats would need a gigabyte.
"""

import struct
from collections.abc import Iterable, Sequence
from itertools import dropwhile, takewhile
from math import isfinite
from typing import NamedTuple

from xentui_driver.model.dataclass import dataclass

_CLOSEST_S = 1.5
"""Of readings that are closer than that one is kept."""
RECENT_S, MINUTES_S, _DAY_S = 900.0, 7200.0, 86_400.0
MINUTE_S, SIX_MINUTES_S = 60, 360
_CHUNK_BYTES = 456
"""What is added copies the last chunk; with its header it is small enough for Python's own allocator (512 bytes)."""
_UNKNOWN = float("nan")
_TICKS_PER_S = 10
_EARLIEST_S = -2 * _DAY_S
"""Ticks are counted from here: what an earlier console has read may be from before the host was booted."""


class Figures(NamedTuple):
    """What a guest used at one moment; None where it isn't known."""

    cpu_percent: float | None = None
    memory_kib: float | None = None
    received_bytes_per_s: float | None = None
    sent_bytes_per_s: float | None = None
    read_bytes_per_s: float | None = None
    written_bytes_per_s: float | None = None


_COUNT = len(Figures._fields)
_TIME = struct.Struct("<I")
_SAMPLE = struct.Struct(f"<I{_COUNT}f")
_SUMMARY = struct.Struct(f"<I{3 * _COUNT}f")
SUMMARY_BYTES = _SUMMARY.size - _TIME.size
"""The figures of a summary as they are packed."""
PackedSummary = tuple[float, bytes]
"""When it began, and `SUMMARY_BYTES` with its figures."""


class Sample(NamedTuple):
    """The figures of one reading."""

    at_s: float
    """On the driver's monotonic clock, to a tenth."""
    figures: Figures


class Summary(NamedTuple):
    """The figures of a minute, or of six; each by itself, so that the least of two need not be of one moment."""

    at_s: float
    """When that time began."""
    least: Figures
    mean: Figures
    most: Figures


@dataclass(frozen=True, slots=True)
class _Packed:
    """Records of one size, the oldest first; each begins with its time in ticks."""

    chunks: tuple[bytes, ...] = ()

    def with_record(self, record: bytes, since_s: float) -> "_Packed":
        """With one more record; from time to time without those that are older than `since_s`."""
        if self.chunks and len(self.chunks[-1]) + len(record) <= _CHUNK_BYTES:
            return _Packed((*self.chunks[:-1], self.chunks[-1] + record))
        size, ticks = len(record), _ticks(since_s)
        return _Packed((*dropwhile(lambda chunk: _last_ticks(chunk, size) < ticks, self.chunks), record))

    def since(self, at_s: float, kind: struct.Struct) -> Iterable[tuple[float, ...]]:
        """The records that are that young."""
        ticks = _ticks(at_s)
        for chunk in dropwhile(lambda chunk: _last_ticks(chunk, kind.size) < ticks, self.chunks):
            yield from (record for record in kind.iter_unpack(chunk) if record[0] >= ticks)

    def raw_since(self, at_s: float) -> Iterable[PackedSummary]:
        """The summaries that are that young, as they are packed."""
        ticks, size = _ticks(at_s), _SUMMARY.size
        for chunk in dropwhile(lambda chunk: _last_ticks(chunk, size) < ticks, self.chunks):
            for at in range(0, len(chunk), size):
                began: int = _TIME.unpack_from(chunk, at)[0]
                if began >= ticks:
                    yield _seconds(began), chunk[at + _TIME.size : at + size]

    def before(self, at_s: float, size: int) -> tuple[bytes, ...]:
        """The chunks of those that are older."""
        ticks = _ticks(at_s)
        found = []
        for chunk in takewhile(lambda chunk: _TIME.unpack_from(chunk)[0] < ticks, self.chunks):
            starts = range(0, len(chunk), size)
            end = next((start for start in starts if _TIME.unpack_from(chunk, start)[0] >= ticks), len(chunk))
            found.append(chunk[:end])
        return tuple(found)


def _packed_summaries(summaries: Iterable[PackedSummary]) -> _Packed:
    records = [_TIME.pack(_ticks(at_s)) + figures for at_s, figures in summaries]
    each = _CHUNK_BYTES // _SUMMARY.size
    return _Packed(tuple(b"".join(records[at : at + each]) for at in range(0, len(records), each)))


def _ticks(at_s: float) -> int:
    return max(0, int((at_s - _EARLIEST_S) * _TICKS_PER_S))


def _seconds(ticks: float) -> float:
    return ticks / _TICKS_PER_S + _EARLIEST_S


def _last_ticks(chunk: bytes, size: int) -> int:
    ticks: int = _TIME.unpack_from(chunk, len(chunk) - size)[0]
    return ticks


@dataclass(frozen=True, slots=True)
class Past:
    """Bounded, whatever the pace of the readings is; each reading makes a new one."""

    _recent: _Packed = _Packed()
    _minutes: _Packed = _Packed()
    _sixes: _Packed = _Packed()
    _last_s: float | None = None

    def with_figures(self, at_s: float, figures: Figures) -> "Past":
        """`at_s` is on one monotonic clock."""
        if self._last_s is not None and at_s - self._last_s < _CLOSEST_S:
            return self
        thinned = self._thinned(at_s)
        packed = _SAMPLE.pack(_ticks(at_s), *(_UNKNOWN if each is None else each for each in figures))
        recent = self._recent.with_record(packed, at_s - RECENT_S)
        return Past(recent, thinned._minutes, thinned._sixes, at_s)

    def recent(self) -> tuple[Sample, ...]:
        """Of the last 15 minutes, the oldest first."""
        records = self._recent.since(self._before(RECENT_S), _SAMPLE)
        return tuple(Sample(_seconds(record[0]), _figures(record[1:])) for record in records)

    def minutes(self) -> tuple[Summary, ...]:
        """Of each minute of the last two hours that is over and was read, the oldest first."""
        return self._summaries(self._minutes, MINUTES_S)

    def six_minutes(self) -> tuple[Summary, ...]:
        """Of each six minutes of the last day that are over and were read, the oldest first."""
        return self._summaries(self._sixes, _DAY_S)

    def minutes_since(self, at_s: float) -> Iterable[PackedSummary]:
        """Those that began then or later, as they are packed."""
        return self._minutes.raw_since(at_s)

    def six_minutes_since(self, at_s: float) -> Iterable[PackedSummary]:
        """Those that began then or later, as they are packed."""
        return self._sixes.raw_since(at_s)

    def with_earlier(self, earlier: "Past") -> "Past":
        """With the summaries of another one from before the first reading of this one."""
        size = _SUMMARY.size
        first = min((_TIME.unpack_from(each.chunks[0])[0] for each in self._all if each.chunks), default=None)
        minutes, sixes = (
            each.chunks if first is None else each.before(_seconds(first), size)
            for each in (earlier._minutes, earlier._sixes)
        )
        return Past(
            self._recent,
            _Packed((*minutes, *self._minutes.chunks)),
            _Packed((*sixes, *self._sixes.chunks)),
            self._last_s,
        )

    @property
    def _all(self) -> tuple[_Packed, ...]:
        return self._recent, self._minutes, self._sixes

    def _summaries(self, packed: _Packed, back_s: float) -> tuple[Summary, ...]:
        return tuple(map(_summary, packed.since(self._before(back_s), _SUMMARY)))

    def _before(self, back_s: float) -> float:
        """So long before the last reading; without one, everything counts."""
        return _EARLIEST_S if self._last_s is None else self._last_s - back_s

    def _thinned(self, at_s: float) -> "Past":
        """With a summary of the minute, and of the six, that were over before that moment."""
        last_s = self._last_s
        if last_s is None or last_s // MINUTE_S == at_s // MINUTE_S:
            return self
        began_s = last_s // MINUTE_S * MINUTE_S
        columns = tuple(zip(*self._recent.since(began_s, _SAMPLE), strict=True))[1:]
        minutes = self._minutes.with_record(_packed(began_s, columns, columns, columns), began_s - MINUTES_S)
        if last_s // SIX_MINUTES_S == at_s // SIX_MINUTES_S:
            return Past(self._recent, minutes, self._sixes, last_s)
        began_s = last_s // SIX_MINUTES_S * SIX_MINUTES_S
        columns = tuple(zip(*minutes.since(began_s, _SUMMARY), strict=True))[1:]
        parts = (columns[_COUNT * part : _COUNT * (part + 1)] for part in range(3))
        sixes = self._sixes.with_record(_packed(began_s, *parts), began_s - _DAY_S)
        return Past(self._recent, minutes, sixes, last_s)


def past_of_summaries(minutes: Iterable[PackedSummary], six_minutes: Iterable[PackedSummary]) -> Past:
    """Each kind the oldest first."""
    return Past(_minutes=_packed_summaries(minutes), _sixes=_packed_summaries(six_minutes))


Columns = Sequence[Sequence[float]]
"""The values of each figure."""


def _packed(began_s: float, least: Columns, mean: Columns, most: Columns) -> bytes:
    """A summary; each minute counts the same in the mean of six."""
    return _SUMMARY.pack(
        _ticks(began_s),
        *(min(_known(column), default=_UNKNOWN) for column in least),
        *(_mean(_known(column)) for column in mean),
        *(max(_known(column), default=_UNKNOWN) for column in most),
    )


def _known(column: Sequence[float]) -> list[float]:
    return [each for each in column if each == each]  # what isn't known is no number, and unlike itself


def _mean(known: Sequence[float]) -> float:
    return sum(known) / len(known) if known else _UNKNOWN


def _summary(record: tuple[float, ...]) -> Summary:
    least, mean, most = (_figures(record[1 + _COUNT * part : 1 + _COUNT * (part + 1)]) for part in range(3))
    return Summary(_seconds(record[0]), least, mean, most)


def _figures(packed: Iterable[float]) -> Figures:
    return Figures(*(each if isfinite(each) else None for each in packed))
