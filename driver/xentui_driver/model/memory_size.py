"""Sizes of memory in words, and as operators type them."""

import re

from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.units import MIB_KIB

_SIZE = lazy_pattern(r"\s*([0-9]{1,12}(?:\.[0-9]{1,6})?)\s*(?:([kmgt])(?:i?b)?)?\s*", re.IGNORECASE)
_CHANGE = lazy_pattern(r"\s*([+-])(.*)", re.DOTALL)
_SHARE = lazy_pattern(r"\s*([0-9]{1,5}(?:\.[0-9]{1,3})?)\s*%\s*")
_GIB_KIB = 1024 * MIB_KIB
_GIB_WITH_DECIMAL = 1000
_TIB_FROM_GIB = 10_000
_UNIT_KIB = {"k": 1, "m": MIB_KIB, "g": _GIB_KIB, "t": 1024 * _GIB_KIB}


def memory_words(kib: int) -> str:
    """Memory with its unit: GiB with one decimal, others only where that would say too little or too much.

    `640 KiB`, `64 MiB`, `0.5 GiB`, `8.0 GiB`, `1536 GiB`, `12.0 TiB`.
    """
    if 0 < kib < MIB_KIB:
        return f"{kib} KiB"
    if kib < _GIB_KIB // 10:
        return f"{kib // MIB_KIB} MiB"
    gib = kib / _GIB_KIB
    if gib < _GIB_WITH_DECIMAL - 0.05:
        return f"{gib:.1f} GiB"
    return f"{gib:.0f} GiB" if gib < _TIB_FROM_GIB - 0.5 else f"{gib / 1024:.1f} TiB"


def compared_words(*sizes_kib: int) -> tuple[str, ...]:
    """For a sentence that compares sizes: different ones read differently, all in MiB where one is below 1 GiB."""
    told = tuple(map(memory_words, sizes_kib))
    if min(sizes_kib) >= _GIB_KIB and _all_differ(told, sizes_kib):
        return told
    told = tuple(f"{kib // MIB_KIB} MiB" for kib in sizes_kib)
    return told if _all_differ(told, sizes_kib) else tuple(f"{kib} KiB" for kib in sizes_kib)


def _all_differ(told: tuple[str, ...], sizes_kib: tuple[int, ...]) -> bool:
    return len(set(told)) == len(set(sizes_kib))


def parse_memory_kib(text: str) -> int:
    """KiB of `512`, `512m`, `1.5 GiB`; a bare number is MiB, as in a definition. Raises ValueError with words."""
    found = _SIZE.fullmatch(text)
    if found is None:
        raise ValueError("a size is a number and a unit: 512m, 1.5g; without a unit it is MiB")
    return _times(found[1], _UNIT_KIB[(found[2] or "m").lower()])


def is_relative(text: str) -> bool:
    """Whether it is a change of the present size: `+4g`, `-2g`, `50%`."""
    return _CHANGE.fullmatch(text) is not None or _SHARE.fullmatch(text) is not None


def parse_memory_from_kib(text: str, present_kib: int) -> int:
    """KiB of a size, or of a change of `present_kib`: `+4g` and `-2g` add to it, `50%` is half of it, in whole MiB.

    The result may be negative. Raises ValueError with words.
    """
    if share := _SHARE.fullmatch(text):
        return _times(share[1], present_kib) // 100 // MIB_KIB * MIB_KIB
    if change := _CHANGE.fullmatch(text):
        kib = parse_memory_kib(change[2])
        return present_kib + (kib if change[1] == "+" else -kib)
    return parse_memory_kib(text)


def _times(number: str, factor: int) -> int:
    """The product, exactly and rounded down; the number is in decimal digits."""
    whole, _, fraction = number.partition(".")
    return int(whole + fraction) * factor // int(10 ** len(fraction))
