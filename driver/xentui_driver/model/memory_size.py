"""Sizes of memory as operators type them."""

import re
from decimal import Decimal

from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.units import MIB_KIB

_SIZE = lazy_pattern(r"\s*([0-9]{1,12}(?:\.[0-9]{1,6})?)\s*(?:([kmgt])(?:i?b)?)?\s*", re.IGNORECASE)
_CHANGE = lazy_pattern(r"\s*([+-])(.*)", re.DOTALL)
_SHARE = lazy_pattern(r"\s*([0-9]{1,5}(?:\.[0-9]{1,3})?)\s*%\s*")
_UNIT_KIB = {"k": 1, "m": MIB_KIB, "g": MIB_KIB * 1024, "t": MIB_KIB * 1024 * 1024}


def parse_memory_kib(text: str) -> int:
    """KiB of `512`, `512m`, `1.5 GiB`; a bare number is MiB, as in a definition. Raises ValueError with words."""
    found = _SIZE.fullmatch(text)
    if found is None:
        raise ValueError("a size is a number and a unit: 512m, 1.5g; without a unit it is MiB")
    return int(Decimal(found[1]) * _UNIT_KIB[(found[2] or "m").lower()])


def is_relative(text: str) -> bool:
    """Whether it is a change of the present size: `+4g`, `-2g`, `50%`."""
    return _CHANGE.fullmatch(text) is not None or _SHARE.fullmatch(text) is not None


def parse_memory_from_kib(text: str, present_kib: int) -> int:
    """KiB of a size, or of a change of `present_kib`: `+4g` and `-2g` add to it, `50%` is half of it, in whole MiB.

    The result may be negative. Raises ValueError with words.
    """
    if share := _SHARE.fullmatch(text):
        return int(present_kib * Decimal(share[1]) / 100) // MIB_KIB * MIB_KIB
    if change := _CHANGE.fullmatch(text):
        kib = parse_memory_kib(change[2])
        return present_kib + (kib if change[1] == "+" else -kib)
    return parse_memory_kib(text)
