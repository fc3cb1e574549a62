"""Everything that is known of one host at one moment."""

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.departure import Departure
from xentui_driver.model.instance import Instance
from xentui_driver.model.node import Memory, NodeInfo


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the readings of one host come to, at one moment."""

    host_name: str
    node: NodeInfo
    memory: Memory | None
    instances: tuple[Instance, ...]
    taken_s: float
    """When the listing was there: seconds on the monotonic clock of the driver."""
    problems: tuple[str, ...] = ()
    """What could not be read, and why; empty when the picture is complete."""
    departures: tuple[Departure, ...] = ()
    """All that is noted, also of guests that are back."""
    is_checked: bool = True
    """The rows of `xl list` were checked against xenstore: else a domain may be missing."""
