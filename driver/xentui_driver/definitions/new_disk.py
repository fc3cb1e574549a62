"""A disk that a new guest needs and its host doesn't have: the commands that make it, empty."""

from collections.abc import Iterator, Sequence

from xentui_driver.definitions.disk_copy import IMAGE_FORMATS, is_of_this_host, volume_of
from xentui_driver.definitions.parameters.host_files import HostFiles
from xentui_driver.definitions.xl_config.disk import Disk
from xentui_driver.model.command_words import typed
from xentui_driver.transport.protocol import FileReader

USUAL_SIZE = "20G"
"""Nobody but the operator knows how large it should be."""


def commands_for_missing(disks: Sequence[Disk], files: FileReader) -> tuple[str, ...]:
    """Lines for a shell of the host, for each disk that nobody could have but the guest. Blocks."""
    host = HostFiles(files)
    return tuple(command for disk in disks if _is_missing(disk, host) for command in _commands(disk))


def _is_missing(disk: Disk, host: HostFiles) -> bool:
    return disk.is_writable and not disk.is_cdrom and is_of_this_host(disk) and host.entry(disk.target) is None


def _commands(disk: Disk) -> Iterator[str]:
    """Nothing for a device that isn't made by giving it a name."""
    volume, image = volume_of(disk.target), IMAGE_FORMATS.get(disk.format)
    if volume is not None:
        group, name = volume
        yield typed(("lvcreate", "--size", USUAL_SIZE, "--name", name, group))
    elif disk.target.startswith("/dev/"):
        return
    elif image is None:
        yield typed(("truncate", f"--size={USUAL_SIZE}", disk.target))
    if image is not None:
        yield typed(("qemu-img", "create", "-f", image, disk.target, USUAL_SIZE))
