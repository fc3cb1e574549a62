"""One host of the fleet: how it is reached, how it is guarded, and what is done on it."""

from xentui.fleet.settings import Settings
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.jobs import Jobs
from xentui_driver.model.dataclass import dataclass


@dataclass(frozen=True, eq=False, slots=True)
class Host:
    """A host as the console has it; no two of a fleet have the same name."""

    hypervisor: Hypervisor
    jobs: Jobs
    settings: Settings
    """Those that hold for this host."""
    is_simulated: bool = False

    @property
    def name(self) -> str:
        return self.hypervisor.host_name

    @property
    def words(self) -> str:
        """As dialogs call it: its label stands beside its name."""
        label = self.settings.label
        return f"{self.name} [{label}]" if label else self.name
