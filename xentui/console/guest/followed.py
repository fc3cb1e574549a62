"""The guest whose screen is open: found again after each poll, and never taken for another one."""

from xentui.fleet.fleet import Fleet
from xentui_driver.model.identity import identifies, same_guest
from xentui_driver.model.instance import Instance
from xentui_driver.model.snapshot import Snapshot


class FollowedGuest:
    """What the commands of its screen work on: that guest, whatever is marked in the table."""

    marked: tuple[Instance, ...] = ()
    hidden_marks = 0

    def __init__(self, fleet: Fleet, opened: Instance) -> None:
        """`opened` is the guest as it was when the operator opened its screen."""
        self._fleet = fleet
        self._opened = opened
        self._definition = opened.definition.path if opened.definition is not None else ""
        self._last = opened
        self._is_there = True
        self._looked_in: Snapshot | None = None

    @property
    def last_seen(self) -> Instance:
        """The guest as it is now; once it is gone, as it was last."""
        self._look_again()
        return self._last

    @property
    def current(self) -> Instance | None:
        """The guest as it is now; None once it is gone."""
        self._look_again()
        return self._last if self._is_there else None

    @property
    def doubt(self) -> str:
        """Another name, where no UUID proves that it is the same guest."""
        opened, now = self._opened, self.last_seen
        if now.name == opened.name or same_guest(now.uuid, opened.uuid):
            return ""
        return f"{now.name or 'this guest'} was called {opened.name or '(no name)'} when its screen was opened"

    @property
    def cursor_doubt(self) -> str:
        return self.doubt

    def choose(self, path: str) -> None:
        """That one of its definitions is meant."""
        self._definition = path
        self._last = self._last.with_definition(path)

    def _look_again(self) -> None:
        """Find the guest in what is known of its host now, once for each snapshot of it."""
        snapshot = self._fleet.states[self._opened.host].snapshot
        if snapshot is self._looked_in:
            return
        self._looked_in = snapshot
        found = self._found()
        self._is_there = found is not None
        if found is not None:
            self._last = found.with_definition(self._definition) if found.is_undecided else found

    def _found(self) -> Instance | None:
        row = self._fleet.instance(self._last.row_key)
        if row is not None and _is_it(row, self._last):
            return row
        own = self._fleet.instances_of(self._fleet.of(self._last))
        same = [each for each in own if each.copy_of is None and same_guest(each.uuid, self._last.uuid)]
        return same[0] if len(same) == 1 else None


def _is_it(row: Instance, before: Instance) -> bool:
    """Whether the row that was the guest's still is: another guest's definition may have taken the file's place.

    A definition without a UUID gives its guest another one at each start: then the file is all there is.
    """
    if same_guest(row.uuid, before.uuid):
        return True
    if row.definition is None or before.definition is None:
        return row.name == before.name
    return not (identifies(row.definition.uuid) and identifies(before.definition.uuid))
