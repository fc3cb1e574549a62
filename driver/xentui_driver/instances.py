"""Domains and definitions to the lines of one table: each domain once, each definition once, together if they fit."""

from collections.abc import Mapping

from xentui_driver import departures
from xentui_driver.departures import Departures
from xentui_driver.identity import guest_name, identifies
from xentui_driver.listing import Listing
from xentui_driver.model import Definition, Departure, Domain, DomainRole, Instance

CpuUse = Mapping[tuple[str, int], float | None]


def merge(
    listing: Listing, definitions: tuple[Definition, ...], cpu_use: CpuUse, departed: Departures = ()
) -> tuple[Instance, ...]:
    """Domains in the order of their domids, then what isn't running, then what can't be read."""
    matches = _match(listing.domains, definitions)
    lines: list[Instance] = []
    for domain in listing.domains:
        definition = matches.get(domain.domid)
        key = _key(domain) if definition is None else definition.path
        cpu_percent = cpu_use.get((domain.uuid, domain.domid))
        lines.append(Instance(key, domain, definition, cpu_percent=cpu_percent, departure=_departure(departed, domain)))
    used = {definition.path for definition in matches.values()}
    lines += [
        Instance(d.path, definition=d, departure=departures.of_definition(departed, d))
        for d in definitions
        if d.path not in used
    ]
    lines += [Instance(f"line {row.line_number}", unreadable=row) for row in listing.unreadable]
    return tuple(lines)


def _key(domain: Domain) -> str:
    """Never the same for two domains that were there after each other: where the UUID says nothing, its name helps."""
    identity = f"{domain.uuid}/{domain.domid}"
    return identity if identifies(domain.uuid) else f"{identity}/{domain.name}"


def _departure(departed: Departures, domain: Domain) -> Departure | None:
    """What is known of the guest whose copy was handed over; a guest itself is here."""
    if domain.role is not DomainRole.MIGRATED_AWAY:
        return None
    noted = departures.find(departed, domain.uuid, domain.name)
    return noted or departures.from_copy(domain, "", 0.0)


def _match(domains: tuple[Domain, ...], definitions: tuple[Definition, ...]) -> dict[int, Definition]:
    """By UUID where the file has one, else by name; a definition belongs to one domain only."""
    by_uuid = {d.uuid: d for d in reversed(definitions) if identifies(d.uuid) and not d.error}
    by_name = {d.listed_name: d for d in reversed(definitions) if not identifies(d.uuid) and not d.error}
    matches: dict[int, Definition] = {}
    used: set[str] = set()
    # A guest comes before what a migration has left of it, which has its UUID too.
    for domain in sorted(domains, key=lambda d: (d.role is not DomainRole.GUEST, d.domid)):
        definition = by_uuid.get(domain.uuid) or by_name.get(_guest_name(domain))
        if definition is not None and definition.path not in used:
            matches[domain.domid] = definition
            used.add(definition.path)
    return matches


def _guest_name(domain: Domain) -> str:
    if domain.role is DomainRole.DOM0:
        return ""
    return guest_name(domain.name)
