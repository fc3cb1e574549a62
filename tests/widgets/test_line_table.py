"""The table of any rows: here of two hosts with the same names on them."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from tests.widgets import job_samples, samples
from tests.widgets.gallery import Gallery, play, text_lines
from xentui_driver.model.row_key import RowKey
from xentui_widgets.columns import Cell, Column, Doing
from xentui_widgets.instance_table import InstanceTable
from xentui_widgets.job_columns import job_rows
from xentui_widgets.job_table import JobTable
from xentui_widgets.line_table import LineTable
from xentui_widgets.row_kind import RowKind


class Guest(NamedTuple):
    host: str
    name: str
    state: str = "running"


def row_key(guest: Guest) -> RowKey:
    return RowKey(guest.host, guest.name)


def name(guest: Guest) -> str:
    return guest.name


def is_foreign(guest: Guest) -> bool:
    return guest.host == "dom0b"


COLUMNS: tuple[Column[Guest], ...] = (
    Column("host", "HOST", 6, 10, lambda guest: Cell(guest.host)),
    Column("name", "NAME", 6, 30, lambda guest: Cell(guest.name)),
    Column("state", "STATE", 10, 20, lambda guest: Cell(guest.state), busy=lambda doing: Cell(f"~ {doing.words}")),
)
KIND = RowKind(row_key, name, is_dimmed=is_foreign)
TWINS = (Guest("dom0a", "web"), Guest("dom0b", "web"), Guest("dom0a", "db"), Guest("dom0b", "db"))
Table = LineTable[Guest, RowKey]


@pytest.fixture
def table() -> Table:
    return LineTable(KIND, COLUMNS, sorted_by="name", has_marks=True)


@pytest.fixture
def plain() -> Table:
    return LineTable(KIND, COLUMNS)


def rows_of(table: Table) -> Iterator[list[str]]:
    return (line.split() for line in text_lines(table)[1:] if line)


def test_namesakes_are_rows_of_their_own(table: Table) -> None:
    async def script(pilot: Pilot[None]) -> None:
        table.show(TWINS)
        await pilot.press("down")
        assert table.current == Guest("dom0b", "db")
        table.show(TWINS[::-1])
        assert table.current == Guest("dom0b", "db")
        table.show([guest for guest in TWINS if guest != Guest("dom0b", "db")])
        assert table.doubt == "db is gone: the cursor moved"

    play(Gallery(table), script)


def test_an_operation_on_a_row_is_not_said_of_its_namesake(table: Table) -> None:
    async def script(_pilot: Pilot[None]) -> None:
        table.show(TWINS, doing={RowKey("dom0b", "web"): Doing("stopping")})
        assert [row[-1] for row in rows_of(table)] == ["running", "running", "running", "stopping"]

    play(Gallery(table), script)


def test_a_mark_is_not_the_namesakes(table: Table) -> None:
    async def script(_pilot: Pilot[None]) -> None:
        table.show(TWINS)
        table.toggle_mark()
        assert table.marked == (Guest("dom0a", "db"),)
        table.show(TWINS[3:])
        assert not table.marked

    play(Gallery(table), script)


def test_the_cursor_is_moved_to_the_very_row(table: Table) -> None:
    async def script(_pilot: Pilot[None]) -> None:
        table.show(TWINS)
        table.follow(RowKey("dom0b", "web"))
        assert table.current == Guest("dom0b", "web")
        assert table.cursor_doubt == ""
        table.follow(RowKey("dom0b", "none"))
        assert table.current == Guest("dom0b", "web")

    play(Gallery(table), script)


def test_without_an_order_nothing_sorts(plain: Table) -> None:
    async def script(pilot: Pilot[None]) -> None:
        plain.show(TWINS)
        plain.sort_by("name")
        plain.sort_next()
        plain.invert_sort()
        await pilot.click(LineTable, offset=(12, 0))
        assert plain.rows == TWINS

    play(Gallery(plain), script)


def test_without_marks_nothing_is_marked(plain: Table) -> None:
    async def script(_pilot: Pilot[None]) -> None:
        plain.show(TWINS)
        plain.toggle_mark()
        plain.mark_all()
        assert not plain.marked
        assert text_lines(plain)[1].startswith("  dom0a")

    play(Gallery(plain), script)


def test_a_dimmed_row_is_dimmed_beside_others(plain: Table) -> None:
    async def script(_pilot: Pilot[None]) -> None:
        plain.show([*TWINS[:2], TWINS[0]])
        styles = [{s.style for s in plain.render_line(y) if s.text.strip()} for y in (2, 3)]
        assert styles[0] != styles[1]

    play(Gallery(plain), script)


def test_a_move_replaces_only_moves_in_the_same_table(table: Table, plain: Table) -> None:
    first, other = table.Highlighted(table, None), plain.Highlighted(plain, None)
    assert first.can_replace(table.Highlighted(table, RowKey("dom0a", "web")))
    assert not first.can_replace(other)
    assert not first.can_replace(table.Chosen(table, RowKey("dom0a", "web")))


class TwoTables(App[None]):
    """Hears what a table of instances says, beside a table of jobs."""

    def __init__(self) -> None:
        super().__init__()
        self.instances, self.jobs = InstanceTable(), JobTable()
        self.heard: list[RowKey | None] = []

    def compose(self) -> ComposeResult:
        yield self.instances
        yield self.jobs

    def on_instance_table_highlighted(self, event: InstanceTable.Highlighted) -> None:
        assert event.control is self.instances
        assert event.key is None or isinstance(event.key, RowKey)
        self.heard.append(event.key)


def test_who_listens_to_the_instances_does_not_hear_the_jobs() -> None:
    app = TwoTables()

    async def script(pilot: Pilot[None]) -> None:
        app.jobs.show(job_rows(job_samples.crowd(3), job_samples.NOW_S))
        app.jobs.action_last()
        await pilot.pause()
        assert app.heard == []
        app.instances.show(samples.crowd(3))
        await pilot.pause()
        assert app.heard == [RowKey("", "web-0")]

    play(app, script)
