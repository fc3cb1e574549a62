"""Before a guest moves its target is asked over ssh for all that the guest will need there."""

import threading

import pytest

from tests.driver.simulator.small_world import DISK, SmallWorld
from xentui_driver.model.domain import DomainRef
from xentui_driver.model.errors import MigrationRefused
from xentui_driver.operations.departure_book import DepartureBook
from xentui_driver.operations.migration import migrate
from xentui_driver.simulator import HostFacts
from xentui_driver.simulator.faults import Fault
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.limits import Limits
from xentui_driver.toolstack.neighbour import on_host
from xentui_driver.toolstack.xl import Xl, silent

SPACED = "/srv/a disk; rm -rf $HOME '\""


def moved(world: SmallWorld, name: str, target: str = "b") -> str:
    domain = world.domain(name)
    xl = Xl(world.a, world.clock, Limits(), threading.Event())
    book = DepartureBook(world.a, world.clock, "/etc/xen")
    return migrate(xl, DomainRef(domain.uuid, domain.domid, name), target, book=book, report=silent).summary


def test_a_guest_whose_disk_and_bridge_are_there_moves() -> None:
    world = SmallWorld()
    world.started("web", f'disk = [ "phy:{DISK},xvda,w" ]', 'vif = [ "bridge=xenbr0" ]')
    assert "runs on b" in moved(world, "web")


@pytest.mark.parametrize(
    ("path", "words"),
    [(DISK, "b has no /dev/san/disk, a disk of web"), ("/sys/class/net/xenbr0", "b has no bridge xenbr0")],
)
def test_what_the_target_lacks_is_told_before_anything_is_done(path: str, words: str) -> None:
    world = SmallWorld()
    world.started("web", f'disk = [ "phy:{DISK},xvda,w" ]', 'vif = [ "bridge=xenbr0" ]')
    world.xen.remove_file("b", path)
    with pytest.raises(MigrationRefused, match=words):
        moved(world, "web")
    assert world.state("web") in ("r-----", "-b----", "------")
    assert world.rows(on="b") == {}


def test_a_target_without_room_is_refused_before_anything_is_done() -> None:
    world = SmallWorld()
    world.started("web")
    world.xen.set_fault(Fault.NO_MEMORY, host_name="b")
    with pytest.raises(MigrationRefused, match=r"b has .* free; web needs .* there, with what Xen adds"):
        moved(world, "web")
    assert world.state("web") in ("r-----", "-b----", "------")
    assert world.rows(on="b") == {}


def test_a_path_reaches_the_shell_over_there_as_one_word() -> None:
    world = SmallWorld()
    world.xen.write_file("b", SPACED, "")
    listed = world.run(*on_host("b", commands.list_paths((SPACED, "/none"))))
    assert listed.stdout == f"{SPACED}\n"
    assert on_host("b", ("xl", "info"))[-2:] == ("xl", "info")


def test_an_older_xen_at_the_target_is_refused() -> None:
    world = SmallWorld()
    world.xen.add_host("old", HostFacts(xen_version=(4, 16, ".1")))
    world.started("web")
    with pytest.raises(MigrationRefused, match=r"web runs on Xen 4\.17\.7; old has 4\.16\.1"):
        moved(world, "web", "old")


def test_a_pv_guest_on_a_xen_without_shadow_paging_is_not_tried() -> None:
    world = SmallWorld(facts=HostFacts(memory_kib=16 << 20, dom0_memory_kib=1 << 20, shadow_paging=False))
    world.started("web", type="pv")
    with pytest.raises(MigrationRefused, match="shadow paging"):
        moved(world, "web")
    assert world.rows(on="b") == {}
