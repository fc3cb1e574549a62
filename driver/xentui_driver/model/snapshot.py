"""Everything that one poll saw."""

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.departure import Departure
from xentui_driver.model.domain import DomainRef
from xentui_driver.model.instance import Instance
from xentui_driver.model.node import Memory, NodeInfo


@dataclass(frozen=True, slots=True)
class Restarted:
    """A guest that has a new domain."""

    before: DomainRef
    after: DomainRef
    code: int | None
    """The reason code that the old one ended with: 0 poweroff, 1 reboot, 3 crash; None where nobody tells."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that one poll of one host saw, at one moment."""

    host_name: str
    node: NodeInfo
    memory: Memory | None
    instances: tuple[Instance, ...]
    taken_s: float
    """Seconds on the monotonic clock of the driver."""
    problems: tuple[str, ...] = ()
    """What could not be read, and why; empty when the picture is complete."""
    restarted: tuple[Restarted, ...] = ()
    """Who has got a new domain since the last picture."""
    departures: tuple[Departure, ...] = ()
    """All that is noted, also of guests that are back."""
    is_checked: bool = True
    """The rows of `xl list` were checked against xenstore: else a domain may be missing."""
