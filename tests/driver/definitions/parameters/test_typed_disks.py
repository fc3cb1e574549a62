"""A bare path is a whole disk: its format by its name, the next free place, writable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentui_driver.definitions.parameters.parameter import GuestType
from xentui_driver.definitions.parameters.typed_disks import with_defaults
from xentui_driver.definitions.xl_config.disk import clashes, parse_disk

LINES = st.lists(
    st.sampled_from(
        [
            "/dev/vg0/a",
            "/srv/b.qcow2",
            "/dev/c,raw,xvda,rw",
            "/dev/d,raw,hdb,rw",
            "/e.iso,raw,hdc,cdrom",
            "/f,raw,sda,w",
        ]
    ),
    max_size=8,
)


@pytest.mark.parametrize(
    ("guest_type", "lines", "completed"),
    [
        (GuestType.PVH, ["/dev/vg0/x"], ("/dev/vg0/x,raw,xvda,rw",)),
        (GuestType.HVM, ["/dev/vg0/x"], ("/dev/vg0/x,raw,hda,rw",)),
        (GuestType.PV, ["/a.qcow2", "/b"], ("/a.qcow2,qcow2,xvda,rw", "/b,raw,xvdb,rw")),
        (GuestType.PVH, ["/b", "/a,raw,xvda,rw"], ("/b,raw,xvdb,rw", "/a,raw,xvda,rw")),
        (GuestType.HVM, ["/b", "/a,raw,xvda,rw"], ("/b,raw,hdb,rw", "/a,raw,xvda,rw")),
        (
            GuestType.HVM,
            ["/a", "/b", "/c", "/d"],
            ("/a,raw,hda,rw", "/b,raw,hdb,rw", "/c,raw,hdd,rw", "/d,raw,xvde,rw"),
        ),
        (GuestType.PVH, ["/d.iso"], ("/d.iso,raw,xvda,ro",)),
        (GuestType.PVH, ["/dev/vg0/x,raw"], ("/dev/vg0/x,raw",)),
        (GuestType.PVH, ["target=/x"], ("target=/x",)),
    ],
)
def test_what_is_not_said_is_filled_in_and_what_is_said_stays(
    guest_type: GuestType, lines: list[str], completed: tuple[str, ...]
) -> None:
    assert with_defaults(lines, guest_type) == completed


@given(LINES, st.sampled_from(list(GuestType)))
def test_a_place_that_is_filled_in_is_never_one_that_is_taken(lines: list[str], guest_type: GuestType) -> None:
    is_hvm = guest_type is GuestType.HVM
    completed = with_defaults(lines, guest_type)
    stated = [parse_disk(line) for line in lines if "," in line]
    filled = [parse_disk(line) for line, before in zip(completed, lines, strict=True) if "," not in before]
    assert len(clashes([*stated, *filled], is_hvm=is_hvm)) == len(clashes(stated, is_hvm=is_hvm))
