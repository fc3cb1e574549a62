"""Disk specifications; libxlutil 4.17.7 was asked about 100,000 made from their pieces, and agrees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentui_driver.definitions.xl_config.disk import LENGTH_LIMIT, Disk, clashes, parse_disk, written_disk
from xentui_driver.definitions.xl_config.disk_grammar import JAMMED, completed, scanned
from xentui_driver.definitions.xl_config.disk_scanner import FORMATS
from xentui_driver.definitions.xl_config.vdev import emulated_drive, name_of, number_of
from xentui_driver.model.errors import InvalidInput

WEB = Disk("xvda", "/dev/vg/web")
RAW = Disk("xvda", "/dev/vg/web", "raw")
CDROM = Disk("hdc", is_cdrom=True)
ACCEPTED = {
    "/dev/vg/web,raw,xvda,w": RAW,
    "/dev/vg/web,,xvda": RAW,
    "/dev/vg/web,raw,xvda,": RAW,
    " /dev/vg/web, raw, xvda, rw": RAW,
    "format=raw, vdev=xvda, access=rw, target=/dev/vg/web": RAW,
    "vdev=xvda,target=/dev/vg/web": WEB,
    "raw:/dev/vg/web,xvda,w": RAW,
    "phy:/dev/vg/web,xvda,w": WEB,
    "file:/dev/vg/web,xvda,w": WEB,
    "tap2:tapdisk:aio:/dev/vg/web,xvda,w": WEB,
    "ioemu:/dev/vg/web,xvda": WEB,
    "phy:/run/disks/N:0,sda,r": Disk("sda", "/run/disks/N:0", is_writable=False),
    "qcow2:/a,xvda,w": Disk("xvda", "/a", "qcow2"),
    "/a,vhd,xvda,ro": Disk("xvda", "/a", "vhd", is_writable=False),
    "drbd:web,xvda,w": Disk("xvda", "web", script="block-drbd"),
    "vdev=xvda,script=block-iscsi,target=iqn=x,y": Disk("xvda", "iqn=x,y", script="block-iscsi"),
    "vdev=xvda,target=/a,b,": Disk("xvda", "/a,b"),
    "vdev=xvda,target=/a,b,,": Disk("xvda", "/a,b,"),
    "vdev=xvda,target= /a ": Disk("xvda", " /a "),
    "/a,raw,xvda,w,backend=storage,backendtype=qdisk": Disk("xvda", "/a", "raw", True, False, "storage", "qdisk"),
    "/a,raw,xvda,w,discard,direct-io-safe": Disk("xvda", "/a", "raw", more=("discard", "direct-io-safe")),
    "/a,raw,xvda,w,specification=virtio": Disk("xvda", "/a", "raw", more=("specification=virtio",)),
    "/a,raw,xvda,colo-host=h,colo-port=9,w": Disk("xvda", "/a", "raw", more=("colo-host=h", "colo-port=9")),
    "/a,raw,xvda,untrusted,w,grant_usage=1": Disk("xvda", "/a", "raw", more=("untrusted", "grant_usage=1")),
    "/a,raw,xvda,r,access=rw": Disk("xvda", "/a", "raw"),
    "/a,raw,xvda,w=": Disk("xvda", "/a", "raw"),
    ",,xvda,w": Disk("xvda", "", "raw"),
    "vdev=,target=": Disk(""),
    "vdev=hdc,cdrom": CDROM,
    ",hdc:cdrom,r": Disk("hdc", "", "empty", is_cdrom=True),
    "/a.iso,,hdc,cdrom": Disk("hdc", "/a.iso", "raw", is_cdrom=True),
    "file:/a.iso,hdc:cdrom,r": Disk("hdc", "/a.iso", is_cdrom=True),
    "/a.iso,raw,hdc,devtype=cdrom,access=w": Disk("hdc", "/a.iso", "raw", is_cdrom=True),
    "/a,raw,hdc,cdrom,devtype=disk": Disk("hdc", "/a", "raw"),
}
REFUSED = {
    "": "no vdev specified",
    "/dev/vg/web": "no vdev specified",
    "vdev=xvda": "no target specified (and device not removable)",
    "/dev/vg/web,xvda,w": "unknown value for format: near `xvda'",
    "/a,raw,xvda,x": "unknown value for access: near `x'",
    "/a,raw,xvda,w,more": "too many positional parameters: near `more'",
    "/a,raw,xvda,w,vdev=xvdb": "vdev respecified: near `xvdb'",
    "/a,raw,xvda,w,format=qcow2": "format respecified: near `qcow2'",
    "raw:qcow2:/a,xvda": "format respecified: near `qcow2'",
    "/a,raw,xvda,w,target=/b": "target respecified: near `/b'",
    "/a,raw,xvda,script=a,script=b": "script respecified: near `b'",
    "/a,raw,xvda,backendtype=file": "unknown value for backendtype: near `file'",
    "/a,raw,xvda,backendtype=phy,backendtype=tap": "backend respecified: near `tap'",
    "/a,raw,xvda,specification=ide": "unknown value for specification: near `ide'",
    "/a,raw,xvda,colo-port=x": "unknown value for colo_port: near `x'",
    "/a,raw,xvda,devtype=floppy": "unknown value for type: near `devtype=floppy'",
    "/a,raw,xvda,size=1": "unknown parameter: near `size=1'",
    "/a=b,raw,xvda,w": "bad disk syntax: near `=b,raw,xvda,w'",
    "nfs:/a,xvda,w": "unknown deprecated disk prefix: near `nfs:'",
    "/a,raw,xvda:floppy": "unknown deprecated type: near `floppy'",
    "/a=\n": JAMMED,
    "/a\0": "it contains a NUL byte",
    "a" * (LENGTH_LIMIT + 1): "it is too long",
}
NUMBERS: dict[str, int | None] = {
    "xvda": 51712, "xvda1": 51713, "xvdb": 51728, "xvdp15": 51967, "xvdq": (1 << 28) | (16 << 8),
    "xvdz16": (1 << 28) | (25 << 8) | 16,
    "xvdaa": (1 << 28) | (26 << 8), "d0p1": 51713, "d0x10p0": (1 << 28) | (16 << 8),
    "hda": 768, "hdb": 832, "hdc": 5632, "hdd63": 5759, "sda": 2048, "sdp15": 2303, "51712": 51712, "0xca00": 51712,
    "hde": None, "sdq": None, "sda16": None, "xvda01": None, "xvda256": None, "xvd": None, "xvdA": None, "vda": None,
    "": None, "-1": None, "4294967296": None, "08": None, "d0": None, "d08p0": None, "xvdzzzzz": None, "xvda ": None,
}  # fmt: skip

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
PARTS = st.sampled_from(
    ["/dev/a", ",", "=", ":", "cdrom", "vdev=xvdb", "phy:", "target=", "format=qcow2", " ", "\n", "x"]
)
TRICKY = st.lists(PARTS, max_size=6).map("".join) | WORDS
FLAGS = ["discard", "no-discard", "direct-io-safe", "untrusted", "colo-port=7", "colo-host= a ", "specification=xen"]
DISKS = st.builds(
    Disk,
    vdev=st.sampled_from(["xvda", "hdc", "sdb1", "51712"]) | TRICKY,
    target=TRICKY,
    format=st.sampled_from(["", *FORMATS]) | TRICKY,
    is_writable=st.booleans(),
    is_cdrom=st.booleans(),
    backend=st.just("") | TRICKY,
    backend_type=st.sampled_from(["", "phy", "qdisk"]) | TRICKY,
    script=st.just("") | TRICKY,
    more=st.lists(st.sampled_from(FLAGS) | TRICKY, max_size=3).map(tuple),
)
LIKELY = st.builds(
    Disk,
    vdev=st.sampled_from(["xvda", "hdc", "sdb1"]),
    target=TRICKY,
    format=st.sampled_from(["", "raw", "qcow2"]),
    is_writable=st.booleans(),
    is_cdrom=st.booleans(),
    more=st.lists(st.sampled_from(FLAGS[:4]), max_size=3).map(tuple),
)


@pytest.mark.parametrize(("specification", "disk"), ACCEPTED.items())
def test_reads_a_specification_as_xl_does(specification: str, disk: Disk) -> None:
    assert parse_disk(specification) == disk


@pytest.mark.parametrize(("specification", "reason"), REFUSED.items())
def test_refuses_what_xl_refuses_in_its_words(specification: str, reason: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_disk(specification)
    assert reason.replace("\n", "\u240a") in caught.value.summary


@given(DISKS | LIKELY)
def test_what_is_written_reads_back_as_the_same_disk(disk: Disk) -> None:
    try:
        specification = written_disk(disk)
    except InvalidInput:
        return
    assert parse_disk(specification) == disk


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\n"), min_size=1))
def test_any_path_can_be_a_target(path: str) -> None:
    assert parse_disk(written_disk(Disk("xvda", path))).target == path


def test_the_target_is_written_last() -> None:
    disk = Disk("xvda", "/srv/a,vdev=xvdb", "qcow2", is_writable=False, more=("discard",))
    assert written_disk(disk) == "format=qcow2, vdev=xvda, access=ro, discard, target=/srv/a,vdev=xvdb"
    assert written_disk(CDROM) == "vdev=hdc, cdrom"


@pytest.mark.parametrize(
    ("disk", "reason"),
    [
        (Disk("vda", "/a"), "there is no virtual disk 'vda'"),
        (Disk("", "/a"), "there is no virtual disk ''"),
        (Disk("xvda"), "only a CD-ROM drive can be empty"),
        (Disk("xvda", "/a", "vmdk"), "'vmdk' isn't a format"),
        (Disk("xvda", "/a", "empty"), "only a CD-ROM drive can be without a target"),
        (Disk("xvda", "/a", backend_type="file"), "'file' isn't a backend type"),
        (Disk("xvda", "/a\nvdev=xvdb"), "a line end or a NUL"),
        (Disk("xvda", "/a", script="x,target=/b"), "only the target can contain a comma"),
        (Disk("xvda", "/a", more=("vdev=xvdb",)), "would be ambiguous"),
        (Disk("xvda", "/a", more=("nonsense",)), "would be ambiguous"),
        (Disk("xvda", "/a" * LENGTH_LIMIT), "would be ambiguous"),
    ],
)
def test_a_disk_that_cannot_be_is_not_written(disk: Disk, reason: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        written_disk(disk)
    assert reason in caught.value.summary


def test_no_target_becomes_an_option_of_the_device_model() -> None:
    disk = Disk("xvda", "/srv/a,snapshot=on", "raw")
    assert parse_disk(written_disk(disk)) == disk
    with pytest.raises(InvalidInput, match="QEMU"):
        written_disk(disk, is_hvm=True)


def test_a_cdrom_drive_is_read_only_whoever_makes_it() -> None:
    assert not Disk("hdc", is_cdrom=True, is_writable=True).is_writable


@pytest.mark.parametrize(
    ("vdevs", "count", "count_in_hvm"),
    [
        (["xvda", "xvdb"], 0, 0),
        (["hdc", "hdc"], 1, 1),
        (["hda", "768"], 1, 1),
        (["xvda", "d0p0", "0xca00"], 3, 3),
        (["xvda", "hda"], 0, 1),
        (["sda", "hda", "xvdb"], 0, 0),
        (["xvde", "hda"], 0, 0),
        (["what", "what"], 1, 1),
        (["what", "ever"], 0, 0),
    ],
)
def test_disks_in_one_place_clash(vdevs: list[str], count: int, count_in_hvm: int) -> None:
    disks = [Disk(vdev, f"/{vdev}") for vdev in vdevs]
    assert (len(clashes(disks)), len(clashes(disks, is_hvm=True))) == (count, count_in_hvm)


def test_a_clash_names_both_disks() -> None:
    assert clashes([Disk("hdc", "/a"), CDROM]) == (
        "hdc (/a) and hdc (empty) are the same virtual disk: the guest can't start",
    )


@pytest.mark.parametrize(("vdev", "number"), NUMBERS.items())
def test_a_virtual_disk_has_the_number_that_libxl_gives_it(vdev: str, number: int | None) -> None:
    assert number_of(vdev) == number


def test_four_drives_are_emulated() -> None:
    assert [emulated_drive(vdev) for vdev in ("hda", "xvdd", "xvde", "sda", "768")] == [0, 3, None, None, None]


def test_before_4_19_a_flag_of_trust_is_a_positional_parameter() -> None:
    found = completed(scanned("/a,raw,xvda,w,untrusted", is_before_4_19=True))
    assert found.complaints == ["too many positional parameters: near `untrusted'"]


@given(st.from_regex(r"(xvd[a-z]{1,3}|hd[a-d]|sd[a-p])([1-9]|1[0-5])?", fullmatch=True))
def test_the_name_of_a_disk_is_found_again_by_its_number(vdev: str) -> None:
    number = number_of(vdev)
    assert number is not None
    assert name_of(number) == vdev


@given(st.integers(0, 1 << 40))
def test_every_number_has_a_name(number: int) -> None:
    assert number_of(name_of(number)) in (number, None)


def test_a_number_without_a_name_stands_for_itself() -> None:
    assert [name_of(number) for number in (51712, 51713, 768, 5632, 1, 999_999)] == [
        "xvda", "xvda1", "hda", "hdc", "1", "999999",
    ]  # fmt: skip
