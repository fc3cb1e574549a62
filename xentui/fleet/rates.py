"""Computes CPU use from two readings of the CPU time, no finer than the readings are, and never impossibly high."""

import math
from itertools import takewhile

from xentui_driver.model.dataclass import dataclass

_MANTISSA_BITS = 24
_DECIMAL_S = 0.1
_WANTED_RESOLUTION = 0.02
_LONGEST_WINDOW_S = 60.0


@dataclass(frozen=True, slots=True)
class CpuReading:
    """The CPU time of one domain in one listing."""

    began_s: float
    ended_s: float
    """Xen was asked at some moment between these two: xl takes time before and after."""
    cpu_time_s: float
    vcpus: int

    @property
    def taken_s(self) -> float:
        return (self.began_s + self.ended_s) / 2


def step_s(cpu_time_s: float) -> float:
    """The step of a reading.

    xl casts the CPU time to a float32 and prints one decimal (xl_info.c): the step is 0.1 s at first, and 0.5 s after
    100 days of CPU time.
    """
    if cpu_time_s <= 0:
        return _DECIMAL_S
    return max(_DECIMAL_S, 2.0 ** (math.floor(math.log2(cpu_time_s)) + 1 - _MANTISSA_BITS))


def window_s(cpu_time_s: float) -> float:
    """How far apart two readings must be to show a difference of 2 % of one CPU."""
    return min(_LONGEST_WINDOW_S, step_s(cpu_time_s) / _WANTED_RESOLUTION)


def extended(series: tuple[CpuReading, ...], new: CpuReading) -> tuple[CpuReading, ...]:
    """The readings that are useful together with a `new` one; at most a window of them."""
    if not series:
        return (new,)
    taken_s, last = new.taken_s, series[-1]
    if new.cpu_time_s < last.cpu_time_s or taken_s <= last.taken_s:
        return (new,)
    useful_s = taken_s - window_s(new.cpu_time_s)
    start, last_start = 0, len(series) - 1
    while start < last_start and series[start + 1].taken_s <= useful_s:
        start += 1
    return (*series[start:], new)


def cpu_percent(series: tuple[CpuReading, ...]) -> float | None:
    """The use over a domain's readings; 100 is one physical CPU.

    None while there is no second reading, and for impossible figures.
    """
    if not series:
        return None
    first, last = series[0], series[-1]
    if first is last:
        return None
    used_s = last.cpu_time_s - first.cpu_time_s
    most = 100.0 * max(reading.vcpus for reading in series)
    percent = 100.0 * used_s / (last.taken_s - first.taken_s)
    if percent <= most:
        return percent
    # No vCPU runs on two CPUs. If the readings can be that far apart, after rounding, all vCPUs are fully busy.
    least = 100.0 * (used_s - 2 * step_s(last.cpu_time_s)) / (last.ended_s - first.began_s)
    return most if least <= most else None


Moment = tuple[float, float]
"""When a listing began and ended."""
Moments = tuple[Moment, ...]
"""Those of the last listings, the oldest first."""


def with_moment(moments: Moments, began_s: float, ended_s: float) -> Moments:
    """With one more listing, without what no window needs; a clock that goes back begins again."""
    if moments and began_s + ended_s <= sum(moments[-1]):
        return ((began_s, ended_s),)
    since, start = (began_s + ended_s) / 2 - _LONGEST_WINDOW_S, 0
    while start + 1 < len(moments) and sum(moments[start + 1]) / 2 <= since:
        start += 1
    return (*moments[start:], (began_s, ended_s))


def rested(series: tuple[CpuReading, ...], moments: Moments) -> tuple[CpuReading, ...]:
    """The readings of a domain that has used nothing since the last of them, up to the last of these moments."""
    if not series or not moments or (series[-1].began_s, series[-1].ended_s) == moments[-1]:
        return series
    last = series[-1]
    later = takewhile(lambda moment: sum(moment) / 2 > last.taken_s, reversed(moments))
    more = [CpuReading(*moment, last.cpu_time_s, last.vcpus) for moment in later]
    return extended((*series, *reversed(more[1:])), more[0]) if more else series
