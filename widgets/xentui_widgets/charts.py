"""Charts of figures over time, as text: filled up to the mean, with a dot at the most; a gap where nothing is known."""

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from xentui_widgets.symbols import Symbols

_BRAILLE = 0x2800
_SIDES = ((0x00, 0x40, 0x44, 0x46, 0x47), (0x00, 0x80, 0xA0, 0xB0, 0xB8))
"""The bits of a cell's left and right dots, so many of them from the bottom (Unicode, Braille Patterns)."""
_DOTS_HIGH, _HALVES = 4, 2
_DECIMAL = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
_BINARY = (1.0, 1.5, 2.0)


class Point(NamedTuple):
    """One figure over a stretch of time."""

    begins_s: float
    ends_s: float
    """The same as its beginning where only a moment is known."""
    least: float
    mean: float
    most: float


def decimal_scale(most: float, at_least: float) -> float:
    """A round number, so that `most` finds room."""
    return _rounded_up(max(most, at_least), 10.0, _DECIMAL)


def binary_scale(most: float, at_least: float) -> float:
    """A power of two, or one and a half of it."""
    return _rounded_up(max(most, at_least), 2.0, _BINARY)


def _rounded_up(most: float, base: float, steps: Iterable[float]) -> float:
    if not 0 < most < math.inf:
        return 1.0
    power = base ** math.floor(math.log(most, base))
    return next((step * power for step in steps if step * power >= most * (1 - 1e-9)), base * power)


def divided(points: Iterable[Point], begins_s: float, step_s: float, count: int) -> list[Point | None]:
    """What is known of each of `count` steps from `begins_s` on; the mean by how long each point covers a step."""
    found: list[Point | None] = [None] * count
    weights = [0.0] * count
    for point in points:
        first = math.floor((point.begins_s - begins_s) / step_s)
        last = max(first, math.ceil((point.ends_s - begins_s) / step_s) - 1)
        for index in range(max(0, first), min(count - 1, last) + 1):
            start_s = begins_s + index * step_s
            weight = max(min(point.ends_s, start_s + step_s) - max(point.begins_s, start_s), 1e-6)
            found[index], weights[index] = _with(found[index], weights[index], point, weight), weights[index] + weight
    return found


def _with(before: Point | None, before_weight: float, point: Point, weight: float) -> Point:
    if before is None:
        return point
    mean = (before.mean * before_weight + point.mean * weight) / (before_weight + weight)
    begins_s, ends_s = min(before.begins_s, point.begins_s), max(before.ends_s, point.ends_s)
    return Point(begins_s, ends_s, min(before.least, point.least), mean, max(before.most, point.most))


def per_cell(symbols: Symbols) -> int:
    """How many columns of a chart find room in a cell."""
    return 2 if symbols.has_braille else 1


def chart(columns: Sequence[Point | None], scale: float, rows: int, symbols: Symbols) -> tuple[str, ...]:
    """The rows of a chart, the highest first; the columns are as many as find room."""
    each = _DOTS_HIGH if symbols.has_braille else _HALVES
    heights = [None if point is None else _height(point, scale, rows * each) for point in columns]
    draw = _braille if symbols.has_braille else _blocks
    return tuple("".join(draw(heights, row * each, symbols)) for row in reversed(range(rows)))


class _Height(NamedTuple):
    """In levels, from 1 at the bottom; 0 only for what is nothing."""

    filled: int
    most: int


def _height(point: Point, scale: float, levels: int) -> _Height:
    filled = min(levels, max(0, round(point.mean / scale * levels)))
    filled = max(filled, 1) if point.mean > 0 else filled
    most = min(levels, math.ceil(point.most / scale * levels - 1e-9))
    return _Height(filled, max(filled, most))


def _braille(heights: Sequence[_Height | None], below: int, _symbols: Symbols) -> Iterator[str]:
    """A row above so many levels; nothing is a line at the bottom."""
    for at in range(0, len(heights), 2):
        bits = 0
        for side, height in zip(_SIDES, heights[at : at + 2], strict=False):
            if height is not None:
                bits |= side[max(0, min(_DOTS_HIGH, max(height.filled, 1) - below))]
                if below < height.most <= below + _DOTS_HIGH:
                    bits |= side[height.most - below] ^ side[height.most - below - 1]
        yield chr(_BRAILLE + bits) if bits else " "


def _blocks(heights: Sequence[_Height | None], below: int, symbols: Symbols) -> Iterator[str]:
    for height in heights:
        if height is None:
            yield " "
        elif height.filled > below:
            yield symbols.chart_full if height.filled >= below + _HALVES else symbols.chart_half
        elif below < height.most <= below + _HALVES:
            yield symbols.chart_most
        else:
            yield " " if below else symbols.chart_zero
