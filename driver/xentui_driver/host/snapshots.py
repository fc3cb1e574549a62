"""Makes snapshots from the readings of a host's sources: the rows of its table, its node, its memory."""

from collections.abc import Collection, Iterable

from xentui_driver.host.between_domains import Instances, SeenGuest, found_between, with_abandoned, with_rebooting
from xentui_driver.host.instances import Usages, rows_of
from xentui_driver.host.pairs import Pairing, pairing_of
from xentui_driver.host.sources import DefinitionsRead, DomainsRead, NodeRead
from xentui_driver.model.dataclass import replace
from xentui_driver.model.domain import DomainRef
from xentui_driver.model.snapshot import Snapshot
from xentui_driver.toolstack.store_facts import StoreFacts


def merged(
    host: str,
    domains: DomainsRead,
    definitions: DefinitionsRead,
    usages: Usages,
    store: StoreFacts,
    before: Instances = (),
    pairing: Pairing | None = None,
) -> tuple[Instances, Pairing]:
    """One row a guest, as the host itself has it: nobody is between two domains; and what belongs together there.

    A row that is as one `before` is the very same value. `pairing` is that of a listing before.
    """
    listing, departed = domains.listing, definitions.departures
    own = definitions.contents.definitions({domain.name for domain in listing.domains})
    if pairing is None or not pairing.holds(listing.domains, own, departed):
        pairing = pairing_of(listing.domains, own, departed)
    return rows_of(host, listing, pairing, usages, store, domains.ended_s, before), pairing


def first_snapshot(
    host: str, domains: DomainsRead, node: NodeRead, definitions: DefinitionsRead, problems: tuple[str, ...] = ()
) -> Snapshot:
    """For one look at a host: nothing is known of it but these readings. `problems` are those of reading the node."""
    rows, _ = merged(host, domains, definitions, {}, node.store)
    rows = shown(rows, found_between(rows, domains.monitors), domains.monitors.deserted)
    return snapshot_of(host, rows, domains, node, definitions, problems)


def shown(rows: Instances, awaited: Iterable[SeenGuest], abandoned: Collection[DomainRef]) -> Instances:
    """The rows, with the guests whose next domain is `awaited`, and those whose monitor has `abandoned` them."""
    return with_abandoned(with_rebooting(rows, awaited), abandoned)


def without_maxima(rows: Instances) -> Instances:
    """The rows, of none of which it is known how much memory its domain can be given."""
    return tuple(row if row.running_maximum_kib is None else replace(row, running_maximum_kib=None) for row in rows)


def snapshot_of(
    host: str,
    rows: Instances,
    domains: DomainsRead,
    node: NodeRead,
    definitions: DefinitionsRead,
    problems: tuple[str, ...] = (),
) -> Snapshot:
    """`problems` are those of reading the node, and of whatever else could not be read."""
    return Snapshot(
        host_name=host,
        node=node.node,
        memory=node.account.memory,
        instances=rows,
        taken_s=domains.ended_s,
        problems=(
            *domains.listing.problems,
            *problems,
            *node.node.problems,
            *definitions.contents.problems,
            *definitions.problems,
            *node.account.problems,
        ),
        departures=definitions.departures,
        is_checked=domains.listing.is_checked,
    )
