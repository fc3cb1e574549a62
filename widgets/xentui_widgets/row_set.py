"""The rows of a table: their order, the cursor on one of them and the marks, all by key and never by line."""

from collections.abc import Mapping, Sequence
from typing import Generic

from xentui_widgets.columns import Row
from xentui_widgets.ordering import Order, Ordering
from xentui_widgets.row_kind import Key, RowKind
from xentui_widgets.units import plural

_MOST_NAMED = 3


class RowSet(Generic[Row, Key]):
    """Keeps cursor and marks on their rows while rows come, go and change places.

    When it had to move the cursor or to drop marks, it remembers why until the operator chooses again: an action
    would hit rows that were not chosen.
    """

    def __init__(self, kind: RowKind[Row, Key]) -> None:
        self.rows: list[Row] = []
        self.keys: list[Key] = []
        """Of the rows, in their order."""
        self._places: dict[Key, int] = {}
        """Of each key among them."""
        self.cursor = 0
        self.marks: frozenset[Key] = frozenset()
        self.cursor_doubt = ""
        """Why the cursor is on a row that the operator has not moved it to."""
        self._has_had_rows = False
        self._marks_doubt = ""
        self._due: frozenset[Key] = frozenset()
        """The marks that fall off once what was begun with their rows has succeeded."""
        self._hidden: dict[Key, Row] = {}
        """Those that are marked and not shown."""
        self._kind = kind
        self._ordering: Ordering[Row, Key] = Ordering(kind.name_of)

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    @property
    def current_key(self) -> Key | None:
        """What tells it apart."""
        return self.keys[self.cursor] if self.keys else None

    @property
    def marked(self) -> tuple[Row, ...]:
        """The marked rows, in their order; those that are not shown come last."""
        return tuple(self._marked.values())

    @property
    def hidden_marks(self) -> int:
        """How many of the marked are not shown."""
        return len(self._hidden)

    @property
    def doubt(self) -> str:
        """Why an action would hit rows that were not chosen; empty when it would not."""
        if self.marks:
            return self._marks_doubt
        return self._marks_doubt or self.cursor_doubt

    def arrange(
        self, rows: Sequence[Row], order: Order[Row] | None, *, hidden: Sequence[Row] = (), is_chosen: bool = False
    ) -> str:
        """Take over these rows, and say how the choice has changed: empty when it has not.

        Without an `order` the rows are in theirs. Marks of those in `hidden` stay, marks of those that are gone are
        dropped. `is_chosen` is true when the operator has chosen other rows, and so has looked at them: then the cursor
        goes to the first of them if its own row is none, and a row that it was moved to before is no longer meant by
        mistake; nor is the cursor's row where no mark is left.
        """
        before, cursor, was, marked = self.keys, self.cursor, self.current, self._marked
        self._take(rows, order)
        if self.keys != before:
            self._places = dict(zip(self.keys, range(len(self.keys)), strict=True))
        places = self._places
        away = {self._kind.key_of(row): row for row in hidden}
        heirs = self._heirs({**marked, **({before[cursor]: was} if was is not None else {})}, places, away)
        heir = heirs.get(before[cursor]) if was is not None else None
        if heir is not None and heir in places:
            self.cursor = places[heir]
        else:
            heir = None
            self.cursor = 0 if is_chosen else _nearest(before, cursor, places)
        self.marks = frozenset(heirs[key] for key in marked if key in heirs)
        self._due = frozenset(heirs[key] for key in self._due if key in heirs)
        self._hidden = {key: away[key] for key in self.marks if key not in places}
        moved = ""
        if was is not None and heir is None and not is_chosen:
            moved = self._moved(was, before[cursor] in away)
        elif was is None and self._has_had_rows and self.current is not None and not is_chosen:
            moved = f"{self._called(self.current)} appeared under the cursor"
        self._has_had_rows = self._has_had_rows or bool(self.rows)
        doubts = (self._dropped([row for key, row in marked.items() if key not in heirs]), moved)
        has_looked = is_chosen and not self.marks
        self._marks_doubt = doubts[0] or ("" if has_looked else self._marks_doubt)
        was_moved_by_choice = is_chosen and heir is None
        self.cursor_doubt = doubts[1] or ("" if was_moved_by_choice else self.cursor_doubt)
        return "; ".join(doubt for doubt in doubts if doubt)

    def go(self, index: int) -> None:
        """Put the cursor on a row as the operator wants, on the nearest one if there is no such row."""
        self.cursor = max(0, min(index, len(self.rows) - 1))
        self.cursor_doubt = self._marks_doubt = ""

    def follow(self, index: int) -> None:
        """Put the cursor on a row that the operator has made; what became of marks is told all the same."""
        self.cursor = index
        self.cursor_doubt = ""

    def accept(self) -> None:
        """The operator has been told what is chosen, and means it."""
        self.cursor_doubt = self._marks_doubt = ""

    def mark(self, marks: frozenset[Key]) -> None:
        """Mark these and no others, as the operator wants."""
        self._keep_marks(marks)
        self._marks_doubt = ""

    def expect(self, keys: frozenset[Key]) -> None:
        """Something has begun with these rows: those that are marked lose their marks when it succeeds."""
        self._due |= keys & self.marks

    def succeeded(self, key: Key, why: str) -> bool:
        """Let the mark of a row fall off, unless the operator has marked it again meanwhile; true when it did.

        `why` is the doubt where no mark is left: from then on the row under the cursor is meant.
        """
        if key not in self._due & self.marks:
            return False
        self._keep_marks(self.marks - {key})
        if not self.marks:
            self._marks_doubt = why
        return True

    def find(self, key: Key) -> int | None:
        """The place of a row."""
        return self._places.get(key)

    def _keep_marks(self, marks: frozenset[Key]) -> None:
        self.marks = marks
        self._due &= marks
        self._hidden = {key: row for key, row in self._hidden.items() if key in marks}

    @property
    def _marked(self) -> dict[Key, Row]:
        if not self.marks:
            return {}
        shown = {key: row for key, row in zip(self.keys, self.rows, strict=True) if key in self.marks}
        return shown | self._hidden

    def _take(self, rows: Sequence[Row], order: Order[Row] | None) -> None:
        keys = list(map(self._kind.key_of, rows))
        if order is None:
            self.rows, self.keys = list(rows), keys
            return
        places = self._ordering.sort(rows, keys, order)
        self.rows = list(map(rows.__getitem__, places))
        self.keys = list(map(keys.__getitem__, places))

    def _heirs(self, chosen: Mapping[Key, Row], shown: Mapping[Key, object], away: Mapping[Key, Row]) -> dict[Key, Key]:
        """The key that each has now: its own, or that of the row that it has become; those that are gone have none."""
        heirs = {key: key for key in chosen if key in shown or key in away}
        gone = [key for key in chosen if key not in heirs]
        if gone:
            found = self._kind.successors([chosen[key] for key in gone], (*self.rows, *away.values()))
            heirs |= {key: self._kind.key_of(row) for key, row in zip(gone, found, strict=True) if row is not None}
        return heirs

    def _dropped(self, gone: Sequence[Row]) -> str:
        if not gone:
            return ""
        more = f" and {len(gone) - _MOST_NAMED} more" if len(gone) > _MOST_NAMED else ""
        names = ", ".join(self._called(row) for row in gone[:_MOST_NAMED])
        return f"{names}{more} {'is' if len(gone) == 1 else 'are'} gone: {plural(len(gone), 'mark')} dropped"

    def _moved(self, was: Row, is_hidden: bool) -> str:
        what = "is hidden by the filter" if is_hidden else "is gone"
        return f"{self._called(was)} {what}: the cursor moved"

    def _called(self, row: Row) -> str:
        return self._kind.name_of(row) or "(no name)"


def _nearest(before: Sequence[Key], cursor: int, places: Mapping[Key, int]) -> int:
    """The place of the nearest row that is still there, where the row of the cursor is gone."""
    for key in (*before[cursor:], *reversed(before[:cursor])):
        if key in places:
            return places[key]
    return 0
