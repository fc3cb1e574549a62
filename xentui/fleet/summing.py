"""Sums up packed figures: the least, the mean and the most of each in a minute's readings, or in six minutes."""

import struct
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter

COUNT = 6
"""Of the figures of a domain at one moment: `past.Figures`."""
_FIGURES = struct.Struct(f"<{COUNT}f")
_SUMMARY = struct.Struct(f"<{3 * COUNT}f")
FIGURES_BYTES = _FIGURES.size
SUMMARY_BYTES = _SUMMARY.size
"""The least, the mean and the most of each figure."""
_FLOAT_BYTES = 4
_UNKNOWN = float("nan")
_LEAST, _MEAN, _MOST = 0, COUNT, 2 * COUNT
"""Where in a summary they begin."""

_Column = tuple[float, ...]
"""The values of one figure, one after the other."""
_Fold = Callable[[Sequence[float]], float]


def packed_figures(figures: Iterable[float | None]) -> bytes:
    """In as little room as they need; None where one isn't known."""
    return _FIGURES.pack(*[_UNKNOWN if each is None else each for each in figures])


def summed_readings(last: bytes, moved: Sequence[int], readings: Sequence[bytes]) -> bytes:
    """The summaries of readings of many domains, in their order; `last` has the figures of each, one after the other.

    Only those at the places `moved` aren't all the same: `readings` have the figures of these, one after the other.
    """
    same = b"".join([last[at : at + FIGURES_BYTES] * 3 for at in range(0, len(last), FIGURES_BYTES)])
    return _with_sums(same, moved, readings, COUNT, (0, 0, 0))


def summed_summaries(last: bytes, moved: Sequence[int], summaries: Sequence[bytes]) -> bytes:
    """The same of summaries; each counts the same in the mean."""
    return _with_sums(last, moved, summaries, 3 * COUNT, (_LEAST, _MEAN, _MOST))


def _with_sums(
    same: bytes, moved: Sequence[int], records: Sequence[bytes], width: int, starts: tuple[int, int, int]
) -> bytes:
    """The summaries of those that stayed the `same`, and of those that `moved`; `starts` say where their parts are."""
    if not moved or len(records) == 1:
        return same
    folds: tuple[_Fold, ...] = (min, _mean, max)
    rows = [struct.unpack(f"<{len(record) // _FLOAT_BYTES}f", record) for record in records]
    least, mean, most = (
        _folded(rows, [at * width + start + each for at in range(len(moved)) for each in range(COUNT)], fold)
        for start, fold in zip(starts, folds, strict=True)
    )
    content = bytearray(same)
    for number, place in enumerate(moved):
        part = slice(number * COUNT, (number + 1) * COUNT)
        _SUMMARY.pack_into(content, place * SUMMARY_BYTES, *least[part], *mean[part], *most[part])
    return bytes(content)


def _folded(rows: Sequence[_Column], columns: Sequence[int], fold: _Fold) -> list[float]:
    """Of each of these columns; what isn't known counts for nothing."""
    picked = zip(*map(itemgetter(*columns), rows), strict=True)
    return [fold(column) if (total := sum(column)) == total else _folded_known(column, fold) for column in picked]


def _folded_known(column: Sequence[float], fold: _Fold) -> float:
    known = [each for each in column if each == each]  # what isn't known is no number, and unlike itself
    return fold(known) if known else _UNKNOWN


def _mean(known: Sequence[float]) -> float:
    return sum(known) / len(known)
