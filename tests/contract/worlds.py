"""Hosts to try the driver on: simulated ones and real ones answer the same questions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import pytest

from tests.contract.cells import Notes
from tests.lab import guest_system, guests, traffic
from tests.lab.deaths import consoles
from tests.lab.host import LabHost
from tests.lab.release import OF_HOST, Release
from tests.waiting import until
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.clock import Clock, SystemClock
from xentui_driver.model.definition import Definition
from xentui_driver.model.domain import Domain
from xentui_driver.simulator.clock import SimulatedClock
from xentui_driver.simulator.guest import DEAF, GuestBehaviour
from xentui_driver.simulator.host import HostFacts
from xentui_driver.simulator.transport import SimulatorTransport
from xentui_driver.simulator.world import SimulatedXen
from xentui_driver.simulator.xen_versions import XEN_VERSIONS
from xentui_driver.toolstack.limits import Limits
from xentui_driver.toolstack.listing import read_listing
from xentui_driver.transport.protocol import Transport

FOLDER = "/etc/xen"
FILES = (
    *(guest_system.LINUX_KERNEL, guest_system.LINUX_INITRAMFS, guest_system.TINY_KERNEL, guest_system.BOOT_DISK),
    *(traffic.INITRAMFS, traffic.DISK),
)
BOTH_TYPES = pytest.mark.parametrize("type", ["pv", "pvh"])
"""Every kind of guest that the lab has."""
BOTH_TYPES_AT_TIMES = pytest.mark.parametrize("type", [pytest.param("pv", marks=pytest.mark.lab_long), "pvh"])
"""The same where a test takes minutes: at each change real Xen tries it with a PVH guest only."""
SLOWNESS = 4.0
"""The lab runs under emulation."""
HOPELESS_S = 15.0
"""How long the driver waits in tests for something that can't come."""
LOOK_EVERY_S = 1.5
"""A look takes most of a second of the only processor, which the guest needs too."""
BALLOON_FLOOR_MIB = 80
"""The memory below which the lab's Linux guest of 128 MiB doesn't go."""
BOOT_S = 240.0
"""A simulated guest is up by then."""
LINUX = GuestBehaviour(boot_s=2.0, balloon_floor_kib=BALLOON_FLOOR_MIB * 1024, onlines_vcpus=False)
"""The lab's guest has no udev: a new CPU is registered and waits to be brought online."""
CARRIER_CPUS = 0.25
CARRIER = replace(
    LINUX,
    busy_cpus=CARRIER_CPUS,
    boot_busy_cpus=0.0,
    writes_mib_per_cpu_s=traffic.EACH_SECOND_MIB / CARRIER_CPUS,
    sends_mib_per_cpu_s=traffic.EACH_SECOND_MIB / CARRIER_CPUS,
    disk_mib_per_cpu_s=0.0,
    network_mib_per_cpu_s=0.0,
)
CAP_PERCENT = 40
"""Of one CPU, so that the dom0 of the lab has the rest of the only one."""
TINY = replace(DEAF, boot_s=0.0, uses_vcpus=False, pv_drivers=False, acpi=False)


CONSOLE_CLIENT = 'setsid script -qec "xl console $1" /dev/null >/dev/null 2>&1 </dev/null &'
"""On a terminal of its own; the end of the domain ends it."""


class Backend(Protocol):
    """What makes a world: its hosts, a transport to each, a clock, and files to put there."""

    clock: Clock
    limits: Limits
    hosts: tuple[str, ...]
    releases: tuple[Release, ...]
    """Of the hosts, in their order."""

    def transport(self, host: str) -> Transport: ...

    def write_file(self, host: str, path: str, text: str) -> None: ...

    def expect_guest(self, name: str, *, obeys: bool) -> None:
        """Tell a simulator what the guest of the lab would do by itself."""
        ...

    def wait_until_up(self, host: str, domid: int) -> None:
        """Return when that Linux guest hears requests."""
        ...

    def attach_console(self, host: str, domid: int) -> None:
        """Attach another client to a guest's console until the guest ends."""
        ...

    def expect_busy(self, name: str) -> None:
        """Tell a simulator that the guest does nothing but work, as far as its cap lets it."""
        ...

    def keep_no_consoles(self, host: str, settings: str, content: bytes) -> None:
        """Have xenconsoled as it was before a test, with the file of its settings."""
        ...

    def expect_traffic(self, host: str, name: str) -> None:
        """Prepare the host for the guest of `tests/lab/traffic.py`, or tell a simulator what that does by itself."""
        ...

    def carried_bytes(self, host: str) -> int:
        """What that guest has sent until now, and written, counted from any moment."""
        ...


class SimulatedBackend:
    """The simulator, with its time passing at once."""

    def __init__(self, *hosts: str) -> None:
        self.clock: Clock = SimulatedClock()
        self.limits = Limits()
        self.hosts: tuple[str, ...] = hosts
        self.releases: tuple[Release, ...] = tuple(OF_HOST[host] for host in hosts)
        self._xen = SimulatedXen(self.clock, seed=7)
        for host, release in zip(self.hosts, self.releases, strict=True):
            facts = HostFacts(
                memory_kib=2 << 20,
                cpus=2,
                dom0_memory_kib=768 << 10,
                xen_own_kib=100 << 10,
                xen_version=XEN_VERSIONS[release.xen],
                shadow_paging=False,
            )
            self._xen.add_host(host, facts)
            for path in FILES:
                self._xen.write_file(host, path, "content")

    def transport(self, host: str) -> Transport:
        return SimulatorTransport(self._xen, host)

    def write_file(self, host: str, path: str, text: str) -> None:
        self._xen.write_file(host, path, text)

    def expect_guest(self, name: str, *, obeys: bool) -> None:
        self._xen.set_guest(name, LINUX if obeys else TINY)

    def wait_until_up(self, host: str, domid: int) -> None:
        """Linux writes that key when it has begun to listen (drivers/xen/manage.c)."""
        argv = ("xenstore-read", f"/local/domain/{domid}/control/feature-poweroff")
        deadline_s = self.clock.monotonic_s() + BOOT_S
        while self.transport(host).run(argv, timeout_s=1).stdout != "1\n":
            assert self.clock.monotonic_s() < deadline_s, "it did not come up"
            self.clock.wait(1.0)

    def attach_console(self, host: str, domid: int) -> None:
        self._xen.attach_console(host, domid)

    def expect_busy(self, name: str) -> None:
        self._xen.set_guest(name, replace(LINUX, busy_cpus=CAP_PERCENT / 100))

    def keep_no_consoles(self, host: str, settings: str, content: bytes) -> None:
        return None  # the host ends with the test

    def expect_traffic(self, host: str, name: str) -> None:
        self._xen.write_file(host, f"/sys/class/net/{traffic.BRIDGE}", "")
        self._xen.set_guest(name, CARRIER)

    def carried_bytes(self, host: str) -> int:
        return int(self.clock.monotonic_s() * traffic.EACH_SECOND_BYTES)


class LabBackend:
    """Real Xen under emulation, on empty hosts."""

    def __init__(self, hosts: Sequence[LabHost]) -> None:
        self.clock: Clock = SystemClock()
        self.limits = replace(Limits().scaled(SLOWNESS), look_every_s=LOOK_EVERY_S)
        self.hosts: tuple[str, ...] = tuple(host.name for host in hosts)
        self.releases: tuple[Release, ...] = tuple(OF_HOST[host.name] for host in hosts)
        self._hosts = {host.name: host for host in hosts}

    def transport(self, host: str) -> Transport:
        return self._hosts[host].transport()

    def write_file(self, host: str, path: str, text: str) -> None:
        self._hosts[host].put(path, text.encode("utf-8", "surrogateescape"))

    def expect_guest(self, name: str, *, obeys: bool) -> None:
        return None  # a real guest does it by itself

    def wait_until_up(self, host: str, domid: int) -> None:
        self._hosts[host].wait_until_guest_is_up(domid)

    def expect_busy(self, name: str) -> None:
        return None

    def keep_no_consoles(self, host: str, settings: str, content: bytes) -> None:
        self._hosts[host].put(settings, content)
        consoles.keep_no_consoles(self._hosts[host])
        self._hosts[host].run_script("rm -rf /var/log/xen/console")

    def expect_traffic(self, host: str, name: str) -> None:
        traffic.furnish(self._hosts[host])

    def carried_bytes(self, host: str) -> int:
        return traffic.carried_bytes(self._hosts[host])

    def attach_console(self, host: str, domid: int) -> None:
        self._hosts[host].run_script(CONSOLE_CLIENT, str(domid))
        attached = ("pgrep", "-f", f"^[^ ]*xenconsole {domid} ")
        until(lambda: self._hosts[host].run(attached).exit_status == 0, timeout_s=60 * SLOWNESS)


@dataclass(frozen=True, slots=True)
class World:
    """A host as a test uses it; on real Xen it is one of the two."""

    backend: Backend
    notes: Notes
    a: Hypervisor

    @property
    def release(self) -> Release:
        return self.backend.releases[self.backend.hosts.index(self.a.host_name)]

    def close(self) -> None:
        self.a.close()

    def write_file(self, path: str, text: str) -> None:
        self.backend.write_file(self.a.host_name, path, text)

    def define(self, text: str, *, file: str = "guest.cfg", obeys: bool = True) -> Definition:
        """Write a definition on the host and find it in the snapshot, as the console would."""
        path = f"{FOLDER}/{file}"
        self.write_file(path, text)
        found = [i.definition for i in self.a.snapshot().instances if i.definition and i.definition.path == path]
        assert len(found) == 1, "a definition is found once"
        assert found[0] is not None
        if found[0].type is not None:
            self.notes.types[found[0].name] = found[0].type
        self.backend.expect_guest(found[0].name, obeys=obeys)
        return found[0]

    def linux(self, name: str, *, type: guests.GuestType = "pv", **options: str | int) -> Domain:
        """A Linux guest, up and hearing requests."""
        domain = self.booting(name, type=type, **options)
        self.backend.wait_until_up(self.a.host_name, domain.domid)
        return domain

    def booting(self, name: str, *, type: guests.GuestType = "pv", **options: str | int) -> Domain:
        """A Linux guest that has started and hears nothing yet: enough for what never asks the guest."""
        definition = self.define(guests.linux(name, type=type, **options), file=f"{name}.cfg")  # type: ignore[arg-type]
        self.a.start(definition)
        return self.domain(name)

    def busy(self, name: str) -> Domain:
        """A Linux guest that works without pause, as far as its cap lets it."""
        text = guests.linux(name, type="pv", errand="busy", cap=CAP_PERCENT)
        definition = self.define(text, file=f"{name}.cfg")
        self.backend.expect_busy(name)
        self.a.start(definition)
        domain = self.domain(name)
        self.backend.wait_until_up(self.a.host_name, domain.domid)
        return domain

    def carrying(self, name: str, backend: str) -> Domain:
        """The guest of `tests/lab/traffic.py`, which boots; phy or qdisk serves its disk."""
        definition = self.define(traffic.definition(name, backend), file=f"{name}.cfg")
        self.backend.expect_traffic(self.a.host_name, name)
        self.a.start(definition)
        return self.domain(name)

    def tiny(self, name: str, **options: str | int) -> Domain:
        """A guest that answers nothing."""
        definition = self.define(guests.tiny(name, **options), file="tiny.cfg", obeys=False)  # type: ignore[arg-type]
        self.a.start(definition)
        return self.domain(definition.name)

    def hvm(self, name: str) -> Domain:
        """A guest with a device model, that answers nothing."""
        self.a.start(self.define(guests.hvm(name), file=f"{name}.cfg", obeys=False))
        return self.domain(name)

    def domain(self, name: str, hypervisor: Hypervisor | None = None) -> Domain:
        found = self.domains(name, hypervisor)
        assert len(found) == 1, f"{name} is there {len(found)} times"
        return found[0]

    def domains(self, name: str, hypervisor: Hypervisor | None = None) -> list[Domain]:
        listing = read_listing((hypervisor or self.a).transport, self.backend.limits.read_s)
        return [domain for domain in listing.domains if domain.name == name]

    def until(self, condition: Callable[[], object]) -> None:
        """Wait for it by the world's own clock."""
        deadline_s = self.backend.clock.monotonic_s() + BOOT_S
        while not condition():
            assert self.backend.clock.monotonic_s() < deadline_s, "it did not come about"
            self.backend.clock.wait(0.5)

    def with_limits(self, **seconds: float) -> Hypervisor:
        """The same host for a driver that waits as long as that: for what can't come."""
        limits = replace(self.backend.limits, **seconds)
        hurried = Hypervisor(self.a.transport, self.backend.clock, definitions_folder=FOLDER, limits=limits)
        return self.notes.follow(hurried, self.release.xen)


@dataclass(frozen=True, slots=True)
class Pair(World):
    """A host, and another beside it."""

    b: Hypervisor

    @property
    def backwards(self) -> "Pair":
        """With the second host as the one that tests begin on."""
        return Pair(self.backend, self.notes, self.b, self.a)

    def close(self) -> None:
        World.close(self)
        self.b.close()


def make_world(backend: Backend, notes: Notes) -> World:
    (driver,) = _drivers(backend, notes)[:1]
    return World(backend, notes, driver)


def make_pair(backend: Backend, notes: Notes) -> Pair:
    a, b = _drivers(backend, notes)
    return Pair(backend, notes, a, b)


def _drivers(backend: Backend, notes: Notes) -> list[Hypervisor]:
    return [
        notes.follow(
            Hypervisor(backend.transport(host), backend.clock, definitions_folder=FOLDER, limits=backend.limits),
            release.xen,
        )
        for host, release in zip(backend.hosts, backend.releases, strict=True)
    ]
