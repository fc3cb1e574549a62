"""Installs an HVM guest from an ISO: which drive it is in, and in which order the firmware looks."""

from collections.abc import Mapping, Sequence

from xentui_driver.definitions.parameters.parameter import ParameterValue
from xentui_driver.definitions.xl_config.disk import Disk, parse_disk, written_disk
from xentui_driver.definitions.xl_config.vdev import emulated_drive
from xentui_driver.model.errors import InvalidInput

DISK_FIRST = "cd"
"""The BIOS goes on to the ISO while the disk doesn't boot, and boots the disk once something is installed on it.

Not the ISO first, nor `xl create FILE 'boot="d"'`: when the guest reboots, xl starts it again with what it was started
with (reload_domain_config in xl_vmcontrol.c), so that the installer would begin again.
"""
_DRIVES = ("hdc", "hdd", "hdb", "hda")
_UEFI = ("uefi", "ovmf")


def with_installer(values: Mapping[str, ParameterValue], iso: str) -> Mapping[str, ParameterValue]:
    """The values with the ISO in a drive, behind the disk; a stated order stays. Raises InvalidInput."""
    disks = values.get("disk", ())
    return {"boot": DISK_FIRST, **values, "disk": _with_drive(disks if isinstance(disks, tuple) else (), iso)}


def _with_drive(disks: Sequence[str], iso: str) -> tuple[str, ...]:
    if not iso.startswith("/"):
        raise InvalidInput("it isn't an absolute path, such as /srv/iso/debian-12.iso")
    taken = {emulated_drive(parse_disk(disk).vdev) for disk in disks}
    free = next((drive for drive in _DRIVES if emulated_drive(drive) not in taken), None)
    if free is None:
        raise InvalidInput("the disks use all four emulated drives: call one of them sda")
    drive = Disk(vdev=free, target=iso, format="raw", is_cdrom=True)
    return (*disks, written_disk(drive, is_hvm=True))


def installer_warnings(values: Mapping[str, ParameterValue]) -> tuple[str, ...]:
    """What may have the installer begin again after the guest's first reboot."""
    found = []
    if str(values.get("boot", DISK_FIRST)).startswith("d"):
        found.append("boot: with d first, the installer runs again at each reboot until the ISO is ejected.")
    if values.get("firmware") in _UEFI or values.get("bios") in _UEFI:
        found.append("UEFI may try the ISO first whatever boot says: eject it (xl cd-eject) after the installation.")
    return tuple(found)
