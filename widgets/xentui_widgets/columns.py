"""The columns of a table: what each shows of a row, and which of them find room on a screen."""

from collections.abc import Callable, Sequence
from typing import Generic, Literal, NamedTuple, TypeVar

from xentui_driver.model.dataclass import dataclass

GAP = 2
"""Blanks between two columns; the sort arrow stands in the first of them."""

Row = TypeVar("Row")
SortKey = str | float | int


class Cell(NamedTuple):
    """What one column shows of one row."""

    text: str
    style: str = ""
    """A name in `palette.PALETTE`."""
    short: str = ""
    """Shown instead when `text` is wider than the column."""
    shortest: str = ""
    """Shown instead when that is wider too."""


class Doing(NamedTuple):
    """An operation that runs on a row."""

    word: str
    """The state of the row meanwhile: `migrating`."""
    more: str = ""
    """What else is known of it: `to dom0b`."""
    passed: str = ""
    """How long it has taken so far: `1:32`."""

    @property
    def words(self) -> str:
        return " ".join(filter(None, self))


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column: how wide, how important, what it shows and how it sorts."""

    id: str
    title: str
    width: int
    """The cells without which it is not shown."""
    importance: int
    """When the terminal is narrow the least important step aside."""
    cell: Callable[[Row], Cell]
    """Depends on the row alone: equal rows are not painted again."""
    sort_key: Callable[[Row], SortKey | None] | None = None
    """An unknown value is None and sorts last in both directions; without a function it is the name that counts."""
    align: Literal["left", "right"] = "left"
    wanted: int = 0
    """The cells with which it shows all it has to say; 0 when `width` does."""
    weight: int = 0
    """Its share of the cells that are left over."""
    maximum: int | None = None
    """The most cells that it grows to."""
    patient: bool = False
    """Shown only when the others have all that they want."""
    largest_first: bool = False
    """How it sorts when it is chosen, as top does it."""
    busy: Callable[[Doing], Cell] | None = None
    """What it shows while an operation runs on the row; None: what it always does."""


class ShownColumn(NamedTuple, Generic[Row]):
    """A column at its place on the screen."""

    column: Column[Row]
    x: int
    width: int


def choose(columns: Sequence[Column[Row]], width: int, x: int = 0) -> tuple[tuple[ShownColumn[Row], ...], int]:
    """Which columns fit into `width` cells, each with its place from `x` on, and how many do not."""
    shown = list(columns)
    while len(shown) > 1 and _needed(shown) > width:
        shown.remove(min(shown, key=_importance))
    placed = []
    for column, cells in zip(shown, _grown(shown, width - _needed(shown)), strict=True):
        placed.append(ShownColumn(column, x, cells))
        x += cells + GAP
    return tuple(placed), len(columns) - len(shown)


def _importance(column: Column[Row]) -> int:
    return column.importance


def _needed(columns: Sequence[Column[Row]]) -> int:
    generous = any(column.patient for column in columns)
    cells = sum(max(column.width, column.wanted) if generous else column.width for column in columns)
    return cells + GAP * (len(columns) - 1)


def _grown(columns: Sequence[Column[Row]], spare: int) -> list[int]:
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


def _share(columns: Sequence[Column[Row]], widths: dict[str, int], spare: int) -> None:
    growing = [column for column in columns if column.weight]
    while spare and growing:
        share = spare / sum(column.weight for column in growing)
        for column in growing:
            limit = widths[column.id] + spare if column.maximum is None else column.maximum
            taken = min(spare, max(1, int(share * column.weight)), limit - widths[column.id])
            widths[column.id] += taken
            spare -= taken
        growing = [c for c in growing if c.maximum is None or widths[c.id] < c.maximum]
