"""Parts of the host that a guest may touch: I/O ports, interrupts, memory pages (xl_parse.c)."""

from collections.abc import Callable
from typing import TypeVar

from xentui_driver.definitions.xl_config.meaning.c_numbers import ULONG_MAX, unsigned_long
from xentui_driver.definitions.xl_config.meaning.reading import Reading
from xentui_driver.definitions.xl_config.meaning.shape import Record
from xentui_driver.model.lazy_pattern import lazy_pattern

_Parsed = TypeVar("_Parsed", Record, int)
_UINT32_MAX = (1 << 32) - 1
_HEX = r"[ \t\n\v\f\r]*[+-]?(?:0[xX][0-9a-fA-F]*|[0-9a-fA-F]+)"
_PAGES = lazy_pattern(f"({_HEX}),({_HEX})(?:@({_HEX}))?")


def read_resources(reading: Reading, build: Record) -> None:
    build["ioports"] = _each(reading, "ioports", "element #{} in ioport list", _ports)
    build["irqs"] = _each(reading, "irqs", "element {} in irq list", _interrupt)
    build["iomem"] = _each(reading, "iomem", "element {} in iomem list", _pages)


def _each(reading: Reading, key: str, place: str, parse: Callable[[Reading, str], _Parsed]) -> list[_Parsed]:
    found = []
    for position, item in enumerate(reading.items(key) or ()):
        if not isinstance(item, str):
            reading.refuse(f"xl: Unable to get {place.format(position)}")
        found.append(parse(reading, item))
    return found


def _ports(reading: Reading, text: str) -> Record:
    invalid = f"xl: Invalid argument parsing ioport: {text}"
    first = unsigned_long(text, 16)
    if not first.is_there:
        reading.refuse(invalid)
    _check_size(reading, first.number, "ioport")
    end = first.number
    if first.rest.startswith("-"):
        last = unsigned_long(first.rest[1:], 16)
        if not last.is_there or last.rest:
            reading.refuse(invalid)
        _check_size(reading, last.number, "ioport")
        end = last.number
    elif first.rest:
        reading.say(invalid)
    return {"first": first.number, "number": end - first.number + 1}


def _interrupt(reading: Reading, text: str) -> int:
    taken = unsigned_long(text, 10)
    if not taken.is_there or taken.rest:
        reading.refuse(f"xl: Invalid argument parsing irq: {text}")
    _check_size(reading, taken.number, "irq")
    return taken.number


def _pages(reading: Reading, text: str) -> Record:
    match = _PAGES.fullmatch(text)
    if match is None:
        reading.refuse(f"xl: Invalid argument parsing iomem: {text}")
    start, number, guest_frame = match.groups()
    found = {"start": unsigned_long(start, 16).number, "number": unsigned_long(number, 16).number}
    return found | {"gfn": ULONG_MAX if guest_frame is None else unsigned_long(guest_frame, 16).number}


def _check_size(reading: Reading, number: int, what: str) -> None:
    if number >= _UINT32_MAX:
        reading.refuse(f"xl: {what} {number:x} too big")
