"""Breaks a part of a log into lines, the same ones from wherever the part begins."""

import itertools
from typing import NamedTuple

BREAK_BYTES = 4096
"""A line is broken at each multiple of so many bytes that has no line feed in as many before it: an endless line too is
shown in pieces, which are less than twice as long."""


class LogLine(NamedTuple):
    """A line, and where it is in its log; a guest may print a quarter of a million of them between two looks."""

    offset: int
    content: bytes
    """Without its line feed."""


def lines_of(content: bytes, offset: int, *, begins: bool | None = None) -> tuple[LogLine, ...]:
    """The lines of a part that begins at `offset`.

    Unless a line `begins` there, which is known of the beginning of a log, what comes before the first line is left
    out: it is the end of a line whose beginning isn't in the part. The last line may go on after it.
    """
    texts = content.split(b"\n")
    places = zip(itertools.accumulate(map(_whole_length, texts), initial=offset), texts, strict=False)
    if max(map(len, texts)) < BREAK_BYTES:
        found = list(map(LogLine._make, places))
    else:
        found = [piece for start, text in places for piece in _pieces(text, start)]
    if not texts[-1]:
        found.pop()
    return tuple(found if begins or (begins is None and not offset) else found[1:])


def _whole_length(text: bytes) -> int:
    return len(text) + 1


def _pieces(line: bytes, offset: int) -> list[LogLine]:
    """The line, broken where it is too long."""
    if len(line) < BREAK_BYTES:
        return [LogLine(offset, line)]
    first = -(-(offset + BREAK_BYTES) // BREAK_BYTES) * BREAK_BYTES
    breaks = [offset, *range(first, offset + len(line), BREAK_BYTES), offset + len(line)]
    return [LogLine(a, line[a - offset : b - offset]) for a, b in itertools.pairwise(breaks) if b > a]
