"""Checks on the host."""

import pytest

from tests.driver.definitions.parameters.samples import BASE, Values
from xentui_driver.definitions.parameters.host import ancillary_files, check_on_host, password_from
from xentui_driver.definitions.parameters.parameter import GuestType
from xentui_driver.model.errors import FileUnreadable, InvalidInput
from xentui_driver.model.node import NodeInfo
from xentui_driver.transport.protocol import FileEntry

PV, PVH, HVM = GuestType.PV, GuestType.PVH, GuestType.HVM
DISK = ("/dev/vg0/web1,raw,xvda,rw",)

FILES = ("/boot/vmlinuz", "/boot/initrd", "/srv/x.iso", "/etc/xen/scripts/vif-bridge",
         "/etc/xen/scripts/vif-openvswitch", "/etc/xen/scripts/block-iscsi", "/secret",
         "/usr/lib/xen-4.17/bin/pygrub", "/usr/lib/xen-4.17/boot/xen-shim")  # fmt: skip
OTHERS = ("/dev/vg0/web1", "/srv/images", "/sys/class/net/xenbr0", "/sys/class/net/ovs0", "/sys/class/net/eth0",
          "/sys/class/net/xenbr0/bridge", "/sys/class/net/eth0/mtu", "/usr/lib/xen-4.17",
          "/sys/bus/pci/devices/0000:03:00.0")  # fmt: skip
FOLDERS = ("/srv/images",)


class Files:
    """A host's files; block devices and interfaces are listed and are no files."""

    def __init__(self, xl_conf: str = "") -> None:
        self.texts = {"/etc/xen/xl.conf": xl_conf.encode()} if xl_conf else {}

    def read_file(self, path: str, *, limit_bytes: int = 1 << 20) -> bytes:
        texts = {"/secret": b"geheim\n", "/two": b"a\nb\n", "/latin": b"\xe4\n", "/empty": b"\n", **self.texts}
        if path not in texts:
            raise FileUnreadable(f"{path} can't be read.")
        return texts[path]

    def list_directory(self, path: str) -> tuple[FileEntry, ...]:
        entries = {
            name.rpartition("/")[2]: FileEntry(name.rpartition("/")[2], name in FILES, 1, 1.0)
            for name in (*FILES, *OTHERS)
            if name.rpartition("/")[0] == path
        }
        if not entries and path not in FOLDERS:
            raise FileUnreadable(f"{path} can't be read.")
        return tuple(entries.values())


def problems(guest_type: GuestType, values: Values) -> dict[str, str]:
    return dict(check_on_host(guest_type, {**BASE[guest_type], **values}, Files()))


@pytest.mark.parametrize(
    ("guest_type", "values"),
    [
        (PV, {"ramdisk": "/boot/initrd", "disk": DISK, "vif": ("bridge=xenbr0",)}),
        (PVH, {"vif": ("",)}),
        (PVH, {"vif": ("bridge=ovs0.100:200,script=vif-openvswitch",)}),
        (PVH, {"vif": ("bridge=elsewhere,script=vif-nat,backend=net",)}),
        (PVH, {"pci": ("3:0.0", "0000:03:00.*", "name=gpu")}),
        (HVM, {"disk": ("/srv/x.iso,raw,hdc,cdrom", ",empty,hdd,cdrom", "/dev/x,raw,xvda,rw,backend=store")}),
        (PV, {"disk": ("vdev=xvda,script=block-iscsi,target=iqn=x",)}),
        (PV, {"bootloader": "pygrub", "kernel": "/inside/the/guest", "disk": DISK}),
        (HVM, {"firmware": "uefi"}),
    ],
)
def test_what_is_there_is_right(guest_type: GuestType, values: Values) -> None:
    assert problems(guest_type, values) == {}


@pytest.mark.parametrize(
    ("guest_type", "values", "key", "words"),
    [
        (PV, {"kernel": "/boot/gone"}, "kernel", "this host has no /boot/gone"),
        (PV, {"kernel": "/no/such/vmlinuz"}, "kernel", "this host has no /no/such/vmlinuz"),
        (PV, {"kernel": "/srv/images"}, "kernel", "/srv/images isn't a file"),
        (PV, {"ramdisk": "/boot/gone"}, "ramdisk", "this host has no /boot/gone"),
        (HVM, {"firmware": "/srv/gone"}, "firmware", "this host has no /srv/gone"),
        (PV, {"bootloader": "/srv/gone", "disk": DISK}, "bootloader", "this host has no /srv/gone"),
        (
            PV,
            {"bootloader": "mygrub", "disk": DISK},
            "bootloader",
            "this host has no mygrub in /usr/lib/xen-4.17/bin",
        ),
        (
            PV,
            {"firmware": "pvgrub64", "kernel": ""},
            "firmware",
            "this host has no pvgrub64.bin in /usr/lib/xen-4.17/boot",
        ),
        (PV, {"disk": ("/dev/vg0/gone,raw,xvda,rw",)}, "disk", "this host has no /dev/vg0/gone"),
        (PV, {"disk": ("/srv/images,raw,xvda,rw",)}, "disk", "/srv/images is a folder"),
        (PV, {"disk": ("web1.img,raw,xvda,rw",)}, "disk", "web1.img isn't an absolute path"),
        (PV, {"disk": ("vdev=xvda,script=mine,target=x",)}, "disk", "this host has no /etc/xen/scripts/mine"),
        (PV, {"vif": ("bridge=br9",)}, "vif", "this host has no bridge br9"),
        (PV, {"vif": ("bridge=eth0",)}, "vif", "eth0 is a network interface of this host, but not a bridge"),
        (PV, {"vif": ("script=/srv/vif,bridge=xenbr0",)}, "vif", "this host has no /srv/vif"),
        (PV, {"pci": ("04:00.0",)}, "pci", "this host has no PCI device 0000:04:00.0"),
    ],
)
def test_what_is_not_there_is_told(guest_type: GuestType, values: Values, key: str, words: str) -> None:
    assert problems(guest_type, values) == {key: words}


@pytest.mark.parametrize(
    ("guest_type", "values", "node", "key", "words"),
    [
        (HVM, {}, NodeInfo(virtualisation=("pv",)), "type", "HVM guests need hardware virtualisation"),
        (PVH, {}, NodeInfo(virtualisation=("pv",)), "type", "PVH guests need hardware virtualisation"),
        (PV, {}, NodeInfo(virtualisation=("hvm", "hap")), "type", "built without PV guests"),
        (PV, {"pci": ("03:00.0",)}, NodeInfo(virtualisation=("pv", "hvm", "hap")), "pci", "no IOMMU"),
        (PVH, {"hap": False}, NodeInfo(virtualisation=("pv", "hvm", "hap")), "hap", "no shadow paging"),
        (PV, {"memory": 4096}, NodeInfo(memory_total_kib=2 << 20), "memory", "more than the host has in all, 2048 MiB"),
    ],
)
def test_what_the_host_can_not_do_is_told(
    guest_type: GuestType, values: Values, node: NodeInfo, key: str, words: str
) -> None:
    found = check_on_host(guest_type, {**BASE[guest_type], **values}, Files(), node=node)
    assert list(found) == [key]
    assert words in found[key]


@pytest.mark.parametrize("guest_type", GuestType)
def test_a_host_that_says_nothing_of_itself_is_not_judged(guest_type: GuestType) -> None:
    assert check_on_host(guest_type, BASE[guest_type], Files(), node=NodeInfo()) == {}


def test_two_missing_disks_are_told_together() -> None:
    disks = ("/dev/a,raw,xvda,rw", "/dev/b,raw,xvdb,rw")
    assert problems(PV, {"disk": disks}) == {"disk": "this host has no /dev/a; this host has no /dev/b"}


def test_a_missing_default_bridge_says_why_it_is_asked_for() -> None:
    class Bare(Files):
        def list_directory(self, path: str) -> tuple[FileEntry, ...]:
            return () if path == "/sys/class/net" else super().list_directory(path)

    found = check_on_host(PV, {**BASE[PV], "vif": ("",)}, Bare())
    assert found == {"vif": "this host has no bridge xenbr0, which xl uses where no bridge= is given"}


@pytest.mark.parametrize(
    ("xl_conf", "words"),
    [
        ('vif.default.bridge="br7"\n', "this host has no bridge br7, which xl uses where no bridge= is given"),
        ('vif.default.script="vif-mine"\n', "this host has no /etc/xen/scripts/vif-mine"),
        ('vif.default.script="vif-openvswitch"\nvif.default.bridge="ovs0"\n', ""),
        ('vif.default.backend="net"\nvif.default.bridge="br7"\n', ""),
        ("broken\n", ""),
    ],
)
def test_what_an_interface_has_by_default_comes_from_xl_conf(xl_conf: str, words: str) -> None:
    found = check_on_host(PV, {**BASE[PV], "vif": ("",)}, Files(xl_conf))
    assert found == ({"vif": words} if words else {})


def test_the_ancillary_files_are_where_todays_xl_has_them() -> None:
    """Fault G13: Ganeti looks for /etc/xen/xen/xl.conf."""
    files = dict(ancillary_files())
    assert files["/etc/xen/xl.conf"] is True
    assert files["/etc/xen/scripts/vif-bridge"] is False
    assert not any("/xen/xen/" in path for path in files)


def test_a_password_comes_out_of_a_file_without_its_line_end() -> None:
    assert password_from(Files(), "/secret") == "geheim"


@pytest.mark.parametrize("path", ["/two", "/latin", "/empty"])
def test_a_file_that_holds_no_password_is_refused(path: str) -> None:
    with pytest.raises(InvalidInput):
        password_from(Files(), path)
