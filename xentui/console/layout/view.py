"""What is known of the layout of a host at one moment."""

from collections.abc import Mapping

from xentui.console.guest.reader import Read
from xentui.fleet.cpu_loads import CpuLoads
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.instance import Instance
from xentui_driver.model.layout import CpuSet, HostLayout
from xentui_driver.model.node import NumaNode
from xentui_widgets.instance_columns import display_name


@dataclass(frozen=True, slots=True)
class LayoutView:
    """The last readings, and the guests as the polls show them."""

    read: Read[CpuLoads]
    guests: Mapping[int, Instance]
    """What has a domain, by domid."""

    @property
    def layout(self) -> HostLayout | None:
        return self.read.value.layout if self.read.value is not None else None

    def name_of(self, domid: int) -> str:
        """By the listing: there it can't be forged."""
        guest = self.guests.get(domid)
        return display_name(guest) if guest is not None else f"(id {domid})"


def nodes_of(layout: HostLayout) -> tuple[NumaNode, ...]:
    """One node with all CPUs where Xen can't place them."""
    known = layout.node.numa
    if any(node.cpus for node in known):
        return known
    cpus = tuple(range(layout.node.cpus or 0))
    if len(known) == 1:
        return (NumaNode(known[0].number, known[0].memory_total_kib, known[0].memory_free_kib, cpus),)
    total, free = layout.node.memory_total_kib, layout.node.memory_free_kib
    return known or (NumaNode(0, total, free, cpus),)


def nodes_in(cpus: CpuSet, layout: HostLayout) -> frozenset[int]:
    """The numbers of the nodes that some of the CPUs are on."""
    return frozenset(node.number for node in nodes_of(layout) if cpus is None or cpus.intersection(node.cpus))
