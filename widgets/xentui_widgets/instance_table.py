"""The table of all instances."""

from collections.abc import Callable
from operator import attrgetter
from typing import ClassVar

from textual.binding import Binding, BindingType

from xentui_driver.model.instance import Instance
from xentui_driver.model.row_key import RowKey, row_key
from xentui_widgets.instance_columns import INSTANCE_COLUMNS
from xentui_widgets.line_table import LineTable
from xentui_widgets.row_kind import RowKind
from xentui_widgets.symbols import UNICODE, Symbols


def one_hosts_key(instance: Instance) -> RowKey:
    """The key of a row where all are of one host."""
    return row_key("", instance.key)


def _has_problems(instance: Instance) -> bool:
    return bool(instance.problems)


class InstanceTable(LineTable[Instance, RowKey]):
    """Shows instances, of one host or of many: `key_of` says which host an instance is of."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Details", show=False, id="table.choose"),
    ]

    class Highlighted(LineTable.Highlighted):
        """The cursor is on another instance, or on none."""

    class Chosen(LineTable.Chosen):
        """Enter or a double click on an instance."""

    class MarksChanged(LineTable.MarksChanged):
        """Another set of instances is marked."""

    class ChoiceLost(LineTable.ChoiceLost):
        """The cursor was moved or a mark dropped, and not by the operator."""

    class ColumnsChanged(LineTable.ColumnsChanged):
        """Another number of columns finds room."""

    def __init__(
        self,
        *,
        key_of: Callable[[Instance], RowKey] = one_hosts_key,
        symbols: Symbols = UNICODE,
        empty_text: str = "",
        id: str | None = None,
    ) -> None:
        super().__init__(
            RowKind(key_of, attrgetter("name"), is_flagged=_has_problems),
            INSTANCE_COLUMNS,
            sorted_by="name",
            has_marks=True,
            symbols=symbols,
            empty_text=empty_text,
            id=id,
        )
