"""One simulated host and the driver on it, for tests of single operations."""

from collections.abc import Callable

from tests.driver.simulator.small_world import definition
from xentui_driver.definitions.naming import find_instance
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.definition import Definition
from xentui_driver.model.domain import Domain
from xentui_driver.simulator import (
    Fault,
    GuestBehaviour,
    HostFacts,
    SimulatedClock,
    SimulatedDomain,
    SimulatedXen,
    SimulatorTransport,
)


class SimulatedHostWithDriver:
    """Definitions are written to /etc/xen; time passes at once."""

    def __init__(self, facts: HostFacts | None = None) -> None:
        self.clock = SimulatedClock()
        self.xen = SimulatedXen(self.clock, seed=5)
        self.xen.add_host("dom0a", facts or HostFacts(memory_kib=16 << 20, dom0_memory_kib=1 << 20, cpus=4))
        self.transport = SimulatorTransport(self.xen, "dom0a")
        self.driver = Hypervisor(self.transport, self.clock)
        self.progress: list[str] = []

    def define(self, name: str, *lines: str, type: str = "pvh", memory: int = 512) -> Definition:
        """`lines` come last and so win."""
        path = f"/etc/xen/{name.replace('/', '_')}.cfg"
        self.xen.write_file("dom0a", path, definition(name, *lines, memory=memory, type=type))
        found = [i.definition for i in self.driver.snapshot().instances if i.definition and i.definition.path == path]
        assert found[0] is not None
        return found[0]

    def started(
        self, name: str, *lines: str, type: str = "pvh", memory: int = 512, guest: GuestBehaviour | None = None
    ) -> Domain:
        """A guest that has booted."""
        if guest is not None:
            self.xen.set_guest(name, guest)
        self.driver.start(self.define(name, *lines, type=type, memory=memory))
        self.clock.advance(20.0)
        return self.domain(name)

    def domain(self, name: str) -> Domain:
        found = find_instance(self.driver.snapshot().instances, name).domain
        assert found is not None, f"{name} isn't running"
        return found

    def is_there(self, name: str) -> bool:
        return any(i.domain is not None and i.name == name for i in self.driver.snapshot().instances)

    def let(self, fault: Fault, *, on: bool = True) -> None:
        self.xen.set_fault(fault, on=on)

    def touch(self, name: str, change: Callable[[SimulatedDomain], None]) -> None:
        """Do to a domain what no command can."""
        with self.xen.at_now() as now_s:
            domain = self.xen.host("dom0a").named(name)
            assert domain is not None
            domain.change(now_s)
            change(domain)
            domain.follow()
