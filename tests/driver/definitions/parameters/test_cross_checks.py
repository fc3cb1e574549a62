"""Rules between parameters."""

import pytest

from tests.driver.definitions.parameters.samples import BASE, Values
from xentui_driver.definitions.parameters.checking import check_syntax
from xentui_driver.definitions.parameters.parameter import GuestType

PV, PVH, HVM = GuestType.PV, GuestType.PVH, GuestType.HVM
DISK = ("/dev/vg0/a,raw,xvda,rw",)


@pytest.mark.parametrize(
    ("guest_type", "values", "key", "words"),
    [
        (PV, {"maxmem": 256}, "maxmem", "256 MiB is less than memory, 512 MiB"),
        (PV, {"vcpus": 4, "maxvcpus": 2}, "maxvcpus", "2 is less than vcpus, 4"),
        (PVH, {"vcpus": 129}, "vcpus", "129 is more than a PVH guest can have, 128"),
        (PV, {"cpus": ("0", "1")}, "cpus", "2 lists of CPUs for 1 vCPU"),
        (PV, {"kernel": ""}, "kernel", "a PV guest needs a kernel or a bootloader"),
        (PVH, {"kernel": ""}, "kernel", "a PVH guest needs a kernel or a bootloader"),
        (PVH, {"kernel": "", "bootloader": "pygrub"}, "bootloader", "without a disk"),
        (PV, {"kernel": "", "bootloader": "pygrub", "disk": DISK, "bootloader_args": ("",)}, "", ""),
        (PV, {"bootloader_args": ("-q",)}, "bootloader_args", "without bootloader"),
        (PV, {"kernel": "", "bootloader": "pygrub", "disk": DISK, "ramdisk": "/i"}, "ramdisk", "without kernel"),
        (PV, {"cmdline": "quiet", "root": "/dev/xvda"}, "root", "not allowed with cmdline"),
        (PV, {"cmdline": "quiet", "extra": "ro"}, "extra", "not allowed with cmdline"),
        (HVM, {"extra": "ro"}, "kernel", "required when there is a command line"),
        (HVM, {"kernel": "/usr/lib/xen/boot/hvmloader"}, "kernel", "hvmloader"),
        (PV, {"firmware": "pvgrub64"}, "firmware", "not allowed with kernel"),
        (PV, {"firmware": "uefi", "kernel": ""}, "firmware", "takes pvgrub32 or pvgrub64 only"),
        (PVH, {"firmware": "pvgrub64", "kernel": ""}, "firmware", "with pvshim only"),
        (HVM, {"firmware": "pvgrub64"}, "firmware", "is for PV guests"),
        (HVM, {"firmware": "uefi", "bios": "ovmf"}, "bios", "not allowed with firmware"),
        (HVM, {"firmware": "rombios"}, "firmware", "qemu-xen-traditional"),
        (HVM, {"bios": "rombios"}, "bios", "qemu-xen-traditional"),
        (HVM, {"firmware": "uefi", "device_model_version": "qemu-xen-traditional"}, "device_model_version", "uefi"),
        (HVM, {"bios_path_override": "/srv/b"}, "bios_path_override", "without bios"),
        (HVM, {"device_model_override": "/srv/q"}, "device_model_override", "without device_model_version"),
        (PVH, {"pvshim_extra": "x"}, "pvshim_extra", "without pvshim"),
        (PV, {"vif": ("type=ioemu",)}, "vif", "emulated"),
        (PV, {"vif": ("mac=00:16:3e:00:00:01", "mac=00:16:3E:0:0:1")}, "vif", "the same mac"),
        (PV, {"passthrough": "disabled", "pci": ("03:00.0",)}, "passthrough", "libxl rejects"),
        (PV, {"passthrough": "share_pt"}, "passthrough", "can't share"),
        (HVM, {"maxmem": 1024, "pci": ("03:00.0",)}, "maxmem", "must equal memory"),
        (HVM, {"maxmem": 1024, "altp2m": "mixed"}, "maxmem", "must equal memory"),
        (HVM, {"nestedhvm": True, "altp2m": "mixed"}, "nestedhvm", "not allowed with altp2m"),
        (HVM, {"nx": True, "pae": False}, "nx", "needs pae"),
        (PV, {"on_crash": "soft-reset"}, "on_crash", "a PV guest has no soft reset"),
        (HVM, {"vnclisten": "127.0.0.1:1", "vncdisplay": 2}, "vncdisplay", "xl rejects"),
        (HVM, {"vga": "qxl", "videoram": 64}, "videoram", "64 MiB is less than the 128 MiB that qxl needs"),
        (HVM, {"vga": "qxl", "device_model_version": "qemu-xen-traditional"}, "vga", "qemu-xen"),
        (HVM, {"spiceport": 6000}, "spiceport", "without spice"),
        (HVM, {"pci_seize": True}, "pci_seize", "without pci"),
        (HVM, {"vnc": False, "vncdisplay": 1}, "vncdisplay", "without vnc"),
        (PV, {"vnclisten": "127.0.0.1"}, "vnclisten", "without vnc"),
        (PV, {"keymap": "de"}, "keymap", "without vnc in a PV guest"),
        (HVM, {"viridian": ("freq",)}, "viridian", "without base"),
        (PV, {"bootloader": "pygrub", "disk": DISK, "firmware": "pvgrub64", "kernel": ""}, "bootloader", "firmware"),
        (HVM, {"spice": True, "spicepasswd": "x"}, "spiceport", "needs spiceport"),
        (HVM, {"spice": True, "spiceport": 1}, "spicepasswd", "needs a password"),
        (HVM, {"usbversion": 3, "usb": True}, "usbversion", "not allowed with usb"),
        (HVM, {"usbdevice": ("tablet",), "usb": False}, "usbdevice", "without usb"),
    ],
)
def test_what_does_not_go_together_is_told_at_one_parameter(
    guest_type: GuestType, values: Values, key: str, words: str
) -> None:
    problems = check_syntax(guest_type, {**BASE[guest_type], **values})
    assert list(problems) == ([key] if key else [])
    assert words in problems.get(key, "")


@pytest.mark.parametrize("guest_type", GuestType)
def test_three_disks_and_a_cd_rom_on_one_place_are_refused(guest_type: GuestType) -> None:
    """Fault G14: Ganeti gives hdc to the third disk and to the CD-ROM drive."""
    disks = (
        "/dev/vg0/a,raw,hda,rw",
        "/dev/vg0/b,raw,hdb,rw",
        "/dev/vg0/c,raw,hdc,rw",
        "/srv/x.iso,raw,hdc,cdrom",
    )
    problem = check_syntax(guest_type, {**BASE[guest_type], "disk": disks})["disk"]
    assert problem.startswith("hdc (/dev/vg0/c) and hdc (/srv/x.iso) are the same virtual disk")


def test_what_is_wrong_by_itself_is_not_blamed_twice() -> None:
    assert check_syntax(PV, {**BASE[PV], "kernel": "vmlinuz"}) == {
        "kernel": '"vmlinuz" isn\'t an absolute path of a file'
    }


def test_a_usb_version_takes_the_place_of_the_usb_bus_of_the_default() -> None:
    assert not check_syntax(HVM, {**BASE[HVM], "usbversion": 3})


def test_no_usb_takes_the_tablet_of_the_default_away() -> None:
    assert not check_syntax(HVM, {**BASE[HVM], "usb": False})


def test_a_pv_guest_may_be_larger_than_its_memory_with_a_device() -> None:
    assert not check_syntax(PV, {**BASE[PV], "maxmem": 1024, "pci": ("03:00.0",)})
