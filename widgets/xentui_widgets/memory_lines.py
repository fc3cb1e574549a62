"""Where the node's memory is, as a gauge with its figures in words."""

from collections.abc import Callable

from xentui_driver.model.node import Memory
from xentui_widgets import units
from xentui_widgets.gauge import Part, bar
from xentui_widgets.lines import Line, Span, cells, ends, joined
from xentui_widgets.symbols import Symbols

GAP = "  "
_LABEL = "Memory "
_LEAST_GAUGE = 12
_LEAST_FREE_KIB = 512 * units.KIB_PER_MIB
_AMPLE_FREE_KIB = 4 * units.KIB_PER_GIB


def is_low(memory: Memory) -> bool:
    """Whether free memory is short: too little for one more guest of a common size.

    That is 5 % of the node, but never less than 512 MiB nor more than 4 GiB: a big host may well be full.
    """
    return memory.free_kib < max(_LEAST_FREE_KIB, min(memory.total_kib // 20, _AMPLE_FREE_KIB))


def narrow_lines(
    memory: Memory | None, counts: Callable[[int], Line], width: int, symbols: Symbols
) -> tuple[Line, ...]:
    """One line: the gauge, what is free, and as much of `counts(room)` as finds room."""
    if memory is None:
        return (ends((Span(_LABEL + units.UNKNOWN),), counts(width // 2), width, symbols),)
    words = _free_words(memory)
    room = width - len(_LABEL) - _LEAST_GAUGE - cells(words) - 2 * len(GAP)
    figures = joined((words, counts(room)), GAP)
    gauge = bar(_parts(memory, symbols), width - len(_LABEL) - cells(figures) - len(GAP), symbols)
    return ((Span(_LABEL), *gauge, Span(GAP), *figures),)


def wide_lines(memory: Memory | None, counts: Callable[[int], Line], width: int, symbols: Symbols) -> tuple[Line, ...]:
    """Two lines: the gauge and what is free; the figures of all parts and the counts."""
    if memory is None:
        return ((Span(_LABEL + units.UNKNOWN),), ends((), counts(width), width, symbols))
    words = _free_words(memory)
    gauge = bar(_parts(memory, symbols), width - len(_LABEL) - cells(words) - len(GAP), symbols)
    left = (Span(" " * len(_LABEL)), *_figures(memory, symbols))
    below = ends(left, counts(width - cells(left) - len(GAP)), width, symbols)
    return ((Span(_LABEL), *gauge, Span(GAP), *words), below)


def _free_words(memory: Memory) -> Line:
    free = units.memory_words(memory.free_kib)
    total = Span(f" of {units.memory_words(memory.total_kib)}")
    if is_low(memory):
        return (Span(f"low: free {free}", "error"), total)
    return (Span(f"free {free}"), total)


def _parts(memory: Memory, symbols: Symbols) -> tuple[Part, ...]:
    return (
        Part(memory.dom0_kib, symbols.gauge_dom0, "dom0"),
        Part(memory.guests_kib, symbols.gauge_guests, "guests"),
        Part(memory.xen_kib, symbols.gauge_xen, "xen"),
        Part(memory.free_kib, symbols.gauge_free, "free"),
    )


def _figures(memory: Memory, symbols: Symbols) -> Line:
    names = ("dom0", "guests", "Xen")  # what is free stands beside the gauge
    figures = joined(
        (
            (Span(part.symbol, part.style), Span(f" {name} {units.gib_words(part.amount)}"))
            for name, part in zip(names, _parts(memory, symbols), strict=False)
        ),
        GAP,
    )
    return (*figures, Span(" GiB"))
