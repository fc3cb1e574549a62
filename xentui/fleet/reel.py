"""Frames of the records of many places, the oldest first: most records of a frame are those of the frame after it too.

The last frame is whole; each one before it has only the records that are others in the next one. Where so many are that
it would be no smaller, it is whole as well: a reel is never larger than its frames are.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import NamedTuple

from xentui_driver.model.dataclass import dataclass

_PLACE_BYTES = array("I").itemsize


class Frame(NamedTuple):
    """What it has that the next one hasn't; the last frame of a reel has nothing like that."""

    at_s: float
    places: Sequence[int] = range(0)
    """Ascending."""
    content: bytes = b""
    """Their records, one after the other."""

    def record(self, place: int, size: int, after: bytes) -> bytes:
        """Of `size` bytes; `after` is that of the next frame."""
        at = bisect_left(self.places, place)
        if at < len(self.places) and self.places[at] == place:
            return self.content[at * size : (at + 1) * size]
        return after


@dataclass(frozen=True, slots=True)
class Reel:
    """Each frame makes a new one, which shares the others."""

    absent: bytes
    """The record of a place that a frame has nothing of; all are of this size."""
    last: bytes = b""
    """The records of the last frame, of every place."""
    _frames: tuple[Frame, ...] = ()

    def with_frame(self, at_s: float, last: bytes, places: Iterable[int], since_s: float) -> "Reel":
        """With one more, of every place, and without those of before `since_s`.

        `places` are those, ascending, whose records may be others now: no record has gone, new ones are at the end.
        """
        frames = self.since(since_s)
        if frames:
            frames = (*frames[:-1], self._other_than(last, places, frames[-1].at_s))
        return Reel(self.absent, last, (*frames, Frame(at_s)))

    def since(self, at_s: float) -> tuple[Frame, ...]:
        """The frames that are that young."""
        return self._frames[bisect_left(self._frames, at_s, key=attrgetter("at_s")) :]

    @property
    def last_s(self) -> float | None:
        """When the last frame is of; None without any."""
        return self._frames[-1].at_s if self._frames else None

    @property
    def count(self) -> int:
        """Of the places."""
        return len(self.last) // len(self.absent)

    def records(self, place: int, since_s: float) -> list[tuple[float, bytes]]:
        """Those of a place in the frames that are that young, the oldest first."""
        size, found = len(self.absent), []
        record = self.last[place * size : (place + 1) * size]
        for frame in reversed(self.since(since_s)):
            record = frame.record(place, size, record)
            found.append((frame.at_s, record))
        return found[::-1]

    def moved(self, since_s: float) -> tuple[Sequence[int], Sequence[bytes]]:
        """The places whose records may differ among the frames that are that young, and those of each such frame."""
        size, older = len(self.absent), self.since(since_s)[:-1]
        places = sorted(set[int]().union(*[frame.places for frame in older]))
        records = {place: self.last[place * size : (place + 1) * size] for place in places}
        found = [b"".join(records.values())]
        for frame in reversed(older):
            records.update(zip(frame.places, _split(frame.content, size), strict=True))
            found.append(b"".join(records.values()))
        return places, found[::-1]

    def _other_than(self, last: bytes, places: Iterable[int], at_s: float) -> Frame:
        """What the last frame, which is of that moment, has other than the one that comes after it."""
        size = len(self.absent)
        own = self.last + self.absent * (len(last) // size - self.count)
        others = array("I", [each for each in places if own[(at := each * size) : at + size] != last[at : at + size]])
        if len(others) * (size + _PLACE_BYTES) >= len(own):
            return Frame(at_s, range(len(own) // size), own)
        content = b"".join([own[each * size : (each + 1) * size] for each in others])
        return Frame(at_s, memoryview(others.tobytes()).cast("I"), content)


def _split(content: bytes, size: int) -> list[bytes]:
    return [content[at : at + size] for at in range(0, len(content), size)]
