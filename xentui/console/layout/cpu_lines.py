"""The page CPUs: each node with its CPUs, how busy each is, what was last seen on it, and what is pinned."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from xentui.console.guest.paper import Paper
from xentui.console.layout.lines import doubt_lines, standing_lines
from xentui.console.layout.view import LayoutView, nodes_of
from xentui.fleet.cpu_loads import VcpuLoad, load_percent
from xentui_driver.model.layout import CpuSet, HostLayout, VcpuPlace
from xentui_driver.model.node import NumaNode
from xentui_widgets import graphs, units
from xentui_widgets.lines import Line, Span, cells, cut_line

HOW_IT_IS_COUNTED = "Load of a CPU: CPU time of the vCPUs last seen on it; xl has no better figure."
_METER_CELLS = 8
_BUSY_PERCENT, _FULL_PERCENT = 70.0, 90.0
_IDLE_PERCENT = 0.5
"""A vCPU that uses less is only counted."""

OnCpus = Mapping[int, tuple[VcpuLoad, ...]]
InOrder = Callable[[Sequence[NumaNode], OnCpus], Iterable[tuple[str, Sequence[int]]]]
"""Lists of CPUs, each with its heading."""


def cpu_lines(view: LayoutView, paper: Paper) -> Iterator[Line]:
    """Node by node, by number."""
    yield from _lines(view, paper, _by_node)


def busiest_first_lines(view: LayoutView, paper: Paper) -> Iterator[Line]:
    """The CPUs of all nodes in one list, by load."""
    yield from _lines(view, paper, _by_load)


def _lines(view: LayoutView, paper: Paper, in_order: InOrder) -> Iterator[Line]:
    yield from standing_lines(view, paper)
    loads, layout = view.read.value, view.layout
    if loads is None or layout is None:
        return
    yield from doubt_lines(view, layout, paper)
    on_cpus, nodes = loads.on_cpus, nodes_of(layout)
    yield from _overview(nodes, on_cpus, paper)
    yield from paper.text(HOW_IT_IS_COUNTED, "dim")
    for heading, cpus in in_order(nodes, on_cpus):
        yield from paper.heading(heading)
        for cpu in cpus:
            yield _cpu(cpu, on_cpus.get(cpu, ()), view, paper)
    yield from _pins(view, layout, paper)


def _by_node(nodes: Sequence[NumaNode], _on_cpus: OnCpus) -> Iterator[tuple[str, Sequence[int]]]:
    for node in nodes:
        yield f"CPUs of node {node.number}" if len(nodes) > 1 else "CPUs", node.cpus


def _by_load(nodes: Sequence[NumaNode], on_cpus: OnCpus) -> Iterator[tuple[str, Sequence[int]]]:
    """Those whose load isn't known are the last; equal ones stay in their order."""

    def load(cpu: int) -> float:
        percent = load_percent(on_cpus.get(cpu, ()))
        return -1.0 if percent is None else percent

    yield "CPUs, the busiest first", sorted((cpu for node in nodes for cpu in node.cpus), key=load, reverse=True)


def _overview(nodes: Sequence[NumaNode], on_cpus: OnCpus, paper: Paper) -> Iterator[Line]:
    """Every CPU at a glance, a cell for each; below its node where there is no room beside it."""
    which = [_which(node, is_one=len(nodes) == 1) for node in nodes]
    for node, words in zip(nodes, which, strict=True):
        percents = tuple(load_percent(on_cpus.get(cpu, ())) for cpu in node.cpus)
        mean = _mean(percents, [cpu in on_cpus for cpu in node.cpus])
        figure = units.UNKNOWN if mean is None else f"{mean:.0f}"
        label = "all" if len(nodes) == 1 else f"node {node.number}"
        head: Line = (
            Span(f" {label:<8}", "dim"),
            Span(f"{figure:>4} %", _style(mean)),
            Span(f"  {words:<{max(map(len, which))}}  ", "dim"),
        )
        graph = paper.symbols.show(graphs.sparkline(percents, 100.0, len(percents)))
        if cells(head) + len(graph) <= paper.width:
            yield (*head, Span(graph, "running"))
            continue
        yield head
        room = max(1, paper.width - 2)
        yield from ((Span(f" {graph[at : at + room]}", "running"),) for at in range(0, len(graph), room))


def _which(node: NumaNode, *, is_one: bool) -> str:
    return units.plural(len(node.cpus), "CPU") if is_one else f"CPUs {units.ranges_words(node.cpus) or units.UNKNOWN}"


def _mean(percents: Sequence[float | None], has_vcpus: Sequence[bool]) -> float | None:
    """None while nothing is known of any vCPU there: that others of its CPUs have none says little."""
    known = [percent for percent in percents if percent is not None]
    pairs = zip(percents, has_vcpus, strict=True)
    is_known = not any(has_vcpus) or any(percent is not None for percent, has in pairs if has)
    return sum(known) / len(known) if known and is_known else None


def _cpu(cpu: int, loads: Sequence[VcpuLoad], view: LayoutView, paper: Paper) -> Line:
    percent = load_percent(tuple(loads))
    meter = graphs.meter(percent or 0.0, 100.0, _METER_CELLS) if percent is not None else " " * _METER_CELLS
    figure = units.UNKNOWN if percent is None else f"{percent:.0f}"
    busy = [each for each in loads if each.percent is None or each.percent >= _IDLE_PERCENT]
    names = [_vcpu_words(each, view, is_alone=len(busy) == 1) for each in busy]
    idle = len(loads) - len(busy)
    more = [f"{'+' if names else ''}{idle} idle"] if idle else []
    return cut_line(
        (
            Span(f" {cpu:>4} ", "dim"),
            Span(f"{figure:>4} % ", _style(percent)),
            Span(paper.symbols.show(meter), _style(percent) or "running"),
            Span("  "),
            Span(paper.symbols.show(", ".join(names))),
            Span((", " if names and more else "") + "".join(more), "dim"),
        ),
        paper.width,
        paper.symbols,
    )


def _vcpu_words(load: VcpuLoad, view: LayoutView, *, is_alone: bool) -> str:
    """The guest and the number of its vCPU; how busy it is, where the CPU itself doesn't say that already."""
    name = f"{view.name_of(load.place.domid)}/{load.place.number}"
    return name if is_alone or load.percent is None else f"{name} {load.percent:.0f}"


def _style(percent: float | None) -> str:
    if percent is None or percent < _BUSY_PERCENT:
        return ""
    return "error" if percent >= _FULL_PERCENT else "warning"


def _pins(view: LayoutView, layout: HostLayout, paper: Paper) -> Iterator[Line]:
    """The guests that may not run everywhere, or had rather not."""
    yield from paper.heading("Pins")
    pinned = [place for place in layout.vcpus if place.hard is not None or place.soft is not None]
    if not pinned:
        yield from paper.text("None: every vCPU may run on every CPU.", "dim")
    for (domid, hard, soft), places in groupby(pinned, key=_pin):
        yield from _pin_lines(view.name_of(domid), [place.number for place in places], hard, soft, paper)


def _pin(place: VcpuPlace) -> tuple[int, CpuSet, CpuSet]:
    return place.domid, place.hard, place.soft


def _pin_lines(name: str, numbers: Sequence[int], hard: CpuSet, soft: CpuSet, paper: Paper) -> Iterator[Line]:
    said = (
        f"runs only on CPUs {units.ranges_words(hard) or 'none'}" if hard is not None else "",
        f"prefers CPUs {units.ranges_words(soft) or 'none'}" if soft is not None else "",
    )
    which = f"vCPU {numbers[0]}" if len(numbers) == 1 else f"vCPUs {units.ranges_words(numbers)}"
    yield from paper.text(f"{name} {which}: {', '.join(each for each in said if each)}")
