"""What is worked out of each of many values is kept as long as they stay the very same: few change at a time."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Row = TypeVar("Row")
Result = TypeVar("Result")


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
            before = zip(rows, self._rows, self._results, strict=True)
            return [result if row is was else asked(row) for row, was, result in before]
        known = {id(row): result for row, result in zip(self._rows, self._results, strict=True)}
        return [known[id(row)] if id(row) in known else asked(row) for row in rows]
