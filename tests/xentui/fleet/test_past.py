"""A day of figures: the last quarter of an hour as it was read, the rest as least, mean and most."""

from collections.abc import Sequence
from itertools import accumulate
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentui.fleet.past import Figures, Past, Sample, Summary

FIGURE = st.none() | st.floats(0.0, 2.0**40, width=32)
READINGS = st.lists(st.tuples(st.floats(1.6, 200.0), FIGURE), min_size=1, max_size=200)


def past_of(readings: Sequence[tuple[float, float | None]]) -> Past:
    """Of a CPU use at these moments."""
    past = Past()
    for at_s, percent in readings:
        past = past.with_figures(at_s, Figures(percent))
    return past


def at_moments(readings: Sequence[tuple[float, float | None]]) -> list[tuple[float, float | None]]:
    """Readings with pauses before them, as readings at moments."""
    moments = accumulate((pause for pause, _ in readings), initial=3.0)
    return [(round(at_s, 1), figure) for at_s, (_, figure) in zip(moments, readings, strict=False)]


@given(READINGS)
def test_the_last_quarter_of_an_hour_is_kept_as_it_was_read(readings: list[tuple[float, float | None]]) -> None:
    moments = at_moments(readings)
    kept = past_of(moments).recent()
    since_s = moments[-1][0] - 900.0
    expected = [Sample(at_s, Figures(figure)) for at_s, figure in moments if at_s >= since_s]
    assert [each.figures for each in kept] == [each.figures for each in expected]
    assert all(isclose(one.at_s, other.at_s, abs_tol=0.11) for one, other in zip(kept, expected, strict=True))


@given(READINGS)
def test_each_minute_that_is_over_has_the_least_the_mean_and_the_most_of_it(
    readings: list[tuple[float, float | None]],
) -> None:
    moments = at_moments(readings)
    for minute in past_of(moments).minutes():
        known = [figure for at_s, figure in moments if at_s // 60 * 60 == minute.at_s and figure is not None]
        if not known:
            assert minute == Summary(minute.at_s, Figures(), Figures(), Figures())
            continue
        assert (minute.least.cpu_percent, minute.most.cpu_percent) == (min(known), max(known))
        assert minute.mean.cpu_percent is not None
        assert isclose(minute.mean.cpu_percent, sum(known) / len(known), rel_tol=1e-5, abs_tol=1e-30)


def test_six_minutes_have_the_extremes_of_theirs_and_each_minute_counts_the_same() -> None:
    moments = [(float(at_s), 100.0 if at_s == 62 else 10.0 * (at_s // 60)) for at_s in range(0, 362, 2)]
    (six,) = past_of(moments).six_minutes()
    assert (six.least.cpu_percent, six.most.cpu_percent) == (0.0, 100.0)
    assert six.mean.cpu_percent == pytest.approx((0 + (10 * 29 + 100) / 30 + 20 + 30 + 40 + 50) / 6)
    assert six.mean.memory_kib is None


def test_every_figure_stays_its_own() -> None:
    figures = Figures(1.0, 2.0, 3.0, 4.0, 5.0, 6.0)
    past = Past()
    for at_s in range(0, 700, 10):
        past = past.with_figures(float(at_s), figures)
    assert {each.figures for each in past.recent()} == {figures}
    for summary in (*past.minutes(), *past.six_minutes()):
        assert summary.least == summary.mean == summary.most == figures


def test_of_readings_that_are_too_close_one_is_kept() -> None:
    assert [each.at_s for each in past_of([(0.0, 1.0), (0.5, 2.0), (1.0, 3.0), (1.5, 4.0), (0.1, 5.0)]).recent()] == [
        0,
        1.5,
    ]


def test_a_pause_leaves_no_invented_minutes() -> None:
    past = past_of([(0.0, 1.0), (7000.0, 2.0), (7060.0, 3.0)])
    assert [each.at_s for each in past.minutes()] == [0.0, 6960.0]
    assert [each.at_s for each in past.recent()] == [7000.0, 7060.0]


@pytest.mark.parametrize("pace_s", [0.5, 2.0, 60.0])
def test_a_day_is_bounded_at_every_pace(pace_s: float) -> None:
    past, sizes = Past(), set()
    for number in range(int(90_000 / pace_s)):
        past = past.with_figures(number * pace_s, Figures(float(number)))
        if number * pace_s > 88_000:
            sizes.add(
                sum(len(chunk) for packed in (past._recent, past._minutes, past._sixes) for chunk in packed.chunks)
            )
    assert max(sizes) < 49_000
    assert len(past.six_minutes()) == pytest.approx(240, abs=2)
    assert len(past.minutes()) == pytest.approx(120, abs=2)
    assert past.recent()[0].at_s == pytest.approx(90_000 - 900, abs=2 * pace_s + 2)
