"""Opens a host's jobs: performed in processes of their own, or in threads where the host lives in this process."""

import os
from collections.abc import Callable, Mapping
from typing import Protocol, runtime_checkable

from xentui.fleet.settings import Settings
from xentui.fleet.simulated_state import SimulatedState
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.audit.log import default_audit_file
from xentui_driver.jobs.auditor import Auditor
from xentui_driver.jobs.jobs import Jobs
from xentui_driver.jobs.journal import JournalingTransport
from xentui_driver.jobs.launcher import Launcher, NoLauncher, ProcessLauncher, ThreadLauncher
from xentui_driver.jobs.orders import Workplace
from xentui_driver.jobs.performer import Performer
from xentui_driver.jobs.store import JobStore, default_jobs_folder
from xentui_driver.jobs.this_host import simulated_host, this_host
from xentui_driver.jobs.who import who_am_i
from xentui_driver.jobs.writer import JobWriter
from xentui_driver.model.clock import SystemClock
from xentui_driver.transport.protocol import Transport, unwrapped

OpenTransport = Callable[[], Transport]


def open_store(host_name: str, settings: Settings, environ: Mapping[str, str] = os.environ) -> JobStore:
    """The folder of this machine's jobs."""
    folder = settings.jobs_folder or default_jobs_folder(environ, is_root=os.geteuid() == 0)
    host = this_host(host_name)
    return JobStore(folder, host, SystemClock(), keep_jobs=settings.keep_jobs, keep_days=settings.keep_days)


def open_empty_store(host_name: str, environ: Mapping[str, str] = os.environ) -> JobStore:
    """The folder of a simulated host of which nothing has been asked yet."""
    return JobStore(SimulatedState(environ).jobs_folder, simulated_host(host_name), SystemClock())


@runtime_checkable
class InThisProcess(Protocol):
    """A transport to a host that lives, and ends, with this process."""

    def again(self) -> Transport:
        """One more way to the same host, with an end of its own."""
        ...


def jobs_of(host: Hypervisor, settings: Settings, environ: Mapping[str, str] = os.environ) -> Jobs:
    """The jobs of a host, whichever it is."""
    innermost = unwrapped(host.transport)
    if isinstance(innermost, InThisProcess):
        return open_simulated_jobs(host, innermost.again, settings, environ)
    return open_jobs(host, settings, environ)


def open_jobs(host: Hypervisor, settings: Settings, environ: Mapping[str, str] = os.environ) -> Jobs:
    """The jobs of this machine."""
    store = open_store(host.host_name, settings, environ)
    workplace = Workplace(
        host=store.host,
        jobs_folder=store.folder,
        audit_file=settings.audit_file or default_audit_file(environ, is_root=os.geteuid() == 0),
        definitions_folder=host.store.folder,
        stash_folder=host.store.stash_folder,
        at_once=settings.at_once,
        keep_jobs=settings.keep_jobs,
        keep_days=settings.keep_days,
        audit_syslog=settings.audit_syslog,
        audit_required=settings.audit_required,
        notice_command=settings.notice_command,
    )
    launcher: Launcher = NoLauncher() if settings.read_only else ProcessLauncher(workplace)
    return Jobs(host, workplace, launcher, store, who_am_i(environ))


def open_simulated_jobs(
    host: Hypervisor, open_transport: OpenTransport, settings: Settings, environ: Mapping[str, str] = os.environ
) -> Jobs:
    """Jobs of a host that lives in this process and ends with it; they are kept apart from those of any other.

    The folders of the settings are those of a real one. Each job has a transport of its own, which is closed when it
    is over.
    """
    state = SimulatedState(environ)
    workplace = Workplace(
        host=simulated_host(host.host_name),
        jobs_folder=state.jobs_folder,
        audit_file=state.audit_file,
        definitions_folder=host.store.folder,
        stash_folder=host.store.stash_folder,
        at_once=settings.at_once,
        audit_syslog=False,
        audit_required=settings.audit_required,
    )
    store = JobStore(workplace.jobs_folder, workplace.host, host.clock)

    def open_host(writer: JobWriter) -> Hypervisor:
        return Hypervisor(
            JournalingTransport(open_transport(), writer),
            host.clock,
            definitions_folder=workplace.definitions_folder,
            stash_folder=workplace.stash_folder,
            limits=host.limits,
            cancelled=lambda: bool(writer.record.cancelling) and writer.is_cancelled,
        )

    performer = Performer(
        workplace, store, Auditor.of(workplace), host.clock, open_host, ended=lambda _writer: jobs.look()
    )
    launcher: Launcher = NoLauncher() if settings.read_only else ThreadLauncher(performer)
    jobs = Jobs(host, workplace, launcher, store, who_am_i(environ), remove=state.remove)
    return jobs
