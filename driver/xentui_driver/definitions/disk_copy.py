"""A disk of a guest's copy: what it is called, and the commands that make it before the copy can start."""

import posixpath

from xentui_driver.definitions.xl_config.disk import Disk
from xentui_driver.model.command_words import typed
from xentui_driver.model.lazy_pattern import lazy_pattern

_VOLUME = lazy_pattern(r"/dev/([A-Za-z0-9+_.][A-Za-z0-9+_.-]*)/([A-Za-z0-9+_.][A-Za-z0-9+_.-]*)")
"""A logical volume by the name that udev gives it (lvm(8), VALID NAMES)."""
_NO_GROUPS = frozenset(
    {"block", "char", "cciss", "disk", "drbd", "dri", "etherd", "fd", "ida", "iscsi", "loop", "mapper", "md", "nbd",
     "net", "pts", "raid", "rbd", "shm", "snd", "zvol"}
)  # fmt: skip
"""Folders of /dev that are no volume groups."""
IMAGE_FORMATS = {"qcow": "qcow", "qcow2": "qcow2", "qed": "qed", "vhd": "vpc"}
"""Formats of xl, as qemu-img calls them."""


def is_shared(disk: Disk) -> bool:
    """Whether both guests can have it: what neither writes to."""
    return not disk.is_writable


def is_of_this_host(disk: Disk) -> bool:
    """Whether its target is a file or device here, and no script's or other domain's."""
    return disk.target.startswith("/") and not disk.script and not disk.backend


def new_target(disk: Disk, old_name: str, new_name: str) -> str:
    """The target that a copy's disk would have by its guest's name; empty where nobody but the operator can tell."""
    if not is_of_this_host(disk) or not new_name or "/" in new_name:
        return ""
    folder, _, base = disk.target.rpartition("/")
    if old_name and old_name in base:
        return f"{folder}/{base.replace(old_name, new_name)}"
    if old_name and posixpath.basename(folder) == old_name:
        return f"{posixpath.dirname(folder)}/{new_name}/{base}"
    if disk.target.startswith("/dev/") and volume_of(disk.target) is None:
        return ""  # a device that nobody makes by giving it a name
    return f"{folder}/{new_name}-{base}"


def volume_of(path: str) -> tuple[str, str] | None:
    """Volume group and logical volume, where a path is that of one."""
    match = _VOLUME.fullmatch(path)
    return None if match is None or match[1] in _NO_GROUPS else (match[1], match[2])


def commands_for(source: Disk, target: str) -> tuple[str, ...]:
    """Lines for a shell that make the disk and copy what is on the source, which nobody may write to meanwhile."""
    path, volume = source.target, volume_of(target)
    if source.format in IMAGE_FORMATS:
        image = IMAGE_FORMATS[source.format]
        return (typed(("qemu-img", "convert", "-p", "-f", image, "-O", image, path, target)),)
    if not target.startswith("/dev/"):
        return (typed(("cp", "--sparse=always", "--", path, target)),)
    copy = typed(("dd", f"if={path}", f"of={target}", "bs=4M", "conv=fsync", "status=progress"))
    size = typed(("blockdev", "--getsize64", path))
    if volume is None:
        return (f"{size}  # its size in bytes: make {_comment(target)} at least as large", copy)
    group, name = volume
    if not path.startswith("/dev/"):
        size = typed(("stat", "--dereference", "--format=%s", path))
    return (f'lvcreate --size "$({size})b" {typed(("--name", name, group))}', copy)


def _comment(path: str) -> str:
    """A path in a comment, which ends at a line's end."""
    return typed((path,)).replace("\n", " ")
