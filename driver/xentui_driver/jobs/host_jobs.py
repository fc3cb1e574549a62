"""Opens the jobs of a host: performed in processes of their own, or in threads where the host lives in this process."""

from collections.abc import Callable

from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.assembly import performer_of, store_of
from xentui_driver.jobs.jobs import Jobs
from xentui_driver.jobs.launcher import Launcher, NoLauncher, ProcessLauncher, ThreadLauncher
from xentui_driver.jobs.orders import Workplace
from xentui_driver.jobs.writer import JobWriter
from xentui_driver.model.clock import SystemClock
from xentui_driver.model.job import Who
from xentui_driver.transport.protocol import Transport

OpenTransport = Callable[[], Transport]
"""Opens another transport to the same host, which is closed on its own."""


def jobs_in_processes(host: Hypervisor, workplace: Workplace, who: Who, *, read_only: bool) -> Jobs:
    """The jobs of this machine, which outlive this process."""
    launcher: Launcher = NoLauncher() if read_only else ProcessLauncher(workplace)
    return Jobs(host, workplace, launcher, store_of(workplace, SystemClock()), who)


def jobs_in_threads(
    host: Hypervisor,
    workplace: Workplace,
    who: Who,
    open_transport: OpenTransport,
    *,
    read_only: bool,
    remove: Callable[[], object],
) -> Jobs:
    """The jobs of a host that ends with this process; `remove` deletes their folder. Each job has its own transport."""
    store = store_of(workplace, host.clock)

    def ended(_writer: JobWriter) -> None:
        jobs.look()

    performer = performer_of(workplace, store, host.clock, lambda _writer: open_transport(), ended, host.limits)
    launcher: Launcher = NoLauncher() if read_only else ThreadLauncher(performer)
    jobs = Jobs(host, workplace, launcher, store, who, remove=remove)
    return jobs
