"""How busy each vCPU and each physical CPU is, from readings of `xl vcpu-list`.

xl tells how much CPU time each vCPU has had, and where it was last seen, but not which CPUs that time was on: it counts
for the CPU of the last reading. A vCPU that moves about blurs the picture; the sum of all CPUs is right.
"""

from collections.abc import Mapping

from xentui.fleet.rates import CpuReading, cpu_percent, extended
from xentui_driver.model.dataclass import dataclass, field
from xentui_driver.model.layout import HostLayout, VcpuPlace

Key = tuple[int, int]
"""Of a vCPU: the domid, and its own number."""
_MOST_PERCENT = 100.0


@dataclass(frozen=True, slots=True)
class VcpuLoad:
    """One vCPU, and how busy it is."""

    place: VcpuPlace
    percent: float | None
    """Of one CPU; None until there are two readings."""


@dataclass(frozen=True, slots=True)
class CpuLoads:
    """What is known from all readings so far; each makes a new one."""

    layout: HostLayout | None = None
    """The last reading."""
    _series: Mapping[Key, tuple[CpuReading, ...]] = field(default_factory=dict)

    def with_layout(self, layout: HostLayout) -> "CpuLoads":
        if self.layout is not None and layout.ended_s <= self.layout.ended_s:
            return self  # of the same moment: it would hide what has become of the last one
        return CpuLoads(layout, {_key(each): self._extended(each, layout) for each in layout.vcpus})

    def _extended(self, place: VcpuPlace, layout: HostLayout) -> tuple[CpuReading, ...]:
        new = CpuReading(layout.began_s, layout.ended_s, place.cpu_time_s, 1)
        return extended(self._series.get(_key(place), ()), new)

    @property
    def on_cpus(self) -> Mapping[int, tuple[VcpuLoad, ...]]:
        """The vCPUs that were last seen on each CPU, the busiest first."""
        found: dict[int, list[VcpuLoad]] = {}
        for place in self.layout.vcpus if self.layout is not None else ():
            if place.cpu is not None:
                load = VcpuLoad(place, cpu_percent(self._series[_key(place)]))
                found.setdefault(place.cpu, []).append(load)
        return {cpu: tuple(sorted(loads, key=lambda each: -(each.percent or 0.0))) for cpu, loads in found.items()}


def load_percent(loads: tuple[VcpuLoad, ...]) -> float | None:
    """How busy a CPU is with them: never more than it can be. One on which nothing was seen has nothing to do.

    None until one of them was read twice.
    """
    known = [each.percent for each in loads if each.percent is not None]
    if loads and not known:
        return None
    return min(_MOST_PERCENT, sum(known))


def _key(place: VcpuPlace) -> Key:
    return place.domid, place.number
