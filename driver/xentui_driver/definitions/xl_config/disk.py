"""A disk specification, the comma separated text inside `disk = [ ]` (libxlu_disk_l.l, xl-disk-configuration(5))."""

from collections.abc import Iterator, Sequence

from xentui_driver.definitions.xl_config.disk_grammar import completed, scanned
from xentui_driver.definitions.xl_config.disk_scanner import BACKEND_TYPES, FORMATS, ScannedDisk
from xentui_driver.definitions.xl_config.vdev import emulated_drive, number_of
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import InvalidInput
from xentui_driver.model.text import harmless

LENGTH_LIMIT = 16384
"""The longest specification: four paths of maximum length; xl itself has no limit."""

_SHOWN_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Disk:
    """One disk; empty where the specification says nothing."""

    vdev: str
    """xvda, sda, hdc or a number."""
    target: str = ""
    """A block device or an image; empty for an empty CD-ROM drive."""
    format: str = ""
    """raw, qcow, qcow2, vhd, qed, empty."""
    is_writable: bool = True
    """Never true for a CD-ROM drive, which xl makes read-only."""
    is_cdrom: bool = False
    backend: str = ""
    """The domain that serves it."""
    backend_type: str = ""
    """phy, qdisk, tap, standalone."""
    script: str = ""
    more: tuple[str, ...] = ()
    """Further keys as they are written: discard, direct-io-safe, ..."""

    def __post_init__(self) -> None:
        if self.is_cdrom:
            object.__setattr__(self, "is_writable", False)


def parse_disk(specification: str) -> Disk:
    """Raises InvalidInput with the reason for which xl would refuse it."""
    if "\0" in specification or len(specification) > LENGTH_LIMIT:
        raise _refused(
            specification, "it is too long" if len(specification) > LENGTH_LIMIT else "it contains a NUL byte"
        )
    found = scanned(specification)
    stated_format = found.format
    if completed(found).complaints:
        raise _refused(specification, found.complaints[0])
    return _disk(found, stated_format)


def written_disk(disk: Disk, *, is_hvm: bool = False) -> str:
    """A specification that reads back as the same disk. Raises InvalidInput.

    In an HVM guest no target can hold a comma: xl gives it to QEMU as `file=TARGET,format=...`, unquoted, where what
    follows the comma would be an option of QEMU's drive (libxl_dm.c).
    """
    reason = next(_reasons_against(disk), "")
    if not reason and is_hvm and "," in disk.target:
        reason = "its target contains a comma, and QEMU would take the rest for an option"
    if reason:
        raise _refused(disk.target or disk.vdev, reason)
    specification = ", ".join(_parts(disk))
    # Whatever a value may hold: only if it reads back unchanged, it hasn't become another setting.
    if len(specification) > LENGTH_LIMIT or _other_than(disk, specification):
        raise _refused(specification, "its values would be ambiguous in a disk specification")
    return specification


def clashes(disks: Sequence[Disk], *, is_hvm: bool = False) -> tuple[str, ...]:
    """A line for each two disks that take one place in the guest; `xl create` fails on them, after it has begun.

    In an HVM guest xvda and hda are one place too: each is emulated as the first IDE drive (libxl_dm.c).
    """
    found = []
    for position, disk in enumerate(disks):
        for earlier in disks[:position]:
            words = _clash(earlier, disk, is_hvm)
            if words:
                found.append(words)
    return tuple(found)


def _disk(found: ScannedDisk, stated_format: str) -> Disk:
    return Disk(
        vdev=found.vdev or "",
        target=found.pdev_path or "",
        format=stated_format,
        is_writable=found.readwrite,
        is_cdrom=found.is_cdrom,
        backend=found.backend_domname or "",
        backend_type=found.backend,
        script=found.script or "",
        more=tuple(found.more),
    )


def _parts(disk: Disk) -> Iterator[str]:
    if disk.format:
        yield f"format={disk.format}"
    yield f"vdev={disk.vdev}"
    yield "cdrom" if disk.is_cdrom else f"access={'rw' if disk.is_writable else 'ro'}"
    for key, value in (("backend", disk.backend), ("backendtype", disk.backend_type), ("script", disk.script)):
        if value:
            yield f"{key}={value}"
    yield from disk.more
    # Last, since it takes everything after it, commas too; but xl removes one comma at its end.
    if disk.target:
        yield f"target={disk.target}{',' if disk.target.endswith(',') else ''}"


def _reasons_against(disk: Disk) -> Iterator[str]:
    if number_of(disk.vdev) is None:
        yield f"there is no virtual disk {harmless(disk.vdev, 40)!r}; examples: xvda, hda, sda"
    if not disk.target and not disk.is_cdrom:
        yield "it has no target; only a CD-ROM drive can be empty"
    if disk.format and disk.format not in FORMATS:
        yield f"{harmless(disk.format, 40)!r} isn't a format; known: {', '.join(FORMATS)}"
    if disk.format == "empty" and (disk.target or not disk.is_cdrom):
        yield "only a CD-ROM drive can be without a target"
    if disk.backend_type and disk.backend_type not in BACKEND_TYPES:
        yield f"{harmless(disk.backend_type, 40)!r} isn't a backend type; known: {', '.join(BACKEND_TYPES)}"
    texts = (disk.target, disk.backend, disk.script, *disk.more)
    if any("\n" in text or "\0" in text for text in texts):
        yield "a value contains a line end or a NUL byte"
    if any("," in text for text in texts[1:]):
        yield "only the target can contain a comma"


def _other_than(disk: Disk, specification: str) -> bool:
    try:
        return parse_disk(specification) != disk
    except InvalidInput:
        return True


def _clash(one: Disk, other: Disk, is_hvm: bool) -> str:
    number = number_of(one.vdev)
    names = f"{_named(one)} and {_named(other)}"
    if one.vdev == other.vdev or (number is not None and number == number_of(other.vdev)):
        return f"{names} are the same virtual disk: the guest can't start"
    drive = emulated_drive(one.vdev) if is_hvm else None
    if drive is not None and drive == emulated_drive(other.vdev):
        return f"{names} are the same emulated drive: an HVM guest can't start"
    return ""


def _named(disk: Disk) -> str:
    return harmless(f"{disk.vdev} ({disk.target or 'empty'})", _SHOWN_LENGTH)


def _refused(specification: str, reason: str) -> InvalidInput:
    return InvalidInput(
        f'The disk "{harmless(specification, _SHOWN_LENGTH)}" is invalid: {reason[:_SHOWN_LENGTH]}.',
        state_now="Nothing was done.",
        next_step="Write it as `format=raw, vdev=xvda, access=rw, target=/dev/...`.",
    )
