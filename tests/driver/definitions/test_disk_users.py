"""Which guests have a disk, by whatever name it is called."""

import pytest

from xentui_driver.definitions.disk_users import DiskUser, defined_users, disks_of, same_place, shared_words
from xentui_driver.definitions.xl_config.disk import parse_disk
from xentui_driver.model.definition import Definition
from xentui_driver.model.instance import Instance

WEB = Instance("web", definition=Definition("/etc/xen/web.cfg", "web", disks=("/dev/san/web,raw,xvda,rw", "no disk")))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/dev/vg0/web-root", "/dev/mapper/vg0-web--root"),
        ("/dev/vg0//web", "/dev/vg0/web"),
        ("/dev/mapper/control", "/dev/mapper/control"),
    ],
)
def test_a_logical_volume_has_two_names(one: str, other: str) -> None:
    assert same_place(one) == same_place(other)


@pytest.mark.parametrize(
    ("disk", "is_told"),
    [
        ("/dev/san/web,raw,xvda,rw", True),
        ("/dev/mapper/san-web,raw,xvdb,ro", True),
        ("/dev/san/other,raw,xvda,rw", False),
        ("format=raw, vdev=xvda, script=block-iscsi, target=/dev/san/web", False),
    ],
)
def test_a_disk_that_another_guest_writes_to_is_told(disk: str, is_told: bool) -> None:
    users = tuple(defined_users([WEB]))
    words = "; ".join(shared_words(each, users) for each in disks_of((disk,)))
    assert bool(words) is is_told
    assert not is_told or "is a disk of web, which is defined here: what two guests write to is destroyed" in words


def test_what_both_only_read_is_no_matter() -> None:
    user = DiskUser("web", None, "/etc/xen/web.cfg", "/srv/d.iso", is_writable=False, is_running=True)
    assert shared_words(parse_disk("/srv/d.iso,raw,xvda,ro"), [user]) == ""


def test_a_guest_that_runs_is_named_once() -> None:
    users = [DiskUser("web", None, "", "/dev/x", is_writable=True, is_running=running) for running in (False, True)]
    words = shared_words(parse_disk("/dev/x,raw,xvda,rw"), users)
    assert words == "/dev/x is a disk of web, which runs: what two guests write to is destroyed"


def test_a_guest_is_not_another_one_than_itself() -> None:
    (user,) = defined_users([WEB])
    assert user.is_of(WEB)
    assert not user.is_of(Instance("db", definition=Definition("/etc/xen/db.cfg", "db")))


def test_a_guest_that_went_to_another_host_may_write_there() -> None:
    user = DiskUser("web", None, "", "/dev/x", is_writable=True, is_running=False, left="moved to dom0b")
    words = shared_words(parse_disk("/dev/x,raw,xvda,rw"), [user])
    assert "/dev/x is a disk of web, which has moved to dom0b:" in words
