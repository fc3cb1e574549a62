"""Two hosts to try the driver on: simulated ones and real ones answer the same questions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import pytest

from tests.lab import guest_system, guests
from tests.lab.host import LabHost
from tests.waiting import until
from xentui_driver.clock import Clock, SystemClock
from xentui_driver.definition_store import STASH_FOLDER
from xentui_driver.hypervisor import Hypervisor
from xentui_driver.limits import Limits
from xentui_driver.model import Definition, Domain
from xentui_driver.simulator.clock import SimulatedClock
from xentui_driver.simulator.guest import DEAF, GuestBehaviour
from xentui_driver.simulator.host import HostFacts
from xentui_driver.simulator.transport import SimulatorTransport
from xentui_driver.simulator.world import SimulatedXen
from xentui_driver.transport import Transport

FOLDER = "/etc/xen"
BOTH_TYPES = pytest.mark.parametrize("type", ["pv", "pvh"])
"""Every kind of guest that the lab has."""
SLOWNESS = 4.0
"""The lab runs under emulation."""
BALLOON_FLOOR_MIB = 80
"""Where the lab's Linux guest of 128 MiB stops."""
LINUX = GuestBehaviour(boot_s=2.0, balloon_floor_kib=BALLOON_FLOOR_MIB * 1024, onlines_vcpus=False)
"""It has no udev: a new CPU is registered and waits to be brought online."""
TINY = replace(DEAF, boot_s=0.0, uses_vcpus=False)


CONSOLE_CLIENT = 'setsid script -qec "xl console $1" /dev/null >/dev/null 2>&1 </dev/null &'
"""On a terminal of its own; the end of the domain ends it."""


class Backend(Protocol):
    """What makes a world: a transport to each host, a clock, and files to put there."""

    clock: Clock
    limits: Limits

    def transport(self, host: str) -> Transport: ...

    def write_file(self, host: str, path: str, text: str) -> None: ...

    def expect_guest(self, name: str, *, obeys: bool) -> None:
        """Tell a simulator what the guest of the lab would do by itself."""
        ...

    def attach_console(self, host: str, domid: int) -> None:
        """Let somebody else hold a guest's console until the guest ends."""
        ...

    def clean(self) -> None:
        """Destroy every guest, remove every definition."""
        ...


class SimulatedBackend:
    """The simulator, with its time passing at once."""

    def __init__(self) -> None:
        self.clock: Clock = SimulatedClock()
        self.limits = Limits()
        self._xen = SimulatedXen(self.clock, seed=7)
        for host in ("host-a", "host-b"):
            facts = HostFacts(
                memory_kib=2 << 20, cpus=2, dom0_memory_kib=768 << 10, xen_own_kib=100 << 10, shadow_paging=False
            )
            self._xen.add_host(host, facts)
            for path in (guest_system.LINUX_KERNEL, guest_system.LINUX_INITRAMFS, guest_system.TINY_KERNEL):
                self._xen.write_file(host, path, "kernel")

    def transport(self, host: str) -> Transport:
        return SimulatorTransport(self._xen, host)

    def write_file(self, host: str, path: str, text: str) -> None:
        self._xen.write_file(host, path, text)

    def expect_guest(self, name: str, *, obeys: bool) -> None:
        self._xen.set_guest(name, LINUX if obeys else TINY)

    def attach_console(self, host: str, domid: int) -> None:
        self._xen.attach_console(host, domid)

    def clean(self) -> None:
        return None  # every test has a new one


class LabBackend:
    """Real Xen under emulation."""

    def __init__(self, hosts: Sequence[LabHost]) -> None:
        self.clock: Clock = SystemClock()
        self.limits = Limits().scaled(SLOWNESS)
        self._hosts = {host.name: host for host in hosts}

    def transport(self, host: str) -> Transport:
        return self._hosts[host].transport()

    def write_file(self, host: str, path: str, text: str) -> None:
        self._hosts[host].put(path, text.encode("utf-8", "surrogateescape"))

    def expect_guest(self, name: str, *, obeys: bool) -> None:
        return None  # it does what it does

    def attach_console(self, host: str, domid: int) -> None:
        self._hosts[host].run_script(CONSOLE_CLIENT, str(domid))
        attached = ("pgrep", "-f", f"^[^ ]*xenconsole {domid} ")
        until(lambda: self._hosts[host].run(attached).exit_status == 0, timeout_s=60 * SLOWNESS)

    def clean(self) -> None:
        for host in self._hosts.values():
            host.destroy_guests()
            host.run_script(f"rm -rf {FOLDER}/*.cfg {FOLDER}/auto {STASH_FOLDER}")


@dataclass(frozen=True, slots=True)
class World:
    """Both hosts as a test uses them."""

    backend: Backend
    a: Hypervisor
    b: Hypervisor

    def define(self, text: str, *, file: str = "guest.cfg", obeys: bool = True) -> Definition:
        """Write a definition on host-a and find it in the snapshot, as the console would."""
        path = f"{FOLDER}/{file}"
        self.backend.write_file("host-a", path, text)
        found = [i.definition for i in self.a.snapshot().instances if i.definition and i.definition.path == path]
        assert len(found) == 1, "a definition is found once"
        assert found[0] is not None
        self.backend.expect_guest(found[0].name, obeys=obeys)
        return found[0]

    def linux(self, name: str, *, type: guests.GuestType = "pv", **options: str | int) -> Domain:
        """A Linux guest on host-a, up and hearing requests."""
        definition = self.define(guests.linux(name, type=type, **options), file=f"{name}.cfg")  # type: ignore[arg-type]
        self.a.start(definition)
        domain = self.domain(name)
        self.wait_until_up(domain)
        return domain

    def tiny(self, name: str, **options: str | int) -> Domain:
        """A guest on host-a that answers nothing."""
        definition = self.define(guests.tiny(name, **options), file="tiny.cfg", obeys=False)  # type: ignore[arg-type]
        self.a.start(definition)
        return self.domain(definition.name)

    def domain(self, name: str, hypervisor: Hypervisor | None = None) -> Domain:
        found = self.domains(name, hypervisor)
        assert len(found) == 1, f"{name} is there {len(found)} times"
        return found[0]

    def domains(self, name: str, hypervisor: Hypervisor | None = None) -> list[Domain]:
        instances = (hypervisor or self.a).snapshot().instances
        return [i.domain for i in instances if i.domain is not None and i.domain.name == name]

    def wait_until_up(self, domain: Domain) -> None:
        """Linux writes that key when it has begun to listen (drivers/xen/manage.c)."""
        key = f"/local/domain/{domain.domid}/control/feature-poweroff"
        deadline_s = self.backend.clock.monotonic_s() + 240
        while self.a.transport.run(("xenstore-read", key), timeout_s=60).stdout.strip() != "1":
            assert self.backend.clock.monotonic_s() < deadline_s, f"{domain.name} did not come up"
            self.backend.clock.wait(1.0)
        self.backend.clock.wait(5.0)  # and a moment for its init


def make_world(backend: Backend) -> World:
    a, b = (
        Hypervisor(backend.transport(host), backend.clock, definitions_folder=FOLDER, limits=backend.limits)
        for host in ("host-a", "host-b")
    )
    return World(backend, a, b)
