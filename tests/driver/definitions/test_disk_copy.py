"""The disks of a copy: what they are called, and the lines for a shell that make them."""

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentui_driver.definitions.disk_copy import commands_for, new_target
from xentui_driver.definitions.xl_config.disk import parse_disk


@pytest.mark.parametrize(
    ("specification", "target"),
    [
        ("/dev/vg0/web-01-root,raw,xvda,rw", "/dev/vg0/web-02-root"),
        ("/dev/vg0/data,raw,xvda,rw", "/dev/vg0/web-02-data"),
        ("/srv/xen/web-01/disk.img,raw,xvda,rw", "/srv/xen/web-02/disk.img"),
        ("/srv/xen/disk.qcow2,qcow2,xvda,rw", "/srv/xen/web-02-disk.qcow2"),
        ("/dev/sdb,raw,xvda,rw", ""),
        ("/dev/mapper/mpatha,raw,xvda,rw", ""),
        ("vdev=xvda,script=block-iscsi,target=iqn=x,portal=y", ""),
    ],
)
def test_a_disk_is_called_after_its_guest_where_that_makes_one(specification: str, target: str) -> None:
    assert new_target(parse_disk(specification), "web-01", "web-02") == target


@pytest.mark.parametrize(
    ("specification", "target", "lines"),
    [
        (
            "/dev/vg0/web-01,raw,xvda,rw",
            "/dev/vg0/web-02",
            (
                'lvcreate --size "$(blockdev --getsize64 /dev/vg0/web-01)b" --name web-02 vg0',
                "dd if=/dev/vg0/web-01 of=/dev/vg0/web-02 bs=4M conv=fsync status=progress",
            ),
        ),
        ("/srv/a b.img,raw,xvda,rw", "/srv/c.img", ("cp --sparse=always -- '/srv/a b.img' /srv/c.img",)),
        (
            "/srv/a.qcow2,qcow2,xvda,rw",
            "/srv/b.qcow2",
            ("qemu-img convert -p -f qcow2 -O qcow2 /srv/a.qcow2 /srv/b.qcow2",),
        ),
        ("/srv/a.vhd,vhd,xvda,rw", "/srv/b.vhd", ("qemu-img convert -p -f vpc -O vpc /srv/a.vhd /srv/b.vhd",)),
        (
            "/dev/sdb,raw,xvda,rw",
            "/dev/sdc",
            (
                "blockdev --getsize64 /dev/sdb  # its size in bytes: make /dev/sdc at least as large",
                "dd if=/dev/sdb of=/dev/sdc bs=4M conv=fsync status=progress",
            ),
        ),
    ],
)
def test_the_lines_that_make_a_disk(specification: str, target: str, lines: tuple[str, ...]) -> None:
    assert commands_for(parse_disk(specification), target) == lines


@given(st.text(st.characters(blacklist_characters="\0,"), min_size=1, max_size=30))
def test_no_target_can_leave_its_word(tail: str) -> None:
    source = parse_disk("/srv/a.img,raw,xvda,rw")
    (line,) = commands_for(source, f"/srv/{tail}")
    assert shlex.split(line) == ["cp", "--sparse=always", "--", "/srv/a.img", f"/srv/{tail}"]
