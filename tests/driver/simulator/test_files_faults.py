"""Disks that are full or read-only on a simulated host."""

import pytest

from tests.driver.simulator.small_world import SmallWorld
from xentui_driver.model.errors import FileUnwritable
from xentui_driver.simulator import Fault

PATH = "/etc/xen/web.cfg"
OLD = b"name = 'old'\n"


@pytest.fixture
def world(world: SmallWorld) -> SmallWorld:
    world.a.write_file(PATH, OLD, replacing=None)
    return world


@pytest.mark.parametrize(
    ("fault", "words"),
    [(Fault.READ_ONLY, "Read-only file system"), (Fault.DISK_FULL, "No space left on device")],
)
def test_nothing_is_written_or_moved(world: SmallWorld, fault: Fault, words: str) -> None:
    world.let(fault)
    with pytest.raises(FileUnwritable, match=words):
        world.a.write_file(PATH, b"new", replacing=OLD)
    with pytest.raises(FileUnwritable, match=words):
        world.a.move_file(PATH, "/var/lib/xentui/stash/web-1.cfg")
    with pytest.raises(FileUnwritable, match=words):
        world.a.make_link("/etc/xen/auto/web.cfg", PATH)
    assert world.a.read_file(PATH) == OLD


def test_a_full_disk_lets_a_file_be_removed_and_a_read_only_one_doesnt(world: SmallWorld) -> None:
    world.let(Fault.READ_ONLY)
    with pytest.raises(FileUnwritable, match="Read-only file system"):
        world.a.remove_file(PATH)
    world.let(Fault.READ_ONLY, on=False)
    world.let(Fault.DISK_FULL)
    world.a.remove_file(PATH)
    assert PATH not in [f"/etc/xen/{entry.name}" for entry in world.a.list_directory("/etc/xen")]


def test_sysrq_needs_no_disk(world: SmallWorld) -> None:
    world.let(Fault.READ_ONLY)
    world.a.press_sysrq("b")
    with world.xen.at_now():
        assert world.xen.host("a").pressed_sysrq == ["b"]
