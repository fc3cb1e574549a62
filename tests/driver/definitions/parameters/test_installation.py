"""An ISO that an HVM guest is installed from: its drive, and the order in which the firmware looks."""

import pytest

from xentui_driver.definitions.parameters.checking import check_syntax
from xentui_driver.definitions.parameters.installation import installer_warnings, with_installer
from xentui_driver.definitions.parameters.parameter import GuestType
from xentui_driver.definitions.xl_config.disk import clashes, parse_disk
from xentui_driver.model.errors import InvalidInput

ISO = "/srv/iso/d.iso"
UUID = "7bb5acd8-4d94-433e-ba30-9aebfb57f0ea"


@pytest.mark.parametrize(
    ("disks", "drive"),
    [
        ((), "hdc"),
        (("/dev/a,raw,xvda,rw", "/dev/b,raw,xvdb,rw"), "hdc"),
        (("/dev/a,raw,xvda,rw", "/dev/c,raw,xvdc,rw"), "hdd"),
        (("/dev/a,raw,hda,rw", "/dev/c,raw,hdc,rw", "/dev/d,raw,xvdd,rw"), "hdb"),
        (("/dev/a,raw,sda,rw",), "hdc"),
    ],
)
def test_it_is_in_a_drive_that_no_disk_takes(disks: tuple[str, ...], drive: str) -> None:
    values = with_installer({"name": "web", "uuid": UUID, "memory": 512, "disk": disks}, ISO)
    assert check_syntax(GuestType.HVM, values) == {}
    made = values["disk"]
    assert isinstance(made, tuple)
    *others, cdrom = map(parse_disk, made)
    assert (cdrom.vdev, cdrom.target, cdrom.is_cdrom) == (drive, ISO, True)
    assert clashes((*others, cdrom), is_hvm=True) == ()


def test_the_disk_comes_before_it_unless_another_order_is_stated() -> None:
    assert with_installer({}, ISO)["boot"] == "cd"
    assert with_installer({"boot": "dc"}, ISO)["boot"] == "dc"


@pytest.mark.parametrize("iso", ["d.iso", "/srv/a,b.iso", "/srv/a\nb.iso"])
def test_what_can_not_be_in_a_drive_is_refused(iso: str) -> None:
    with pytest.raises(InvalidInput):
        with_installer({}, iso)


def test_no_drive_is_left_where_four_disks_are_emulated() -> None:
    disks = tuple(f"/dev/{letter},raw,xvd{letter},rw" for letter in "abcd")
    with pytest.raises(InvalidInput, match="call one of them sda"):
        with_installer({"disk": disks}, ISO)


def test_an_order_or_firmware_that_begins_the_installer_again_is_warned_about() -> None:
    assert installer_warnings(with_installer({}, ISO)) == ()
    assert len(installer_warnings({"boot": "dc", "firmware": "uefi"})) == 2
