"""The `rate` of a network interface, `10Mb/s@20ms` for instance (libxlu_vif.c, xlu_vif_parse_rate)."""

import re

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.lazy_pattern import lazy_pattern

_BYTES_PER_S = lazy_pattern("[0-9]+[GMK]?[Bb]/s")
_INTERVAL = lazy_pattern("[0-9]+[mu]?s?")
_FACTORS = {"K": 10**3, "M": 10**6, "G": 10**9}
_MICROSECONDS = {"": 10**6, "s": 10**6, "m": 10**3}
_DEFAULT_INTERVAL_US = 50_000
_UINT32_MAX, _UINT64_MAX = (1 << 32) - 1, (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Rate:
    """What netback is given: a number of bytes for each interval."""

    bytes_per_interval: int
    interval_us: int


def parse_rate(text: str) -> Rate | str:
    """The rate, or the words with which xl refuses it; in xl's message the rate itself stands after them."""
    speed, at, interval = text.partition("@")
    if not speed:
        return "no rate specified"
    bytes_per_s = _bytes_per_s(speed)
    if isinstance(bytes_per_s, str):
        return bytes_per_s
    interval_us = _interval_us(interval) if at else _DEFAULT_INTERVAL_US
    if isinstance(interval_us, str):
        return interval_us
    if bytes_per_s > _UINT64_MAX // interval_us:
        return "rate overflow"
    return Rate(bytes_per_s * interval_us // 10**6, interval_us)


def _bytes_per_s(speed: str) -> int | str:
    if not _BYTES_PER_S.fullmatch(speed):
        return "invalid rate"
    number, unit = _unsigned(speed)
    if not 0 < number <= _UINT32_MAX:
        return "rate overflow"
    return number * _FACTORS.get(unit[:1], 1) // (8 if "b" in unit[:2] else 1)


def _interval_us(interval: str) -> int | str:
    if not _INTERVAL.fullmatch(interval):
        return "invalid replenishment interval"
    number, unit = _unsigned(interval)
    microseconds = number * _MICROSECONDS.get(unit[:1], 1)
    if not 0 < number <= _UINT32_MAX or microseconds > _UINT32_MAX:
        return "replenishment interval overflow"
    return microseconds


def _unsigned(text: str) -> tuple[int, str]:
    """The number at the start and the rest, like strtoull in base 0: after a leading zero an 8 isn't part of it."""
    digits = re.match("0[0-7]*|[1-9][0-9]{0,19}(?![0-9])", text)
    if digits is None:
        return _UINT64_MAX, ""
    return int(digits[0], 8 if text.startswith("0") else 10), text[digits.end() :]
