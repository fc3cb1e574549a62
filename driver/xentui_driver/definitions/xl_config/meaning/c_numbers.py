"""Numbers at the beginning of a text, as C's strtoul, atoi and sscanf take them out."""

import re
from typing import NamedTuple

from xentui_driver.model.lazy_pattern import lazy_pattern

ULONG_MAX = (1 << 64) - 1

_NUMBER = {
    0: lazy_pattern(r"[ \t\n\v\f\r]*+([+-]?)(?:0[xX]([0-9a-fA-F]+)|(0[0-7]*)|([1-9][0-9]*))"),
    10: lazy_pattern(r"[ \t\n\v\f\r]*+([+-]?)()()([0-9]+)"),
    16: lazy_pattern(r"[ \t\n\v\f\r]*+([+-]?)(?:0[xX])?([0-9a-fA-F]+)()()"),
}
_MANY_DIGITS = 400


class Taken(NamedTuple):
    """A number and what follows it; without a number it is 0 and the whole text."""

    number: int
    rest: str
    is_there: bool


def unsigned_long(text: str, base: int = 0) -> Taken:
    """strtoul: a minus wraps around, what is too large is ULONG_MAX."""
    match = _NUMBER[base].match(text)
    if match is None:
        return Taken(0, text, False)
    size = _size(match)
    number = ULONG_MAX if size > ULONG_MAX else size
    if match[1] == "-" and size <= ULONG_MAX:
        number = -size & ULONG_MAX
    return Taken(number, text[match.end() :], True)


def as_int(text: str) -> int:
    """atoi: what doesn't fit is cut off by whoever keeps it."""
    match = _NUMBER[10].match(text)
    if match is None:
        return 0
    size = min(_size(match), (1 << 63) - 1)
    return -size if match[1] == "-" else size


def long_overflows(text: str) -> bool:
    """Whether strtol in base 0 would say that the number at the beginning is out of range."""
    match = _NUMBER[0].match(text)
    return match is not None and _size(match) > (1 << 63) - (match[1] != "-")


def _size(match: re.Match[str]) -> int:
    hexadecimal, octal, decimal = match.groups()[1:]
    digits, base = next(pair for pair in ((hexadecimal, 16), (octal, 8), (decimal, 10)) if pair[0])
    return int(digits[-_MANY_DIGITS:], base) if len(digits.lstrip("0")) < _MANY_DIGITS else 1 << 80
