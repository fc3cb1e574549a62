"""What is kept of rows is always what would be found anew, and is found anew only of those that have changed."""

from hypothesis import given
from hypothesis import strategies as st

from xentui_driver.model.kept import Kept, Last

ROWS = tuple([each] for each in range(6))
"""Each a value of its own, though some may be equal."""
TURNS = st.lists(st.lists(st.sampled_from(ROWS), max_size=5).map(tuple), min_size=1, max_size=6)


@given(TURNS)
def test_it_says_what_would_be_said_anew(turns: list[tuple[list[int], ...]]) -> None:
    kept: Kept[list[int], int] = Kept(lambda row: row[0])
    for rows in turns:
        assert kept.of(rows) == [row[0] for row in rows]


def test_only_rows_that_are_new_are_asked() -> None:
    asked: list[int] = []
    kept: Kept[list[int], None] = Kept(lambda row: asked.append(row[0]))
    first, second, third, again = [1], [2], [3], [2]
    kept.of((first, second))
    kept.of((first, third))
    kept.of((first, again))
    assert asked == [1, 2, 3, 2]


def test_rows_that_moved_and_others_that_came_are_told_apart() -> None:
    asked: list[int] = []
    kept: Kept[list[int], None] = Kept(lambda row: asked.append(row[0]))
    first, second, third = [1], [2], [3]
    kept.of((first, second))
    kept.of((second, third, first))
    assert asked == [1, 2, 3]


def test_the_last_result_is_made_again_when_a_value_is_another_one() -> None:
    made: list[int] = []
    last: Last[int] = Last()

    def make() -> int:
        made.append(len(made))
        return len(made)

    row, alike = [1], [1]
    assert last.of(make, row, (row, ())) == last.of(make, row, (row, ())) == 1
    assert [last.of(make, *values) for values in ((alike, (row, ())), (row, (alike, ())), (row, ()), (row,))] == [
        2,
        3,
        4,
        5,
    ]
