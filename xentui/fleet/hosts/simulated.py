"""A host that lives in this process and ends with it; its jobs are threads, each with a transport of its own."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from xentui.fleet.host import Host, Recorder, guarded
from xentui.fleet.settings.values import Settings
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.clock import Clock, SystemClock
from xentui_driver.model.dataclass import replace
from xentui_driver.simulator.faults import Fault, fault_named
from xentui_driver.simulator.made_when_asked import MadeWhenAsked
from xentui_driver.toolstack.limits import Limits

if TYPE_CHECKING:
    from xentui_driver.jobs.jobs import Jobs
    from xentui_driver.simulator import SimulatorTransport

HOST = "dom0a"
"""The host that the demonstration shows."""


def demonstration(
    settings: Settings,
    *,
    domains: int = 12,
    churn: float = 0.3,
    seed: int = 1,
    fault: str | None = None,
    xen_version: str = "4.17",
    recorder: Recorder | None = None,
) -> Host:
    """A realistic host; the same seed makes the same one. Raises ValueError for an unknown fault."""
    clock = SystemClock()
    wrong = fault_named(fault) if fault is not None else None
    transport = MadeWhenAsked(HOST, lambda: _made(clock, domains, churn, seed, wrong, xen_version))
    return simulated_host(transport, clock, settings, recorder=recorder)


def _made(
    clock: Clock, domains: int, churn: float, seed: int, fault: Fault | None, xen_version: str
) -> "SimulatorTransport":
    from xentui_driver.simulator import SimulatedXen, SimulatorTransport, populate

    world = SimulatedXen(clock, seed)
    populate(world, domains=domains, churn=churn, seed=seed, xen_version=xen_version)
    if fault is not None:
        world.set_fault(fault)
    return SimulatorTransport(world, HOST)


def simulated_host(
    transport: "SimulatorTransport | MadeWhenAsked",
    clock: Clock,
    settings: Settings,
    *,
    recorder: Recorder | None = None,
    limits: Limits | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Host:
    """A host of a simulated world.

    The folders of the settings are those of a real one, and their notice command tells somebody of real guests.
    """
    settings = replace(settings, notice_command=())
    hypervisor = Hypervisor(guarded(transport, settings, recorder), clock, limits=limits)

    def jobs() -> "Jobs":
        from xentui.fleet.open_jobs import open_simulated_jobs

        return open_simulated_jobs(hypervisor, transport.again, settings, environ)

    return Host(hypervisor, settings, jobs, is_simulated=True)
