"""The table of what was tried on real Xen: its cells, and why some are empty."""

import re
from collections.abc import Iterator

import pytest

from tests.contract import cells
from tests.contract.cells import Cell, Notes, noted
from tests.contract.worlds import SimulatedBackend, make_world
from tests.lab import guests


class Terminal:
    """As much of pytest's as the table is printed with."""

    def __init__(self, *tests: tuple[str, list[Cell]]) -> None:
        self.lines: list[str] = []
        self.stats: dict[str, list[pytest.TestReport]] = {"": list(self._reports(tests))}

    def _reports(self, tests: tuple[tuple[str, list[Cell]], ...]) -> Iterator[pytest.TestReport]:
        for number, (outcome, tried) in enumerate(tests):
            for when in ("call", "teardown"):
                came_to = outcome if when == "call" else "passed"
                yield pytest.TestReport(
                    f"test{number}",
                    ("", 0, ""),
                    {},
                    came_to,  # type: ignore[arg-type]
                    None,
                    when,
                    user_properties=[noted(tried)],
                )

    def write_line(self, line: str) -> None:
        self.lines.append(line)

    def row(self, operation: str) -> list[str]:
        """Of 4.17 pv, pvh, hvm, then of 4.20; explanations as they are."""
        (line,) = (line for line in self.lines if line.startswith(operation))
        return re.split(r"\s+", line.strip())[1:]


def printed(*tests: tuple[str, list[Cell]]) -> Terminal:
    terminal = Terminal(*tests)
    cells.print_table(terminal)  # type: ignore[arg-type]
    return terminal


def test_what_a_test_asks_of_the_driver_is_noted_with_the_type_of_the_guest() -> None:
    notes = Notes()
    world = make_world(SimulatedBackend("host-c"), notes)
    ref = world.hvm("firm").ref
    world.a.pause(ref)
    world.a.dry_run(guests.linux("other", type="pv"), "/etc/xen/other.cfg")
    found = {(cell.operation, cell.type) for cell in notes.cells if cell.release == "4.20"}
    assert {("start", "hvm"), ("pause", "hvm"), ("dry_run", "pv"), ("snapshot", "host")} <= found


def test_a_cell_has_passed_when_all_its_tests_have() -> None:
    pause = Cell("pause", "4.17", "pv")
    assert printed(("passed", [pause]), ("passed", [pause])).row("pause")[0] == "2"
    assert printed(("passed", [pause]), ("failed", [pause])).row("pause")[0] == "FAILED"


def test_an_empty_cell_is_explained_or_a_question() -> None:
    terminal = printed(("passed", [Cell("remove", "4.17", "pvh")]))
    assert terminal.row("pause") == ["?"] * 6
    reason, tried, *_ = terminal.row("remove")
    assert tried == "1"
    assert any(line.startswith(f"{reason} Nothing in it depends on the type") for line in terminal.lines)
    assert terminal.row("remove")[3:] == ["?"] * 3


def test_nothing_is_printed_where_nothing_was_tried() -> None:
    assert printed().lines == []


def test_every_explanation_is_of_an_operation() -> None:
    named = {name for name, _, _ in cells.NOT_THERE} | set(cells.ALIKE) | set(cells.HOST_OPERATIONS)
    assert named <= set(cells.operations())
