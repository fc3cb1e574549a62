"""A small Xen in memory that answers the commands of a dom0 with the text that the real tools print.

clock = SystemClock()
xen = SimulatedXen(clock)
populate(xen, domains=15)
transport = SimulatorTransport(xen, "dom0a")

A module of it is loaded when one of its names is used first: a command line names the faults and simulates nothing.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xentui_driver.simulator.clock import SimulatedClock
    from xentui_driver.simulator.domain import SimulatedDomain
    from xentui_driver.simulator.faults import Fault, fault_named
    from xentui_driver.simulator.guest import DEAF, OBEDIENT, GuestBehaviour
    from xentui_driver.simulator.host import HostFacts, SimulatedHost
    from xentui_driver.simulator.operation import SimulatedOperation
    from xentui_driver.simulator.population import populate
    from xentui_driver.simulator.settings import BuildSettings, Disk
    from xentui_driver.simulator.transport import SimulatorTransport
    from xentui_driver.simulator.world import SimulatedXen
else:
    from xentui_driver.model.lazy_names import lazy_names

    __getattr__ = lazy_names(
        __name__,
        {
            "SimulatedClock": "clock",
            "SimulatedDomain": "domain",
            "Fault": "faults",
            "fault_named": "faults",
            "DEAF": "guest",
            "GuestBehaviour": "guest",
            "OBEDIENT": "guest",
            "HostFacts": "host",
            "SimulatedHost": "host",
            "SimulatedOperation": "operation",
            "populate": "population",
            "BuildSettings": "settings",
            "Disk": "settings",
            "SimulatorTransport": "transport",
            "SimulatedXen": "world",
        },
    )

__all__ = [
    "DEAF",
    "OBEDIENT",
    "BuildSettings",
    "Disk",
    "Fault",
    "GuestBehaviour",
    "HostFacts",
    "SimulatedClock",
    "SimulatedDomain",
    "SimulatedHost",
    "SimulatedOperation",
    "SimulatedXen",
    "SimulatorTransport",
    "fault_named",
    "populate",
]
