"""Reads JSON that somebody else may have written: only standard JSON, and not nested deeper than needed."""

import math
from typing import Any, NoReturn

DEEPEST = 64


def parsed(text: str | bytes) -> Any:
    """Parse a JSON text, so that callers may walk the value by recursion.

    Raises ValueError for everything that it refuses, and nothing else.
    """
    text = text.decode() if isinstance(text, bytes) else text
    value = parsed_at_any_depth(text)
    if text.count("[") + text.count("{") > DEEPEST:
        _require_shallow(value)
    return value


def parsed_at_any_depth(text: str) -> Any:
    """The same for a caller that walks no deeper than it expects: the depth of a large value takes long to measure."""
    import json  # few starts read JSON

    try:
        return json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} isn't a number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text:.40} is too large a number")
    return number


def _require_shallow(value: Any) -> None:
    """Raises ValueError."""
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
