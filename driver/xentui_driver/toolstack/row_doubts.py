"""Finds the rows of an `xl list` that a name with a line break may have forged."""

from collections import Counter
from collections.abc import Collection, Mapping

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.domain import Domain, DomainRole
from xentui_driver.toolstack.parse.xl_list import ListedLine

Mark = tuple[int, str]
"""Domid and UUID: no two domains have both at the same time."""


@dataclass(frozen=True, slots=True)
class Doubts:
    """The rows that xl must be asked about before every row can be believed."""

    domids: frozenset[int]
    """Domids that are claimed twice, out of order, unknown to xenstore, or in a row beside such a row or line."""
    vouched: Mapping[int, tuple[Mark, ...]]
    """For each domid the nameless rows right above its row: only its name can have forged them."""
    newborn: frozenset[int]
    """Domids in xenstore without a row, above all that have one: built since the rows were printed."""


def mark_of(domain: Domain) -> Mark:
    return domain.domid, domain.uuid


def find_doubts(
    lines: Collection[ListedLine],
    domids: frozenset[int] | None,
    *,
    confirmed: Collection[Mark] = (),
    leftovers: frozenset[int] = frozenset(),
) -> Doubts:
    """`domids` is what xenstore has, None when it can't be asked.

    `confirmed` are nameless rows that are known to be true, `leftovers` the domids of which xenstore has an entry
    and Xen has no domain.

    A name's own lines stand right above the last line of it, which is the true row of its domain. So a nameless
    row, of which xenstore knows nothing, is as true as the row below it is whole, and at the end of the list it is
    true in any case.
    """
    claims = Counter(line.domain.domid for line in lines if line.domain is not None)
    doubtful: set[int] = set()
    vouched: dict[int, tuple[Mark, ...]] = {}
    above: list[Mark] = []
    last, after_doubt = -1, False
    for line in lines:
        domain = line.domain
        if domain is None:
            doubtful.update(domid for domid, _ in above)
            above, after_doubt = [], True
            continue
        unknown = domids is not None and domain.domid not in domids
        nameless = domain.role is DomainRole.NAMELESS
        doubt = domain.domid <= last or claims[domain.domid] > 1 or domain.domid in leftovers
        doubt = doubt or (unknown and not nameless)
        if doubt or after_doubt:
            doubtful.update((domain.domid, *(domid for domid, _ in above)))
            above = []
        elif unknown:
            above += [mark_of(domain)] if mark_of(domain) not in confirmed else []
        elif above:
            vouched[domain.domid] = tuple(above)
            above = []
        last, after_doubt = max(last, domain.domid), doubt
    highest = max((domid for domid in claims if domid not in doubtful), default=-1)
    unlisted = (domids or frozenset()) - claims.keys() - leftovers
    return Doubts(frozenset(doubtful), vouched, frozenset(domid for domid in unlisted if domid > highest))
