"""The instance table: marks, and the signs before a name."""

from textual.pilot import Pilot

from tests.widgets import samples
from tests.widgets.gallery import Gallery, play, text_lines
from tests.widgets.shown_rows import cursor, heard
from xentui_driver.model.domain import DomainRole
from xentui_driver.model.instance import Instance
from xentui_widgets.instance_table import InstanceTable


def test_a_mark_goes_with_its_instance_and_the_cursor_moves_on(table: InstanceTable, gallery: Gallery) -> None:
    async def script(pilot: Pilot[None]) -> None:
        table.show(samples.crowd(5))
        table.toggle_mark()
        table.toggle_mark()
        assert cursor(table) == "web-2"
        assert any("web-2 " in line and line.startswith("▶") for line in text_lines(table))
        table.sort_by("cpu")
        assert [row.name for row in table.marked] == ["web-1", "web-0"]
        table.unmark_all()
        assert table.marked == ()

    play(gallery, script)


def test_the_control_domain_is_never_marked(table: InstanceTable, gallery: Gallery) -> None:
    dom0 = Instance(key="0", domain=samples.domain("Domain-0", 0, role=DomainRole.DOM0))

    async def script(pilot: Pilot[None]) -> None:
        table.show([dom0, *samples.crowd(2)])
        await pilot.press("home")
        assert cursor(table) == "Domain-0"
        table.toggle_mark()
        assert (table.marked, cursor(table)) == ((), "web-0")
        table.mark_all()
        assert [row.name for row in table.marked] == ["web-0", "web-1"]

    play(gallery, script)


def test_marks_of_vanished_instances_are_dropped(table: InstanceTable, gallery: Gallery) -> None:
    async def script(pilot: Pilot[None]) -> None:
        rows = samples.crowd(4)
        table.show(rows)
        table.mark_all()
        table.show(rows[:2])
        table.show(rows)
        assert [row.name for row in table.marked] == ["web-0", "web-1"]
        await pilot.pause()
        assert len(heard(gallery, InstanceTable.MarksChanged)) == 2

    play(gallery, script)


def test_a_marked_row_has_a_plus_before_its_name(table: InstanceTable, gallery: Gallery) -> None:
    async def script(pilot: Pilot[None]) -> None:
        table.show(samples.crowd(2))
        table.toggle_mark()
        await pilot.pause()
        assert text_lines(table)[1].startswith(" + web-0")

    play(gallery, script)


def test_an_instance_with_problems_has_a_flag_before_its_name(table: InstanceTable, gallery: Gallery) -> None:
    async def script(pilot: Pilot[None]) -> None:
        table.show([Instance(key="b", domain=samples.domain("b", 2, problems=("odd",))), samples.running("c", 1)])
        await pilot.pause()
        assert text_lines(table)[1].startswith("▶! b ")

    play(gallery, script)
