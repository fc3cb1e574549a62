"""The instance table: its order."""

import pytest
from textual.pilot import Pilot

from tests.widgets import samples
from tests.widgets.gallery import Gallery, play, text_lines
from tests.widgets.shown_rows import cursor, names
from xentui_driver.model.domain import DomainState
from xentui_driver.model.instance import Instance
from xentui_widgets.instance_table import InstanceTable


@pytest.mark.parametrize("downs", [0, 1, 60])
def test_who_chooses_an_order_sees_its_head_also_when_it_is_the_order_already(
    table: InstanceTable, gallery: Gallery, downs: int
) -> None:
    async def script(pilot: Pilot[None]) -> None:
        table.show(samples.crowd(100))
        for _ in range(2):
            await pilot.press(*["down"] * downs)
            table.sort_by("cpu")
            await pilot.pause()
            assert cursor(table) == "web-99"
            assert any("web-99 " in line for line in text_lines(table))

    play(gallery, script)


def test_sorting_can_be_inverted_and_goes_from_column_to_column(table: InstanceTable, gallery: Gallery) -> None:
    async def script(pilot: Pilot[None]) -> None:
        table.show(samples.crowd(3))
        table.sort_next()
        assert (table.sort_column, table.sort_reverse) == ("name", False)
        table.invert_sort()
        assert names(table) == ["web-2", "web-1", "web-0"]
        table.sort_next()
        assert (table.sort_column, table.sort_reverse) == ("state", False)
        table.sort_previous()
        table.sort_previous()
        assert (table.sort_column, table.sort_reverse) == ("memory", True)

    play(gallery, script)


def test_a_click_on_a_title_sorts_and_a_second_one_inverts(table: InstanceTable, gallery: Gallery) -> None:
    async def script(pilot: Pilot[None]) -> None:
        table.show(samples.crowd(3))
        x = text_lines(table)[0].index("CPU %")
        await pilot.click(InstanceTable, offset=(x, 0))
        assert names(table) == ["web-2", "web-1", "web-0"]
        assert "CPU %▼" in text_lines(table)[0]
        await pilot.click(InstanceTable, offset=(x, 0))
        assert names(table) == ["web-0", "web-1", "web-2"]
        assert "CPU %▲" in text_lines(table)[0]

    play(gallery, script)


def test_a_remembered_order_can_be_set_before_the_table_is_on_the_screen() -> None:
    table = InstanceTable()
    table.sort_by("cpu", reverse=True)
    table.show(samples.crowd(3))

    async def script(pilot: Pilot[None]) -> None:
        assert names(table) == ["web-2", "web-1", "web-0"]
        assert cursor(table) == "web-2"

    play(Gallery(table), script)


def test_trouble_is_first_in_either_direction_and_all_else_is_by_name(table: InstanceTable, gallery: Gallery) -> None:
    async def script(pilot: Pilot[None]) -> None:
        crashed = Instance(key="z", domain=samples.domain("z", 9, DomainState.CRASHED))
        rows = [*samples.crowd(4), crashed]
        table.need({crashed.row_key: 0, rows[2].row_key: 5, rows[3].row_key: 5})
        table.show(rows)
        assert names(table) == ["z", "web-2", "web-3", "web-0", "web-1"]
        table.invert_sort()
        assert names(table) == ["web-2", "web-3", "z", "web-0", "web-1"]

    play(gallery, script)
