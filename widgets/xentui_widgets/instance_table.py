"""The table of all instances."""

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter

from xentui_driver.model.domain import DomainRole
from xentui_driver.model.instance import Instance
from xentui_driver.model.row_key import RowKey
from xentui_widgets.columns import Cell, Column
from xentui_widgets.instance_columns import INSTANCE_COLUMNS, USUAL, host_column
from xentui_widgets.line_table import LineTable
from xentui_widgets.moves import USUAL_MOVES, Moves
from xentui_widgets.row_kind import RowKind
from xentui_widgets.states import RANKS
from xentui_widgets.symbols import UNICODE, Symbols


def _name_and_host(instance: Instance) -> str:
    return f"{instance.name} on {instance.host}"


def _is_no_dom0(instance: Instance) -> bool:
    """What is done with several is never done with the host's own domain among them."""
    return instance.domain is None or instance.domain.role is not DomainRole.DOM0


def _with_their_domains(gone: Sequence[Instance], rows: Sequence[Instance]) -> list[Instance | None]:
    """The rows that have the same domains: a row has another key once its definition is known, or is another file."""
    by_domain = {domain: row for row in rows if (domain := _domain_of(row)) is not None}
    return [by_domain.get(domain) if (domain := _domain_of(row)) is not None else None for row in gone]


def _domain_of(instance: Instance) -> tuple[str, str, int] | None:
    domain = instance.domain
    return (instance.host, domain.uuid, domain.domid) if domain is not None else None


def _columns(hosts: Sequence[str], rank_of: Callable[[Instance], int | None]) -> tuple[Column[Instance], ...]:
    of_host = (host_column(hosts),) if hosts else ()
    return (*INSTANCE_COLUMNS, *of_host, _trouble_first(rank_of))


def _trouble_first(rank_of: Callable[[Instance], int | None]) -> Column[Instance]:
    """An order that has no column: what needs somebody, the worst first; then everything by name."""
    return Column("trouble", "", 0, 0, lambda _: Cell(""), rank_of)


def _with_host(columns: Sequence[str], hosts: Sequence[str]) -> tuple[str, ...]:
    """Rows of several hosts say in any case which one they are on, and no others do."""
    ids = [id for id in columns or USUAL if id != "host" or hosts]
    if hosts and "host" not in ids:
        ids.insert(ids.index("name") + 1, "host")
    return tuple(ids)


class InstanceTable(LineTable[Instance, RowKey]):
    """Shows instances, of one host or of several: then each says which one it is on."""

    class Highlighted(LineTable.Highlighted):
        """The cursor is on another instance, or on none."""

    class Chosen(LineTable.Chosen):
        """A double click on an instance."""

    class MarksChanged(LineTable.MarksChanged):
        """Another set of instances is marked."""

    class ChoiceLost(LineTable.ChoiceLost):
        """The cursor was moved or a mark dropped, and not by the operator."""

    class ColumnsChanged(LineTable.ColumnsChanged):
        """Another number of columns finds room."""

    def __init__(
        self,
        *,
        hosts: Sequence[str] = (),
        symbols: Symbols = UNICODE,
        empty_text: str = "",
        moves: Moves = USUAL_MOVES,
        columns: Sequence[str] = (),
        id: str | None = None,
    ) -> None:
        """`columns` are the ids of those that are shown, in their order; none means the usual ones.

        `hosts` are the names of all hosts, where there are several."""
        self._hosts = tuple(hosts)
        self._old_hosts: frozenset[str] = frozenset()
        self._flagged: frozenset[RowKey] = frozenset()
        self._needs: Mapping[RowKey, int] = {}
        super().__init__(
            RowKind(
                attrgetter("row_key"),
                _name_and_host if hosts else attrgetter("name"),
                is_flagged=lambda instance: bool(instance.problems) or instance.row_key in self._flagged,
                is_dimmed=lambda instance: instance.host in self._old_hosts,
                is_markable=_is_no_dom0,
                successors=_with_their_domains,
            ),
            _columns(hosts, self._rank_of),
            shown=_with_host(columns, hosts),
            sorted_by="trouble",
            has_marks=True,
            symbols=symbols,
            empty_text=empty_text,
            moves=moves,
            id=id,
        )

    def show_columns(self, ids: Sequence[str]) -> None:
        super().show_columns(_with_host(ids, self._hosts))

    def dim_hosts(self, hosts: frozenset[str]) -> None:
        """From the next `show` on the rows of these hosts are shown as old."""
        self._old_hosts = hosts

    def need(self, ranks: Mapping[RowKey, int], flagged: frozenset[RowKey] = frozenset()) -> None:
        """From the next `show` on these rows need somebody, each by its rank, 0 being the worst.

        The `flagged` ones are marked so, beside those that have a problem: no state of theirs says it.
        """
        self._needs, self._flagged = ranks, flagged

    def _rank_of(self, instance: Instance) -> int | None:
        """Equals are in the order of their states.

        None for what is well: it comes last in both directions, by name, and isn't sorted once more.
        """
        rank = self._needs.get(instance.row_key) if self._needs else None
        return None if rank is None else rank * len(RANKS) + RANKS[instance.state]
