"""Merges domains and definitions into rows: each domain once, each definition once, together where they belong."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from operator import attrgetter

from xentui_driver.definitions.pairing import preferred
from xentui_driver.model.counters import Identity
from xentui_driver.model.definition import Definition
from xentui_driver.model.departure import Departure
from xentui_driver.model.domain import Domain, DomainRef, DomainRole
from xentui_driver.model.identity import guest_name, identifies
from xentui_driver.model.instance import Instance
from xentui_driver.model.rates import NO_USAGE, Usage
from xentui_driver.operations import departures
from xentui_driver.operations.departures import Departures
from xentui_driver.toolstack.listing import Listing
from xentui_driver.toolstack.store_facts import StoreFacts

Usages = Mapping[Identity, Usage]
NOTHING = StoreFacts()
_UP_STEP_S = 60
"""A minute: finer figures would be another row at each poll."""


def merge(
    host: str,
    listing: Listing,
    definitions: tuple[Definition, ...],
    usages: Usages,
    store: StoreFacts = NOTHING,
    departed: Departures = (),
    listed_s: float = 0.0,
    before: Iterable[Instance] = (),
) -> tuple[Instance, ...]:
    """The rows of that host: domains in the order of their domids, then what isn't running, then what can't be read.

    It was listed at `listed_s`, on the driver's monotonic clock. A row that is as one `before`, what its
    console says aside, is the very same value.
    """
    rows_before = {row.key: row for row in before}
    matches = _match(listing.domains, definitions)
    lines: list[Instance] = []
    for domain in listing.domains:
        candidates = matches.get(domain.domid, ())
        definition = candidates[0] if len(candidates) == 1 else preferred(candidates, _guest_name(domain))
        key = _key(domain) if definition is None else definition.path
        identity = domain.uuid, domain.domid
        used = usages.get(identity, NO_USAGE)
        rivals = tuple([each for each in candidates if each is not definition]) if len(candidates) > 1 else ()
        departure = _departure(departed, domain)
        maximum_kib = store.maxima.get(identity)
        up_s = _up_s(store.built_s.get(identity), domain, listed_s)
        row = rows_before.get(key)
        if row is None or not _is_same(row, domain, definition, used, (maximum_kib, up_s, rivals, departure, host)):
            row = Instance(
                key,
                domain,
                definition,
                cpu=used.cpu,
                rates=used.rates,
                running_maximum_kib=maximum_kib,
                up_s=up_s,
                rivals=rivals,
                departure=departure,
                host=host,
            )
        lines.append(row)
    paired = {line.definition.path for line in lines if line.definition is not None}
    running = _Running(listing.domains)
    for each in definitions:
        if each.path not in paired:
            lines.append(_without_domain(host, each, running, departed, rows_before.get(each.path)))
    lines += [Instance(f"line {row.line_number}", unreadable=row, host=host) for row in listing.unreadable]
    return tuple(lines)


def _is_same(
    row: Instance, domain: Domain, definition: Definition | None, used: Usage, others: tuple[object, ...]
) -> bool:
    return (
        row.domain is domain
        and row.definition is definition
        and row.cpu is used.cpu
        and row.rates is used.rates
        and (row.running_maximum_kib, row.up_s, row.rivals, row.departure, row.host) == others
    )


def _without_domain(
    host: str, definition: Definition, running: "_Running", departed: Departures, before: Instance | None
) -> Instance:
    copy_of = running.of(definition)
    departure = departures.of_definition(departed, definition) if copy_of is None else None
    row = Instance(definition.path, definition=definition, copy_of=copy_of, departure=departure, host=host)
    return before if before is not None and before == row else row


def _up_s(built_s: float | None, domain: Domain, listed_s: float) -> int | None:
    """In whole minutes; a domain that has shut down isn't up."""
    if built_s is None or domain.reason:
        return None
    return max(0, int((listed_s - built_s) // _UP_STEP_S)) * _UP_STEP_S


def _key(domain: Domain) -> str:
    """Never the same for two domains that existed one after the other: where the UUID says nothing, the name helps."""
    identity = f"{domain.uuid}/{domain.domid}"
    return identity if identifies(domain.uuid) else f"{identity}/{domain.name}"


def _departure(departed: Departures, domain: Domain) -> Departure | None:
    """The departure of a guest whose copy was handed over; None for a guest itself, which is here."""
    if domain.role is not DomainRole.MIGRATED_AWAY:
        return None
    noted = departures.find(departed, domain.uuid, domain.name)
    return noted or departures.from_copy(domain, "", 0.0)


class _Running:
    """The guests that have a domain."""

    def __init__(self, domains: tuple[Domain, ...]) -> None:
        guests = [domain for domain in domains if domain.role is DomainRole.GUEST]
        self._by_uuid = {domain.uuid: domain for domain in guests if identifies(domain.uuid)}
        self._by_name = {domain.name: domain for domain in guests}

    def of(self, definition: Definition) -> DomainRef | None:
        """The guest that the definition belongs to: by its UUID, or by its name where it has none."""
        if definition.error:
            return None
        if definition.uuid is not None and identifies(definition.uuid):
            found = self._by_uuid.get(definition.uuid)
        else:
            found = self._by_name.get(definition.listed_name)
        return found.ref if found is not None else None


def _match(domains: tuple[Domain, ...], definitions: tuple[Definition, ...]) -> dict[int, tuple[Definition, ...]]:
    """Matches by UUID where the file has one, else by name; a definition belongs to one domain only."""
    by_uuid: defaultdict[str, list[Definition]] = defaultdict(list)
    by_name: defaultdict[str, list[Definition]] = defaultdict(list)
    for each in definitions:
        if each.uuid is not None and identifies(each.uuid) and not each.error:
            by_uuid[each.uuid].append(each)
        elif not each.error:
            by_name[each.listed_name].append(each)
    matches: dict[int, tuple[Definition, ...]] = {}
    used: set[str] = set()
    # A guest comes before the remains of a migration, which share its UUID.
    ordered = sorted(domains, key=attrgetter("domid"))
    guests = [domain for domain in ordered if domain.role is DomainRole.GUEST]
    for domain in (*guests, *(domain for domain in ordered if domain.role is not DomainRole.GUEST)):
        found = by_uuid.get(domain.uuid) or by_name.get(_guest_name(domain))
        if found and found[0].path not in used:
            matches[domain.domid] = tuple(found)
            for each in found:
                used.add(each.path)
    return matches


def _guest_name(domain: Domain) -> str:
    if domain.role is DomainRole.DOM0:
        return ""
    return guest_name(domain.name)
