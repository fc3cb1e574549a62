"""Finds the settings that xl reads without complaint but drops."""

from collections.abc import Iterator, Mapping

from xentui_driver.definitions.xl_config.config import Setting, Value
from xentui_driver.definitions.xl_config.keys import (
    BOUND,
    BOUNDED_KEYS,
    DEVICE_KEYS,
    LIST_KEYS,
    NUMBER_KEYS,
    SINGLE_KEYS,
    WORD_OR_NUMBER_KEYS,
)
from xentui_driver.definitions.xl_config.numbers import as_long


def dropped_settings(latest: Mapping[str, Setting], values: Mapping[str, Value]) -> Iterator[tuple[int, str]]:
    """The line of each and what is wrong with it, given what counts for each key."""
    for key, setting in latest.items():
        complaint = _complaint(setting, values[key])
        if complaint:
            yield setting.line_number, complaint


def _complaint(setting: Setting, value: Value) -> str:
    key = setting.key
    if key in NUMBER_KEYS:
        wrong = _not_a_number(setting)
        return f"{wrong}: xl ignores {key}" if wrong else ""
    if key in BOUNDED_KEYS:
        return _out_of_bounds(setting)
    if key in LIST_KEYS and isinstance(value, str):
        return f"{key} isn't a list: xl ignores it"
    if key in SINGLE_KEYS | WORD_OR_NUMBER_KEYS and isinstance(value, tuple):
        return f"{key} is a list: xl ignores it"
    if key in DEVICE_KEYS:
        return _cut_off(key, value)
    return ""


def _not_a_number(setting: Setting) -> str:
    if isinstance(setting.value, tuple):
        return "a list isn't a number"
    if setting.is_addition:
        return "+= can't add to a number"
    return "" if as_long(setting.value) is not None else f'"{setting.value[:40]}" isn\'t a number'


def _out_of_bounds(setting: Setting) -> str:
    wrong = _not_a_number(setting)
    if not wrong and isinstance(setting.value, str):
        number = as_long(setting.value)
        wrong = "" if number is not None and 0 <= number <= BOUND else f"{setting.value[:40]} is out of range"
    return f"{wrong}: xl exits without a message at such a {setting.key}" if wrong else ""


def _cut_off(key: str, value: Value) -> str:
    for position, item in enumerate(value):
        if not isinstance(item, str):
            return f"a list inside {key}: xl stops there, after {position} of {len(value)} items"
    return ""
