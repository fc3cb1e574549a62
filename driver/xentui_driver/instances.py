"""Domains and definitions to the lines of one table: each domain once, each definition once, together if they fit."""

from collections import defaultdict
from collections.abc import Mapping

from xentui_driver.listing import Listing
from xentui_driver.model import Definition, Domain, DomainRef, DomainRole, Instance
from xentui_driver.pairing import preferred
from xentui_driver.parse.xl_list import INCOMING_SUFFIX, MIGRATED_AWAY_SUFFIX

CpuUse = Mapping[tuple[str, int], float | None]


def merge(listing: Listing, definitions: tuple[Definition, ...], cpu_use: CpuUse) -> tuple[Instance, ...]:
    """Domains in the order of their domids, then what isn't running, then what can't be read."""
    matches = _match(listing.domains, definitions)
    lines: list[Instance] = []
    for domain in listing.domains:
        candidates = matches.get(domain.domid, ())
        definition = preferred(candidates, _guest_name(domain))
        key = f"{domain.uuid}/{domain.domid}" if definition is None else definition.path
        cpu_percent = cpu_use.get((domain.uuid, domain.domid))
        rivals = tuple(each for each in candidates if each is not definition)
        lines.append(Instance(key, domain, definition, cpu_percent=cpu_percent, rivals=rivals))
    used = {line.definition.path for line in lines if line.definition is not None}
    running = _Running(listing.domains)
    lines += [Instance(d.path, definition=d, copy_of=running.of(d)) for d in definitions if d.path not in used]
    lines += [Instance(f"line {row.line_number}", unreadable=row) for row in listing.unreadable]
    return tuple(lines)


class _Running:
    """The guests that are there."""

    def __init__(self, domains: tuple[Domain, ...]) -> None:
        guests = [domain for domain in domains if domain.role is DomainRole.GUEST]
        self._by_uuid = {domain.uuid: domain.ref for domain in guests}
        self._by_name = {domain.name: domain.ref for domain in guests}

    def of(self, definition: Definition) -> DomainRef | None:
        """The one of which it is a definition: by its UUID, and without one by its name."""
        if definition.error:
            return None
        if definition.uuid is not None:
            return self._by_uuid.get(definition.uuid)
        return self._by_name.get(definition.listed_name)


def _match(domains: tuple[Domain, ...], definitions: tuple[Definition, ...]) -> dict[int, tuple[Definition, ...]]:
    """By UUID where the file has one, else by name; a definition belongs to one domain only."""
    by_uuid: defaultdict[str, list[Definition]] = defaultdict(list)
    by_name: defaultdict[str, list[Definition]] = defaultdict(list)
    for each in definitions:
        if each.uuid is not None and not each.error:
            by_uuid[each.uuid].append(each)
        elif not each.error:
            by_name[each.listed_name].append(each)
    matches: dict[int, tuple[Definition, ...]] = {}
    used: set[str] = set()
    # A guest comes before what a migration has left of it, which has its UUID too.
    for domain in sorted(domains, key=lambda d: (d.role is not DomainRole.GUEST, d.domid)):
        found = by_uuid.get(domain.uuid) or by_name.get(_guest_name(domain))
        if found and found[0].path not in used:
            matches[domain.domid] = tuple(found)
            used.update(each.path for each in found)
    return matches


def _guest_name(domain: Domain) -> str:
    if domain.role is DomainRole.DOM0:
        return ""
    return domain.name.removesuffix(INCOMING_SUFFIX).removesuffix(MIGRATED_AWAY_SUFFIX)
