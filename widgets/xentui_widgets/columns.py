"""The registry of the instance table's columns: a new column is one more line here."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.definition import Definition
from xentui_driver.model.instance import Instance
from xentui_widgets import states, units
from xentui_widgets.units import UNKNOWN

GAP = 2
"""Blanks between two columns; the sort arrow stands in the first of them."""


class Cell(NamedTuple):
    """What one column shows of one instance."""

    text: str
    style: str = ""
    """A name in `palette.PALETTE`."""
    short: str = ""
    """Shown instead when `text` is wider than the column."""


SortKey = str | float | int


@dataclass(frozen=True, slots=True)
class Column:
    """One column: how wide, how important, what it shows and how it sorts."""

    id: str
    title: str
    width: int
    """The cells without which it is not shown."""
    importance: int
    """When the terminal is narrow the least important step aside."""
    cell: Callable[[Instance], Cell]
    sort_key: Callable[[Instance], SortKey | None] | None
    """An unknown value is None and sorts last in both directions; without a function it is the name that counts."""
    align: Literal["left", "right"] = "left"
    wanted: int = 0
    """The cells with which it shows all it has to say; 0 when `width` does."""
    weight: int = 0
    """Its share of the cells that nobody wants."""
    maximum: int | None = None
    """Where that growth ends."""
    patient: bool = False
    """Joins only when the others have all that they want."""
    largest_first: bool = False
    """How it sorts when it is chosen, as top does it."""


class ShownColumn(NamedTuple):
    """A column at its place on the screen."""

    column: Column
    x: int
    width: int


@lru_cache(16384)
def natural_key(name: str) -> str:
    """Sorts names as people count: web-2 before web-10, whatever the case."""
    counted = re.sub(r"[0-9]+", _counted, name.casefold())
    return f"{counted}\0{name}"


def _counted(match: re.Match[str]) -> str:
    # Its length before the number makes a longer number the greater one; the 0 keeps digits before letters.
    number = match.group().lstrip("0")
    return f"0{chr(len(number))}{number}"


def display_name(instance: Instance) -> str:
    """The name on the screen; what has none says so."""
    if instance.name:
        return instance.name
    if instance.unreadable is not None:
        return f"(unreadable line {instance.unreadable.line_number})"
    return "(no name)"


def definition_of(instance: Instance) -> Definition:
    """Its definition; one that says nothing when there is none."""
    return instance.definition or _NO_DEFINITION


_NO_DEFINITION = Definition(path="", name="")


def _row_style(instance: Instance) -> str:
    return "" if instance.domain is not None else "stopped"


def _name(instance: Instance) -> Cell:
    return Cell(display_name(instance), _row_style(instance) if instance.name else "dim")


def _id(instance: Instance) -> Cell:
    return Cell(units.count_words(instance.domid), _row_style(instance))


def _domid(instance: Instance) -> int | None:
    return instance.domid


def _state(instance: Instance) -> Cell:
    look = states.appearance(instance)
    return Cell(states.long_text(instance), look.style, look.text)


def _state_key(instance: Instance) -> int:
    return states.RANKS[instance.state]


def _type(instance: Instance) -> Cell:
    return Cell(definition_of(instance).type or UNKNOWN, _row_style(instance))


def _type_key(instance: Instance) -> str | None:
    return definition_of(instance).type


def vcpus(instance: Instance) -> int | None:
    """Online vCPUs of the domain; of a stopped instance, what its definition asks for."""
    return instance.domain.vcpus if instance.domain is not None else definition_of(instance).vcpus


def _cpus(instance: Instance) -> Cell:
    return Cell(units.count_words(vcpus(instance)), _row_style(instance))


def _cpu(instance: Instance) -> Cell:
    return Cell(units.cpu_words(instance.cpu_percent), _row_style(instance))


def _cpu_key(instance: Instance) -> float | None:
    return instance.cpu_percent


def memory_kib(instance: Instance) -> int | None:
    """What the domain holds; of a stopped instance, what its definition asks for."""
    return instance.domain.memory_kib if instance.domain is not None else definition_of(instance).memory_kib


def _memory(instance: Instance) -> Cell:
    return Cell(units.memory_words(memory_kib(instance)), _row_style(instance))


def _maximum_kib(instance: Instance) -> int | None:
    return definition_of(instance).maximum_memory_kib


def _maximum(instance: Instance) -> Cell:
    return Cell(units.memory_words(_maximum_kib(instance)), _row_style(instance))


def _problems(instance: Instance) -> Cell:
    found = instance.problems
    if not found:
        return Cell("")
    more = f" (+{len(found) - 1})" if len(found) > 1 else ""
    return Cell(found[0] + more, "paused", found[0])


def _problems_key(instance: Instance) -> int | None:
    return len(instance.problems) or None


COLUMNS = (
    Column("name", "NAME", 18, 100, _name, None, wanted=24, weight=1, maximum=40),
    Column("id", "ID", 5, 90, _id, _domid, "right"),
    Column("state", "STATE", states.CELLS, 95, _state, _state_key, wanted=states.CELLS_WITH_REASON),
    Column("type", "TYPE", 4, 40, _type, _type_key),
    Column("cpus", "CPUS", 4, 60, _cpus, vcpus, "right"),
    Column("cpu", "CPU %", units.CPU_CELLS, 70, _cpu, _cpu_key, "right", largest_first=True),
    Column("memory", "MEMORY", units.MEMORY_CELLS, 80, _memory, memory_kib, "right", largest_first=True),
    Column("maximum", "MAXIMUM", units.MEMORY_CELLS, 30, _maximum, _maximum_kib, "right", largest_first=True),
    Column("problems", "PROBLEMS", 24, 20, _problems, _problems_key, weight=3, patient=True, largest_first=True),
)


def choose(columns: Sequence[Column], width: int, x: int = 0) -> tuple[tuple[ShownColumn, ...], int]:
    """Which columns fit into `width` cells, each with its place from `x` on, and how many do not."""
    shown = list(columns)
    while len(shown) > 1 and _needed(shown) > width:
        shown.remove(min(shown, key=_importance))
    placed = []
    for column, cells in zip(shown, _grown(shown, width - _needed(shown)), strict=True):
        placed.append(ShownColumn(column, x, cells))
        x += cells + GAP
    return tuple(placed), len(columns) - len(shown)


def _importance(column: Column) -> int:
    return column.importance


def _needed(columns: Sequence[Column]) -> int:
    generous = any(column.patient for column in columns)
    cells = sum(max(column.width, column.wanted) if generous else column.width for column in columns)
    return cells + GAP * (len(columns) - 1)


def _grown(columns: Sequence[Column], spare: int) -> list[int]:
    """The columns' widths, the spare cells given out."""
    generous = any(column.patient for column in columns)
    widths = {column.id: max(column.width, column.wanted * generous) for column in columns}
    if spare < 0:
        widths[columns[0].id] = max(1, widths[columns[0].id] + spare)
    for column in sorted(columns, key=_importance, reverse=True):
        lacking = column.wanted - widths[column.id]
        if 0 < lacking <= spare:
            widths[column.id] += lacking
            spare -= lacking
    _share(columns, widths, max(0, spare))
    return [widths[column.id] for column in columns]


def _share(columns: Sequence[Column], widths: dict[str, int], spare: int) -> None:
    growing = [column for column in columns if column.weight]
    while spare and growing:
        share = spare / sum(column.weight for column in growing)
        for column in growing:
            limit = widths[column.id] + spare if column.maximum is None else column.maximum
            taken = min(spare, max(1, int(share * column.weight)), limit - widths[column.id])
            widths[column.id] += taken
            spare -= taken
        growing = [c for c in growing if c.maximum is None or widths[c.id] < c.maximum]
