"""Knows which guests have left this host: none must start here as a second copy on disks that it uses elsewhere.

xl itself remembers nothing: after a migration, or once it is saved, the definition looks like that of a stopped guest.
`departure_book.py` keeps the notes.
"""

import time
from collections.abc import Iterable, Sequence

from xentui_driver import operations
from xentui_driver.model.command_words import quoted
from xentui_driver.model.dataclass import replace
from xentui_driver.model.definition import Definition
from xentui_driver.model.departure import Departure
from xentui_driver.model.domain import Domain, DomainRef, DomainRole, DomainState
from xentui_driver.model.errors import GuestSaved, MovedAway, SaveOutdated
from xentui_driver.model.identity import guest_name, identifies
from xentui_driver.model.instance import Instance
from xentui_driver.toolstack.xl import Xl

TWICE = "Started here as well, it would run twice on the same disks and ruin them."
FORGETS = "Started from its definition, it boots as after a power cut, and the file must not be restored any more."
WAY_TO_START = "start it here anyway (do: start_here)"
"""How to start a guest here although it has left."""

Departures = tuple[Departure, ...]


def leaving(domain: Domain | DomainRef, xl: Xl, host: str, definitions: tuple[str, ...] = ()) -> Departure:
    """The note for a guest that is about to leave."""
    name, source = guest_name(domain.name), xl.transport.host_name
    return Departure(domain.uuid, name, domain.domid, source, host, xl.clock.epoch_s(), definitions=definitions)


def saving(domain: Domain, xl: Xl, path: str, definitions: tuple[str, ...] = ()) -> Departure:
    """The note for a guest that is about to go into a file."""
    return replace(leaving(domain, xl, "", definitions), path=path)


def in_file(ref: DomainRef, xl: Xl, path: str, written_s: float) -> Departure:
    """The note about a file whose guest runs: it must not be restored any more."""
    noted = leaving(ref, xl, "")
    return replace(noted, at_s=written_s, path=path, written_s=written_s, has_run_since=True, is_certain=True)


def from_copy(domain: Domain, source: str, at_s: float) -> Departure:
    """What a `--migratedaway` copy tells: the guest has left, but not where it went."""
    return Departure(domain.uuid, guest_name(domain.name), domain.domid, source, "", at_s, is_certain=True)


def refuse(xl: Xl, found: Departure | None, despite: Departure | None, what: str, way: str) -> None:
    """Raises MovedAway or GuestSaved for a guest that has left, unless `despite` is that very departure."""
    if found is not None and not is_known(found, despite):
        raise has_left(xl, found, what, way)


def save_outdated(departure: Departure, path: str) -> SaveOutdated:
    """The error for a save file that its guest's disks have left behind."""
    if departure.has_run_since:
        since = f"{departure.name} has run since it was saved to {departure.path}{when_words(departure)}"
        next_step = f"Start it from its definition (do: start); if its disks were put back too, {way_to_restore(path)}."
    else:
        since = f"{departure.name} was saved again since, to {departure.path}{when_words(departure)}"
        next_step = f"Restore {departure.path} (do: restore); if its disks were put back too, {way_to_restore(path)}."
    return SaveOutdated(
        f"{path} was not restored: {since}. Its disks no longer are as this file needs them: restored, it would ruin "
        "them.",
        state_now="Nothing was done.",
        next_step=next_step,
    )


def way_to_restore(path: str) -> str:
    """How to restore it here from a save file although it has left."""
    return f"restore it here anyway: `xentui restore --here {quoted(path)}`"


def has_left(xl: Xl, departure: Departure, what: str, way: str) -> MovedAway | GuestSaved:
    """The error, with what is seen now where the guest went, and the `way` to build it here nevertheless."""
    return _is_saved(xl, departure, what, way) if departure.path else _moved_away(xl, departure, what, way)


def _is_saved(xl: Xl, departure: Departure, what: str, way: str) -> GuestSaved:
    is_there = operations.saving.is_there(xl, departure.path)
    there = {True: "The file is there.", False: "The file is gone.", None: "The file can't be looked at."}
    return GuestSaved(
        f"{what}: it has {departure.words}{when_words(departure)}. {FORGETS}",
        state_now=f"Nothing was done. {there[is_there]}",
        next_step=(
            f"Find out where the file went; if you can do without it, {way}."
            if is_there is False
            else f"Restore it (do: restore); or, if you can do without what its memory held, {way}."
        ),
    )


def _moved_away(xl: Xl, departure: Departure, what: str, way: str) -> MovedAway:
    now, next_step = "", f"Migrate it back; or, if it runs nowhere, {way}."
    if departure.host:
        found = operations.whereabouts.find(
            xl, DomainRef(departure.uuid, departure.domid, departure.name), departure.host
        )
        now = f" It {found.there_words}."
        if found.there is operations.whereabouts.There.ABSENT:  # then there is nothing to migrate back
            next_step = f"Find out where it went from {departure.host}; if it runs nowhere, {way}."
    return MovedAway(
        f"{what}: it has {departure.words}{when_words(departure)}. {TWICE}",
        state_now=f"Nothing was done.{now}",
        next_step=next_step,
    )


def when_words(departure: Departure) -> str:
    """` on 2026-11-29 at 14:03`; nothing where the time isn't known."""
    return time.strftime(" on %Y-%m-%d at %H:%M", time.localtime(departure.at_s)) if departure.at_s else ""


def is_known(found: Departure, told: Departure | None) -> bool:
    """Whether the operator was told of that very departure; what has become known of it since makes no difference."""
    return told is not None and _as_begun(found) == _as_begun(told)


def _as_begun(departure: Departure) -> Departure:
    return replace(departure, is_certain=False, written_s=0.0)


def find(departures: Sequence[Departure], uuid: str | None, name: str) -> Departure | None:
    """Found by UUID; by name where there is none: the last one, as xl gives such a guest a new UUID at each start."""
    if identifies(uuid):
        return next((each for each in departures if each.uuid == uuid), None)
    return next((each for each in reversed(departures) if name and each.name == guest_name(name)), None)


def of_definition(departures: Sequence[Departure], definition: Definition) -> Departure | None:
    """The departure of a definition's guest.

    An operator changes a UUID in one line, so the name is enough; and a name too, so a file that states no UUID still
    is that guest's by its path.
    """
    name = definition.listed_name
    found = find(departures, definition.uuid, name) or find(departures, None, name)
    return found or next((each for each in reversed(departures) if left_its_file(each, definition)), None)


def left_its_file(departure: Departure, definition: Definition) -> bool:
    """Whether that file defined the guest that has left, and nothing in it says that it now belongs to another."""
    return not identifies(definition.uuid) and not set(departure.definitions).isdisjoint(definition.paths)


def returned(departures: Iterable[Departure], instances: Iterable[Instance]) -> Departures:
    """The departures whose guest is here again.

    While a guest is leaving, its own domain is here all the time: then only another domain means that it is back.
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
    """Whether that domain means that the guest is here again.

    While one is built from a file, its disks are still as that file needs them: if it never runs, they stay so.
    """
    if departure.path and domain.state is DomainState.STARTING:
        return False
    return domain.role is DomainRole.GUEST and (departure.is_certain or domain.domid != departure.domid)
