"""A host as a recording has it: it answers as it did then, and no job is begun on it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from xentui.fleet.host import Host
from xentui.fleet.settings.values import Settings
from xentui_driver.definitions.usual_folders import DEFINITIONS_FOLDER
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.dataclass import replace
from xentui_driver.transport.replay import ReplayTransport

if TYPE_CHECKING:
    from xentui_driver.jobs.jobs import Jobs


def replayed_host(lines: Iterable[str], settings: Settings) -> Host:
    """Raises ParseError when the lines are no recording."""
    transport = ReplayTransport(lines)
    hypervisor = Hypervisor(transport, definitions_folder=settings.definitions_folder or DEFINITIONS_FOLDER)
    settings = replace(settings, read_only=True)

    def jobs() -> "Jobs":
        from xentui.fleet.open_jobs import open_simulated_jobs

        return open_simulated_jobs(hypervisor, lambda: transport, settings)

    return Host(hypervisor, settings, jobs)
