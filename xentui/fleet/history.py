"""The earlier readings of each guest of a host, kept while they are useful."""

from collections.abc import Callable, Collection, Iterable, Mapping

from xentui.fleet.counted_rates import counted_cpu_percent, counted_rates, device_rates
from xentui.fleet.past import Figures, Past
from xentui.fleet.rate_begins import rates_begin
from xentui.fleet.rates import CpuReading, cpu_percent, extended
from xentui.fleet.trail import TrailSoFar
from xentui_driver.model.counters import Counted, DomainCounters, Identity
from xentui_driver.model.cpu_use import CpuUse
from xentui_driver.model.dataclass import dataclass, field, replace
from xentui_driver.model.domain import Domain
from xentui_driver.model.identity import identifies
from xentui_driver.model.rates import NO_RATES, NO_USAGE, DeviceRates, Rates, Usage, total_rates

_MOST_GONE = 64
_SHORTEST_S = 0.2
"""Over less time than this a rate would be mostly the error of its two moments."""


@dataclass(frozen=True, slots=True)
class _Counted:
    """What the counters say of one domain: its CPU use, where they count it, and its rates."""

    percent: float | None = None
    over_s: float = 0.0
    rates: Rates = NO_RATES
    still: DomainCounters | None = None
    """The counters, where they were the same all the time."""


_NOT_COUNTED = _Counted()


@dataclass(frozen=True, slots=True)
class _Record:
    """What is kept of one domain."""

    readings: tuple[CpuReading, ...] = ()
    trail: TrailSoFar = TrailSoFar()
    counted: _Counted = _NOT_COUNTED
    usage: Usage = NO_USAGE
    """As of the last figures; the very same value as long as they stay the same, so that its row does too."""
    past: Past = Past()

    def with_reading(self, new: CpuReading, memory_kib: int, counted: _Counted) -> "_Record":
        readings = extended(self.readings, new)
        percent, over_s = _cpu(readings, counted)
        trail = self.trail.with_figure(new.taken_s, percent)
        past = self.past.with_figures(new.taken_s, _figures(percent, memory_kib, counted.rates))
        usage = self._used(CpuUse(percent, trail.figures, over_s), counted.rates)
        return _Record(readings, trail, counted, usage, past)

    def with_counted(self, counted: _Counted) -> "_Record":
        percent, over_s = _cpu(self.readings, counted)
        usage = self._used(CpuUse(percent, self.trail.figures, over_s), counted.rates)
        return _Record(self.readings, self.trail, counted, usage, self.past)

    def _used(self, cpu: CpuUse, rates: Rates) -> Usage:
        new = Usage(cpu, rates)
        return self.usage if new == self.usage else new

    @property
    def most_vcpus(self) -> int:
        """That were online in its readings."""
        return max((reading.vcpus for reading in self.readings), default=0)


def _cpu(readings: tuple[CpuReading, ...], counted: _Counted) -> tuple[float | None, float | None]:
    """The percentage, and over which time: by the counters, which are exact, or else by the listings."""
    if counted.percent is not None:
        return round(counted.percent, 1), counted.over_s  # as it is shown: more digits would never be the same twice
    percent = cpu_percent(readings)
    return percent, None if percent is None else round(readings[-1].taken_s - readings[0].taken_s, 1)


_NOTHING = _Record()
NO_PAST = Past()


@dataclass(frozen=True, slots=True)
class History:
    """A bounded record for each domain of the last listing; none for a domain that is gone."""

    _records: Mapping[Identity, _Record] = field(default_factory=dict)
    _trail: TrailSoFar = TrailSoFar()
    _host_past: Past = Past()
    _gone: Mapping[str, Past] = field(default_factory=dict)
    """The past of guests that have no domain now, by their UUIDs; those that left last."""
    _counted: Counted | None = None
    """The counters that the rates end with."""
    _counted_before: Counted | None = None
    """Those that they begin with."""
    host: Usage = NO_USAGE
    """What all domains use together, Domain-0 among them; one that has just started doesn't count yet.

    Summed once a reading: the screen asks for it every second.
    """

    def with_counters(self, counted: Counted) -> "History":
        """The rates are those since the counters before; only domains of the last listing have any."""
        if not self._is_newer(counted):
            return self
        begin = rates_begin(self._counted_before, self._counted, counted)
        records = {
            identity: record.with_counted(_counted_of(identity, record, begin, counted))
            for identity, record in self._records.items()
        }
        host = _together(records.values(), self._trail)
        return replace(self, _records=records, _counted=counted, _counted_before=begin, host=host)

    def without_counters(self) -> "History":
        """Nothing is known of disks and networks, and CPU use only by the listings, until counters come again."""
        records = {identity: record.with_counted(_NOT_COUNTED) for identity, record in self._records.items()}
        host = _together(records.values(), self._trail)
        return replace(self, _records=records, _counted=None, _counted_before=None, host=host)

    def with_domains(
        self, domains: Iterable[Domain], began_s: float, ended_s: float, counted: Counted | None = None
    ) -> "History":
        """The listing was asked for at `began_s` and complete at `ended_s`, seconds on one clock.

        `counted` are the counters that came with it.
        """
        newer = counted if counted is not None and self._is_newer(counted) else None
        begin = rates_begin(self._counted_before, self._counted, newer) if newer is not None else None
        listed = {(domain.uuid, domain.domid): domain for domain in domains}
        gone = self._gone_without(listed)
        records, memory_kib = {}, 0
        for identity, domain in listed.items():
            new = CpuReading(began_s, ended_s, domain.cpu_time_s, domain.vcpus)
            before = self._records.get(identity) or _Record(past=gone.pop(domain.uuid, Past()))
            counts = before.counted if newer is None else _counted_of(identity, before, begin, newer)
            records[identity] = before.with_reading(new, domain.memory_kib, counts)
            memory_kib += domain.memory_kib
        taken_s, percent = (began_s + ended_s) / 2, _sum(records.values())
        trail = self._trail.with_figure(taken_s, percent)
        host = _together(records.values(), trail)
        past = self._host_past.with_figures(taken_s, _figures(percent, memory_kib, host.rates))
        if newer is None:
            return History(records, trail, past, gone, self._counted, self._counted_before, host)
        return History(records, trail, past, gone, newer, begin, host)

    @property
    def readings(self) -> Iterable[tuple[CpuReading, ...]]:
        """Those of each domain."""
        return (record.readings for record in self._records.values())

    def usages(self) -> Mapping[Identity, Usage]:
        """What each domain uses."""
        return {identity: record.usage for identity, record in self._records.items()}

    def devices(self, identity: Identity) -> DeviceRates:
        """Of a domain; worked out when somebody looks at it."""
        before, after = self._counted_before, self._counted
        if after is None:
            return DeviceRates()
        then = before.domains.get(identity) if before is not None else None
        over_s = after.taken_s - before.taken_s if before is not None else 0.0
        return device_rates(then, after.domains.get(identity), over_s)

    def past(self, identity: Identity) -> Past:
        """The figures of a domain, and of the earlier domains of its guest."""
        return self._records.get(identity, _NOTHING).past

    def pasts(self) -> Iterable[tuple[Identity, Past]]:
        """Those of each domain of the last listing."""
        return ((identity, record.past) for identity, record in self._records.items())

    def with_earlier(self, host: Past, guests: Callable[[Identity], Past], gone: Mapping[str, Past]) -> "History":
        """With what an earlier console has read of the host, of each domain, and of guests without one."""
        records = {
            identity: replace(record, past=record.past.with_earlier(guests(identity)))
            for identity, record in self._records.items()
        }
        both = dict(list((dict(gone) | dict(self._gone)).items())[-_MOST_GONE:])
        return replace(self, _records=records, _host_past=self._host_past.with_earlier(host), _gone=both)

    def past_of_gone(self, uuid: str | None) -> Past:
        """The figures of a guest that has no domain now."""
        return self._gone.get(uuid or "", NO_PAST)

    @property
    def host_past(self) -> Past:
        """The figures of all domains together."""
        return self._host_past

    def _is_newer(self, counted: Counted) -> bool:
        """Whether they say something new, which the same ones don't; a clock that was set back begins again."""
        return self._counted is None or not 0 <= counted.taken_s - self._counted.taken_s < _SHORTEST_S

    def _gone_without(self, listed: Collection[Identity]) -> dict[str, Past]:
        """The past of those that are gone when these are there; a UUID that many have says nothing."""
        left = ((*identity, record) for identity, record in self._records.items() if identity not in listed)
        gone = dict(self._gone) | {uuid: record.past for uuid, _domid, record in left if identifies(uuid)}
        return dict(list(gone.items())[-_MOST_GONE:])


def _counted_of(identity: Identity, record: _Record, begin: Counted | None, counted: Counted) -> _Counted:
    """Since the counters that the rates begin with, which may not have had that domain."""
    then, now = begin.domains.get(identity) if begin is not None else None, counted.domains.get(identity)
    over_s = counted.taken_s - begin.taken_s if begin is not None else 0.0
    still, known = now if then is now else None, record.counted
    if still is not None and known.still is still and known.over_s == round(over_s, 1):
        return known
    percent = counted_cpu_percent(then, now, over_s, record.most_vcpus)
    return _Counted(percent, round(over_s, 1), counted_rates(then, now, over_s), still)


def _figures(percent: float | None, memory_kib: int, rates: Rates) -> Figures:
    network, disk = rates.network, rates.disk
    return Figures(
        percent,
        memory_kib,
        network.inward.bytes_per_s if network is not None else None,
        network.outward.bytes_per_s if network is not None else None,
        disk.inward.bytes_per_s if disk is not None else None,
        disk.outward.bytes_per_s if disk is not None else None,
    )


def _together(records: Collection[_Record], trail: TrailSoFar) -> Usage:
    return Usage(CpuUse(_sum(records), trail.figures), total_rates(record.counted.rates for record in records))


def _sum(records: Iterable[_Record]) -> float | None:
    known = [record.usage.cpu.percent for record in records if record.usage.cpu.percent is not None]
    return sum(known) if known else None
