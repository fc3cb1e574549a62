"""One host of the fleet: its hypervisor, its settings and its jobs."""

from xentui.fleet.settings import Settings
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.jobs import Jobs
from xentui_driver.model.dataclass import dataclass


@dataclass(frozen=True, eq=False, slots=True)
class Host:
    """A host as the console knows it; no two of a fleet have the same name."""

    hypervisor: Hypervisor
    jobs: Jobs
    settings: Settings
    """The settings that apply to this host."""
    is_simulated: bool = False

    @property
    def name(self) -> str:
        return self.hypervisor.host_name

    @property
    def words(self) -> str:
        """The host's name in dialogs, with its label."""
        label = self.settings.label
        return f"{self.name} [{label}]" if label else self.name
