"""The simulated host that the console shows where there is no Xen."""

from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.clock import SystemClock
from xentui_driver.simulator.faults import fault_named
from xentui_driver.simulator.population import HOST, populate
from xentui_driver.simulator.transport import SimulatorTransport
from xentui_driver.simulator.world import SimulatedXen


def simulated_host(domains: int = 12, churn: float = 0.3, seed: int = 1, fault: str | None = None) -> Hypervisor:
    """A realistic host; the same seed makes the same one. Raises ValueError for an unknown fault."""
    clock = SystemClock()
    world = SimulatedXen(clock, seed)
    populate(world, domains=domains, churn=churn, seed=seed)
    if fault is not None:
        world.set_fault(fault_named(fault))
    return Hypervisor(SimulatorTransport(world, HOST), clock)
