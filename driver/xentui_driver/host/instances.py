"""Makes the rows of a host's table of its domains and definitions."""

from collections.abc import Iterable, Mapping

from xentui_driver.host.pairs import Alone, Pairing, pairing_of
from xentui_driver.model.counters import Identity
from xentui_driver.model.definition import Definition
from xentui_driver.model.instance import Instance
from xentui_driver.model.rates import NO_USAGE, Usage
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
    pairing = pairing_of(listing.domains, definitions, departed)
    return rows_of(host, listing, pairing, usages, store, listed_s, before)


def rows_of(
    host: str,
    listing: Listing,
    pairing: Pairing,
    usages: Usages,
    store: StoreFacts,
    listed_s: float,
    before: Iterable[Instance] = (),
) -> tuple[Instance, ...]:
    """The same, where it is known what belongs together."""
    rows_before = {row.key: row for row in before}
    maxima, built_s = store.maxima, store.built_s
    rows: list[Instance] = []
    for domain, pair in zip(listing.domains, pairing.pairs, strict=True):
        key, definition, rivals, departure = pair
        identity = domain.uuid, domain.domid
        used, row, since_s = usages.get(identity, NO_USAGE), rows_before.get(key), built_s.get(identity)
        # In whole minutes; a domain that has shut down isn't up.
        up_s = (
            None if since_s is None or domain.reason else max(0, int((listed_s - since_s) // _UP_STEP_S)) * _UP_STEP_S
        )
        maximum_kib = maxima.get(identity)
        if not (
            row is not None
            and row.domain is domain
            and row.definition is definition
            and row.cpu is used.cpu
            and row.rates is used.rates
            and row.up_s == up_s
            and row.running_maximum_kib == maximum_kib
            and row.rivals == rivals
            and row.departure == departure
            and row.host == host
        ):
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
        rows.append(row)
    rows += [_without_domain(host, each, rows_before.get(each.definition.path)) for each in pairing.alone]
    rows += [Instance(f"line {row.line_number}", unreadable=row, host=host) for row in listing.unreadable]
    return tuple(rows)


def _without_domain(host: str, alone: Alone, before: Instance | None) -> Instance:
    definition, copy_of, departure = alone
    row = Instance(definition.path, definition=definition, copy_of=copy_of, departure=departure, host=host)
    return before if before is not None and before == row else row
