"""What is worked out of each of many values is kept as long as they stay the very same: few change at a time."""

import operator
from collections.abc import Callable, Sequence
from itertools import compress, count
from typing import Generic, TypeVar

Row = TypeVar("Row")
Result = TypeVar("Result")


class Last(Generic[Result]):
    """The last result, as long as all that it follows from are the very same values, or tuples of such."""

    def __init__(self) -> None:
        self._made: tuple[tuple[object, ...], Result] | None = None

    def of(self, make: Callable[[], Result], *values: object) -> Result:
        """What `make` returns must follow from the `values` alone, and they must not be changed in place."""
        if self._made is None or not _are_same(self._made[0], values):
            self._made = (values, make())
        return self._made[1]


def _are_same(values: tuple[object, ...], others: tuple[object, ...]) -> bool:
    return len(values) == len(others) and all(
        one is other or (isinstance(one, tuple) and isinstance(other, tuple) and _are_same(one, other))
        for one, other in zip(values, others, strict=True)
    )


class Kept(Generic[Row, Result]):
    """Asks a function of each row, and again only of rows that are not the very same values as at the last time."""

    def __init__(self, asked: Callable[[Row], Result]) -> None:
        """What is `asked` must follow from the row alone."""
        self._asked = asked
        self._rows: Sequence[Row] = ()
        self._results: list[Result] = []

    def of(self, rows: Sequence[Row]) -> list[Result]:
        """The result for each of these rows. The rows must not be changed in place, nor the list."""
        if rows is not self._rows:
            self._results = self._followed(rows)
            self._rows = rows
        return self._results

    def _followed(self, rows: Sequence[Row]) -> list[Result]:
        asked = self._asked
        if len(rows) == len(self._rows):
            results = self._results.copy()
            for place in compress(count(), map(operator.is_not, rows, self._rows)):
                results[place] = asked(rows[place])
            return results
        known = {id(row): result for row, result in zip(self._rows, self._results, strict=True)}
        return [known[id(row)] if id(row) in known else asked(row) for row in rows]
