"""A stacked bar: how many of its cells each part gets, and the spans that draw it."""

from collections.abc import Sequence
from typing import NamedTuple

from xentui_widgets.lines import Line, Span
from xentui_widgets.symbols import Symbols


class Part(NamedTuple):
    """One part of the bar."""

    amount: int
    symbol: str
    style: str


def shares(amounts: Sequence[int], width: int) -> list[int]:
    """`width` cells divided in proportion; a part that is not nothing gets at least one cell if there is room.

    What rounding leaves over goes where the remainder is largest, so that the sum is always `width`.
    """
    amounts = [max(0, amount) for amount in amounts]
    total = sum(amounts)
    if not total or width <= 0:
        return [0] * len(amounts)
    floors = [amount * width // total for amount in amounts]
    rests = sorted(range(len(amounts)), key=lambda index: -(amounts[index] * width % total))
    for index in rests[: width - sum(floors)]:
        floors[index] += 1
    for index, amount in enumerate(amounts):
        largest = max(range(len(floors)), key=floors.__getitem__)
        if amount and not floors[index] and floors[largest] > 1:
            floors[index] += 1
            floors[largest] -= 1
    return floors


def bar(parts: Sequence[Part], width: int, symbols: Symbols) -> Line:
    """The bar in `width` cells, its brackets included."""
    inner = width - len(symbols.gauge_open) - len(symbols.gauge_close)
    sizes = shares([part.amount for part in parts], inner)
    cells = tuple(Span(part.symbol * size, part.style) for part, size in zip(parts, sizes, strict=True) if size)
    return (Span(symbols.gauge_open, "dim"), *cells, Span(symbols.gauge_close, "dim"))
