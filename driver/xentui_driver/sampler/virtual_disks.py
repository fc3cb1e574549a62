"""By which names of QEMU a virtual disk is known there, and the numbers that xenstore has for them."""

import re

_VDEV = re.compile(r"(?:(xvd|hd|sd)([a-z]{1,4})|d(\d{1,7})p)(\d{0,3})")
"""The name of a disk in the backend's `dev` (xen-vbd-interface(7))."""
_NODE = re.compile(r"(.+)-[a-z0-9_]+")
"""A node of the block layer that serves a qdisk is called by its name and the driver: xvda-raw (QEMU's xen-block.c)."""
_IDE = re.compile(r"ide(\d)-[hc]d(\d)")
_AHCI = re.compile(r"ahcidisk-(\d)")
_SCSI = re.compile(r"scsi0-hd(\d{1,2})")
_CDROM = re.compile(r"ide-(\d{1,10})")
"""What libxl and QEMU call the drives of an HVM guest (libxl_dm.c): bus and unit, index, or the number in xenstore."""
_IDE_DRIVES = 4


def served_number(node: str) -> str | None:
    """Of the qdisk that this node of QEMU's block layer serves; None for any other node."""
    name = _NODE.fullmatch(node)
    return _number_of(name[1]) if name else None


def emulated_numbers(drive: str) -> tuple[str, ...]:
    """Of the disk that QEMU emulates as this drive, which has one of these; none for any other drive.

    An HVM guest's first IDE drive is either xvda or hda.
    """
    if found := _CDROM.fullmatch(drive):
        return (found[1],)
    if found := _SCSI.fullmatch(drive):
        return (str(_number("sd", int(found[1]), 0)),)
    if found := _IDE.fullmatch(drive):
        index = 2 * int(found[1]) + int(found[2])
    elif found := _AHCI.fullmatch(drive):
        index = int(found[1])
    else:
        return ()
    kinds = ("xvd", "hd") if index < _IDE_DRIVES else ("xvd",)
    return tuple(str(_number(kind, index, 0)) for kind in kinds)


def _number_of(vdev: str) -> str | None:
    if vdev.isascii() and vdev.isdecimal():
        return str(int(vdev))
    name = _VDEV.fullmatch(vdev)
    if name is None:
        return None
    kind, letters, disk, partition = name.groups()
    index = int(disk) if disk is not None else _index(letters)
    return str(_number(kind or "xvd", index, int(partition or 0)))


def _index(letters: str) -> int:
    """a is 0, z 25, aa 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("a") + 1
    return index - 1


def _number(kind: str, disk: int, partition: int) -> int:
    if kind == "sd":
        return 8 << 8 | disk << 4 | partition
    if kind == "hd":
        return (3 if disk < 2 else 22) << 8 | (disk & 1) << 6 | partition
    if disk < 16 and partition < 16:
        return 202 << 8 | disk << 4 | partition
    return 1 << 28 | disk << 8 | partition
