"""A host that lives in this process and ends with it; its jobs are threads, each with a transport of its own."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from xentui.fleet.host import Host, Recorder, guarded
from xentui.fleet.settings import Settings
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.clock import Clock, SystemClock
from xentui_driver.simulator.faults import fault_named
from xentui_driver.simulator.population import HOST, populate
from xentui_driver.simulator.transport import SimulatorTransport
from xentui_driver.simulator.world import SimulatedXen
from xentui_driver.toolstack.limits import Limits

if TYPE_CHECKING:
    from xentui_driver.jobs.jobs import Jobs


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
    """A believable host; the same seed makes the same one. Raises ValueError for a fault that there isn't."""
    world = SimulatedXen(SystemClock(), seed)
    populate(world, domains=domains, churn=churn, seed=seed, xen_version=xen_version)
    if fault is not None:
        world.set_fault(fault_named(fault))
    return simulated_host(SimulatorTransport(world, HOST), world.clock, settings, recorder=recorder)


def simulated_host(
    transport: SimulatorTransport,
    clock: Clock,
    settings: Settings,
    *,
    recorder: Recorder | None = None,
    limits: Limits | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Host:
    """A host of a simulated world. The folders of the settings are those of a real one."""
    hypervisor = Hypervisor(guarded(transport, settings, recorder), clock, limits=limits)

    def jobs() -> "Jobs":
        from xentui.fleet.open_jobs import open_simulated_jobs

        return open_simulated_jobs(hypervisor, transport.again, settings, environ)

    return Host(hypervisor, settings, jobs, is_simulated=True)
