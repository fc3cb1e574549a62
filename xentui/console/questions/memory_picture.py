"""Draws the memory of guests as it is and as it will be, and what their host has left."""

from collections.abc import Sequence

from rich.cells import cell_len

from xentui.console.questions.changes import from_to, size
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.domain import DomainMemory
from xentui_driver.model.node import Memory
from xentui_widgets import graphs
from xentui_widgets.gauge import shares
from xentui_widgets.lines import cut
from xentui_widgets.symbols import Symbols

_FIGURES_CELLS = 22
"""A label and a figure, before a bar."""
_CHANGE_CELLS = 18
_AROUND_CELLS = 4
"""What points at a guest, and blanks between the columns."""
_LEAST_NAME_CELLS, _MOST_NAME_CELLS = 6, 24
_LEAST_BAR_CELLS, _MOST_BAR_CELLS = 6, 40


@dataclass(frozen=True, slots=True)
class Drawn:
    """One guest in the picture."""

    name: str
    actual_kib: int | None
    memory: DomainMemory | None = None
    """None until it has been read."""
    wanted_kib: int | None = None
    """The target that is being chosen."""

    @property
    def goal_kib(self) -> int | None:
        if self.wanted_kib is not None:
            return self.wanted_kib
        return self.memory.target_kib if self.memory is not None else None

    @property
    def longest_kib(self) -> int:
        """What the whole bar stands for."""
        return max(self.actual_kib or 0, self.goal_kib or 0, self._drawable_kib or 0, 1)

    @property
    def has_drawable_maximum(self) -> bool:
        return self._drawable_kib is not None

    @property
    def _drawable_kib(self) -> int | None:
        """dom0 may have no limit, which xenstore tells as an enormous one (libxl_mem.c)."""
        maximum_kib = self.memory.maximum_kib if self.memory is not None else None
        if maximum_kib is None or self.actual_kib is None or maximum_kib > 64 * self.actual_kib:
            return None
        return maximum_kib


def one_guest(guest: Drawn, will_be: Memory | None, room: int, symbols: Symbols) -> tuple[str, ...]:
    """A line for each figure, in `room` cells; `will_be` is the host once the guest has followed."""
    memory, longest_kib = guest.memory, guest.longest_kib
    width = max(_LEAST_BAR_CELLS, min(room - _FIGURES_CELLS, _MOST_BAR_CELLS))

    def line(label: str, kib: int | None, bar: str | None = None) -> str:
        is_drawn = kib is not None and kib <= longest_kib
        plain = graphs.FULL * _cells(kib or 0, longest_kib, width) if is_drawn else ""
        return f"{label:<10}{size(kib):>10}  {plain if bar is None else bar}".rstrip()

    used_kib = memory.used_kib if memory is not None else None
    return (
        line("actual", guest.actual_kib),
        *([line("in use", used_kib)] if used_kib is not None else []),
        line("target", guest.goal_kib, change_bar(guest, width, symbols)),
        line("maximum", memory.maximum_kib if memory is not None else None),
        line("host free", will_be.free_kib if will_be is not None else None, host_bar(will_be, width, symbols)),
    )


def several_guests(
    guests: Sequence[Drawn], at: int, hosts: Sequence[tuple[str, Memory, Memory]], room: int, symbols: Symbols
) -> tuple[str, ...]:
    """A line for each guest, the chosen one pointed at; then one for each host: its label, as it is, as it will be."""
    name_cells, bar_cells = _columns(room)

    def line(mark: str, name: str, figures: str, bar: str) -> str:
        label = cut(symbols.show(name), name_cells, symbols.ellipsis)
        return f"{mark} {_padded(label, name_cells)} {figures:>{_CHANGE_CELLS}} {bar}".rstrip()

    lines = [
        line(
            symbols.cursor if place == at else " ",
            guest.name,
            _change(guest.actual_kib, guest.wanted_kib),
            change_bar(guest, bar_cells, symbols),
        )
        for place, guest in enumerate(guests)
    ]
    for label, before, after in hosts:
        changed_kib = after.free_kib if after != before else None
        lines.append(line(" ", label, _change(before.free_kib, changed_kib), host_bar(after, bar_cells, symbols)))
    return tuple(lines)


def followed_guest(guest: Drawn, room: int, symbols: Symbols) -> str:
    """A guest on its way, with nothing that points at it."""
    name_cells, bar_cells = _columns(room)
    name = _padded(cut(symbols.show(guest.name), name_cells, symbols.ellipsis), name_cells)
    figures = _change(guest.actual_kib, guest.wanted_kib)
    return f"{name} {figures:>{_CHANGE_CELLS}} {change_bar(guest, bar_cells, symbols)}".rstrip()


def _columns(room: int) -> tuple[int, int]:
    """Cells for names and for bars."""
    left = room - _CHANGE_CELLS - _AROUND_CELLS
    name_cells = max(_LEAST_NAME_CELLS, min(left // 2, _MOST_NAME_CELLS))
    return name_cells, max(_LEAST_BAR_CELLS, min(left - name_cells, _MOST_BAR_CELLS))


def _padded(text: str, width: int) -> str:
    return text + " " * max(0, width - cell_len(text))


def change_bar(guest: Drawn, width: int, symbols: Symbols) -> str:
    """What stays, what it gives back or gets, and what it could have; empty where nothing is known."""
    actual_kib, goal_kib = guest.actual_kib, guest.goal_kib
    if actual_kib is None or goal_kib is None:
        return ""
    longest_kib = guest.longest_kib
    kept = _cells(min(actual_kib, goal_kib), longest_kib, width)
    moved = _cells(max(actual_kib, goal_kib), longest_kib, width) - kept
    sign = symbols.gauge_xen if goal_kib > actual_kib else symbols.gauge_dom0
    return graphs.FULL * kept + sign * moved + symbols.gauge_free * (width - kept - moved)


def host_bar(memory: Memory | None, width: int, symbols: Symbols) -> str:
    """dom0, guests, Xen and what is free, as in the line of the host."""
    if memory is None:
        return ""
    glyphs = (symbols.gauge_dom0, graphs.FULL, symbols.gauge_xen, symbols.gauge_free)
    amounts = (memory.dom0_kib, memory.guests_kib, memory.xen_kib, memory.free_kib)
    return "".join(glyph * cells for glyph, cells in zip(glyphs, shares(amounts, width), strict=True))


def _cells(kib: int, longest_kib: int, width: int) -> int:
    return min(width, round(width * kib / longest_kib))


def _change(before_kib: int | None, after_kib: int | None) -> str:
    """`8.0 -> 10.0 GiB`; the size alone where it stays."""
    if before_kib is None:
        return "-"
    if after_kib is None or after_kib == before_kib:
        return size(before_kib)
    return from_to(before_kib, after_kib)
