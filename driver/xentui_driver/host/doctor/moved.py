"""Checks the guests that have moved to another host: none of them may start with this one."""

from collections.abc import Iterator

from xentui_driver.definitions.folder import DefinitionFolder
from xentui_driver.host.doctor.facts import Facts
from xentui_driver.host.doctor.finding import Finding, bad, good, unknown
from xentui_driver.host.instances import merge
from xentui_driver.model.departure import Departure
from xentui_driver.model.errors import FileUnreadable, XenError
from xentui_driver.model.instance import Instance
from xentui_driver.operations.departure_book import DepartureBook
from xentui_driver.operations.departures import of_definition, returned
from xentui_driver.toolstack.xl import Xl

_CHECK = "moved guests"


def check_moved(facts: Facts, xl: Xl, definitions_folder: str) -> Iterator[Finding]:
    listing = facts.listing
    if isinstance(listing, XenError):
        yield unknown(_CHECK, f"The domains can't be listed: {listing.summary}", listing.next_step)
        return
    try:
        departed = DepartureBook(xl.transport, xl.clock, definitions_folder).all()
    except FileUnreadable as error:
        yield unknown(_CHECK, error.summary, error.next_step)
        return
    definitions, _ = DefinitionFolder(xl.transport, definitions_folder).scan()
    instances = merge(xl.transport.host_name, listing, definitions, {}, departed=departed)
    away = [each for each in departed if each not in returned(departed, instances)]
    twice = [finding for instance in instances if (finding := _starts_twice(instance, away)) is not None]
    yield from twice
    if not twice:
        yield good(_CHECK, f"No guest that has moved away starts with this host. Moved away: {len(away)}.")


def _starts_twice(instance: Instance, away: list[Departure]) -> Finding | None:
    definition = instance.definition
    if definition is None or not definition.autostart:
        return None
    departure = of_definition(away, definition)
    if departure is None:
        return None
    return bad(
        _CHECK,
        f"{definition.name} has {departure.words}, but still starts with this host: it would run twice on the same "
        "disks.",
        f"Turn off its autostart: `xentui autostart {definition.name} off`.",
    )
