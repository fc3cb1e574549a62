"""The figures of all domains of a host over the last day: each reading one frame, and each domain a place in it.

A frame begins as a copy of the one before it, and only the places of domains whose figures have changed are written:
those at rest cost nothing, and where all are the two are the very same bytes. The last quarter of an hour is kept as it
was read, what is older as `past.py` says, for all domains in one go.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain, count, dropwhile
from typing import NamedTuple, TypeVar

from xentui.fleet.past import (
    CLOSEST_S,
    DAY_S,
    MINUTE_S,
    MINUTES_S,
    NO_PAST,
    RECENT_S,
    SIX_MINUTES_S,
    Figures,
    PackedSummary,
    Past,
    past_of,
    stamp,
)
from xentui.fleet.summing import FIGURES_BYTES, SUMMARY_BYTES, packed_figures, summed_readings, summed_summaries
from xentui_driver.model.dataclass import dataclass

_ABSENT = packed_figures(Figures())
"""Of a place without a domain: of each that is there the memory is known."""
NEVER_S = float("inf")

_Key = TypeVar("_Key")


class Frame(NamedTuple):
    """The figures of every place, one after the other, or their summaries."""

    at_s: float
    """When they were read, or when the time began that they are the summaries of."""
    stamp: bytes
    """The same, as a past has it."""
    content: bytes


class Place(NamedTuple):
    """The place of a domain, which had no other domain's figures since the beginning of these six minutes."""

    number: int
    since_s: float
    """The domain's first reading in it; `NEVER_S` as long as its readings are kept elsewhere."""


@dataclass(frozen=True, slots=True)
class Frames:
    """Bounded, whatever the pace of the readings is; each reading makes a new one, which shares the frames."""

    _now: bytes = b""
    """As of the last reading, whether it was kept or too close to the one before it."""
    _recent: tuple[Frame, ...] = ()
    _minutes: tuple[Frame, ...] = ()
    _sixes: tuple[Frame, ...] = ()
    _moved: frozenset[int] = frozenset()
    """The places that were written since the first frame of its minute."""
    _moved_in_six: frozenset[int] = frozenset()
    """The places that were written since the first frame of its six minutes."""
    _free: tuple[int, ...] = ()
    _left: tuple[int, ...] = ()
    """Free once these six minutes are over: until then what is summed up there is another domain's."""

    def keeps(self, at_s: float) -> bool:
        """Whether a reading at that moment isn't too close to the last one."""
        return not self._recent or at_s - self._recent[-1].at_s >= CLOSEST_S

    def new_places(self) -> Iterator[int]:
        """Where domains that weren't there can be put, without an end."""
        return chain(self._free, count(len(self._now) // FIGURES_BYTES))

    def with_reading(self, at_s: float, told: Mapping[int, bytes], left: Collection[int] = ()) -> "Frames":
        """With the packed figures of the places that may have other ones; `left` are those whose domains have gone."""
        now = _written(self._now, told, left)
        places = frozenset((*told, *left))
        free = tuple(each for each in self._free if each not in told) if self._free and told else self._free
        leaving = (*self._left, *left)
        if not self.keeps(at_s):
            moved, moved_in_six = self._moved | places, self._moved_in_six | places
            return Frames(now, self._recent, self._minutes, self._sixes, moved, moved_in_six, free, leaving)
        minutes, sixes = self._thinned(at_s)
        recent = (*_since(self._recent, at_s - RECENT_S), Frame(at_s, stamp(at_s), now))
        if self._is_over(at_s, SIX_MINUTES_S):
            return Frames(now, recent, minutes, sixes, _free=(*free, *self._left), _left=tuple(left))
        moved = frozenset[int]() if self._is_over(at_s, MINUTE_S) else self._moved | places
        return Frames(now, recent, minutes, sixes, moved, self._moved_in_six | places, free, leaving)

    def past(self, place: Place) -> Past:
        """Of the domain that has that place."""
        since_s = place.since_s
        if since_s == NEVER_S:
            return NO_PAST
        read = _parts(self._recent, place, since_s, FIGURES_BYTES)
        minutes = _parts(self._minutes, place, since_s // MINUTE_S * MINUTE_S, SUMMARY_BYTES)
        sixes = _parts(self._sixes, place, since_s // SIX_MINUTES_S * SIX_MINUTES_S, SUMMARY_BYTES)
        return past_of(self._recent[-1].at_s, read, minutes, sixes)

    def minutes_since(
        self, at_s: float, places: Collection[tuple[_Key, Place]]
    ) -> Iterator[tuple[_Key, PackedSummary]]:
        """Of each of these domains, those that began then or later."""
        return _summaries(_since(self._minutes, at_s), places, MINUTE_S)

    def six_minutes_since(
        self, at_s: float, places: Collection[tuple[_Key, Place]]
    ) -> Iterator[tuple[_Key, PackedSummary]]:
        """Of each of these domains, those that began then or later."""
        return _summaries(_since(self._sixes, at_s), places, SIX_MINUTES_S)

    def _is_over(self, at_s: float, size_s: float) -> bool:
        """Whether that moment is in another minute than the last reading, or in other six."""
        return not self._recent or self._recent[-1].at_s // size_s != at_s // size_s

    def _thinned(self, at_s: float) -> tuple[tuple[Frame, ...], tuple[Frame, ...]]:
        """The minutes, and the sixes, with those that were over before that moment."""
        if not self._recent or not self._is_over(at_s, MINUTE_S):
            return self._minutes, self._sixes
        last_s = self._recent[-1].at_s
        began_s = last_s // MINUTE_S * MINUTE_S
        over = Frame(began_s, stamp(began_s), summed_readings(_contents(self._recent, began_s), self._moved))
        minutes = (*_since(self._minutes, began_s - MINUTES_S), over)
        if not self._is_over(at_s, SIX_MINUTES_S):
            return minutes, self._sixes
        began_s = last_s // SIX_MINUTES_S * SIX_MINUTES_S
        over = Frame(began_s, stamp(began_s), summed_summaries(_contents(minutes, began_s), self._moved_in_six))
        return minutes, (*_since(self._sixes, began_s - DAY_S), over)


def _written(now: bytes, told: Mapping[int, bytes], left: Collection[int]) -> bytes:
    if not told and not left:
        return now
    content = bytearray(now)
    if told:
        content += _ABSENT * (max(told) + 1 - len(content) // FIGURES_BYTES)
    for place, figures in chain(told.items(), ((place, _ABSENT) for place in left)):
        content[place * FIGURES_BYTES : (place + 1) * FIGURES_BYTES] = figures
    return bytes(content)


def _since(frames: Iterable[Frame], at_s: float) -> Iterable[Frame]:
    return dropwhile(lambda frame: frame.at_s < at_s, frames)


def _contents(frames: Iterable[Frame], since_s: float) -> list[bytes]:
    return [frame.content for frame in _since(frames, since_s)]


def _parts(frames: Iterable[Frame], place: Place, since_s: float, size: int) -> list[bytes]:
    """The records of that domain."""
    begin, end = place.number * size, (place.number + 1) * size
    parts = [(stamp, content[begin:end]) for _, stamp, content in _since(frames, since_s)]
    return [stamp + part for stamp, part in parts if part and not part.startswith(_ABSENT)]


def _summaries(
    frames: Iterable[Frame], places: Collection[tuple[_Key, Place]], size_s: float
) -> Iterator[tuple[_Key, PackedSummary]]:
    for at_s, _, content in frames:
        for key, place in places:
            begin = place.number * SUMMARY_BYTES
            part = content[begin : begin + SUMMARY_BYTES]
            if at_s + size_s > place.since_s and part and not part.startswith(_ABSENT):
                yield key, (at_s, part)
