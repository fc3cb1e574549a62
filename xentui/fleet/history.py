"""The earlier readings of each guest of a host, kept while they are useful."""

from collections.abc import Iterable, Mapping

from xentui.fleet.rates import CpuReading, cpu_percent, extended
from xentui_driver.model.dataclass import dataclass, field
from xentui_driver.model.domain import Domain

Identity = tuple[str, int]
"""UUID and domid: one start of one guest."""


@dataclass(frozen=True, slots=True)
class History:
    """A bounded record for each domain of the last listing; none for a domain that is gone."""

    cpu: Mapping[Identity, tuple[CpuReading, ...]] = field(default_factory=dict)

    def with_domains(self, domains: Iterable[Domain], began_s: float, ended_s: float) -> "History":
        """The listing was asked for at `began_s` and complete at `ended_s`, seconds on one clock."""
        cpu = {}
        for domain in domains:
            new = CpuReading(began_s, ended_s, domain.cpu_time_s, domain.vcpus)
            cpu[domain.uuid, domain.domid] = extended(self.cpu.get((domain.uuid, domain.domid), ()), new)
        return History(cpu)

    def cpu_use(self) -> Mapping[Identity, float | None]:
        """The CPU use of each domain, in percent of one physical CPU."""
        return {identity: cpu_percent(series) for identity, series in self.cpu.items()}
