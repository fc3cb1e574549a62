"""The row of a guest that the operator has made, to which the cursor goes when it appears."""

from collections.abc import Callable

from xentui.fleet.fleet import Fleet
from xentui_driver.model.row_key import RowKey
from xentui_widgets.instance_table import InstanceTable


class AwaitedRow:
    """At most one; the cursor doesn't go there once the operator has moved it."""

    def __init__(
        self,
        fleet: Fleet,
        table: InstanceTable,
        uncover: Callable[[str], object],
        came_by_itself: Callable[[], object],
    ) -> None:
        """`uncover` is called with its name where the filter hides it.

        `came_by_itself` is called when the cursor goes there: a key that is on its way was meant for the row before.
        """
        self._fleet = fleet
        self._table = table
        self._uncover = uncover
        self._came_by_itself = came_by_itself
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
            if not self._table.shows(new.row_key):
                self._uncover(self._fleet.named(new.host, new.name))
            self._came_by_itself()
            self._table.follow(new.row_key)
