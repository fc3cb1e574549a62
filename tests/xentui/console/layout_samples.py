"""Layouts of hosts for tests: small and huge ones, with guests of any name."""

from xentui.console.guest.reader import Read
from xentui.console.layout.view import LayoutView
from xentui.fleet.cpu_loads import CpuLoads
from xentui_driver.model.instance import Instance
from xentui_driver.model.layout import CpuSet, HostLayout, VcpuPlace
from xentui_driver.model.node import NodeInfo, NumaNode

GIB_KIB = 1 << 20


def layout_view(
    guests: dict[int, Instance], *, cpus: int, nodes: int, hard: CpuSet = None, doubtful: frozenset[int] = frozenset()
) -> LayoutView:
    """Two readings, ten seconds apart: each guest has four vCPUs, the busiest the first."""
    each = cpus // nodes
    numa = tuple(
        NumaNode(node, 64 * GIB_KIB, node * GIB_KIB, tuple(range(node * each, (node + 1) * each)))
        for node in range(nodes)
    )
    info = NodeInfo(cpus=cpus, numa_nodes=nodes, numa=numa)
    loads = CpuLoads()
    for at_s in (0.0, 10.0):
        places = tuple(_place(domid, number, at_s, cpus, each, hard) for domid in sorted(guests) for number in range(4))
        loads = loads.with_layout(HostLayout(info, places, doubtful, at_s, at_s))
    return LayoutView(Read(loads, taken_s=1.0), guests)


def _place(domid: int, number: int, at_s: float, cpus: int, each: int, hard: CpuSet) -> VcpuPlace:
    node = domid % (cpus // each)
    busy = 1.0 / (number + 1) if domid % 3 else 0.0
    cpu = node * each + (7 * domid + number) % each
    soft = frozenset(range(node * each, (node + 1) * each)) if domid and cpus > each else None
    return VcpuPlace(domid, number, cpu if number < 3 or domid % 2 else None, 100.0 + busy * at_s, hard, soft)
