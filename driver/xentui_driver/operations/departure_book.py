"""Keeps the notes of which guests have left a host: a hidden file beside the definitions outlives consoles and jobs."""

import posixpath
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from xentui_driver.model.clock import Clock
from xentui_driver.model.dataclass import replace
from xentui_driver.model.definition import Definition
from xentui_driver.model.departure import Departure
from xentui_driver.model.domain import Domain, DomainRef, DomainRole
from xentui_driver.model.errors import (
    FileChanged,
    FileExists,
    FileMissing,
    FileUnreadable,
    FileUnwritable,
    HostError,
    InvalidInput,
    ReadOnly,
    TransportClosed,
    XenError,
)
from xentui_driver.model.identity import guest_name
from xentui_driver.model.snapshot import Snapshot
from xentui_driver.model.text import harmless
from xentui_driver.operations.departures import Departures, find, from_copy, is_back, left_its_file, returned
from xentui_driver.toolstack.commands import checked_host
from xentui_driver.toolstack.xl import Xl
from xentui_driver.transport.protocol import Transport

FILE_NAME = ".xentui-departures.json"
_FORMAT = 2
_READ = (1, _FORMAT)
"""The older format knows no guests in files."""
_MOST_OUTDATED = 500
"""So many guests with outdated files are remembered: one without a UUID is another guest after each start."""
_MOST_TRIES = 5
_LIMIT_BYTES = 1 << 20
_LATEST_S = 1e11
"""About the year 5000: any clock can show it."""


class DepartureBook:
    """The notes of one host. Two hosts may share the folder: each has its own notes in the file."""

    def __init__(self, files: Transport, clock: Clock, folder: str) -> None:
        self.path = posixpath.join(folder, FILE_NAME)
        self._files = files
        self._clock = clock
        self._is_read_only = False

    def all(self) -> Departures:
        """The notes of guests that aren't back. Raises FileUnreadable: then it isn't known whether a guest has left."""
        return tuple(each for each in self._own() if not each.has_run_since)

    def of(self, uuid: str | None, name: str) -> Departure | None:
        """The note about the guest with that UUID, or of that name where it has none. Raises as `all`."""
        return find(self.all(), uuid, name)

    def outdating(self, uuid: str | None, name: str, path: str, modified_s: float) -> Departure | None:
        """The note that makes a save file of that guest, last written at `modified_s`, one not to be restored.

        Raises as `all`.
        """
        own = self._own()
        for has_run_since in (True, False):
            kept = tuple(each for each in own if each.has_run_since is has_run_since)
            found = find(kept, uuid, name)
            if found is not None and found.outdates(path, modified_s):
                return found
        return None

    @contextmanager
    def left_by(self, leaving: Departure) -> Iterator[tuple[str, ...]]:
        """Note a departure, and begin inside it the command that brings it about; gives the warnings.

        If the command can't begin, the earlier note is put back.
        """
        earlier: Departure | None = None
        with suppress(XenError):
            earlier = self.of(leaving.uuid, leaving.name)
        unnoted = noted(lambda: self.note(leaving), _consequence(leaving))
        try:
            yield unnoted
        except XenError:
            with suppress(XenError):
                if earlier is not None:
                    self.note(earlier)
                else:
                    self.forget(leaving)
            raise

    def note(self, departure: Departure) -> None:
        """Note the departure, in place of an earlier note about that guest. Raises FileUnreadable, FileUnwritable."""
        self._change(lambda old: _with(old, departure))

    def forget(self, departure: Departure) -> None:
        """Remove the note: the guest has never left. Raises as `note`."""
        self._change(lambda old: tuple(each for each in old if each != departure))

    def note_back(self, departure: Departure) -> None:
        """Note that the guest is here again. Raises as `note`."""
        self._change(lambda old: _without_returned(old, [each for each in old if each == departure]))

    def forget_guest(self, uuid: str | None, name: str, definition: Definition | None = None) -> None:
        """Remove all notes about a guest: one without a UUID may have left more than once. Raises as `note`."""
        self._change(lambda old: _without_all(old, self._those_of(old, uuid, name, definition)))

    def _those_of(
        self, departures: Departures, uuid: str | None, name: str, definition: Definition | None
    ) -> list[Departure]:
        def is_its(noted: Departure) -> bool:
            if noted.source != self._files.host_name or noted.has_run_since:
                return False
            by_file = definition is not None and left_its_file(noted, definition)
            return by_file or find((noted,), uuid, name) is not None

        return [each for each in departures if is_its(each)]

    def handed_over(self, domain: Domain) -> None:
        """Note a guest whose `--migratedaway` copy is here, unless its target is known already. Raises as `note`."""
        known = self.of(domain.uuid, guest_name(domain.name))
        if known is None:
            self.note(from_copy(domain, self._files.host_name, self._clock.epoch_s()))

    def shown(self) -> tuple[Departures, tuple[str, ...]]:
        """All notes, and why they could not be read. Raises HostError."""
        try:
            return self.all(), ()
        except FileUnreadable as error:
            return (), (f"Nobody knows which guests have moved away: {error.summary}",)
        except HostError:
            raise
        except XenError:  # a recording without that file: nothing is started on it
            return (), ()

    def note_copy(self, domain: Domain) -> tuple[str, ...]:
        """Note the departure before a copy that was handed over is destroyed: nothing else shows it.

        Returns warnings.
        """
        return noted(lambda: self.handed_over(domain)) if domain.role is DomainRole.MIGRATED_AWAY else ()

    def note_return(self, xl: Xl, ref: DomainRef) -> None:
        """Remove the note before a guest ends here: without a console nobody has noted that it was back."""
        with suppress(XenError):
            found = self.of(ref.uuid, ref.name)
            if found is not None and is_back(found, xl.find(ref)):
                self.note_back(found)

    def note_returns(self, xl: Xl, snapshot: Snapshot) -> None:
        """Remove the notes of guests that are here again.

        A note may be younger than the listing that is in one snapshot with it, which then shows the guest as it was
        before it left; so the very domain that has left is looked for once more.

        What can't be noted now can be noted later. A read-only console is refused once, and doesn't try again.
        """
        for departure in () if self._is_read_only else returned(snapshot.departures, snapshot.instances):
            try:
                left = (departure.uuid, departure.domid)
                if any((instance.uuid, instance.domid) == left for instance in snapshot.instances):
                    xl.find(DomainRef(departure.uuid, departure.domid, departure.name))
                self.note_back(departure)
            except ReadOnly:
                self._is_read_only = True
                return
            except XenError:
                continue

    def came_back(self, uuid: str | None, name: str, definition: Definition | None = None) -> tuple[str, ...]:
        """Note that a guest was built here on purpose; a failure is only a warning, and is returned."""
        try:
            self._change(lambda old: _without_returned(old, self._those_of(old, uuid, name, definition)))
        except HostError:
            raise
        except XenError as error:
            return (f"The guest is still recorded as gone from this host: {error.summary}",)
        return ()

    def _own(self) -> Departures:
        return tuple(each for each in self._read()[1] if each.source == self._files.host_name)

    def _read(self) -> tuple[bytes | None, Departures]:
        try:
            content = self._files.read_file(self.path, limit_bytes=_LIMIT_BYTES)
        except FileMissing:
            return None, ()
        return content, _parsed(self.path, content)

    def _change(self, change: Callable[[Departures], Departures]) -> None:
        for _ in range(_MOST_TRIES):
            content, old = self._read()
            new = change(old)
            if new == old:
                return
            try:
                self._files.write_file(self.path, _written(new), replacing=content)
            except (FileExists, FileChanged):  # another xentui was faster
                continue
            return
        raise FileUnwritable(f"Something else keeps changing {self.path}.", next_step="Find out what writes to it.")


def noted(write: Callable[[], None], consequence: str = "Started here, it would run twice.") -> tuple[str, ...]:
    """Note the departure; if that fails, return a warning with its consequence: the guest may leave all the same."""
    try:
        write()
    except TransportClosed:
        raise
    except XenError as error:
        return (f"The guest's departure could not be recorded: {error.summary} {consequence}",)
    return ()


def _consequence(leaving: Departure) -> str:
    return "It will show as stopped, not as saved." if leaving.path else "Started here, it would run twice."


def _with(departures: Departures, departure: Departure) -> Departures:
    """The notes with that one in place of another of its kind about the same guest; of old files the latest counts."""

    def is_replaced(each: Departure) -> bool:
        is_same_kind = (each.source, each.has_run_since) == (departure.source, departure.has_run_since)
        return is_same_kind and find((each,), departure.uuid, departure.name) is not None

    replaced = [each for each in departures if is_replaced(each)]
    if departure.has_run_since and any(each.written_s > departure.written_s > 0 for each in replaced):
        return departures
    return (*_without_all(departures, replaced), departure)


def _without_all(departures: Departures, gone: list[Departure]) -> Departures:
    return tuple(each for each in departures if each not in gone)


def _without_returned(departures: Departures, back: list[Departure]) -> Departures:
    """The notes once these guests are here again: of those that were saved it stays noted that their files are old."""
    notes = _without_all(departures, back)
    for each in back:
        if each.path:
            notes = _with(notes, replace(each, has_run_since=True, is_certain=True))
    too_many = [each for each in notes if each.has_run_since][:-_MOST_OUTDATED]
    return _without_all(notes, too_many)


def _written(departures: Departures) -> bytes:
    import json

    from xentui_driver.model.serialization import to_plain

    plain = {"format": _FORMAT, "departures": [to_plain(each) for each in departures]}
    return (json.dumps(plain, indent=1) + "\n").encode("ascii")


def _parsed(path: str, content: bytes) -> Departures:
    from xentui_driver.model.serialization import from_plain
    from xentui_driver.model.strict_json import parsed

    try:
        plain = parsed(content)
        version = plain["format"]
        if version in _READ:
            return tuple(_checked(from_plain(Departure, each)) for each in plain["departures"])
    except (ValueError, KeyError, TypeError, OverflowError) as error:
        raise FileUnreadable(
            f"{path} can't be read: it isn't a list of guests that have moved away or were saved.",
            next_step="Make sure that no guest of this host runs on another one or is in a file, then remove the file.",
        ) from error
    raise FileUnreadable(
        f"{path} can't be read: another version of xentui wrote it (format {version!r:.20}, not {_FORMAT}).",
        state_now="It was not changed.",
        next_step="Use that version here, or upgrade this one.",
    )


def _checked(departure: Departure) -> Departure:
    """Raises ValueError for an impossible time or host."""
    if not (0 <= departure.at_s < _LATEST_S and 0 <= departure.written_s < _LATEST_S):
        raise ValueError("no time")
    try:
        host = checked_host(departure.host) if departure.host else ""
    except InvalidInput as error:
        raise ValueError("no host name") from error
    paths = tuple(map(harmless, departure.definitions))
    return replace(
        departure,
        uuid=harmless(departure.uuid),
        name=harmless(departure.name),
        host=host,
        definitions=paths,
        path=harmless(departure.path),
    )
