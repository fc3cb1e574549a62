"""What is kept of one domain, from reading to reading; the very same value as long as it is at rest."""

from xentui.fleet.counted_rates import counted_cpu_percent, counted_rates
from xentui.fleet.frames import NEVER_S, Place
from xentui.fleet.past import Figures
from xentui.fleet.rates import CpuReading, Moments, cpu_percent, extended, rested
from xentui.fleet.trail import TrailSoFar
from xentui_driver.model.counters import Counted, DomainCounters, Identity
from xentui_driver.model.cpu_use import TRAIL_STEPS, CpuUse
from xentui_driver.model.dataclass import dataclass, replace
from xentui_driver.model.domain import Domain
from xentui_driver.model.rates import NO_RATES, NO_USAGE, Rates, Usage

_FLAT = (0.0,) * TRAIL_STEPS


@dataclass(frozen=True, slots=True)
class CountedUse:
    """What the counters say of one domain: its CPU use, where they count it, and its rates."""

    percent: float | None = None
    over_s: float = 0.0
    rates: Rates = NO_RATES
    still: DomainCounters | None = None
    """The counters, where they were the same all the time."""


NOT_COUNTED = CountedUse()


@dataclass(frozen=True, slots=True)
class Record:
    """As of the last reading at which the domain wasn't at rest: what has been since then follows from it."""

    domain: Domain
    place: Place
    """Of its figures."""
    readings: tuple[CpuReading, ...] = ()
    trail: TrailSoFar = TrailSoFar()
    counted: CountedUse = NOT_COUNTED
    usage: Usage = NO_USAGE
    """As of the last figures; the very same value as long as they stay the same, so that its row does too."""
    is_quiet: bool = False
    """Whether it has used no CPU, and its figures are told as they are: it may be at rest at the next reading."""
    is_flat: bool = False
    """Whether its trail stays as it is at rest."""

    def with_reading(
        self, domain: Domain, before: Moments, moment: tuple[float, float], counted: CountedUse
    ) -> "Record":
        """With one more, of that domain; `before` are the moments of those before it."""
        new = CpuReading(*moment, domain.cpu_time_s, domain.vcpus)
        readings = extended(self.readings_until(before), new)
        percent, over_s = _cpu(readings, counted)
        trail = self._trail_until(before).with_figure(new.taken_s, percent)
        is_flat = trail.figures == _FLAT
        if is_flat:  # of most domains, which share it
            trail = TrailSoFar(trail.step, _FLAT)
        usage = self._used(CpuUse(percent, trail.figures, over_s), counted.rates)
        is_quiet = percent == 0.0 and self.place.since_s != NEVER_S
        return Record(domain, self.place, readings, trail, counted, usage, is_quiet, is_flat)

    def with_counted(self, counted: CountedUse, moments: Moments) -> "Record":
        """With what counters say that came after the reading."""
        readings, trail = self.readings_until(moments), self._trail_until(moments)
        percent, over_s = _cpu(readings, counted)
        usage = self._used(CpuUse(percent, trail.figures, over_s), counted.rates)
        return Record(self.domain, self.place, readings, trail, counted, usage)

    def in_place_since(self, since_s: float) -> "Record":
        """The same, its figures from then on in its place."""
        return replace(self, place=self.place._replace(since_s=since_s))

    def rests(self, domain: Domain, step: int) -> bool:
        """Whether it used nothing until that reading, in that step of the trail; its counters are another matter."""
        was = self.domain
        return (
            self.is_quiet
            and (self.is_flat or self.trail.step == step)
            and (
                was is domain
                or (was.cpu_time_s, was.vcpus, was.memory_kib) == (domain.cpu_time_s, domain.vcpus, domain.memory_kib)
            )
        )

    def readings_until(self, moments: Moments) -> tuple[CpuReading, ...]:
        """Those that its CPU use is computed from, after a reading at the last of these moments."""
        return rested(self.readings, moments)

    def figures(self) -> Figures:
        """As of its last reading."""
        return figures_of(self.usage.cpu.percent, self.domain.memory_kib, self.counted.rates)

    def counted_between(
        self, identity: Identity, begin: Counted | None, counted: Counted, moments: Moments
    ) -> CountedUse:
        """Since the counters that the rates begin with, which may not have had that domain."""
        then, now = begin.domains.get(identity) if begin is not None else None, counted.domains.get(identity)
        over_s = counted.taken_s - begin.taken_s if begin is not None else 0.0
        still, known = now if then is now else None, self.counted
        if still is not None and known.still is still and known.over_s == round(over_s, 1):
            return known
        most_vcpus = max((each.vcpus for each in self.readings_until(moments)), default=0)
        percent = counted_cpu_percent(then, now, over_s, most_vcpus)
        return CountedUse(percent, round(over_s, 1), counted_rates(then, now, over_s), still)

    def _trail_until(self, moments: Moments) -> TrailSoFar:
        return self.trail.at_rest(sum(moments[-1]) / 2) if moments and self.readings else self.trail

    def _used(self, cpu: CpuUse, rates: Rates) -> Usage:
        new = Usage(cpu, rates)
        return self.usage if new == self.usage else new


def figures_of(percent: float | None, memory_kib: int, rates: Rates) -> Figures:
    """What a history keeps of one reading."""
    network, disk = rates.network, rates.disk
    return Figures(
        percent,
        memory_kib,
        network.inward.bytes_per_s if network is not None else None,
        network.outward.bytes_per_s if network is not None else None,
        disk.inward.bytes_per_s if disk is not None else None,
        disk.outward.bytes_per_s if disk is not None else None,
    )


def _cpu(readings: tuple[CpuReading, ...], counted: CountedUse) -> tuple[float | None, float | None]:
    """The percentage, and over which time: by the counters, which are exact, or else by the listings."""
    if counted.percent is not None:
        return round(counted.percent, 1), counted.over_s  # as it is shown: more digits would never be the same twice
    percent = cpu_percent(readings)
    return percent, None if percent is None else round(readings[-1].taken_s - readings[0].taken_s, 1)
