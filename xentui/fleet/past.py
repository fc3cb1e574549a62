"""The figures of one guest, or of a whole host, over the last day, in as little memory as they need.

The last quarter of an hour is kept as it was read; of what is older the least, the mean and the most of each minute for
two hours, and of each six minutes for a day. Everything is packed into bytes: Python's own floats would need twenty
times as much.
"""

import struct
from collections.abc import Iterable
from itertools import dropwhile, takewhile
from math import isfinite
from typing import NamedTuple

from xentui.fleet.summing import COUNT, packed_figures, summed_readings, summed_summaries
from xentui_driver.model.dataclass import dataclass

CLOSEST_S = 1.5
"""Of readings that are closer than that one is kept."""
RECENT_S, MINUTES_S, DAY_S = 900.0, 7200.0, 86_400.0
MINUTE_S, SIX_MINUTES_S = 60, 360
_CHUNK_BYTES = 456
"""What is added copies the last chunk; with its header it is small enough for Python's own allocator (512 bytes)."""
_TICKS_PER_S = 10
_EARLIEST_S = -2 * DAY_S
"""Ticks are counted from here: what an earlier console has read may be from before the host was booted."""


class Figures(NamedTuple):
    """What a guest used at one moment; None where it isn't known."""

    cpu_percent: float | None = None
    memory_kib: float | None = None
    received_bytes_per_s: float | None = None
    sent_bytes_per_s: float | None = None
    read_bytes_per_s: float | None = None
    written_bytes_per_s: float | None = None


_TIME = struct.Struct("<I")
_SAMPLE = struct.Struct(f"<I{COUNT}f")
_SUMMARY = struct.Struct(f"<I{3 * COUNT}f")
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

    def raw_since(self, at_s: float, size: int) -> Iterable[tuple[float, bytes]]:
        """The records that are that young, as they are packed: when, and what."""
        ticks = _ticks(at_s)
        for chunk in dropwhile(lambda chunk: _last_ticks(chunk, size) < ticks, self.chunks):
            for at in range(0, len(chunk), size):
                began: int = _TIME.unpack_from(chunk, at)[0]
                if began >= ticks:
                    yield _seconds(began), chunk[at + _TIME.size : at + size]

    def without_old(self, at_s: float, size: int) -> "_Packed":
        """Without the chunks that are older."""
        ticks = _ticks(at_s)
        return _Packed(tuple(dropwhile(lambda chunk: _last_ticks(chunk, size) < ticks, self.chunks)))

    def before(self, at_s: float, size: int) -> "_Packed":
        """Those that are older."""
        ticks = _ticks(at_s)
        found = []
        for chunk in takewhile(lambda chunk: _TIME.unpack_from(chunk)[0] < ticks, self.chunks):
            starts = range(0, len(chunk), size)
            end = next((start for start in starts if _TIME.unpack_from(chunk, start)[0] >= ticks), len(chunk))
            found.append(chunk[:end])
        return _Packed(tuple(found))

    def then(self, later: "_Packed") -> "_Packed":
        """With those that are younger than all of them."""
        return _Packed((*self.chunks, *later.chunks))


def _packed(records: Iterable[bytes], size: int) -> _Packed:
    packed, each = list(records), _CHUNK_BYTES // size
    return _Packed(tuple(b"".join(packed[at : at + each]) for at in range(0, len(packed), each)))


def stamp(at_s: float) -> bytes:
    """What a record of that moment begins with; its figures follow."""
    return _TIME.pack(_ticks(at_s))


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
        if self._last_s is not None and at_s - self._last_s < CLOSEST_S:
            return self
        thinned = self.thinned(at_s)
        recent = self._recent.with_record(stamp(at_s) + packed_figures(figures), at_s - RECENT_S)
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
        return self._summaries(self._sixes, DAY_S)

    def minutes_since(self, at_s: float) -> Iterable[PackedSummary]:
        """Those that began then or later, as they are packed."""
        return self._minutes.raw_since(at_s, _SUMMARY.size)

    def six_minutes_since(self, at_s: float) -> Iterable[PackedSummary]:
        """Those that began then or later, as they are packed."""
        return self._sixes.raw_since(at_s, _SUMMARY.size)

    def with_earlier(self, earlier: "Past") -> "Past":
        """With the summaries of another one from before the first reading of this one."""
        return earlier.summaries_before(self.began_s).then(self)

    def summaries_before(self, at_s: float | None) -> "Past":
        """The summaries that began before that moment; all of them where it is None."""
        if at_s is None:
            return Past(_minutes=self._minutes, _sixes=self._sixes)
        size = _SUMMARY.size
        return Past(_minutes=self._minutes.before(at_s, size), _sixes=self._sixes.before(at_s, size))

    def then(self, later: "Past") -> "Past":
        """With another one that began after the last reading of this one."""
        return Past(
            self._recent.then(later._recent),
            self._minutes.then(later._minutes),
            self._sixes.then(later._sixes),
            self._last_s if later._last_s is None else later._last_s,
        )

    def without_old(self, at_s: float) -> "Past":
        """Without most of what nobody asks for after a reading at that moment."""
        size = _SUMMARY.size
        return Past(
            self._recent.without_old(at_s - RECENT_S, _SAMPLE.size),
            self._minutes.without_old(at_s - MINUTES_S, size),
            self._sixes.without_old(at_s - DAY_S, size),
            self._last_s,
        )

    @property
    def began_s(self) -> float | None:
        """When the first of what it has was read, or began; None where it has nothing."""
        ticks = min((_TIME.unpack_from(each.chunks[0])[0] for each in self._all if each.chunks), default=None)
        return None if ticks is None else _seconds(ticks)

    @property
    def last_s(self) -> float | None:
        """When it was read last; None where it has only summaries."""
        return self._last_s

    @property
    def _all(self) -> tuple[_Packed, ...]:
        return self._recent, self._minutes, self._sixes

    def _summaries(self, packed: _Packed, back_s: float) -> tuple[Summary, ...]:
        return tuple(map(_summary, packed.since(self._before(back_s), _SUMMARY)))

    def _before(self, back_s: float) -> float:
        """So long before the last reading; without one, everything counts."""
        return _EARLIEST_S if self._last_s is None else self._last_s - back_s

    def thinned(self, at_s: float) -> "Past":
        """With a summary of the minute, and of the six, that were over before that moment."""
        last_s = self._last_s
        if last_s is None or last_s // MINUTE_S == at_s // MINUTE_S:
            return self
        began_s = last_s // MINUTE_S * MINUTE_S
        readings = [figures for _, figures in self._recent.raw_since(began_s, _SAMPLE.size)]
        summary = stamp(began_s) + summed_readings(readings[-1], (0,), readings)
        minutes = self._minutes.with_record(summary, began_s - MINUTES_S)
        if last_s // SIX_MINUTES_S == at_s // SIX_MINUTES_S:
            return Past(self._recent, minutes, self._sixes, last_s)
        began_s = last_s // SIX_MINUTES_S * SIX_MINUTES_S
        summaries = [figures for _, figures in minutes.raw_since(began_s, _SUMMARY.size)]
        summary = stamp(began_s) + summed_summaries(summaries[-1], (0,), summaries)
        return Past(self._recent, minutes, self._sixes.with_record(summary, began_s - DAY_S), last_s)


NO_PAST = Past()


def past_of_summaries(minutes: Iterable[PackedSummary], six_minutes: Iterable[PackedSummary]) -> Past:
    """Each kind the oldest first."""
    packed = ((stamp(at_s) + figures for at_s, figures in each) for each in (minutes, six_minutes))
    return past_of(None, (), *packed)


def past_of(
    last_s: float | None, samples: Iterable[bytes], minutes: Iterable[bytes], six_minutes: Iterable[bytes]
) -> Past:
    """Of records, each kind the oldest first; the last sample is of `last_s`."""
    size = _SUMMARY.size
    return Past(_packed(samples, _SAMPLE.size), _packed(minutes, size), _packed(six_minutes, size), last_s)


def _summary(record: tuple[float, ...]) -> Summary:
    least, mean, most = (_figures(record[1 + COUNT * part : 1 + COUNT * (part + 1)]) for part in range(3))
    return Summary(_seconds(record[0]), least, mean, most)


def _figures(packed: Iterable[float]) -> Figures:
    return Figures(*(each if isfinite(each) else None for each in packed))
