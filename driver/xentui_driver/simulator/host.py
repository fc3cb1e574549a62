"""One simulated machine under Xen: its domains, its memory, its files, what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xentui_driver.model.dataclass import dataclass
from xentui_driver.simulator import console_daemon
from xentui_driver.simulator.console_client import ConsoleClient
from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.files import FileTree
from xentui_driver.simulator.guest import GuestBehaviour
from xentui_driver.simulator.settings import BuildSettings
from xentui_driver.simulator.xen_versions import XEN_VERSIONS
from xentui_driver.toolstack.console_daemon import is_logging

MIB_KIB = 1024
GIB_KIB = 1024 * 1024
DOM0_UUID = "00000000-0000-0000-0000-000000000000"
REUSE_AFTER_S = 60.0
"""How long a domid isn't reused, in seconds (domid-history, libxl_create.c, since 4.14)."""

_FIRST_RESERVED_DOMID = 0x7FF0
_LEFT_WITHOUT_MEMORY_KIB = 7 * MIB_KIB

if TYPE_CHECKING:
    from xentui_driver.simulator.console_lock import ConsoleLock


@dataclass(frozen=True, slots=True)
class HostFacts:
    """The facts of the machine; the defaults are those of a small server."""

    memory_kib: int = 256 * GIB_KIB
    cpus: int = 32
    numa_nodes: int = 2
    threads_per_core: int = 2
    dom0_memory_kib: int = 4 * GIB_KIB
    dom0_vcpus: int = 4
    xen_own_kib: int = 1331 * MIB_KIB
    """What the hypervisor keeps for itself."""
    xen_version: tuple[int, int, str] = XEN_VERSIONS["4.17"]
    shadow_paging: bool = True
    """Without it no PV guest can be migrated live."""


class SimulatedHost:
    """State of one host; only touched under the world's lock."""

    def __init__(self, name: str, facts: HostFacts, now_s: float) -> None:
        self.name = name
        self.facts = facts
        self.booted_s = now_s
        self.epoch_offset_s = 0.0
        """The difference between the seconds since the epoch and the world's clock."""
        self.boots = 1
        self.domains: dict[int, SimulatedDomain] = {}
        self.files = FileTree()
        self.faults: set[Fault] = set()
        self.reachable = True
        self.console_clients: tuple[ConsoleClient, ...] = ()
        """The clients that hold guests' consoles."""
        self._console_locks: dict[int, ConsoleLock] = {}
        """Those of the clients that are processes of their own, by domain."""
        self.rebuilding: dict[int, str] = {}
        """The monitors, by process, that are between two domains of the guest of that name."""
        self.files.write(console_daemon.SETTINGS, console_daemon.SETTINGS_TEXT.encode(), 0.0)
        self.files.write(console_daemon.SCRIPT, console_daemon.SCRIPT_TEXT.encode(), 0.0)
        self.console_daemon = console_daemon.argv_with(self.xen)
        """The arguments of xenconsoled; none while it isn't running."""
        self.console_daemon_pid = console_daemon.FIRST_PID
        self.messages: tuple[str, ...] | None = None
        """What `xl dmesg` prints; None where that is what Xen says while it boots."""
        self.receivers: set[int] = set()
        """The processes of `xl migrate-receive` at work; each leaves a monitor when it is done."""
        self.pressed_sysrq: list[str] = []
        """The letters written to /proc/sysrq-trigger, for tests."""
        self.watches_fired = 0
        """How often xenstore has had something to tell of its domains."""
        self._freed_s: dict[int, float] = {}
        self._last_domid = 0
        self.domains[0] = self._dom0(now_s)

    def fire_watches(self) -> None:
        """A domain has come, shut down or gone, or its name, its request or its target has been written."""
        self.watches_fired += 1

    @property
    def xen(self) -> tuple[int, int]:
        """The version of its Xen, as far as a toolstack's words and commands depend on it."""
        return self.facts.xen_version[:2]

    def console_client(self, domid: int) -> ConsoleClient | None:
        """The client attached to that domain's console; it ends with the domain."""
        return next((each for each in self.all_console_clients if each.domid == domid), None)

    @property
    def all_console_clients(self) -> tuple[ConsoleClient, ...]:
        """One for each domain at most."""
        locks = self._console_locks.items()
        held = (ConsoleClient(id, lock.since_s - self.booted_s, self.xen) for id, lock in locks if lock.is_held())
        by_domain = {each.domid: each for each in (*self.console_clients, *held) if each.domid in self.domains}
        return tuple(by_domain.values())

    def console_lock(self, domid: int, now_s: float) -> ConsoleLock:
        """The lock for a client that is about to be started."""
        if domid not in self._console_locks:
            from xentui_driver.simulator.console_lock import ConsoleLock

            self._console_locks[domid] = ConsoleLock()
        lock = self._console_locks[domid]
        lock.since_s = now_s
        return lock

    @property
    def keeps_consoles(self) -> bool:
        """Whether xenconsoled writes what guests print to files."""
        return is_logging(self.console_daemon)

    def keep_consoles(self) -> None:
        """For setting up a host: it has done so since it booted."""
        self.files.write(console_daemon.SETTINGS, console_daemon.KEEPING_TEXT.encode(), 0.0)
        self.console_daemon = console_daemon.argv_with(self.xen, console_daemon.KEEPING)

    def start_console_daemon(self, argv: tuple[str, ...]) -> None:
        self.console_daemon = argv
        self.console_daemon_pid += 1

    def _dom0(self, now_s: float) -> SimulatedDomain:
        settings = BuildSettings("Domain-0", "pv", self.facts.dom0_vcpus, self.facts.dom0_memory_kib)
        dom0 = SimulatedDomain(0, DOM0_UUID, settings, GuestBehaviour(busy_cpus=0.08), now_s)
        dom0.online_vcpus = self.facts.dom0_vcpus
        dom0.up = True
        dom0.follow()
        return dom0

    def boot(self, now_s: float) -> None:
        """Begin again with nothing but the dom0 and the files."""
        self.booted_s = now_s
        self.boots += 1
        self.domains = {0: self._dom0(now_s)}
        self.messages = None
        settings = (self.files.read(console_daemon.SETTINGS) or b"").decode("utf-8", "replace")
        self.start_console_daemon(console_daemon.argv_at_boot(self.xen, settings))
        self.rebuilding.clear()
        self.receivers.clear()
        self._freed_s.clear()
        self._last_domid = 0
        self.reachable = True

    def in_order(self) -> list[SimulatedDomain]:
        """All domains by domid, the order in which Xen lists them."""
        return [self.domains[domid] for domid in sorted(self.domains)]

    def named(self, name: str) -> SimulatedDomain | None:
        """The first domain of that name (libxl_name_to_domid)."""
        return next((domain for domain in self.in_order() if domain.name == name), None)

    def free_kib(self, now_s: float) -> int:
        """Free memory now, never below 0."""
        held_kib = sum(domain.memory_kib(now_s) for domain in self.domains.values())
        return self._left_over(held_kib)

    def claimable_kib(self, now_s: float) -> int:
        """Free and not on its way to a domain that is growing."""
        reserved_kib = sum(domain.reserved_kib(now_s) for domain in self.domains.values())
        return self._left_over(reserved_kib)

    def peek_domid(self, now_s: float) -> int:
        """The number that the next domain gets, skipping those in use and those used lately."""
        self._freed_s = {domid: at for domid, at in self._freed_s.items() if now_s - at < REUSE_AFTER_S}
        domid = self._last_domid
        for _ in range(_FIRST_RESERVED_DOMID):
            domid = domid + 1 if domid + 1 < _FIRST_RESERVED_DOMID else 1
            if domid not in self.domains and domid not in self._freed_s:
                return domid
        raise RuntimeError("no domid is free")

    def new_domid(self, now_s: float) -> int:
        self._last_domid = self.peek_domid(now_s)
        return self._last_domid

    def spoil_domid(self, now_s: float) -> None:
        """A domain that couldn't be built has had the next number."""
        self._freed_s[self.new_domid(now_s)] = now_s

    def add(self, domain: SimulatedDomain, now_s: float) -> None:
        """A new domain, of which libxl notes what it was built from."""
        self.domains[domain.domid] = domain
        self.fire_watches()
        from xentui_driver.simulator.yajl import as_json

        noted = as_json({"c_info": {"name": domain.built_as, "uuid": domain.uuid}})
        self.files.write(
            _note_of(domain), noted.encode("utf-8", "surrogateescape") + b"\0", self.epoch_offset_s + now_s
        )

    def remove(self, domain: SimulatedDomain, now_s: float) -> None:
        if self.domains.get(domain.domid) is not domain:
            return  # the host was reset meanwhile
        del self.domains[domain.domid]
        self.fire_watches()
        self.files.remove(_note_of(domain))
        self._freed_s[domain.domid] = now_s

    def _left_over(self, used_kib: int) -> int:
        free_kib = max(0, self.facts.memory_kib - self.facts.xen_own_kib - used_kib)
        return min(free_kib, _LEFT_WITHOUT_MEMORY_KIB) if Fault.NO_MEMORY in self.faults else free_kib


def _note_of(domain: SimulatedDomain) -> str:
    return f"/var/lib/xen/userdata-d.{domain.domid}.{domain.uuid}.libxl-json"
