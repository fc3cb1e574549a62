"""Everything that is known of one host at one moment."""

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.departure import Departure
from xentui_driver.model.domain import DOM0_DOMID
from xentui_driver.model.instance import Instance
from xentui_driver.model.node import Memory, NodeInfo


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The rows, the node and the memory of one host, made from its readings."""

    host_name: str
    node: NodeInfo
    memory: Memory | None
    instances: tuple[Instance, ...]
    taken_s: float
    """When the listing was complete: seconds on the driver's monotonic clock."""
    problems: tuple[str, ...] = ()
    """What could not be read, and why; empty when the snapshot is complete."""
    departures: tuple[Departure, ...] = ()
    """All departures that are noted, those of guests that are back too."""
    is_checked: bool = True
    """Whether the rows of `xl list` were checked against xenstore; if not, a domain may be missing."""

    @property
    def up_s(self) -> int | None:
        """How long the host has been up, in whole minutes: as long as its dom0."""
        return next((each.up_s for each in self.instances if each.domid == DOM0_DOMID), None)
