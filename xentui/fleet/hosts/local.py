"""This machine: its commands are our own children, its jobs processes that outlive us."""

from typing import TYPE_CHECKING

from xentui.fleet.host import Host, Recorder, guarded
from xentui.fleet.settings.values import Settings
from xentui_driver.definitions.usual_folders import DEFINITIONS_FOLDER, STASH_FOLDER
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.transport.local import LocalTransport

if TYPE_CHECKING:
    from xentui_driver.jobs.jobs import Jobs


def local_host(settings: Settings, *, recorder: Recorder | None = None) -> Host:
    """Whatever it is: nobody has asked yet whether there is a Xen."""
    hypervisor = Hypervisor(
        guarded(LocalTransport(), settings, recorder),
        definitions_folder=settings.definitions_folder or DEFINITIONS_FOLDER,
        stash_folder=settings.stash_folder or STASH_FOLDER,
    )

    def jobs() -> "Jobs":
        from xentui.fleet.open_jobs import open_jobs

        return open_jobs(hypervisor, settings)

    return Host(hypervisor, settings, jobs)
