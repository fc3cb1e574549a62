"""The rows of a table: their order, the cursor on one of them and the marks, all by key and never by line."""

from collections.abc import Sequence

from xentui_driver.model import Instance
from xentui_widgets.columns import Column
from xentui_widgets.ordering import Ordering


class RowSet:
    """Keeps cursor and marks on their instances while instances come, go and change places."""

    def __init__(self) -> None:
        self.rows: list[Instance] = []
        self.cursor = 0
        self.marks: frozenset[str] = frozenset()
        self._ordering = Ordering()

    @property
    def current(self) -> Instance | None:
        """The instance under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    @property
    def marked(self) -> tuple[Instance, ...]:
        """The marked instances, in their order."""
        return tuple(row for row in self.rows if row.key in self.marks)

    def arrange(self, instances: Sequence[Instance], column: Column, reverse: bool) -> None:
        """Take over these rows; marks of those that are gone are dropped."""
        before = self.rows
        self.rows = self._ordering.sort(instances, column, reverse)
        places = {row.key: index for index, row in enumerate(self.rows)}
        self.cursor = self._new_place(before, places)
        self.marks = self.marks & places.keys()

    def go(self, index: int) -> None:
        """Put the cursor on a row, on the nearest one if there is no such row."""
        self.cursor = max(0, min(index, len(self.rows) - 1))

    def find(self, key: str) -> int | None:
        """The row of an instance."""
        return next((index for index, row in enumerate(self.rows) if row.key == key), None)

    def _new_place(self, before: Sequence[Instance], places: dict[str, int]) -> int:
        """Where the cursor's instance is now; if it is gone, its next neighbour that is still there."""
        for row in (*before[self.cursor :], *reversed(before[: self.cursor])):
            if row.key in places:
                return places[row.key]
        return 0
