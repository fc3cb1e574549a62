"""The figures of all domains of a host over the last day: each reading one frame, and each domain a place in it.

The last quarter of an hour is kept as it was read, what is older as `past.py` says, for all domains in one go. A domain
at rest costs nothing (`reel.py`). One whose figures are others at each reading costs 24 bytes a reading and 72 a
summary: 37 kB for a day whose readings are two seconds apart, of 5,000 guests that are all busy 185 MB.
"""

from collections.abc import Collection, Iterator, Mapping
from itertools import chain, count
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
from xentui.fleet.reel import Reel
from xentui.fleet.summing import FIGURES_BYTES, packed_figures, summed_readings, summed_summaries
from xentui_driver.model.dataclass import dataclass, field

_ABSENT = packed_figures(Figures())
"""Of a place without a domain: of each that is there the memory is known."""
_NO_SUMMARIES = Reel(_ABSENT * 3)
NEVER_S = float("inf")

_Key = TypeVar("_Key")


class Place(NamedTuple):
    """The place of a domain, which had no other domain's figures since the beginning of these six minutes."""

    number: int
    since_s: float
    """The domain's first reading in it; `NEVER_S` as long as its readings are kept elsewhere."""


@dataclass(frozen=True, slots=True)
class Frames:
    """Bounded, whatever the pace of the readings is; each reading makes a new one, which shares the frames."""

    _recent: Reel = Reel(_ABSENT)
    _minutes: Reel = _NO_SUMMARIES
    _sixes: Reel = _NO_SUMMARIES
    _unkept: Mapping[int, bytes] = field(default_factory=dict)
    """What was told since the last frame, too close to it for one of its own."""
    _free: tuple[int, ...] = ()
    _left: tuple[int, ...] = ()
    """Free once these six minutes are over: until then what is summed up there is another domain's."""

    def keeps(self, at_s: float) -> bool:
        """Whether a reading at that moment isn't too close to the last one."""
        last_s = self._recent.last_s
        return last_s is None or at_s - last_s >= CLOSEST_S

    def new_places(self) -> Iterator[int]:
        """Where domains that weren't there can be put, without an end."""
        return chain(self._free, count(max(self._recent.count, max(self._unkept, default=-1) + 1)))

    def with_reading(self, at_s: float, told: Mapping[int, bytes], left: Collection[int] = ()) -> "Frames":
        """With the packed figures of the places that may have other ones; `left` are those whose domains have gone."""
        written = {**self._unkept, **told, **dict.fromkeys(left, _ABSENT)}
        free = tuple(each for each in self._free if each not in told) if self._free and told else self._free
        leaving = (*self._left, *left)
        if not self.keeps(at_s):
            return Frames(self._recent, self._minutes, self._sixes, written, free, leaving)
        minutes, sixes = self._thinned(at_s)
        recent = self._recent.with_frame(at_s, _written(self._recent.last, written), sorted(written), at_s - RECENT_S)
        if self._is_over(at_s, SIX_MINUTES_S):
            free, leaving = (*free, *self._left), tuple(left)
        return Frames(recent, minutes, sixes, _free=free, _left=leaving)

    def past(self, place: Place) -> Past:
        """Of the domain that has that place."""
        if place.since_s == NEVER_S:
            return NO_PAST
        read = self._recent.records(place.number, place.since_s)
        minutes = self._minutes.records(place.number, _begun(place, MINUTE_S))
        sixes = self._sixes.records(place.number, _begun(place, SIX_MINUTES_S))
        return past_of(
            self._recent.last_s, *([stamp(at_s) + each for at_s, each in records] for records in (read, minutes, sixes))
        )

    def minutes_since(
        self, at_s: float, places: Collection[tuple[_Key, Place]]
    ) -> Iterator[tuple[_Key, PackedSummary]]:
        """Of each of these domains, those that began then or later."""
        return _summaries(self._minutes, at_s, places, MINUTE_S)

    def six_minutes_since(
        self, at_s: float, places: Collection[tuple[_Key, Place]]
    ) -> Iterator[tuple[_Key, PackedSummary]]:
        """Of each of these domains, those that began then or later."""
        return _summaries(self._sixes, at_s, places, SIX_MINUTES_S)

    def _is_over(self, at_s: float, size_s: float) -> bool:
        """Whether that moment is in another minute than the last reading, or in other six."""
        last_s = self._recent.last_s
        return last_s is None or last_s // size_s != at_s // size_s

    def _thinned(self, at_s: float) -> tuple[Reel, Reel]:
        """The minutes, and the sixes, with those that were over before that moment."""
        last_s = self._recent.last_s
        if last_s is None or not self._is_over(at_s, MINUTE_S):
            return self._minutes, self._sixes
        began_s = last_s // MINUTE_S * MINUTE_S
        over = summed_readings(self._recent.last, *self._recent.moved(began_s))
        minutes = self._minutes.with_frame(began_s, over, range(self._recent.count), began_s - MINUTES_S)
        if not self._is_over(at_s, SIX_MINUTES_S):
            return minutes, self._sixes
        began_s = last_s // SIX_MINUTES_S * SIX_MINUTES_S
        over = summed_summaries(minutes.last, *minutes.moved(began_s))
        return minutes, self._sixes.with_frame(began_s, over, range(minutes.count), began_s - DAY_S)


def _written(last: bytes, written: Mapping[int, bytes]) -> bytes:
    if not written:
        return last
    content = bytearray(last)
    content += _ABSENT * (max(written) + 1 - len(content) // FIGURES_BYTES)
    for place, figures in written.items():
        content[place * FIGURES_BYTES : (place + 1) * FIGURES_BYTES] = figures
    return bytes(content)


def _begun(place: Place, size_s: float) -> float:
    """When the minute began, or the six, in which the domain came to that place."""
    return place.since_s // size_s * size_s


def _summaries(
    reel: Reel, at_s: float, places: Collection[tuple[_Key, Place]], size_s: float
) -> Iterator[tuple[_Key, PackedSummary]]:
    for key, place in places:
        if place.since_s != NEVER_S:
            for record in reel.records(place.number, max(at_s, _begun(place, size_s))):
                yield key, record
