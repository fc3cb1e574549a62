"""Which guests have left this host in a migration, so that none is started here as a second copy on the same disks.

xl itself remembers nothing: after a migration the definition looks like that of a stopped guest. The note lies beside
the definitions, in a hidden file, and so outlives consoles, jobs and restarts of the host.
"""

import json
import posixpath
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from xentui_driver import whereabouts
from xentui_driver.clock import Clock
from xentui_driver.commands import checked_host
from xentui_driver.errors import (
    FileChanged,
    FileExists,
    FileMissing,
    FileUnreadable,
    FileUnwritable,
    InvalidInput,
    MovedAway,
    TransportClosed,
    XenError,
)
from xentui_driver.identity import guest_name, identifies
from xentui_driver.model import Definition, Departure, Domain, DomainRef, DomainRole, Instance
from xentui_driver.plain import from_plain, to_plain
from xentui_driver.text import harmless
from xentui_driver.transport import Transport
from xentui_driver.xl import Xl

FILE_NAME = ".xentui-departures.json"
TWICE = "Started here as well, it would run twice on the same disks and ruin them."
_FORMAT = 1
_MOST_TRIES = 5
_LIMIT_BYTES = 1 << 20
_LATEST_S = 1e11
"""Some three thousand years from now: every clock can show it."""

Departures = tuple[Departure, ...]


class DepartureBook:
    """What is noted of one host. Two hosts may share the folder: each has its own notes in the file."""

    def __init__(self, files: Transport, clock: Clock, folder: str) -> None:
        self.path = posixpath.join(folder, FILE_NAME)
        self._files = files
        self._clock = clock

    def all(self) -> Departures:
        """Raises FileUnreadable: then nobody knows whether a guest has left."""
        return tuple(each for each in self._read()[1] if each.source == self._files.host_name)

    def of(self, uuid: str | None, name: str) -> Departure | None:
        """What is noted of the guest with that UUID; by its name where it has none. Raises as `all`."""
        return find(self.all(), uuid, name)

    def note(self, departure: Departure) -> None:
        """In the place of what was noted of that guest. Raises FileUnreadable, FileUnwritable."""
        self._change(lambda old: (*_without(old, departure), departure))

    def forget(self, departure: Departure) -> None:
        """The guest is back, or has never left. Raises as `note`."""
        self._change(lambda old: tuple(each for each in old if each != departure))

    def forget_guest(self, uuid: str | None, name: str) -> None:
        """Whatever is noted of it: one without a UUID may have left more than once. Raises as `note`."""
        source = self._files.host_name
        self._change(lambda old: tuple(e for e in old if e.source != source or find((e,), uuid, name) is None))

    def handed_over(self, domain: Domain) -> None:
        """Note a guest whose `--migratedaway` copy is here, unless it is known where it went. Raises as `note`."""
        known = self.of(domain.uuid, guest_name(domain.name))
        if known is None:
            self.note(from_copy(domain, self._files.host_name, self._clock.epoch_s()))

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
            except (FileExists, FileChanged):  # another xentui was quicker
                continue
            return
        raise FileUnwritable(f"{self.path} is changed by others all the time.", next_step="Look who writes it.")


def noted(write: Callable[[], None]) -> tuple[str, ...]:
    """Note it; a warning where that can't be done, which is no reason to keep a guest from leaving."""
    try:
        write()
    except TransportClosed:
        raise
    except XenError as error:
        return (f"It could not be noted that it has left: {error.summary} Started here, it would run twice.",)
    return ()


def leaving(domain: Domain | DomainRef, xl: Xl, host: str) -> Departure:
    """The note of a guest that is about to leave."""
    name, source = guest_name(domain.name), xl.transport.host_name
    return Departure(domain.uuid, name, domain.domid, source, host, xl.clock.epoch_s())


def from_copy(domain: Domain, source: str, at_s: float) -> Departure:
    """What a `--migratedaway` copy says by itself: that the guest has left, not where to."""
    return Departure(domain.uuid, guest_name(domain.name), domain.domid, source, "", at_s, is_certain=True)


def refuse(xl: Xl, found: Departure | None, despite: Departure | None, what: str) -> None:
    """Raises MovedAway for a guest that has left, unless it is that departure that it is to be built in spite of."""
    if found is not None and (despite is None or not _is_same(found, despite)):
        raise moved_away(xl, found, what)


def moved_away(xl: Xl, departure: Departure, what: str) -> MovedAway:
    """With what the other host says of the guest now."""
    now = ""
    if departure.host:
        ref = DomainRef(departure.uuid, departure.domid, departure.name)
        now = f" It {whereabouts.find(xl, ref, departure.host).there_words}."
    return MovedAway(
        f"{what}: it has {departure.words}{when_words(departure)}. {TWICE}",
        state_now=f"Nothing was done.{now}",
    )


def when_words(departure: Departure) -> str:
    """` on 2026-11-29 at 14:03`; nothing where the time isn't known."""
    return time.strftime(" on %Y-%m-%d at %H:%M", time.localtime(departure.at_s)) if departure.at_s else ""


def _is_same(one: Departure, other: Departure) -> bool:
    """That it has become certain meanwhile makes no difference."""
    return replace(one, is_certain=True) == replace(other, is_certain=True)


def find(departures: Sequence[Departure], uuid: str | None, name: str) -> Departure | None:
    """By UUID; by name for what has none, as xl gives such a definition another one at each start: its last."""
    if identifies(uuid):
        return next((each for each in departures if each.uuid == uuid), None)
    return next((each for each in reversed(departures) if name and each.name == guest_name(name)), None)


def of_definition(departures: Sequence[Departure], definition: Definition) -> Departure | None:
    """That the guest of a definition has left."""
    return find(departures, definition.uuid, definition.listed_name)


def returned(departures: Iterable[Departure], instances: Iterable[Instance]) -> Departures:
    """Those whose guest is here again.

    While it is leaving, its own domain is here all the time: then only another domain means that it is back.
    """
    here = tuple(instances)
    return tuple(each for each in departures if any(_has_it_back(each, instance) for instance in here))


def _has_it_back(departure: Departure, instance: Instance) -> bool:
    domain, definition = instance.domain, instance.definition
    if domain is None:
        return False
    is_it = find((departure,), domain.uuid, domain.name) or (definition and of_definition((departure,), definition))
    return bool(is_it) and is_back(departure, domain)


def is_back(departure: Departure, domain: Domain) -> bool:
    """Whether a domain of that guest means that it is here again."""
    return domain.role is DomainRole.GUEST and (departure.is_certain or domain.domid != departure.domid)


def _without(departures: Departures, departure: Departure) -> Departures:
    """Without what was noted of the same guest before."""
    return tuple(
        each
        for each in departures
        if each.source != departure.source or find((each,), departure.uuid, departure.name) is None
    )


def _written(departures: Departures) -> bytes:
    plain = {"format": _FORMAT, "departures": [to_plain(each) for each in departures]}
    return (json.dumps(plain, indent=1) + "\n").encode("ascii")


def _parsed(path: str, content: bytes) -> Departures:
    try:
        plain = json.loads(content.decode("utf-8"))
        return tuple(_checked(from_plain(Departure, each)) for each in plain["departures"])
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise FileUnreadable(
            f"{path} can't be read: it is no list of the guests that have moved away.",
            next_step="Make sure that no guest of this host runs on another one, then remove that file.",
        ) from error


def _checked(departure: Departure) -> Departure:
    """Raises ValueError for a time or a host that can be none."""
    if not 0 <= departure.at_s < _LATEST_S:
        raise ValueError("no time")
    try:
        host = checked_host(departure.host) if departure.host else ""
    except InvalidInput as error:
        raise ValueError("no host name") from error
    return replace(departure, uuid=harmless(departure.uuid), name=harmless(departure.name), host=host)
