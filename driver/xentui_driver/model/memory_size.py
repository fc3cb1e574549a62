"""Sizes of memory as operators type them."""

import re
from decimal import Decimal

from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.units import MIB_KIB

_SIZE = lazy_pattern(r"\s*([0-9]{1,12}(?:\.[0-9]{1,6})?)\s*(?:([kmgt])(?:i?b)?)?\s*", re.IGNORECASE)
_UNIT_KIB = {"k": 1, "m": MIB_KIB, "g": MIB_KIB * 1024, "t": MIB_KIB * 1024 * 1024}


def parse_memory_kib(text: str) -> int:
    """KiB of `512`, `512m`, `1.5 GiB`; a bare number is MiB, as in a definition. Raises ValueError with words."""
    found = _SIZE.fullmatch(text)
    if found is None:
        raise ValueError("a size is a number and a unit: 512m, 1.5g; without a unit it is MiB")
    return int(Decimal(found[1]) * _UNIT_KIB[(found[2] or "m").lower()])
