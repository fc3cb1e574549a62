"""The order of the rows."""

from collections.abc import Sequence

import pytest

from tests.widgets import samples
from xentui_driver.model.instance import Instance
from xentui_widgets.columns import Column
from xentui_widgets.instance_columns import INSTANCE_COLUMNS as COLUMNS
from xentui_widgets.ordering import Order, Ordering

BY_ID = {column.id: column for column in COLUMNS}


def made() -> Ordering[Instance, str]:
    return Ordering(lambda instance: instance.name)


def in_order(
    rows: Sequence[Instance],
    column: Column[Instance],
    *,
    reverse: bool = False,
    by: Ordering[Instance, str] | None = None,
) -> list[Instance]:
    places = (by or made()).sort(rows, [row.key for row in rows], Order(column, reverse))
    return [rows[place] for place in places]


def names(rows: Sequence[Instance], column_id: str, *, reverse: bool = False) -> list[str]:
    return [row.name for row in in_order(rows, BY_ID[column_id], reverse=reverse)]


def named(*texts: str) -> list[Instance]:
    return [samples.running(text, domid) for domid, text in enumerate(texts, 1)]


def test_names_count_as_people_do_whatever_their_case() -> None:
    rows = named("web-10", "Web-2", "web-1", "web", "db", "web-02")
    assert names(rows, "name") == ["db", "web", "web-1", "Web-2", "web-02", "web-10"]


def test_a_number_of_many_digits_is_no_trouble() -> None:
    rows = named("a" + "9" * 5000, "a1", "a" + "0" * 4000)
    assert names(rows, "name")[0] == "a" + "0" * 4000


@pytest.mark.parametrize("reverse", [False, True])
def test_unknown_comes_last_in_both_directions(reverse: bool) -> None:
    rows = [samples.running("a", 1, None), samples.running("b", 2, 5.0), samples.running("c", 3, 50.0)]
    assert names(rows, "cpu", reverse=reverse)[-1] == "a"


def test_numbers_are_compared_as_numbers() -> None:
    rows = [samples.running("a", 1, 100.0), samples.running("b", 2, 9.0)]
    assert names(rows, "cpu", reverse=True) == ["a", "b"]


@pytest.mark.parametrize("reverse", [False, True])
def test_equal_rows_keep_the_order_of_their_names(reverse: bool) -> None:
    rows = [samples.running(f"web-{index}", 1, 0.0) for index in (10, 2, 1)]
    assert names(rows, "cpu", reverse=reverse) == ["web-1", "web-2", "web-10"]


def test_the_order_does_not_depend_on_the_order_of_the_poll() -> None:
    rows = list(samples.every_kind())
    for column in COLUMNS:
        assert in_order(rows[::-1], column) == in_order(rows, column)


def test_trouble_comes_first_when_sorted_by_state() -> None:
    rows = list(samples.every_kind())
    assert names(rows, "state")[:2] == ["batch.example.net", "mail.example.net"]


def test_a_renamed_instance_finds_its_new_place() -> None:
    ordering = made()
    first, second = samples.running("a", 1), samples.running("b", 2)
    in_order([first, second], BY_ID["name"], by=ordering)
    renamed = Instance(key="a", domain=samples.domain("z", 1))
    assert [row.name for row in in_order([renamed, second], BY_ID["name"], by=ordering)] == ["b", "z"]
