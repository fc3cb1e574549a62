"""Pairs domains with definitions: each domain once, each definition once, together where they belong."""

from collections import defaultdict
from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

from xentui_driver.definitions.pairing import preferred
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.definition import Definition
from xentui_driver.model.departure import Departure
from xentui_driver.model.domain import Domain, DomainRef, DomainRole
from xentui_driver.model.identity import guest_name, identifies
from xentui_driver.operations import departures
from xentui_driver.operations.departures import Departures


class Pair(NamedTuple):
    """What belongs to one domain."""

    key: str
    """Of its row."""
    definition: Definition | None
    rivals: tuple[Definition, ...]
    departure: Departure | None


class Alone(NamedTuple):
    """A definition whose guest doesn't run."""

    definition: Definition
    copy_of: DomainRef | None
    departure: Departure | None


@dataclass(frozen=True, slots=True)
class Pairing:
    """What belongs to each domain of a host, in their order, and the definitions that belong to none."""

    pairs: tuple[Pair, ...]
    alone: tuple[Alone, ...]
    _domains: tuple[Domain, ...]
    _definitions: tuple[Definition, ...]
    _departed: Departures

    def holds(self, domains: Sequence[Domain], definitions: tuple[Definition, ...], departed: Departures) -> bool:
        """Whether it is that of these, too: from listing to listing it hardly ever changes."""
        return (
            len(domains) == len(self._domains)
            and definitions == self._definitions
            and departed == self._departed
            and all(now is was or _pairs_alike(now, was) for now, was in zip(domains, self._domains, strict=True))
        )


def pairing_of(domains: tuple[Domain, ...], definitions: tuple[Definition, ...], departed: Departures) -> Pairing:
    matches = _match(domains, definitions)
    pairs = tuple([_pair(each, matches.get(each.domid, ()), departed) for each in domains])
    paired, running = {each.definition.path for each in pairs if each.definition is not None}, _Running(domains)
    alone = tuple([_alone(each, running, departed) for each in definitions if each.path not in paired])
    return Pairing(pairs, alone, domains, definitions, departed)


def _pairs_alike(domain: Domain, other: Domain) -> bool:
    """Whether the same belongs to both."""
    return (domain.domid, domain.name, domain.role, domain.uuid) == (other.domid, other.name, other.role, other.uuid)


def _pair(domain: Domain, candidates: tuple[Definition, ...], departed: Departures) -> Pair:
    definition = candidates[0] if len(candidates) == 1 else preferred(candidates, _guest_name(domain))
    rivals = tuple([each for each in candidates if each is not definition]) if len(candidates) > 1 else ()
    key = _key(domain) if definition is None else definition.path
    return Pair(key, definition, rivals, _departure(departed, domain))


def _alone(definition: Definition, running: "_Running", departed: Departures) -> Alone:
    copy_of = running.of(definition)
    departure = departures.of_definition(departed, definition) if copy_of is None else None
    return Alone(definition, copy_of, departure)


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
