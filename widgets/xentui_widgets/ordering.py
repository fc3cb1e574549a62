"""The order of the rows: by one column, unknown last in both directions, equals by name."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Generic, NamedTuple

from xentui_driver.model.kept import Kept
from xentui_widgets.columns import Column, Row
from xentui_widgets.row_kind import Key


class Order(NamedTuple, Generic[Row]):
    """Which column counts, and in which direction."""

    column: Column[Row]
    reverse: bool


class Ordering(Generic[Row, Key]):
    """Puts rows in order and remembers their order by name, which few refreshes change."""

    def __init__(self, name_of: Callable[[Row], str]) -> None:
        self._kept_names = Kept(name_of)
        self._names: list[str] = []
        self._keys: list[Key] = []
        self._by_name: list[int] = []

    def sort(self, rows: Sequence[Row], keys: list[Key], order: Order[Row]) -> list[int]:
        """The places of the rows in their order; stable, so that a refresh does not shuffle equal rows."""
        self._rank(self._kept_names.of(rows), keys)
        sort_key, reverse = order.column.sort_key, order.reverse
        if sort_key is None:
            names = self._names
            if all(names):
                return self._by_name[::-1] if reverse else self._by_name
            named = [place for place in self._by_name if names[place]]
            nameless = [place for place in self._by_name if not names[place]]
            return (named[::-1] if reverse else named) + nameless
        values: list[Any] = list(map(sort_key, rows))
        known = [place for place in self._by_name if values[place] is not None]
        # `reverse` keeps equal rows in their order, so names go upwards either way.
        known.sort(key=values.__getitem__, reverse=reverse)
        return known + [place for place in self._by_name if values[place] is None]

    def _rank(self, names: list[str], keys: list[Key]) -> None:
        """Sort by name, and by key where names are equal."""
        if names == self._names and keys == self._keys:
            return
        self._names, self._keys = names, keys
        self._by_name = sorted(range(len(keys)), key=lambda place: (natural_key(names[place]), keys[place]))


@lru_cache(16384)
def natural_key(name: str) -> str:
    """Sorts names as people count: web-2 before web-10, whatever the case."""
    counted = re.sub(r"[0-9]+", _counted, name.casefold())
    return f"{counted}\0{name}"


def _counted(match: re.Match[str]) -> str:
    # Its length before the number makes a longer number the greater one; the 0 keeps digits before letters.
    number = match.group().lstrip("0")
    return f"0{chr(len(number))}{number}"
