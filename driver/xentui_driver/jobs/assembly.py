"""Assembles the performer of a host's jobs, for the runner and for a host that lives in this process."""

from collections.abc import Callable

from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.auditor import Auditor
from xentui_driver.jobs.journal import JournalingTransport
from xentui_driver.jobs.orders import Workplace
from xentui_driver.jobs.performer import Ended, Performer
from xentui_driver.jobs.store import JobStore
from xentui_driver.jobs.writer import JobWriter
from xentui_driver.model.clock import Clock
from xentui_driver.toolstack.limits import Limits
from xentui_driver.transport.protocol import Transport

TransportForJob = Callable[[JobWriter], Transport]
"""Opens a transport to the host for one job; it is closed when the job is over."""


def store_of(workplace: Workplace, clock: Clock) -> JobStore:
    return JobStore(
        workplace.jobs_folder, workplace.host, clock, keep_jobs=workplace.keep_jobs, keep_days=workplace.keep_days
    )


def performer_of(
    workplace: Workplace,
    store: JobStore,
    clock: Clock,
    open_transport: TransportForJob,
    ended: Ended,
    limits: Limits | None = None,
    under_way: Callable[[], object] = lambda: None,
) -> Performer:
    """A performer that writes down each change before it is made; a job that is cancelled stops waiting.

    `under_way` is called whenever a command that changes something has been started.
    """

    def open_host(writer: JobWriter) -> Hypervisor:
        return Hypervisor(
            JournalingTransport(open_transport(writer), writer, under_way),
            clock,
            definitions_folder=workplace.definitions_folder,
            stash_folder=workplace.stash_folder,
            limits=limits,
            cancelled=lambda: bool(writer.record.cancelling) and writer.is_cancelled,
        )

    return Performer(workplace, store, Auditor.of(workplace), clock, open_host, ended)
