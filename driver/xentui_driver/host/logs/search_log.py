"""Looks for lines in a log of any size, a slice at a time, from a place on or back from it, and round the other end."""

import re
from collections.abc import Callable, Iterator

from xentui_driver.host.logs.log_lines import BREAK_BYTES, LogLine, lines_of
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.printed import printed_text
from xentui_driver.transport.protocol import FilePart

SLICE_BYTES = 1 << 20
_MARGIN = 2 * BREAK_BYTES
"""More than a line, or a piece of one, can be long."""
_COLOURS = rb"(?:\x1b\[[0-9;]*m)*"

Read = Callable[[int, int], FilePart]
"""The part of a log from an offset on, at most so many bytes."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: quickly in a whole slice and in a line, then for certain in the line."""

    may_be_in: Callable[[bytes], bool]
    """True for whatever holds such a line, and perhaps for other bytes."""
    is_in: Callable[[bytes], bool]


@dataclass(frozen=True, slots=True)
class FoundLine:
    """What a search has come to."""

    line: LogLine
    is_round: bool
    """Whether the search has gone past one end of the log, and on from the other one, to it."""


def wanted_text(text: str) -> Wanted:
    """A text as it is shown, whatever colours are between its characters; small letters stand for capitals too."""
    folded = text.casefold()
    letters = (re.escape(letter.encode("utf-8", "replace")) for letter in text)
    pattern = re.compile(_COLOURS.join(letters), re.IGNORECASE)
    return Wanted(
        lambda content: pattern.search(content) is not None, lambda line: folded in printed_text(line).casefold()
    )


def find_line(
    read: Read, wanted: Wanted, offset: int, *, backwards: bool, from_here: bool, goes_on: Callable[[int], bool]
) -> FoundLine | None:
    """The first line that begins after `offset`, or the last one before it; None where the whole log has none.

    With `from_here` the line that begins at `offset` comes first, otherwise last, when all others were searched.
    `goes_on` is called between two slices with how far the search is, in bytes from the log's beginning; the search
    ends when it returns false. Raises what `read` raises.
    """
    for start, end, is_round in _ways_round(read, offset, backwards=backwards, from_here=from_here):
        if not goes_on(start if backwards else end):
            return None
        if found := _matches(read, wanted, start, end):
            return FoundLine(found[-1] if backwards else found[0], is_round)
    return None


def all_lines(read: Read, wanted: Wanted) -> Iterator[LogLine]:
    """Every such line of the log, from its beginning on. Raises what `read` raises."""
    for start, end in _forwards(read, 0):
        yield from _matches(read, wanted, start, end)


def _ways_round(read: Read, offset: int, *, backwards: bool, from_here: bool) -> Iterator[tuple[int, int, bool]]:
    """Slices of the whole log in the order of a search from there, and whether it has come round to them."""
    if backwards:
        here = offset + 1 if from_here else offset
        yield from ((start, end, False) for start, end in _backwards(0, here))
        yield from ((start, end, True) for start, end in _backwards(here, read(0, 0).size_bytes))
    else:
        here = offset if from_here else offset + 1
        yield from ((start, end, False) for start, end in _forwards(read, here))
        yield from ((start, min(start + SLICE_BYTES, here), True) for start in range(0, here, SLICE_BYTES))


def _forwards(read: Read, offset: int) -> Iterator[tuple[int, int]]:
    """Slices from there to the end of the log as it is by then."""
    while offset < read(0, 0).size_bytes:
        yield offset, offset + SLICE_BYTES
        offset += SLICE_BYTES


def _backwards(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Slices between the two, the last one first."""
    while end > start:
        yield max(start, end - SLICE_BYTES), end
        end -= SLICE_BYTES


def _matches(read: Read, wanted: Wanted, start: int, end: int) -> list[LogLine]:
    """The lines that begin in that slice."""
    first = max(0, start - _MARGIN)
    part = read(first, end + _MARGIN - first)
    if not wanted.may_be_in(part.content):
        return []
    return [
        line
        for line in lines_of(part.content, first)
        if start <= line.offset < end and wanted.may_be_in(line.content) and wanted.is_in(line.content)
    ]
