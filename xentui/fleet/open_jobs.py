"""Opens the jobs of a host: where they are kept, as the settings say, and who performs them."""

import os
from collections.abc import Mapping

from xentui.fleet.settings.values import Settings
from xentui.fleet.simulated_state import SimulatedState
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.audit.log import default_audit_file
from xentui_driver.jobs.host_jobs import OpenTransport, jobs_in_processes, jobs_in_threads
from xentui_driver.jobs.jobs import Jobs
from xentui_driver.jobs.orders import Workplace
from xentui_driver.jobs.store import JobStore, default_jobs_folder
from xentui_driver.jobs.this_host import simulated_host, this_host
from xentui_driver.jobs.who import who_am_i
from xentui_driver.model.clock import SystemClock
from xentui_driver.transport.this_machine import host_name


def open_store(settings: Settings, environ: Mapping[str, str] = os.environ) -> JobStore:
    """Open the job store of this machine, for reading."""
    return JobStore(
        jobs_folder_of(settings, environ),
        this_host(host_name()),
        SystemClock(),
        keep_jobs=settings.keep_jobs,
        keep_days=settings.keep_days,
    )


def open_empty_store(environ: Mapping[str, str] = os.environ) -> JobStore:
    """Open the empty job store of a new simulated host."""
    return JobStore(SimulatedState(environ).jobs_folder, simulated_host(host_name()), SystemClock())


def open_jobs(host: Hypervisor, settings: Settings, environ: Mapping[str, str] = os.environ) -> Jobs:
    """Open the jobs of this machine."""
    workplace = Workplace(
        host=this_host(host.host_name),
        jobs_folder=jobs_folder_of(settings, environ),
        audit_file=settings.audit_file or default_audit_file(environ, is_root=os.geteuid() == 0),
        definitions_folder=host.definitions_folder,
        stash_folder=host.stash_folder,
        at_once=settings.at_once,
        keep_jobs=settings.keep_jobs,
        keep_days=settings.keep_days,
        audit_syslog=settings.audit_syslog,
        audit_required=settings.audit_required,
        notice_command=settings.notice_command,
    )
    return jobs_in_processes(host, workplace, who_am_i(environ), read_only=settings.read_only)


def open_simulated_jobs(
    host: Hypervisor, open_transport: OpenTransport, settings: Settings, environ: Mapping[str, str] = os.environ
) -> Jobs:
    """Open the jobs of a host that lives in this process and ends with it, apart from those of any other.

    The folders of the settings are for real hosts, so they aren't used here.
    """
    state = SimulatedState(environ)
    workplace = Workplace(
        host=simulated_host(host.host_name),
        jobs_folder=state.jobs_folder,
        audit_file=state.audit_file,
        definitions_folder=host.definitions_folder,
        stash_folder=host.stash_folder,
        at_once=settings.at_once,
        audit_syslog=False,
        audit_required=settings.audit_required,
    )
    return jobs_in_threads(
        host, workplace, who_am_i(environ), open_transport, read_only=settings.read_only, remove=state.remove
    )


def jobs_folder_of(settings: Settings, environ: Mapping[str, str] = os.environ) -> str:
    """Where the jobs of this machine are."""
    return settings.jobs_folder or default_jobs_folder(environ, is_root=os.geteuid() == 0)
