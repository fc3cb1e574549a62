"""Reads JSON that somebody else may have written: only standard JSON, and not nested deeper than needed."""

import math
from typing import Any, NoReturn

from xentui_driver.model.lazy_pattern import lazy_pattern

DEEPEST = 64

_MAY_BE_INFINITE = lazy_pattern(r"[0-9][eE]\+?[0-9]{3}|[0-9]{300}")


def parsed(text: str | bytes) -> Any:
    """Parse a JSON text. Raises ValueError for everything that it refuses, and nothing else."""
    import json  # few starts read JSON

    text = text.decode() if isinstance(text, bytes) else text
    parse_float = _finite if _MAY_BE_INFINITE.search(text) else None
    try:
        value = json.loads(text, parse_constant=_refuse, parse_float=parse_float)
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error
    if text.count("[") + text.count("{") > DEEPEST:
        _require_shallow(value)
    return value


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} isn't a number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text:.40} is too large a number")
    return number


def _require_shallow(value: Any) -> None:
    """Refuse deep nesting, so that callers may walk the value by recursion. Raises ValueError."""
    level = [value]
    for _ in range(DEEPEST):
        level = [
            item
            for each in level
            if isinstance(each, list | dict)
            for item in (each if isinstance(each, list) else each.values())
        ]
        if not level:
            return
    raise ValueError("it is nested too deep")
