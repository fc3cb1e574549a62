"""The lines that make a new guest's disks, for those that its host doesn't have."""

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentui_driver.definitions.new_disk import commands_for_missing
from xentui_driver.definitions.xl_config.disk import Disk, parse_disk
from xentui_driver.simulator.clock import SimulatedClock
from xentui_driver.simulator.transport import SimulatorTransport
from xentui_driver.simulator.world import SimulatedXen

THERE = "/srv/xen/there.img"


def files() -> SimulatorTransport:
    world = SimulatedXen(SimulatedClock())
    world.add_host("dom0a")
    world.write_file("dom0a", THERE, "a disk")
    return SimulatorTransport(world, "dom0a")


@pytest.mark.parametrize(
    ("specification", "lines"),
    [
        ("/dev/vg0/web-root,raw,xvda,rw", ("lvcreate --size 20G --name web-root vg0",)),
        ("/srv/xen/a b.img,raw,xvda,rw", ("truncate --size=20G '/srv/xen/a b.img'",)),
        ("/srv/xen/web.qcow2,qcow2,xvda,rw", ("qemu-img create -f qcow2 /srv/xen/web.qcow2 20G",)),
        ("/srv/xen/web.vhd,vhd,xvda,rw", ("qemu-img create -f vpc /srv/xen/web.vhd 20G",)),
        (f"{THERE},raw,xvda,rw", ()),
        ("/dev/sdx,raw,xvda,rw", ()),
        ("/dev/mapper/mpatha,raw,xvda,rw", ()),
        ("/srv/iso/none.iso,raw,hdc,cdrom", ()),
        ("/srv/xen/none.img,raw,xvdb,ro", ()),
        ("vdev=xvda,script=block-iscsi,target=iqn=x,portal=y", ()),
    ],
)
def test_only_what_is_missing_and_made_by_giving_it_a_name_has_a_line(specification: str, lines: object) -> None:
    assert commands_for_missing([parse_disk(specification)], files()) == lines


@given(st.text(alphabet=st.characters(exclude_characters="\0/"), min_size=1))
def test_a_path_is_one_word_of_the_shell(name: str) -> None:
    path = f"/srv/xen/x{name}"
    for line in commands_for_missing([Disk("xvda", path, "raw")], files()):
        assert shlex.split(line) == ["truncate", "--size=20G", path]
