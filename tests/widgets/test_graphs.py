"""Small graphs of one line."""

from hypothesis import given
from hypothesis import strategies as st

from xentui_widgets.graphs import EMPTY, FULL, LEVELS, NO_FIGURE, meter, sparkline

FIGURES = st.lists(st.none() | st.floats(-1e6, 1e6), max_size=30).map(tuple)


def test_the_newest_figure_is_at_the_right_end() -> None:
    assert sparkline((0.0, 100.0, 50.0), 100.0, 5) == "  ▁█▅"
    assert sparkline((0.0, 100.0, 50.0), 100.0, 2) == "█▅"


def test_a_figure_that_is_not_there_is_no_nothing() -> None:
    assert sparkline((None, 0.0), 100.0, 2) == NO_FIGURE + LEVELS[0]
    assert sparkline((), 100.0, 8) == ""


@given(FIGURES, st.floats(0.0, 1e6), st.integers(1, 20))
def test_it_is_as_wide_as_it_is_to_be(figures: tuple[float | None, ...], limit: float, width: int) -> None:
    assert len(sparkline(figures, limit, width)) == (width if figures else 0)


@given(st.floats(0.0, 1e9), st.floats(0.0, 1e9), st.integers(2, 40))
def test_only_what_is_full_or_empty_looks_so(amount: float, most: float, width: int) -> None:
    drawn = meter(amount, most, width)
    if most == 0:
        assert drawn == ""
        return
    assert len(drawn) == width
    assert (EMPTY not in drawn) == (amount >= most)
    assert (FULL not in drawn) == (amount == 0)
