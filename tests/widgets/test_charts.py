"""Charts as pure functions: nothing is lost, nothing is invented, and every row has its cells."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentui_widgets.charts import Point, binary_scale, chart, decimal_scale, divided, per_cell
from xentui_widgets.symbols import ASCII, LINUX_CONSOLE, UNICODE, Symbols

VALUES = st.just(0.0) | st.floats(1e-6, 1e12)
POINTS = st.lists(st.tuples(st.floats(0.0, 1000.0), st.floats(0.0, 500.0), VALUES), max_size=40)
ALL = pytest.mark.parametrize("symbols", [UNICODE, LINUX_CONSOLE, ASCII], ids=["braille", "blocks", "ascii"])


def known(value: float, most: float | None = None) -> Point:
    return Point(0.0, 1.0, value, value, value if most is None else most)


@given(POINTS)
def test_the_extremes_of_all_points_are_those_of_the_steps(found: list[tuple[float, float, float]]) -> None:
    points = [Point(at_s, at_s + size_s, value, value, value) for at_s, size_s, value in found]
    steps = [each for each in divided(points, 0.0, 7.0, 300) if each is not None]
    assert max((each.most for each in steps), default=None) == max((each.most for each in points), default=None)
    assert min((each.least for each in steps), default=None) == min((each.least for each in points), default=None)
    assert all(each.least <= each.mean * (1 + 1e-9) and each.mean <= each.most * (1 + 1e-9) for each in steps)


def test_what_is_between_two_points_is_a_gap() -> None:
    points = [Point(0.0, 1.0, 1, 1, 1), Point(3.0, 3.0, 2, 2, 2)]
    assert [each.mean if each else None for each in divided(points, 0.0, 1.0, 5)] == [1, None, None, 2, None]


def test_the_mean_counts_each_point_by_its_time() -> None:
    (step,) = divided([Point(0.0, 9.0, 0, 0, 0), Point(9.0, 10.0, 10, 10, 10)], 0.0, 10.0, 1)
    assert step is not None
    assert step.mean == pytest.approx(1.0)
    assert (step.least, step.most) == (0, 10)


@given(VALUES, st.floats(0.001, 1e6))
def test_the_largest_value_finds_room_on_its_scale(most: float, at_least: float) -> None:
    for scale in (decimal_scale(most, at_least), binary_scale(most, at_least)):
        assert scale >= max(most, at_least) * (1 - 1e-6)
        assert scale <= max(most, at_least) * 1.6


def test_scales_are_round() -> None:
    assert [decimal_scale(each, 1) for each in (0, 1, 1.1, 3, 7, 290, 1000)] == [1, 1, 1.5, 3, 8, 300, 1000]
    assert [binary_scale(each, 1) for each in (0, 3, 5, 8, 9, 13)] == [1, 3, 6, 8, 12, 16]
    assert decimal_scale(math.nan, 0) == decimal_scale(math.inf, 0) == 1.0


@ALL
@given(columns=st.lists(st.none() | st.tuples(VALUES, VALUES), min_size=2, max_size=30), rows=st.integers(1, 8))
def test_every_row_has_its_cells(symbols: Symbols, columns: list[tuple[float, float] | None], rows: int) -> None:
    points = [None if each is None else known(min(each), max(each)) for each in columns[: len(columns) // 2 * 2]]
    drawn = chart(points, decimal_scale(max((p.most for p in points if p), default=0), 1), rows, symbols)
    assert len(drawn) == rows
    assert {len(row) for row in drawn} == {len(points) // per_cell(symbols)}


@ALL
@pytest.mark.parametrize("rows", [1, 3])
def test_nothing_looks_otherwise_than_what_is_not_known(symbols: Symbols, rows: int) -> None:
    count = per_cell(symbols)
    nothing, unknown = chart([known(0.0)] * count, 10.0, rows, symbols), chart([None] * count, 10.0, rows, symbols)
    assert unknown == (" ",) * rows
    assert nothing[-1] != " "
    assert nothing[:-1] == (" ",) * (rows - 1)


def test_blocks_are_filled_to_the_mean_with_a_dot_at_the_most() -> None:
    points = [known(0.0), known(1.0), known(4.0), known(1.0, 4.0), None]
    assert chart(points, 4.0, 2, ASCII) == ("  #' ", "_:#: ")
    assert chart(points, 4.0, 2, LINUX_CONSOLE) == ("  █· ", "_▄█▄ ")


def test_braille_has_two_columns_in_a_cell_and_four_dots() -> None:
    assert chart([known(4.0), known(1.0)], 4.0, 1, UNICODE) == ("⣇",)
    assert chart([known(1.0, 3.0), None], 4.0, 1, UNICODE) == ("⡂",)
    assert chart([known(8.0), known(4.0)], 8.0, 2, UNICODE) == ("⡇", "⣿")
