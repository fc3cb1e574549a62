"""The rows of a table: their order, the cursor on one of them and the marks, all by key and never by line."""

from collections.abc import Mapping, Sequence

from xentui_driver.model.instance import Instance
from xentui_widgets.columns import Column
from xentui_widgets.ordering import Ordering
from xentui_widgets.units import plural

_MOST_NAMED = 3


class RowSet:
    """Keeps cursor and marks on their instances while instances come, go and change places.

    When it had to move the cursor or to drop marks, it remembers why until the operator chooses again: nobody has
    chosen what an action would meet now.
    """

    def __init__(self) -> None:
        self.rows: list[Instance] = []
        self.cursor = 0
        self.marks: frozenset[str] = frozenset()
        self.cursor_doubt = ""
        """Why the cursor is on a row that nobody has moved it to."""
        self._marks_doubt = ""
        self._hidden: tuple[Instance, ...] = ()
        self._ordering = Ordering()

    @property
    def current(self) -> Instance | None:
        """The instance under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    @property
    def marked(self) -> tuple[Instance, ...]:
        """The marked instances, in their order; those that are not shown come last."""
        return (*(row for row in self.rows if row.key in self.marks), *self._hidden)

    @property
    def hidden_marks(self) -> int:
        """How many of the marked are not shown."""
        return len(self._hidden)

    @property
    def doubt(self) -> str:
        """Why what an action would meet is not what was chosen; empty when it is."""
        if self.marks:
            return self._marks_doubt
        return self._marks_doubt or self.cursor_doubt

    def arrange(
        self,
        instances: Sequence[Instance],
        column: Column,
        reverse: bool,
        *,
        hidden: Mapping[str, Instance],
        is_chosen: bool,
    ) -> str:
        """Take over these rows, and say what became of the choice: empty when it is as it was.

        Marks of those in `hidden` stay, marks of those that are gone are dropped. `is_chosen` is true when the
        operator has chosen other rows: then the cursor moves as the operator wants it.
        """
        before, was, marked = self.rows, self.current, self.marked
        self.rows = self._ordering.sort(instances, column, reverse)
        places = {row.key: index for index, row in enumerate(self.rows)}
        self.cursor = self._new_place(before, places)
        self.marks = frozenset(key for key in self.marks if key in places or key in hidden)
        self._hidden = tuple(hidden[row.key] for row in marked if row.key in hidden)
        doubts = (self._dropped(marked), "" if is_chosen else self._moved(was, places, hidden))
        self._marks_doubt = doubts[0] or self._marks_doubt
        self.cursor_doubt = doubts[1] or self.cursor_doubt
        return "; ".join(doubt for doubt in doubts if doubt)

    def go(self, index: int) -> None:
        """Put the cursor on a row as the operator wants, on the nearest one if there is no such row."""
        self.cursor = max(0, min(index, len(self.rows) - 1))
        self.cursor_doubt = self._marks_doubt = ""

    def go_unasked(self, index: int, why: str) -> None:
        """Put the cursor on a row that the operator has not moved it to."""
        self.cursor = index
        self.cursor_doubt = why

    def mark(self, marks: frozenset[str]) -> None:
        """Mark these and no others, as the operator wants."""
        self.marks = marks
        self._hidden = tuple(row for row in self._hidden if row.key in marks)
        self._marks_doubt = ""

    def find(self, key: str) -> int | None:
        """The row of an instance."""
        return next((index for index, row in enumerate(self.rows) if row.key == key), None)

    def _new_place(self, before: Sequence[Instance], places: Mapping[str, int]) -> int:
        """Where the cursor's instance is now; if it is gone, its next neighbour that is still there."""
        for row in (*before[self.cursor :], *reversed(before[: self.cursor])):
            if row.key in places:
                return places[row.key]
        return 0

    def _dropped(self, marked: Sequence[Instance]) -> str:
        gone = [_named(row) for row in marked if row.key not in self.marks]
        if not gone:
            return ""
        more = f" and {len(gone) - _MOST_NAMED} more" if len(gone) > _MOST_NAMED else ""
        names = ", ".join(gone[:_MOST_NAMED])
        return f"{names}{more} {'is' if len(gone) == 1 else 'are'} gone: {plural(len(gone), 'mark')} dropped"

    @staticmethod
    def _moved(was: Instance | None, places: Mapping[str, int], hidden: Mapping[str, Instance]) -> str:
        if was is None or was.key in places:
            return ""
        what = "is hidden by the filter" if was.key in hidden else "is gone"
        return f"{_named(was)} {what}: the cursor was moved"


def _named(instance: Instance) -> str:
    return instance.name or "(no name)"
