"""How much CPU and memory of a host are in use: gauges with their figures in words."""

from typing import NamedTuple

from xentui_driver.model.cpu_use import TRAIL_STEPS, CpuUse
from xentui_driver.model.node import Memory
from xentui_driver.model.rates import Rates
from xentui_widgets import graphs, units
from xentui_widgets.gauge import Part, bar
from xentui_widgets.lines import Line, Span, cells, ends, joined
from xentui_widgets.symbols import Symbols
from xentui_widgets.traffic_words import disk_words, network_words

GAP = "  "
_LEAST_BESIDE_TRAFFIC = 48
"""The cells that the gauges keep; where there are fewer, the traffic steps aside."""
_CPU, _MEMORY = "CPU ", "Mem "
_LEAST_FREE_KIB = 512 * units.KIB_PER_MIB
_AMPLE_FREE_KIB = 4 * units.KIB_PER_GIB
_LEVELS = ((0.9, "error"), (0.7, "warning"), (0.0, "running"))
"""The style of the CPU gauge from each share of the host on."""


def is_low(memory: Memory) -> bool:
    """Whether free memory is short: too little for one more guest of a common size.

    That is 5 % of the node, but never less than 512 MiB nor more than 4 GiB: a big host may well be full.
    """
    return memory.free_kib < max(_LEAST_FREE_KIB, min(memory.total_kib // 20, _AMPLE_FREE_KIB))


def one_below_the_other(
    cpu: CpuUse, cpus: int | None, memory: Memory | None, rates: Rates, width: int, symbols: Symbols
) -> tuple[Line, Line]:
    """The CPU, and below it the memory, their gauges of one width; to their right the network and the disks."""
    traffic = _traffic(rates, symbols)
    beside = max(map(len, traffic))
    if beside and width - beside - len(GAP) >= _LEAST_BESIDE_TRAFFIC:
        first, second = _stacked(cpu, cpus, memory, width - beside - len(GAP), symbols)
        return (
            ends(first, (Span(traffic[0].ljust(beside)),), width, symbols),
            ends(second, (Span(traffic[1].ljust(beside)),), width, symbols),
        )
    return _stacked(cpu, cpus, memory, width, symbols)


def _traffic(rates: Rates, symbols: Symbols) -> tuple[str, str]:
    """The network's and the disks' words, each empty where it isn't known."""
    network, disk = network_words(rates, symbols), disk_words(rates)
    return network and f"net  {network}", disk and f"disk {disk}"


def _stacked(cpu: CpuUse, cpus: int | None, memory: Memory | None, width: int, symbols: Symbols) -> tuple[Line, Line]:
    gauges = (_cpu(cpu, cpus, symbols), _memory(memory, symbols))
    longest = max(cells(gauge.figures) for gauge in gauges)
    first, second = (gauge.line(width - longest + cells(gauge.figures), symbols) for gauge in gauges)
    return first, second


def side_by_side(
    cpu: CpuUse, cpus: int | None, memory: Memory | None, rates: Rates, width: int, symbols: Symbols
) -> tuple[Line, Line]:
    """The CPU in the left half and the memory in the right one; below them the traffic, and where the memory is."""
    half = (width - 2 * len(GAP)) // 2
    left, right = _cpu(cpu, cpus, symbols).line(half, symbols), _memory(memory, symbols).line(half, symbols)
    gap = Span(" " * (width - half - cells(left)))
    traffic = Span(" " * len(_CPU) + (2 * GAP).join(words for words in _traffic(rates, symbols) if words))
    parts = _parts_in_words(memory, symbols) if memory else ()
    below = (traffic, Span(" " * (width - half + len(_MEMORY) - cells((traffic,)))), *parts)
    return (*left, gap, *right), below


class _Gauge(NamedTuple):
    """A gauge with its figures; without parts nothing is known."""

    label: str
    parts: tuple[Part, ...]
    figures: Line

    def line(self, width: int, symbols: Symbols) -> Line:
        if not self.parts:
            return (Span(self.label), Span(units.UNKNOWN))
        room = width - len(self.label) - len(GAP) - cells(self.figures)
        return (Span(self.label), *bar(self.parts, room, symbols), Span(GAP), *self.figures)


def _cpu(cpu: CpuUse, cpus: int | None, symbols: Symbols) -> _Gauge:
    if cpu.percent is None or not cpus:
        return _Gauge(_CPU, (), ())
    used, all_of_them = round(cpu.percent), 100 * cpus
    style = _level(used / all_of_them)
    parts = (
        Part(used, symbols.gauge_used, style),
        Part(max(0, all_of_them - used), symbols.gauge_free, "dim"),
    )
    trail = symbols.show(graphs.sparkline(cpu.trail, all_of_them, TRAIL_STEPS))
    busy = f"  {cpu.percent / 100:.1f} of {cpus} busy "
    return _Gauge(_CPU, parts, (Span(f"{cpu.percent / cpus:3.0f} %", style), Span(busy), Span(trail, "running")))


def _level(share: float) -> str:
    return next(style for least, style in _LEVELS if share >= least)


def _memory(memory: Memory | None, symbols: Symbols) -> _Gauge:
    if memory is None:
        return _Gauge(_MEMORY, (), ())
    free = f"{units.memory_of_words(memory.free_kib, memory.total_kib)} free"
    figures = (Span(f"low: {free}", "error"),) if is_low(memory) else (Span(free),)
    parts = (*_used(memory, symbols), Part(memory.free_kib, symbols.gauge_free, "dim"))
    return _Gauge(_MEMORY, parts, figures)


def _used(memory: Memory, symbols: Symbols) -> tuple[Part, ...]:
    return (
        Part(memory.dom0_kib, symbols.gauge_dom0, "dom0"),
        Part(memory.guests_kib, symbols.gauge_used, "error" if is_low(memory) else "running"),
        Part(memory.xen_kib, symbols.gauge_xen, "xen"),
    )


def _parts_in_words(memory: Memory, symbols: Symbols) -> Line:
    names = ("dom0", "guests", "Xen")  # what is free stands beside the gauge
    figures = joined(
        (
            (Span(part.symbol, part.style), Span(f" {name} {units.gib_words(part.amount)}"))
            for name, part in zip(names, _used(memory, symbols), strict=True)
        ),
        GAP,
    )
    return (*figures, Span(" GiB"))
