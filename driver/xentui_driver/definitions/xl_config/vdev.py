"""The names of virtual disks and their numbers: hda, xvdb1, sdc, d0p3, 51712 (libxl_device.c, xen-vbd-interface(7))."""

from xentui_driver.definitions.xl_config.numbers import as_long
from xentui_driver.model.lazy_pattern import lazy_pattern

_LETTERS_AND_PARTITION = lazy_pattern(r"(xvd|hd|sd)([a-z]{1,5})([1-9][0-9]{0,2})?")
_DISK_AND_PARTITION = lazy_pattern(r"d([0-9a-fA-FxX]{1,12})p([0-9a-fA-FxX]{1,12})")
_DISK_LIMITS = {"xvd": 1 << 20, "hd": 4, "sd": 16}
_PARTITION_LIMITS = {"xvd": 256, "hd": 64, "sd": 16}
_HIGHEST_NUMBER = (1 << 31) - 1


def number_of(vdev: str) -> int | None:
    """The number by which Xen knows the disk; None for a name that libxl doesn't know."""
    place = _place(vdev)
    if place is not None:
        return _number(*place)
    number = as_long(vdev) if vdev[:1].isdigit() else None
    return number if number is not None and number <= _HIGHEST_NUMBER else None


def name_of(number: int) -> str:
    """The name of the disk that Xen knows by that number, as a PV guest has it; the number where there is none."""
    for kind, disk, partition in _possible_places(number):
        if _number(kind, disk, partition) == number:
            return f"{kind}{_to_letters(disk)}{partition or ''}"
    return str(number)


def emulated_drive(vdev: str) -> int | None:
    """The IDE drive of an HVM guest that it also is, 0 to 3; None for none (libxl_dm.c)."""
    place = _place(vdev)
    if place is None or place[0] == "sd" or place[1] > 3:
        return None
    return place[1]


def _place(vdev: str) -> tuple[str, int, int] | None:
    """The kind of drive, its number, and the partition's, 0 for the whole drive."""
    match = _LETTERS_AND_PARTITION.fullmatch(vdev)
    if match:
        kind, disk, partition = match[1], _from_letters(match[2]), int(match[3] or 0)
    else:
        match = _DISK_AND_PARTITION.fullmatch(vdev)
        numbers = [as_long(digits) for digits in match.groups()] if match else [None]
        if None in numbers:
            return None
        kind, (disk, partition) = "xvd", (number or 0 for number in numbers)
    if disk >= _DISK_LIMITS[kind] or partition >= _PARTITION_LIMITS[kind]:
        return None
    return kind, disk, partition


def _possible_places(number: int) -> tuple[tuple[str, int, int], ...]:
    if number >= 1 << 28:
        return (("xvd", (number - (1 << 28)) >> 8, number & 0xFF),)
    minor = number & 0xFF
    ide = minor >> 6 & 1
    return (
        ("xvd", minor >> 4, minor & 0xF),
        ("sd", minor >> 4, minor & 0xF),
        ("hd", ide, minor & 0x3F),
        ("hd", ide + 2, minor & 0x3F),
    )


def _to_letters(number: int) -> str:
    """0 is a, 25 z, 26 aa."""
    letters = ""
    number += 1
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("a") + letter) + letters
    return letters


def _from_letters(letters: str) -> int:
    """a is 0, z 25, aa 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("a") + 1
    return number - 1


def _number(kind: str, disk: int, partition: int) -> int:
    if kind == "sd":
        return 8 << 8 | disk << 4 | partition
    if kind == "hd":
        return (3 if disk < 2 else 22) << 8 | (disk & 1) << 6 | partition
    if disk < 16 and partition < 16:
        return 202 << 8 | disk << 4 | partition
    return 1 << 28 | disk << 8 | partition
