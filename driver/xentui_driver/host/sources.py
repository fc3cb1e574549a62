"""The sources of a host, which are read again and again: its domains, its node, its definitions, each on its own.

A source remembers nothing. Each reading gets what earlier readings make worth asking, so that a source may be read from
any thread, by a single look as well as by a poller.
"""

from collections.abc import Callable
from enum import Enum

from xentui_driver.definitions.folder import DefinitionFolder, FolderContents
from xentui_driver.host.memory import Domains, MemoryAccount, account
from xentui_driver.model.clock import Clock
from xentui_driver.model.dataclass import dataclass, field
from xentui_driver.model.departure import Departure
from xentui_driver.model.errors import TransportClosed, XenError
from xentui_driver.model.node import NodeInfo
from xentui_driver.operations.departure_book import DepartureBook
from xentui_driver.operations.rebuilds import Expected, Monitors, read_monitors
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.listing import Listing
from xentui_driver.toolstack.parse.xl_info import parse_info
from xentui_driver.toolstack.xl import Xl


class SourceName(Enum):
    """What is read."""

    LISTING = "listing"
    NODE = "node"
    DEFINITIONS = "definitions"


class Cue(Enum):
    """When a source is read."""

    INTERVAL = "interval"
    """As often as the operator wants."""
    WITH_LISTING = "with listing"
    """When a listing begins, so that a guest that is listed has its definition in the same snapshot."""
    AFTER_LISTING = "after listing"
    """When a listing is complete: the memory of the node fits that of the domains only if both are read together."""


@dataclass(frozen=True, slots=True)
class DomainsRead:
    """The domains, and what the monitors say of those that have ended."""

    listing: Listing
    monitors: Monitors
    began_s: float
    ended_s: float
    """Xen was asked between these two moments, on the driver's monotonic clock."""


@dataclass(frozen=True, slots=True)
class NodeRead:
    """The node, and how its memory is divided."""

    node: NodeInfo = field(default_factory=NodeInfo)
    account: MemoryAccount = field(default_factory=MemoryAccount)


@dataclass(frozen=True, slots=True)
class DefinitionsRead:
    """The definitions, and the departures of their guests."""

    contents: FolderContents = field(default_factory=FolderContents)
    departures: tuple[Departure, ...] = ()
    problems: tuple[str, ...] = ()
    """Why the departures could not be read."""


Value = DomainsRead | NodeRead | DefinitionsRead


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a host when one of its sources is read; empty at the first look."""

    expected: Expected | None = None
    domains: Domains | None = None
    """The domains of a listing that is just complete; None where there is no new one."""
    account: MemoryAccount = field(default_factory=MemoryAccount)
    """The last account of the memory."""


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

    def take(self, known: Known, clock: Clock) -> Reading:
        """Read it; a failure is a reading too. Raises TransportClosed when the console leaves."""
        try:
            value = self.read(known)
        except TransportClosed:
            raise
        except XenError as error:
            return Reading(self.host, self.name, clock.monotonic_s(), error=error)
        return Reading(self.host, self.name, clock.monotonic_s(), value)


def sources_of(xl: Xl, folder: DefinitionFolder, book: DepartureBook) -> tuple[Source, ...]:
    """Every source of one host."""
    host = xl.transport.host_name
    return (
        Source(host, SourceName.LISTING, Cue.INTERVAL, lambda known: read_domains(xl, known)),
        Source(host, SourceName.NODE, Cue.AFTER_LISTING, lambda known: read_node(xl, known)),
        Source(host, SourceName.DEFINITIONS, Cue.WITH_LISTING, lambda _known: read_definitions(folder, book)),
    )


def read_domains(xl: Xl, known: Known) -> DomainsRead:
    """Raises XenError."""
    began_s = xl.clock.monotonic_s()
    listing = xl.listing()
    ended_s = xl.clock.monotonic_s()
    return DomainsRead(listing, read_monitors(xl, listing.domains, known.expected), began_s, ended_s)


def read_node(xl: Xl, known: Known, *, topology: bool = False) -> NodeRead:
    """Raises XenError. Without a new listing the account of the memory stays as it was."""
    node = parse_info(xl.read(commands.info(topology=topology)))
    if known.domains is None:
        return NodeRead(node, known.account)
    return NodeRead(node, account(known.account, node, known.domains, lambda: xl.listing().domains))


def read_definitions(folder: DefinitionFolder, book: DepartureBook) -> DefinitionsRead:
    """Raises HostError."""
    return DefinitionsRead(folder.contents(), *book.shown())
