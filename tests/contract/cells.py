"""What of the driver was tried on which release of Xen with which type of guest, as the contract's tests call it."""

import functools
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.lab.release import BOOKWORM, TRIXIE
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.definition import Definition
from xentui_driver.model.domain import DomainRef
from xentui_driver.model.instance import Instance

TRIED = "tried"
"""The property of a report that holds a test's cells."""

RELEASES = (BOOKWORM.xen, TRIXIE.xen)
HOST = "host"
TYPES = ("pv", "pvh", "hvm", HOST)

_STATED_TYPE = re.compile(r'^type = "(pv|pvh|hvm)"$', re.MULTILINE)
"""In the text of a definition."""

HOST_OPERATIONS = (
    *("doctor", "host_logs", "keep_consoles", "keeping_consoles", "node_info", "powercycle", "snapshot", "sweep"),
)
NO_OPERATIONS = ("close",)
_OF_LINUX = (
    "The tiny HVM guest has no drivers; Linux in HVM takes minutes, and has a test of its own (test_linux_in_hvm)."
)
_NO_SHADOW = (
    "Debian's Xen has no shadow paging: no PV guest can be migrated, and each is refused (`migration_info` says so)."
)
_ONE_HOST = "The lab has one host of Xen 4.20, and a guest never goes back to 4.17: that is refused, and tried."
NOT_THERE: Mapping[tuple[str, str, str], str] = {
    **{(name, release, "hvm"): _OF_LINUX for name in ("set_vcpus", "await_stop") for release in RELEASES},
    **{
        (name, release, "pv"): _NO_SHADOW
        for name in ("accept_migration", "note_returns", "has_left", "settle_migration", "whereabouts")
        for release in RELEASES
    },
    ("migrate", TRIXIE.xen, "pv"): _NO_SHADOW,
    **{
        (name, TRIXIE.xen, type): _ONE_HOST
        for name in ("note_returns", "has_left", "settle_migration", "whereabouts")
        for type in ("pvh", "hvm")
    },
    ("migrate", TRIXIE.xen, "hvm"): _ONE_HOST,
}
"""Why a cell has no test of its own."""
_ALIKE = "Nothing in it depends on the type of the guest; it was tried with another on the same release."
ALIKE = (
    *("change_definition", "discard", "dry_run", "finalize_migration_source", "finalize_migration_target"),
    *("migration_status", "remove", "rename", "set_maximum_memory", "standing", "start_watched"),
    *("what_became_of", "who_holds", "await_stop", "console_argv", "describe", "set_autostart", "vnc_of"),
    *("settle_save", "why_not_restored", "refuse_restore", "saved_guest"),
    *("saved_memory_kib", "logs_of", "read_log", "log_tail", "follow_log", "is_attached", "await_next", "console_end"),
    *("console_types", "leaving_key", "last_printed", "send_break", "send_nmi", "send_sysrq", "why"),
)


@dataclass(frozen=True, slots=True)
class Cell:
    operation: str
    release: str
    type: str


@dataclass(slots=True)
class Notes:
    """Of one test: the guests that it has defined, and what it has asked of the driver."""

    types: dict[str, str] = field(default_factory=dict)
    """By the name of the guest."""
    cells: set[Cell] = field(default_factory=set)

    def follow(self, hypervisor: Hypervisor, release: str) -> Hypervisor:
        """The same, with each call of an operation noted."""
        for name in operations():
            setattr(hypervisor, name, self._noting(getattr(hypervisor, name), name, release))
        return hypervisor

    def _noting(self, call: Callable[..., Any], name: str, release: str) -> Callable[..., Any]:
        @functools.wraps(call)
        def noting(*arguments: Any, **options: Any) -> Any:
            type = HOST if name in HOST_OPERATIONS else self._type_of((*arguments, *options.values()))
            if type is not None:
                self.cells.add(Cell(name, release, type))
            return call(*arguments, **options)

        return noting

    def _type_of(self, arguments: Iterable[object]) -> str | None:
        """That of the guest that is named, else that of the only one; None where neither is known."""
        known = {type for each in arguments for type in self._types_in(each)} or set(self.types.values())
        return known.pop() if len(known) == 1 else None

    def _types_in(self, argument: object) -> Iterator[str]:
        if isinstance(argument, DomainRef | Instance | Definition) and argument.name in self.types:
            yield self.types[argument.name]
        elif isinstance(argument, str):
            yield from _STATED_TYPE.findall(argument)


def operations() -> tuple[str, ...]:
    found = (name for name, value in vars(Hypervisor).items() if callable(value) and not name.startswith("_"))
    return tuple(sorted(set(found) - set(NO_OPERATIONS)))


def noted(cells: Iterable[Cell]) -> tuple[str, list[list[str]]]:
    """As a property of a report, which goes from process to process."""
    return TRIED, sorted([cell.operation, cell.release, cell.type] for cell in cells)


def print_table(terminalreporter: pytest.TerminalReporter) -> None:
    """Operation by release by type, at the end of a run that has tried any on real Xen."""
    tried = _tried(terminalreporter)
    if not tried:
        return
    write = terminalreporter.write_line
    reasons = list(dict.fromkeys((*NOT_THERE.values(), _ALIKE)))
    write("The contract on real Xen: each operation, on each release, with each type of guest")
    write(" " * 26 + "".join(f"{f'{release} {type}':>10}" for release in RELEASES for type in TYPES))
    for operation in operations():
        cells = (Cell(operation, release, type) for release in RELEASES for type in TYPES)
        write(f"{operation:26}" + "".join(f"{_shown(cell, tried, reasons):>10}" for cell in cells))
    for number, reason in enumerate(reasons, start=1):
        write(f"({number}) {reason}")
    write("The number is that of the tests that passed; ? was not tried in this run, and nothing explains it.")


def _tried(terminalreporter: pytest.TerminalReporter) -> Mapping[Cell, list[bool]]:
    """Whether each test of a cell has passed."""
    reports = [
        each for each in itertools.chain(*terminalreporter.stats.values()) if isinstance(each, pytest.TestReport)
    ]
    failed = {report.nodeid for report in reports if report.failed}
    found: dict[Cell, list[bool]] = {}
    for report in reports:
        if report.when == "teardown":
            for cell in _cells_of(report):
                found.setdefault(cell, []).append(report.nodeid not in failed)
    return found


def _cells_of(report: pytest.TestReport) -> Iterator[Cell]:
    for name, value in report.user_properties:
        if name == TRIED and isinstance(value, list):
            yield from (Cell(*row) for row in value)


def _shown(cell: Cell, tried: Mapping[Cell, list[bool]], reasons: list[str]) -> str:
    if (cell.type == HOST) is not (cell.operation in HOST_OPERATIONS):
        return ""
    if cell in tried:
        return str(len(tried[cell])) if all(tried[cell]) else "FAILED"
    reason = NOT_THERE.get((cell.operation, cell.release, cell.type)) or _as_with_another(cell, tried)
    return "?" if reason is None else f"({reasons.index(reason) + 1})"


def _as_with_another(cell: Cell, tried: Mapping[Cell, list[bool]]) -> str | None:
    others = (Cell(cell.operation, cell.release, type) for type in TYPES)
    return _ALIKE if cell.operation in ALIKE and any(all(tried.get(other, [False])) for other in others) else None
