"""The sources of a host, which are read again and again: its domains, its node, its definitions, each on its own.

A source remembers nothing. Each reading gets what earlier readings make worth asking, so that a source may be read from
any thread, by a single look as well as by a poller.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING

from xentui_driver.definitions.folder_contents import FolderContents
from xentui_driver.host.memory import MemoryAccount, account
from xentui_driver.host.news import News
from xentui_driver.model.clock import Clock
from xentui_driver.model.counters import Counted
from xentui_driver.model.dataclass import dataclass, field, replace
from xentui_driver.model.departure import Departure
from xentui_driver.model.errors import NotCounted, TransportClosed, XenError
from xentui_driver.model.node import NodeInfo
from xentui_driver.model.units import MIB_KIB
from xentui_driver.operations.rebuilds import Expected, Monitors, read_monitors
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.listing import Listing
from xentui_driver.toolstack.parse.xl_info import parse_info
from xentui_driver.toolstack.store_facts import StoreFacts, read_store_facts
from xentui_driver.toolstack.xl import Xl

if TYPE_CHECKING:
    from xentui_driver.definitions.folder import DefinitionFolder
    from xentui_driver.host.counters.session import CounterSession
    from xentui_driver.host.counters.voucher import Sampled
    from xentui_driver.host.logs.consoles_read import ConsolesRead
    from xentui_driver.model.domain import Domain
    from xentui_driver.operations.departure_book import DepartureBook
    from xentui_driver.toolstack.said_use import SaidUse

_ASK_NODE_EVERY_S = 60.0


class SourceName(Enum):
    """What is read."""

    LISTING = "listing"
    NODE = "node"
    DEFINITIONS = "definitions"
    CONSOLES = "consoles"
    COUNTERS = "counters"


class Cue(Enum):
    """When a source is read."""

    INTERVAL = "interval"
    """As often as the operator wants."""
    WITH_LISTING = "with listing"
    """When a listing begins, so that a guest that is listed has its definition in the same snapshot; at first when it
    is complete."""
    AFTER_LISTING = "after listing"
    """When a listing is complete: the memory of the node fits that of the domains only if both are read together."""
    BEHIND_LISTING = "behind listing"
    """Behind a listing and the node, and alone while they aren't read: its start must not slow down the first picture.
    """


@dataclass(frozen=True, slots=True)
class DomainsRead:
    """The domains, and what the monitors say of those that have ended."""

    listing: Listing
    monitors: Monitors
    began_s: float
    ended_s: float
    """Xen was asked between these two moments, on the driver's monotonic clock."""
    counted: Counted | None = None
    """What passed through the domains, where they were counted as they were listed."""
    free_kib: int | None = None
    """The memory of the host that no domain had, where that was told with them."""


@dataclass(frozen=True, slots=True)
class NodeRead:
    """The node, and how its memory is divided."""

    node: NodeInfo = field(default_factory=NodeInfo)
    account: MemoryAccount = field(default_factory=MemoryAccount)
    store: StoreFacts = field(default_factory=StoreFacts)
    """What only xenstore has of each domain."""
    said: SaidUse | None = None
    """What guests say of their memory; None until they were asked, behind the first picture."""
    asked_s: float | None = None
    """When xl was asked about the node, on the driver's monotonic clock; only its free memory is newer."""


@dataclass(frozen=True, slots=True)
class DefinitionsRead:
    """The definitions, and the departures of their guests."""

    contents: FolderContents = field(default_factory=FolderContents)
    departures: tuple[Departure, ...] = ()
    problems: tuple[str, ...] = ()
    """Why the departures could not be read."""


if TYPE_CHECKING:
    Value = DomainsRead | NodeRead | DefinitionsRead | ConsolesRead | Counted


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a host when one of its sources is read; empty at the first look."""

    expected: Expected | None = None
    domains: DomainsRead | None = None
    """A listing that is just complete; None where there is no new one."""
    node: NodeRead = field(default_factory=NodeRead)
    """As it was last read."""
    consoles: ConsolesRead | None = None
    """As they were last read."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The reading of one source of one host: a value, or the reason why there is none."""

    host: str
    source: SourceName
    taken_s: float
    """When it was complete, on the driver's monotonic clock."""
    value: Value | None = None
    error: XenError | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of facts that is read from a host."""

    host: str
    name: SourceName
    cue: Cue
    read: Callable[[Known], Value]
    """Blocks. Raises XenError."""
    news: News | None = None
    """Tells when it is worth reading before its time."""

    def take(self, known: Known, clock: Clock) -> Reading:
        """Read it; a failure is a reading too. Raises TransportClosed when the console leaves."""
        try:
            value = self.read(known)
        except TransportClosed:
            raise
        except XenError as error:
            return Reading(self.host, self.name, clock.monotonic_s(), error=error)
        return Reading(self.host, self.name, clock.monotonic_s(), value)


def sources_of(
    xl: Xl,
    definitions: Callable[[], DefinitionsRead],
    started: Callable[[], CounterSession | None],
    sampler: Callable[[], CounterSession],
    news: News,
) -> tuple[Source, ...]:
    """Every source of one host.

    The sampler is started behind the first picture; once `started` returns it, it lists the domains too, and `news` is
    what it tells of them.
    """
    host = xl.transport.host_name
    return (
        Source(host, SourceName.LISTING, Cue.INTERVAL, lambda known: read_domains(xl, known, started()), news),
        Source(host, SourceName.NODE, Cue.AFTER_LISTING, lambda known: read_node(xl, known)),
        Source(host, SourceName.DEFINITIONS, Cue.WITH_LISTING, lambda _known: definitions()),
        Source(host, SourceName.CONSOLES, Cue.BEHIND_LISTING, lambda known: read_consoles(xl, known)),
        Source(host, SourceName.COUNTERS, Cue.BEHIND_LISTING, lambda _known: read_counters(sampler())),
    )


def read_domains(xl: Xl, known: Known, sampler: CounterSession | None = None) -> DomainsRead:
    """By the sampler if one is at work, else by `xl list`. Raises XenError."""
    began_s = xl.clock.monotonic_s()
    sampled = _sampled(sampler) if sampler is not None and sampler.newest is not None else None
    listing = sampled.listing if sampled is not None else xl.listing()
    ended_s = xl.clock.monotonic_s()
    monitors = read_monitors(xl, listing.domains, known.expected)
    if sampled is None:
        return DomainsRead(listing, monitors, began_s, ended_s)
    return DomainsRead(listing, monitors, began_s, ended_s, sampled.counted, sampled.free_kib)


def _sampled(sampler: CounterSession) -> Sampled | None:
    """None when it has just failed: its own source will say why."""
    try:
        return sampler.read()
    except NotCounted:
        return None


def read_counters(sampler: CounterSession) -> Counted:
    """Those that came with the last listing, or, where none lists with them yet, new ones. Raises NotCounted."""
    newest = sampler.newest
    return newest.counted if newest is not None else sampler.read().counted


def read_consoles(xl: Xl, known: Known) -> ConsolesRead:
    """Raises HostError."""
    from xentui_driver.host.logs import console_signs  # behind the first picture

    return console_signs.read_consoles(xl, known.consoles)


def read_node(xl: Xl, known: Known, *, topology: bool = False) -> NodeRead:
    """Raises XenError. Without a new listing the account of the memory and the facts of xenstore stay as they were.

    What `xl info` says of a host hardly ever changes, but for its free memory.
    """
    now_s, before, domains = xl.clock.monotonic_s(), known.node, known.domains
    free_kib = domains.free_kib if domains is not None else None
    if free_kib is not None and _is_young(before, now_s):
        node, asked_s = replace(before.node, memory_free_kib=free_kib // MIB_KIB * MIB_KIB), before.asked_s
    else:
        node, asked_s = parse_info(xl.read(commands.info(topology=topology))), now_s
    if domains is None:
        return NodeRead(node, before.account, before.store, before.said, asked_s)
    listed = domains.listing.domains
    store = read_store_facts(xl.transport, listed, xl.limits.read_s, now_s=now_s, before=before.store)
    # The first picture doesn't wait for what guests say.
    said = before.said if before.asked_s is None else _read_said_use(xl, listed, before.said)
    memory = account(before.account, node, listed, lambda: xl.listing().domains)
    return NodeRead(node, memory, store, said, asked_s)


def _read_said_use(xl: Xl, listed: tuple[Domain, ...], before: SaidUse | None) -> SaidUse:
    from xentui_driver.toolstack.said_use import read_said_use  # no single look asks

    return read_said_use(xl, listed, before)


def _is_young(read: NodeRead, now_s: float) -> bool:
    is_whole = not read.node.problems and read.node.memory_free_kib is not None
    return is_whole and read.asked_s is not None and now_s - read.asked_s < _ASK_NODE_EVERY_S


def read_definitions(folder: DefinitionFolder, book: DepartureBook) -> DefinitionsRead:
    """Raises HostError."""
    return DefinitionsRead(folder.contents(), *book.shown())
