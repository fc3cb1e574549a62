"""A day of made-up figures, for charts; the same at each run."""

import math
from collections.abc import Callable, Iterator
from functools import partial

from xentui_widgets.charts import Point, binary_scale, decimal_scale
from xentui_widgets.history_lines import Band, Figure, Mark, Recorded
from xentui_widgets.units import cpu_words, memory_words, rate_words

NOW_S = 200_000.0
"""12:00 on a Sunday, with the offset."""
EPOCH_OFFSET_S = 1_764_504_000.0 - NOW_S
GAP_S = (NOW_S - 420.0, NOW_S - 300.0)
"""A time in which nothing was read."""
_MINUTES_S, _SIXES_S = NOW_S - 7200.0, NOW_S - 86_400.0
GIB = 1024.0 * 1024.0


def points(value: Callable[[float], float | None]) -> tuple[Point, ...]:
    """Six minutes of a day, minutes of two hours, readings of 15 minutes."""
    return tuple(_points(value))


def _points(value: Callable[[float], float | None]) -> Iterator[Point]:
    for begins_s, ends_s, step_s in (
        (_SIXES_S, _MINUTES_S, 360.0),
        (_MINUTES_S, NOW_S - 900, 60.0),
        (NOW_S - 900, NOW_S, 5.0),
    ):
        at_s = begins_s
        while at_s < ends_s:
            mean = value(at_s)
            if mean is not None and not GAP_S[0] <= at_s < GAP_S[1]:
                spread = 0.3 if step_s > 5 else 0.0
                yield Point(at_s, at_s + step_s, mean * (1 - spread), mean, mean * (1 + spread))
            at_s += step_s


def recorded(marks: tuple[Mark, ...] = ()) -> Recorded:
    """Of a guest whose disks were not counted at first."""

    def wave(period_s: float, most: float) -> Callable[[float], float]:
        return lambda at_s: most * (0.5 + 0.5 * math.sin(at_s / period_s))

    def memory(at_s: float) -> float:
        return 8 * GIB if at_s < NOW_S - 3000 else 12 * GIB

    def read(at_s: float) -> float | None:
        return None if at_s < NOW_S - 40_000 else wave(700, 9e5)(at_s)

    network = (Band("in", points(wave(500, 6.1e7))), Band("out", points(wave(90, 1.2e6))))
    disks = (Band("read", points(read)), Band("write", points(lambda _at_s: 0.0)))
    figures = (
        Figure(
            "CPU",
            (Band("", points(wave(200, 290))),),
            _percent,
            lambda p: f"{p:.0f}%",
            partial(decimal_scale, at_least=100),
        ),
        Figure(
            "Memory",
            (Band("", points(memory)),),
            _memory,
            lambda k: f"{k / GIB:g}G",
            partial(binary_scale, at_least=1024),
        ),
        Figure("Network", network, _rate, rate_words, partial(decimal_scale, at_least=1e4)),
        Figure("Disks", disks, _rate, rate_words, partial(decimal_scale, at_least=1e4)),
    )
    return Recorded(figures, marks, NOW_S, EPOCH_OFFSET_S)


def _rate(bytes_per_s: float) -> str:
    return f"{rate_words(bytes_per_s)}/s"


def _percent(percent: float) -> str:
    return f"{cpu_words(percent)} %"


def _memory(kib: float) -> str:
    return memory_words(int(kib))
