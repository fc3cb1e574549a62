"""A small Xen in memory: hosts, what happens on them as time passes, and the lock around it all."""

import itertools
import threading
from bisect import insort
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random

from xentui_driver.model.clock import Clock
from xentui_driver.simulator.console_client import ConsoleClient
from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.guest import OBEDIENT, GuestBehaviour
from xentui_driver.simulator.host import HostFacts, SimulatedHost
from xentui_driver.toolstack.save_folder import SAVE_FOLDER

_STANDARD_FOLDERS = ("/etc/xen/auto", "/var/log/xen", "/var/lib/xen", SAVE_FOLDER, "/root", "/dev")
_STANDARD_FILES = (
    "/boot/vmlinuz",
    "/boot/initrd.img",
    "/etc/xen/scripts/block",
    "/etc/xen/scripts/vif-bridge",
    "/etc/xen/xl.conf",
    "/sys/class/net/xenbr0",
)


class SimulatedXen:
    """Hosts that share a clock and can migrate guests to each other; may be used from any thread.

    Nothing happens by itself: every access goes through `at_now`, which first lets everything happen that was due since
    the last access.
    """

    def __init__(self, clock: Clock, seed: int = 0) -> None:
        self.clock = clock
        self.random = Random(seed)
        self.link_mib_s = 400.0
        """How fast a migration copies memory."""
        self._hosts: dict[str, SimulatedHost] = {}
        self._guests: dict[str, GuestBehaviour] = {}
        self._lock = threading.RLock()
        self._faults_changed = threading.Condition(self._lock)
        self._due: list[tuple[float, int, Callable[[float], None]]] = []
        self._order = itertools.count()
        self._listeners: tuple[Callable[[], object], ...] = ()
        self._listening = threading.Lock()
        self._is_ticking = False
        self._due_changed = threading.Event()
        """Set when something is due sooner than before, or nobody listens."""
        self._now_s = clock.monotonic_s()

    @contextmanager
    def at_now(self) -> Iterator[float]:
        """Lock the world and bring it up to the present; yields the time on its clock."""
        with self._lock:
            try:
                yield self._catch_up()
            finally:
                for listener in self._listeners:
                    listener()

    def listen(self, listener: Callable[[], object]) -> None:
        """Call it, under the lock, whenever something may have happened; that doesn't wait for an access any more."""
        from xentui_driver.simulator.clock import passes_by_itself

        with self._listening:
            self._listeners = (*self._listeners, listener)
            if not self._is_ticking and passes_by_itself(self.clock):  # else who waits lets it pass, by an access
                self._is_ticking = True
                threading.Thread(target=self._tick, name="simulated time", daemon=True).start()

    def leave_off(self, listener: Callable[[], object]) -> None:
        """Call it no more. Doesn't wait for the lock."""
        with self._listening:
            self._listeners = tuple(each for each in self._listeners if each != listener)
        self._due_changed.set()

    def add_host(self, name: str, facts: HostFacts | None = None) -> SimulatedHost:
        with self.at_now() as now_s:
            host = SimulatedHost(name, facts or HostFacts(), now_s)
            host.epoch_offset_s = self.clock.epoch_s() - now_s
            for folder in _STANDARD_FOLDERS:
                host.files.make_folder(folder)
            major, minor, _ = host.facts.xen_version
            host.files.make_folder(f"/usr/lib/xen-{major}.{minor}")
            for path in _STANDARD_FILES:
                host.files.write(path, b"", self.clock.epoch_s())
            self._hosts[name] = host
            return host

    def host(self, name: str) -> SimulatedHost:
        """Raises KeyError."""
        return self._hosts[name]

    @property
    def host_names(self) -> tuple[str, ...]:
        return tuple(self._hosts)

    def write_file(self, host_name: str, path: str, text: str) -> None:
        """Put a file on a host, an xl.cfg for instance."""
        with self.at_now():
            content = text.encode("utf-8", "surrogateescape")
            self.host(host_name).files.write(path, content, self.clock.epoch_s())

    def remove_file(self, host_name: str, path: str) -> None:
        with self.at_now():
            self.host(host_name).files.remove(path)

    def attach_console(self, host_name: str, domid: int) -> None:
        """Attach another client to a guest's console."""
        with self.at_now() as now_s:
            host = self.host(host_name)
            host.console_clients += (ConsoleClient(domid, now_s - host.booted_s, host.xen),)

    def set_guest(self, name: str, behaviour: GuestBehaviour) -> None:
        """Set how every guest of that name behaves from its next start on, wherever it runs."""
        with self.at_now():
            self._guests[name] = behaviour

    def guest(self, name: str) -> GuestBehaviour:
        return self._guests.get(name, OBEDIENT)

    def set_fault(self, fault: Fault, *, on: bool = True, host_name: str | None = None) -> None:
        """Set or clear a fault on one host or on all."""
        with self.at_now():
            for host in self._hosts.values():
                if host_name is None or host.name == host_name:
                    (host.faults.add if on else host.faults.discard)(fault)
            self._faults_changed.notify_all()

    def wait_while(self, faulty: Callable[[], bool]) -> None:
        """Block, whatever the clock says, until a change of the faults makes `faulty` untrue."""
        from xentui_driver.simulator.clock import idle

        with idle(self.clock), self._faults_changed:
            self._faults_changed.wait_for(lambda: not faulty())

    def new_uuid(self) -> str:
        """A random one (RFC 4122, version 4), the same for the same seed; `uuid` would be loaded for nothing else."""
        digits = f"{self.random.getrandbits(128):032x}"
        variant = f"{int(digits[16], 16) & 0x3 | 0x8:x}"
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"

    def schedule(self, at_s: float, happening: Callable[[float], None]) -> None:
        """Let `happening` take place at that time, under the lock; it is given the time."""
        insort(self._due, (at_s, next(self._order), happening))
        if self._due[0][2] is happening:
            self._due_changed.set()

    def _tick(self) -> None:
        """Let happen what is due at its time, while somebody listens."""
        while True:
            with self._listening:
                self._is_ticking = bool(self._listeners)
                if not self._is_ticking:
                    return
            self._due_changed.clear()
            with self.at_now() as now_s:
                due_s = self._due[0][0] if self._due else None
            self._due_changed.wait(None if due_s is None else due_s - now_s)

    def _catch_up(self) -> float:
        present_s = self.clock.monotonic_s()
        while self._due and self._due[0][0] <= present_s:
            at_s, _, happening = self._due.pop(0)
            self._now_s = max(self._now_s, at_s)
            happening(self._now_s)
        self._now_s = max(self._now_s, present_s)
        return self._now_s
