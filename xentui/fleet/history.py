"""The earlier readings of each guest of a host, kept while they are useful."""

from collections.abc import Iterable, Mapping

from xentui.fleet.rates import CpuReading, cpu_percent, extended
from xentui.fleet.trail import TrailSoFar
from xentui_driver.model.cpu_use import CpuUse
from xentui_driver.model.dataclass import dataclass, field
from xentui_driver.model.domain import Domain

Identity = tuple[str, int]
"""UUID and domid: one start of one guest."""


@dataclass(frozen=True, slots=True)
class _Record:
    """What is kept of one domain."""

    readings: tuple[CpuReading, ...] = ()
    percent: float | None = None
    trail: TrailSoFar = TrailSoFar()

    def with_reading(self, new: CpuReading) -> "_Record":
        readings = extended(self.readings, new)
        percent = cpu_percent(readings)
        return _Record(readings, percent, self.trail.with_figure(new.taken_s, percent))


_NOTHING = _Record()


@dataclass(frozen=True, slots=True)
class History:
    """A bounded record for each domain of the last listing; none for a domain that is gone."""

    _records: Mapping[Identity, _Record] = field(default_factory=dict)
    _host: TrailSoFar = TrailSoFar()

    def with_domains(self, domains: Iterable[Domain], began_s: float, ended_s: float) -> "History":
        """The listing was asked for at `began_s` and complete at `ended_s`, seconds on one clock."""
        records = {}
        for domain in domains:
            new = CpuReading(began_s, ended_s, domain.cpu_time_s, domain.vcpus)
            identity = (domain.uuid, domain.domid)
            records[identity] = self._records.get(identity, _NOTHING).with_reading(new)
        return History(records, self._host.with_figure((began_s + ended_s) / 2, _sum(records.values())))

    @property
    def readings(self) -> Iterable[tuple[CpuReading, ...]]:
        """Those of each domain."""
        return (record.readings for record in self._records.values())

    def cpu_use(self) -> Mapping[Identity, CpuUse]:
        """The CPU use of each domain."""
        return {identity: CpuUse(each.percent, each.trail.figures) for identity, each in self._records.items()}

    @property
    def host_cpu_use(self) -> CpuUse:
        """The CPU use of all domains together, Domain-0 among them; one that has just started doesn't count yet."""
        return CpuUse(_sum(self._records.values()), self._host.figures)


def _sum(records: Iterable[_Record]) -> float | None:
    known = [record.percent for record in records if record.percent is not None]
    return sum(known) if known else None
