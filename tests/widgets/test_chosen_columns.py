"""A table with the columns, the order and the keys that an operator has chosen."""

from dataclasses import replace

import pytest
from textual.pilot import Pilot

from tests.widgets import samples
from tests.widgets.gallery import Gallery, play, text_lines
from xentui_driver.model.cpu_use import CpuUse
from xentui_widgets.instance_table import InstanceTable
from xentui_widgets.moves import Moves


def test_columns_stand_in_the_order_that_was_chosen() -> None:
    table = InstanceTable(columns=("memory", "name", "id"))

    async def script(pilot: Pilot[None]) -> None:
        table.show(samples.crowd(2))
        assert text_lines(table)[0].split() == ["MEMORY", "NAME", "ID"]
        assert table.hidden_columns == 0

    play(Gallery(table), script)


@pytest.mark.parametrize(
    ("columns", "shown"),
    [
        (("id", "name"), ("id", "name", "host")),
        (("host", "name"), ("host", "name")),
    ],
)
def test_rows_of_several_hosts_always_say_which_one_they_are_on(
    columns: tuple[str, ...], shown: tuple[str, ...]
) -> None:
    assert InstanceTable(hosts=("dom0a", "dom0b"), columns=columns).shown_ids == shown


def test_rows_of_one_host_do_not_say_which() -> None:
    assert InstanceTable(columns=("host", "name")).shown_ids == ("name",)
    assert "host" not in InstanceTable().shown_ids


@pytest.mark.parametrize(("inverted", "first"), [(False, "web-1"), (True, "web-0")])
def test_a_table_may_begin_in_another_order_also_of_a_column_that_is_not_shown(inverted: bool, first: str) -> None:
    table = InstanceTable(columns=("name", "id"))
    table.begin_with("cpu", inverted=inverted)
    rows = [replace(row, cpu=CpuUse(float(number))) for number, row in enumerate(samples.crowd(2))]

    async def script(pilot: Pilot[None]) -> None:
        table.show(rows)
        assert table.rows[0].name == first
        assert table.is_inverted is inverted
        table.invert_sort()
        assert table.is_inverted is not inverted

    play(Gallery(table), script)


def test_only_the_chosen_keys_move() -> None:
    table = InstanceTable(moves=Moves(up=("u",), down=("d",), first=(), last=("l",), page_up=(), page_down=("f",)))

    async def script(pilot: Pilot[None]) -> None:
        table.show(samples.crowd(100))
        seen = []
        for key in ("d", "d", "down", "j", "pagedown", "u", "l", "home", "g", "k", "up"):
            await pilot.press(key)
            assert table.current is not None
            seen.append(int(table.current.name.removeprefix("web-")))
        assert seen == [1, 2, 2, 2, 2, 1, 99, 99, 99, 99, 99]

    play(Gallery(table), script)
