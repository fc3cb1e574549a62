"""Regular expressions that are compiled when they are first used: a start loads many and uses few."""

import re
from typing import Any, cast


def lazy_pattern(expression: str, flags: int = 0) -> "re.Pattern[str]":
    """Like `re.compile`, but a wrong expression fails only when it is used."""
    return cast("re.Pattern[str]", _LazyPattern(expression, flags))


class _LazyPattern:
    def __init__(self, expression: str, flags: int) -> None:
        self._expression = expression
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        """Python calls this once for each method; from then on the method is an attribute of its own."""
        found = getattr(re.compile(self._expression, self._flags), name)
        setattr(self, name, found)
        return found
