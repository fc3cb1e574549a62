"""The page Memory: how much of each NUMA node's memory is free, and which nodes each guest belongs to."""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from xentui.console.guest.paper import Paper
from xentui.console.layout.lines import doubt_lines, standing_lines
from xentui.console.layout.view import LayoutView, nodes_in, nodes_of
from xentui_driver.model.instance import Instance
from xentui_driver.model.layout import HostLayout, VcpuPlace
from xentui_driver.model.node import NumaNode
from xentui_widgets import units
from xentui_widgets.gauge import Part, bar
from xentui_widgets.instance_columns import display_name
from xentui_widgets.lines import Line, Span, fit

ONE_NODE = "This host has one NUMA node: all of its memory is equally near to every CPU."
WHERE_IT_IS = (
    "Xen takes memory from the nodes that a guest's vCPUs are pinned to or prefer, while there is some. "
    "Where it really is, xl doesn't tell."
)
_LOW_SHARE = 0.05
_LEAST_NAME, _MOST_NAME = 12, 40
_LEAST_GAUGE = 8


def memory_lines(view: LayoutView, paper: Paper) -> Iterator[Line]:
    yield from standing_lines(view, paper)
    layout = view.layout
    if layout is None:
        return
    yield from doubt_lines(view, layout, paper)
    nodes = nodes_of(layout)
    yield from _gauges(nodes, paper)
    if len(nodes) == 1:
        yield ()
        yield from paper.text(ONE_NODE, "dim")
        return
    yield from paper.text(WHERE_IT_IS, "dim")
    yield from paper.heading("Guests")
    yield from _guests(view, layout, paper)


def _gauges(nodes: Sequence[NumaNode], paper: Paper) -> Iterator[Line]:
    """All of one width, where there is room for any."""
    which = [f"  CPUs {units.ranges_words(node.cpus) or units.UNKNOWN}" for node in nodes]
    told = [_free_words(node) for node in nodes]
    label_cells = len(f" node {nodes[-1].number}  ")
    longest = max(map(len, told))
    room = paper.width - label_cells - longest - 2
    beside = max(map(len, which))
    shows_cpus = room - beside >= _LEAST_GAUGE
    for node, free, cpus in zip(nodes, told, which, strict=True):
        style = "error" if _is_low(node) else ""
        gauge = _gauge(node, room - (beside if shows_cpus else 0), paper)
        head = Span(f" node {node.number}".ljust(label_cells), "dim")
        yield (head, *gauge, Span(f"  {free:>{longest}}", style), Span(cpus if shows_cpus else "", "dim"))


def _free_words(node: NumaNode) -> str:
    return f"{units.memory_of_words(node.memory_free_kib, node.memory_total_kib)} free"


def _gauge(node: NumaNode, room: int, paper: Paper) -> Line:
    total, free = node.memory_total_kib, node.memory_free_kib
    if total is None or free is None or room < _LEAST_GAUGE:
        return ()
    used = Part(max(0, total - free), paper.symbols.gauge_used, "error" if _is_low(node) else "running")
    return bar((used, Part(free, paper.symbols.gauge_free, "dim")), room, paper.symbols)


def _is_low(node: NumaNode) -> bool:
    total, free = node.memory_total_kib, node.memory_free_kib
    return total is not None and free is not None and free < total * _LOW_SHARE


def _guests(view: LayoutView, layout: HostLayout, paper: Paper) -> Iterator[Line]:
    places: dict[int, list[VcpuPlace]] = {}
    for place in layout.vcpus:
        places.setdefault(place.domid, []).append(place)
    guests = sorted(view.guests.items(), key=lambda item: (-_memory_kib(item[1]), display_name(item[1])))
    names = [cell_len(paper.symbols.show(display_name(guest))) for _, guest in guests]
    room = paper.width - units.MEMORY_CELLS - 16
    width = max(_LEAST_NAME, min(_MOST_NAME, room, max(names, default=0)))
    for domid, guest in guests:
        name = fit(paper.symbols.show(display_name(guest)), width, paper.symbols.ellipsis)
        memory = units.memory_words(guest.domain.memory_kib if guest.domain is not None else None)
        nodes = _nodes_words(places.get(domid, ()), layout)
        yield (Span(f" {name}"), Span(f"  {memory:>{units.MEMORY_CELLS}}"), Span(f"  {nodes}", "dim"))


def _memory_kib(guest: Instance) -> int:
    return guest.domain.memory_kib if guest.domain is not None else 0


def _nodes_words(places: Sequence[VcpuPlace], layout: HostLayout) -> str:
    """As Xen itself decides (domain_update_node_affinity, xen/common/domain.c)."""
    if not places:
        return units.UNKNOWN
    wanted = [nodes_in(_preferred(place), layout) for place in places]
    nodes = frozenset[int]().union(*wanted)
    if len(nodes) == len(nodes_of(layout)):
        return "any node"
    return f"node{'s' if len(nodes) > 1 else ''} {units.ranges_words(nodes)}" if nodes else units.UNKNOWN


def _preferred(place: VcpuPlace) -> frozenset[int] | None:
    if place.soft is None or place.hard is None:
        return place.soft if place.hard is None else place.hard
    return place.soft & place.hard or place.hard
