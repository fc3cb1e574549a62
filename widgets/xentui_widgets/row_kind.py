"""What a table has to know of its rows besides its columns."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic, Protocol, TypeVar

from xentui_driver.model.dataclass import dataclass
from xentui_widgets.columns import Row


class Comparable(Hashable, Protocol):
    """A key can be compared and sorted."""

    def __lt__(self, other: Any, /) -> bool: ...


Key = TypeVar("Key", bound=Comparable)


def _never(row: object) -> bool:
    return False


def _always(row: object) -> bool:
    return True


def _none(gone: Sequence[object], rows: object) -> list[None]:
    return [None] * len(gone)


@dataclass(frozen=True, slots=True)
class RowKind(Generic[Row, Key]):
    """How a table tells its rows apart, what it calls them, and which of them look different."""

    key_of: Callable[[Row], Key]
    """What tells a row apart from all others, on every host, and stays the same from refresh to refresh."""
    name_of: Callable[[Row], str]
    """Its name for people; may be empty, and other rows may have the same."""
    is_flagged: Callable[[Row], bool] = _never
    """It needs a look."""
    is_dimmed: Callable[[Row], bool] = _never
    """Its data is old."""
    is_markable: Callable[[Row], bool] = _always
    """It can be one of several that something is done with."""
    successors: Callable[[Sequence[Row], Sequence[Row]], Sequence[Row | None]] = _none
    """Finds among the second what each of the first, whose keys are no longer there, has become."""
