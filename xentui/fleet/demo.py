"""The simulated host that the console shows where there is no Xen."""

from typing import TYPE_CHECKING

from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.clock import Clock, SystemClock
from xentui_driver.simulator.faults import Fault, fault_named
from xentui_driver.simulator.made_when_asked import MadeWhenAsked

if TYPE_CHECKING:
    from xentui_driver.simulator import SimulatorTransport

HOST = "dom0a"


def simulated_host(domains: int = 12, churn: float = 0.3, seed: int = 1, fault: str | None = None) -> Hypervisor:
    """A believable host; the same seed makes the same one. Raises ValueError for a fault that there isn't."""
    clock = SystemClock()
    wrong = fault_named(fault) if fault is not None else None
    return Hypervisor(MadeWhenAsked(HOST, lambda: _made(clock, domains, churn, seed, wrong)), clock)


def _made(clock: Clock, domains: int, churn: float, seed: int, fault: Fault | None) -> "SimulatorTransport":
    from xentui_driver.simulator import SimulatedXen, SimulatorTransport, populate

    world = SimulatedXen(clock, seed)
    populate(world, domains=domains, churn=churn, seed=seed)
    if fault is not None:
        world.set_fault(fault)
    return SimulatorTransport(world, HOST)
