"""Regular expressions that are compiled when they are first used: a start uses few of those that it loads."""

import re
from typing import Any, cast


def lazy_pattern(expression: str, flags: int = 0) -> "re.Pattern[str]":
    """As `re.compile`; an expression that is wrong is found out when it is used."""
    return cast("re.Pattern[str]", _LazyPattern(expression, flags))


class _LazyPattern:
    def __init__(self, expression: str, flags: int) -> None:
        self._expression = expression
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        """Asked once for each method, which is an attribute of its own from then on."""
        found = getattr(re.compile(self._expression, self._flags), name)
        setattr(self, name, found)
        return found
