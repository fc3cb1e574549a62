"""Numbers as xl reads them: C's strtol in base 0, over the whole text (libxlu_cfg.c, xlu_cfg_get_bounded_long)."""

import re

from xentui_driver.model.lazy_pattern import lazy_pattern

LONG_MIN, LONG_MAX = -(1 << 63), (1 << 63) - 1

_LONG = lazy_pattern(
    r"[ \t\n\v\f\r]*+(?P<sign>[+-]?)"
    r"(?:0[xX](?P<hex>[0-9a-fA-F]++)|(?P<octal>0[0-7]*+)|(?P<decimal>[1-9][0-9]*+))"
)


def as_long(text: str) -> int | None:
    """The 64-bit long that `text` is; None where xl would say that it isn't a valid number."""
    match = _LONG.fullmatch(text)
    if match is None:
        return None
    number = _size(match)
    if match["sign"] == "-":
        number = -number
    return number if LONG_MIN <= number <= LONG_MAX else None


def _size(match: re.Match[str]) -> int:
    if match["hex"]:
        return int(match["hex"], 16)
    if match["octal"]:
        return int(match["octal"], 8)
    if len(match["decimal"]) > len(str(LONG_MAX)):  # int() is slow, then refuses, with thousands of digits
        return LONG_MAX + 2
    return int(match["decimal"])
