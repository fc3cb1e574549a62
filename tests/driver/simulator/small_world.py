"""A world with one or two hosts and nothing on them, and short ways to ask it."""

from collections.abc import Callable
from pathlib import Path

from tests.waiting import until
from xentui_driver.simulator import (
    Fault,
    GuestBehaviour,
    HostFacts,
    SimulatedClock,
    SimulatedDomain,
    SimulatedXen,
    SimulatorTransport,
)
from xentui_driver.transport.protocol import Completed

CAPTURES = Path(__file__).parents[2] / "data" / "xl-golden"
UUID = "10111213-1415-1617-1819-1a1b1c1d1e1f"
DISK = "/dev/san/disk"
KERNEL = "/boot/vmlinuz"


def captured(name: str) -> str:
    return (CAPTURES / name).read_bytes().decode("utf-8", "surrogateescape")


def definition(name: str, *lines: str, memory: int = 512, type: str = "pvh") -> str:
    """An xl.cfg; `lines` come last and so win."""
    first = (f'name = "{name}"', f'type = "{type}"', f'kernel = "{KERNEL}"', f"memory = {memory}", "vcpus = 2")
    return "".join(f"{line}\n" for line in (*first, *lines))


class SmallWorld:
    """Hosts `a` and `b` under one clock; every method asks `a` unless it is told otherwise."""

    def __init__(self, *, held: bool = False, facts: HostFacts | None = None) -> None:
        self.clock = SimulatedClock(held=held)
        self.xen = SimulatedXen(self.clock, seed=3)
        for name in ("a", "b"):
            self.xen.add_host(name, facts or HostFacts(memory_kib=16 << 20, dom0_memory_kib=1 << 20))
            self.xen.write_file(name, DISK, "")
        self.a = SimulatorTransport(self.xen, "a")
        self.b = SimulatorTransport(self.xen, "b")

    def run(self, *argv: str, on: str = "a", timeout_s: float = 10_000.0) -> Completed:
        return (self.a if on == "a" else self.b).run(argv, timeout_s=timeout_s)

    def xl(self, *argv: str, on: str = "a") -> Completed:
        return self.run("xl", *argv, on=on)

    def define(self, name: str, *lines: str, memory: int = 512, type: str = "pvh") -> str:
        path = f"/etc/xen/{len(self.a.list_directory('/etc/xen'))}.cfg"
        self.xen.write_file("a", path, definition(name, *lines, memory=memory, type=type))
        return path

    def started(
        self, name: str, *lines: str, memory: int = 512, type: str = "pvh", guest: GuestBehaviour | None = None
    ) -> SimulatedDomain:
        """A guest on `a` that has booted."""
        if guest is not None:
            self.xen.set_guest(name, guest)
        completed = self.xl("create", self.define(name, *lines, memory=memory, type=type))
        assert completed.exit_status == 0, completed.stderr
        self.clock.advance(20.0)
        return self.domain(name)

    def domain(self, name: str, on: str = "a") -> SimulatedDomain:
        with self.xen.at_now():
            found = self.xen.host(on).named(name)
        assert found is not None, f"{name} isn't on {on}"
        return found

    def rows(self, on: str = "a") -> dict[str, tuple[int, int, str]]:
        """Domid, memory in MiB and state of each guest in `xl list`, by name."""
        found = {}
        for line in self.xl("list", on=on).stdout.splitlines()[1:]:
            name, domid, memory, _vcpus, state, _time = line.rsplit(None, 5)
            found[name] = int(domid), int(memory), state
        return {name: row for name, row in found.items() if row[0]}

    def state(self, name: str, on: str = "a") -> str:
        return self.rows(on)[name][2]

    def let(self, fault: Fault, *, on: bool = True, host: str | None = "a") -> None:
        self.xen.set_fault(fault, on=on, host_name=host)


def advance_until(world: SmallWorld, condition: Callable[[], bool], step_s: float = 0.5) -> None:
    """Let a held clock go on in small steps, each of which the threads that wait for it may use."""

    def stepped() -> bool:
        world.clock.advance(step_s)
        return condition()

    until(stepped)
