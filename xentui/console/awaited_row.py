"""A new guest's row, to which the cursor goes when it appears."""

from collections.abc import Callable

from xentui.fleet.fleet import Fleet
from xentui_driver.model.row_key import RowKey
from xentui_widgets.instance_table import InstanceTable


class AwaitedRow:
    """At most one; the cursor doesn't go there once the operator has moved it."""

    def __init__(self, fleet: Fleet, table: InstanceTable, uncover: Callable[[str], object]) -> None:
        """`uncover` is called with its name where the filter hides it."""
        self._fleet = fleet
        self._table = table
        self._uncover = uncover
        self._key: RowKey | None = None
        self._moved_from: RowKey | None = None

    def expect(self, key: RowKey) -> None:
        """It is about to appear."""
        current = self._table.current
        self._key, self._moved_from = key, current.row_key if current is not None else None

    def go_there(self) -> None:
        """Move the cursor if it has appeared."""
        if self._key is None or (new := self._fleet.instance(self._key)) is None:
            return
        self._key = None
        current = self._table.current
        if (current.row_key if current is not None else None) == self._moved_from:
            name = self._fleet.named(new.host, new.name)
            if not self._table.shows(new.row_key):
                self._uncover(name)
            self._table.move_unasked(new.row_key, f"the cursor moved to the new guest {name}")
