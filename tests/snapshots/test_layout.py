"""The CPUs and the memory of a host with eight NUMA nodes and two hundred CPUs, on a usual terminal and a small one."""

import pytest

from tests.snapshots.screens import SMALL, Snapshot, before
from tests.xentui.console.driving import Console, guest
from xentui_driver.simulator.clock import SimulatedClock
from xentui_driver.simulator.guest import GuestBehaviour
from xentui_driver.simulator.host import GIB_KIB, HostFacts
from xentui_driver.simulator.world import SimulatedXen

LARGE = (120, 40)
NAMES = ("build-01", "db-01.example.net", "web-01.example.net", "web-02.example.net", "mail", "größe")


def huge_host() -> Console:
    clock = SimulatedClock()
    world = SimulatedXen(clock, seed=3)
    world.add_host("dom0a", HostFacts(memory_kib=4096 * GIB_KIB, cpus=200, numa_nodes=8, dom0_memory_kib=8 * GIB_KIB))
    console = Console(clock)
    console.use(world, "dom0a")
    console.world = world
    for number, name in enumerate(NAMES):
        world.set_guest(name, GuestBehaviour(busy_cpus=0.7 * number))
        console.define(name, start=True, text=guest(name, 4096 * (number + 1)).replace("vcpus = 2", "vcpus = 4"))
    return console


async def cpus(console: Console) -> None:
    console.app.pollers.leave()
    await console.press("2")
    await console.sees("node 0     - %")
    assert isinstance(console.clock, SimulatedClock)
    console.clock.advance(30.0)
    await console.press("ctrl+r")
    await console.sees("node 1     3 %")


async def memory(console: Console) -> None:
    console.app.pollers.leave()
    await console.press("3")
    await console.sees("doesn't tell")


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
@pytest.mark.parametrize("page", [cpus, memory], ids=["cpus", "memory"])
def test_a_huge_host(snap_compare: Snapshot, page: object, size: tuple[int, int]) -> None:
    console = huge_host()
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, then=page))  # type: ignore[arg-type]
