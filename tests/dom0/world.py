"""The hosts of the simulated world, and what a test does to them."""

from tests.dom0.clock import ScaledClock
from tests.dom0.files import SharedFiles
from tests.dom0.values import Guest
from xentui_driver.simulator import requests, tools
from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.faults import fault_named
from xentui_driver.simulator.guest import GuestBehaviour
from xentui_driver.simulator.host import GIB_KIB, HostFacts, SimulatedHost
from xentui_driver.simulator.invocation import Invocation
from xentui_driver.simulator.settings import REASON_CRASH
from xentui_driver.simulator.world import SimulatedXen

HOSTS = ("dom0a", "dom0b")
HERE = HOSTS[0]
"""The host whose commands are on PATH."""
_FACTS = HostFacts(memory_kib=64 * GIB_KIB, cpus=8, numa_nodes=1, dom0_memory_kib=2 * GIB_KIB)


class World:
    """Two hosts with the same storage: whatever is in the folder."""

    def __init__(self, folder: str, speed: float) -> None:
        self.xen = SimulatedXen(ScaledClock(speed))
        for name in HOSTS:
            host = self.xen.add_host(name, _FACTS)
            host.files = SharedFiles(folder, host.files)

    @property
    def here(self) -> SimulatedHost:
        return self.xen.host(HERE)

    def guests(self, host_name: str) -> tuple[Guest, ...]:
        with self.xen.at_now() as now_s:
            return tuple(_seen(domain, now_s) for domain in self.xen.host(host_name).in_order() if domain.domid)

    def run(self, host_name: str, argv: tuple[str, ...]) -> tuple[int, str, str]:
        """A command that no record has: its exit status and its output."""
        invocation = Invocation(self.xen, self.xen.host(host_name))
        return tools.run(invocation, argv), invocation.stdout, invocation.stderr

    def set_fault(self, flag: str, on: bool, host_name: str | None) -> None:
        self.xen.set_fault(fault_named(flag), on=on, host_name=host_name)

    def set_guest(self, name: str, behaviour: GuestBehaviour) -> None:
        """From now on, also where it runs already."""
        with self.xen.at_now() as now_s:
            self.xen.set_guest(name, behaviour)
            for domain in self._named(name):
                domain.change(now_s)
                domain.guest = behaviour
                domain.follow()

    def crash(self, name: str) -> None:
        with self.xen.at_now() as now_s:
            for host_name in HOSTS:
                host = self.xen.host(host_name)
                domain = host.named(name)
                if domain is not None:
                    requests.shut_down(self.xen, host, domain, REASON_CRASH, now_s)

    def _named(self, name: str) -> list[SimulatedDomain]:
        hosts = (self.xen.host(host_name) for host_name in HOSTS)
        return [domain for host in hosts for domain in host.in_order() if domain.name == name]


def _seen(domain: SimulatedDomain, now_s: float) -> Guest:
    return Guest(
        name=domain.name,
        domid=domain.domid,
        uuid=domain.uuid,
        state=domain.state(now_s),
        up=domain.up,
        memory_kib=domain.memory_kib(now_s),
        target_kib=domain.target_kib,
        maximum_kib=domain.maximum_kib,
        online_vcpus=domain.online_vcpus,
        wanted_vcpus=domain.wanted_vcpus,
        has_monitor=domain.monitor is not None,
    )
