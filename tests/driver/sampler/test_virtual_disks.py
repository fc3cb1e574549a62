"""A disk is found by the name that QEMU has for it, and by no other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentui_driver.definitions.xl_config.vdev import number_of
from xentui_driver.sampler.virtual_disks import emulated_numbers, served_number

NAMES = ["xvda", "xvdb1", "xvdz", "xvdaa", "hda", "hdb", "hdc", "hdd", "sda", "sdp", "sdb3", "d0p0", "d17p2", "51712"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("driver", ["raw", "qcow2", "vpc", "host_device"])
def test_a_qdisk_has_the_number_that_libxl_gives_it(name: str, driver: str) -> None:
    assert served_number(f"{name}-{driver}") == str(number_of(name))


@pytest.mark.parametrize(
    "node", ["", "xvda", "#block142", "raw", "-raw", "x-raw", "xvda1234-raw", "ide0-hd0", "d1-raw"]
)
def test_another_node_serves_no_disk(node: str) -> None:
    assert served_number(node) is None


@pytest.mark.parametrize(
    ("drive", "names"),
    [
        ("ide0-hd0", ("xvda", "hda")),
        ("ide0-hd1", ("xvdb", "hdb")),
        ("ide1-hd0", ("xvdc", "hdc")),
        ("ide1-cd1", ("xvdd", "hdd")),
        ("ahcidisk-0", ("xvda", "hda")),
        ("ahcidisk-5", ("xvdf",)),
        ("scsi0-hd2", ("sdc",)),
        ("ide-5632", ("hdc",)),
        ("floppy0", ()),
        ("", ()),
    ],
)
def test_an_emulated_drive_is_one_of_the_disks_that_libxl_gives_it(drive: str, names: tuple[str, ...]) -> None:
    assert emulated_numbers(drive) == tuple(str(number_of(name)) for name in names)


@given(st.text(max_size=40))
def test_no_name_is_too_strange(text: str) -> None:
    served_number(text)
    emulated_numbers(text)
