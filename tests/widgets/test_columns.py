"""Which columns are shown, how wide, and what they say."""

from itertools import pairwise

import pytest

from tests.widgets import samples
from xentui_driver.model.instance import Instance
from xentui_widgets.columns import GAP, choose
from xentui_widgets.instance_columns import INSTANCE_COLUMNS as COLUMNS
from xentui_widgets.palette import PALETTE

BY_ID = {column.id: column for column in COLUMNS}


def ids(width: int) -> list[str]:
    return [place.column.id for place in choose(COLUMNS, width)[0]]


def widths(width: int) -> dict[str, int]:
    return {place.column.id: place.width for place in choose(COLUMNS, width)[0]}


def test_a_screen_of_80_columns_shows_what_matters_most() -> None:
    assert ids(75) == ["name", "id", "state", "type", "cpus", "cpu", "memory"]


def test_all_columns_are_shown_where_there_is_room() -> None:
    assert choose(COLUMNS, 160)[1] == 0


@pytest.mark.parametrize("width", range(1, 200))
def test_columns_never_need_more_cells_than_there_are(width: int) -> None:
    shown, hidden = choose(COLUMNS, width)
    last = shown[-1]
    assert last.x + last.width <= width
    assert len(shown) + hidden == len(COLUMNS)
    assert all(place.width >= 1 for place in shown)


def test_columns_stand_side_by_side_from_the_given_place_on() -> None:
    shown, _ = choose(COLUMNS, 100, 3)
    assert shown[0].x == 3
    for left, right in pairwise(shown):
        assert right.x == left.x + left.width + GAP


def test_hidden_columns_come_back_in_the_order_of_their_importance() -> None:
    assert set(ids(40)) < set(ids(60)) < set(ids(75)) < set(ids(100))


def test_the_reason_of_a_state_finds_room_on_a_wide_screen() -> None:
    assert widths(75)["state"] == 12
    assert widths(115)["state"] == 22


def test_the_name_does_not_grow_without_end() -> None:
    assert widths(115)["name"] == 40


def test_unknown_is_a_dash_and_never_zero() -> None:
    nothing = Instance(key="k")
    texts = {column.id: column.cell(nothing).text for column in COLUMNS}
    assert {texts[name] for name in ("id", "type", "cpus", "cpu", "memory", "maximum")} == {"-"}


def test_what_has_no_name_says_so() -> None:
    kinds = {kind.key: kind for kind in samples.every_kind()}
    assert BY_ID["name"].cell(kinds["nameless"]).text == "(no name)"
    assert BY_ID["name"].cell(kinds["unreadable"]).text == "(unreadable line 9)"


def test_a_stopped_instance_is_dim_in_every_column() -> None:
    styles = {column.cell(samples.stopped("a")).style for column in COLUMNS if column.id != "problems"}
    assert styles == {"stopped"}


def test_the_problems_are_told_in_words() -> None:
    big = next(kind for kind in samples.every_kind() if kind.key == "big")
    assert BY_ID["problems"].cell(big).text == "memory is above the host's (+1)"


def test_every_style_is_in_the_palette() -> None:
    cells = [column.cell(kind) for column in COLUMNS for kind in samples.every_kind()]
    assert {cell.style for cell in cells} <= PALETTE.keys()
