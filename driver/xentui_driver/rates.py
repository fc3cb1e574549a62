"""CPU use from two readings of the CPU time, no finer than the readings are."""

import math
from dataclasses import dataclass

from xentui_driver.model import Domain

_MANTISSA_BITS = 24
_WANTED_RESOLUTION = 0.02
_LONGEST_WINDOW_S = 60.0


@dataclass(frozen=True, slots=True)
class _Reading:
    taken_s: float
    cpu_time_s: float


def window_s(cpu_time_s: float) -> float:
    """How far apart two readings must be for 2 % of one CPU to show.

    xl casts the CPU time to a float32 and prints one decimal (xl_info.c): its step is 0.1 s at first, 0.5 s after
    100 days of CPU time.
    """
    step_s = 0.1
    if cpu_time_s > 0:
        step_s = max(step_s, 2.0 ** (math.floor(math.log2(cpu_time_s)) + 1 - _MANTISSA_BITS))
    return min(_LONGEST_WINDOW_S, step_s / _WANTED_RESOLUTION)


class CpuMeter:
    """Remembers each domain's readings for as long as they help, and tells the CPU use; 100 is one physical CPU."""

    def __init__(self) -> None:
        self._readings: dict[tuple[str, int], tuple[_Reading, ...]] = {}

    def measure(self, domains: tuple[Domain, ...], taken_s: float) -> dict[tuple[str, int], float | None]:
        """The use of each domain by (uuid, domid); None until there is a second reading."""
        readings: dict[tuple[str, int], tuple[_Reading, ...]] = {}
        for domain in domains:
            key = (domain.uuid, domain.domid)
            readings[key] = _extended(self._readings.get(key, ()), _Reading(taken_s, domain.cpu_time_s))
        self._readings = readings
        return {key: _percent(series) for key, series in readings.items()}


def _extended(series: tuple[_Reading, ...], new: _Reading) -> tuple[_Reading, ...]:
    if series and (new.cpu_time_s < series[-1].cpu_time_s or new.taken_s <= series[-1].taken_s):
        return (new,)
    wanted_s = window_s(new.cpu_time_s)
    start = 0
    while start + 1 < len(series) and new.taken_s - series[start + 1].taken_s >= wanted_s:
        start += 1
    return (*series[start:], new)


def _percent(series: tuple[_Reading, ...]) -> float | None:
    first, last = series[0], series[-1]
    if first is last:
        return None
    return 100.0 * (last.cpu_time_s - first.cpu_time_s) / (last.taken_s - first.taken_s)
