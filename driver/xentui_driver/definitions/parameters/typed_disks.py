"""Disks as they are typed: a bare path stands for a whole disk at the next free place."""

from collections.abc import Iterator, Sequence
from string import ascii_lowercase

from xentui_driver.definitions.parameters.parameter import GuestType
from xentui_driver.definitions.xl_config.disk import Disk, clashes, parse_disk
from xentui_driver.model.errors import InvalidInput

_FORMATS = {".qcow": "qcow", ".qcow2": "qcow2", ".qed": "qed", ".vhd": "vhd"}
"""Of images whose names say so; anything else is raw."""
_CDROM_DRIVE = "hdc"
"""It stays free for an installer."""


def with_defaults(lines: Sequence[str], guest_type: GuestType) -> tuple[str, ...]:
    """The lines with each bare path completed: its format, the next free disk of the guest, writable but for an ISO."""
    is_hvm = guest_type is GuestType.HVM
    taken = [disk for line in lines if not _is_bare(line) and (disk := _disk(line)) is not None]
    return tuple(_completed(line, taken, is_hvm=is_hvm) if _is_bare(line) else line for line in lines)


def _is_bare(line: str) -> bool:
    return line.strip().startswith("/") and "," not in line


def _completed(line: str, taken: list[Disk], *, is_hvm: bool) -> str:
    path = line.strip()
    suffix = path[path.rfind(".") :] if "." in path else ""
    places = _places(is_hvm=is_hvm)
    disk = next(each for each in places if not any(clashes([one, each], is_hvm=is_hvm) for one in taken))
    taken.append(disk)
    access = "ro" if suffix == ".iso" else "rw"
    return f"{path},{_FORMATS.get(suffix, 'raw')},{disk.vdev},{access}"


def _places(*, is_hvm: bool) -> Iterator[Disk]:
    """IDE drives come first in an HVM guest: whatever it runs finds them."""
    if is_hvm:
        yield from (Disk(f"hd{letter}") for letter in "abcd" if f"hd{letter}" != _CDROM_DRIVE)
    names = (*ascii_lowercase, *(f"{first}{second}" for first in ascii_lowercase for second in ascii_lowercase))
    yield from (Disk(f"xvd{name}") for name in names[4 if is_hvm else 0 :])


def _disk(line: str) -> Disk | None:
    try:
        return parse_disk(line)
    except InvalidInput:
        return None
