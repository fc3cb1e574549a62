"""The past in one row: as finely as it is known, without overlaps, and with its gaps."""

from itertools import accumulate, pairwise

from hypothesis import given
from hypothesis import strategies as st

from xentui.fleet.past import Figures, Past
from xentui.fleet.timeline import timeline

PAUSES = st.lists(st.sampled_from([2.0, 5.0, 60.0, 700.0, 20_000.0]), min_size=1, max_size=300)


def past_of(moments: list[float]) -> Past:
    past = Past()
    for at_s in moments:
        past = past.with_figures(at_s, Figures(at_s))
    return past


@given(PAUSES)
def test_no_two_stretches_overlap_and_none_is_longer_than_what_it_stands_for(pauses: list[float]) -> None:
    known = timeline(past_of(list(accumulate(pauses, initial=1000.0))))
    assert all(sooner.ends_s <= later.begins_s + 0.2 for sooner, later in pairwise(known))
    assert all(0 <= each.ends_s - each.begins_s <= 700.0 for each in known)


def test_two_hours_are_joined_without_a_gap() -> None:
    known = timeline(past_of([1000.0 + 2 * number for number in range(3600 * 3)]))
    assert known[-1].ends_s - known[0].begins_s > 5 * 3600
    assert max(later.begins_s - sooner.ends_s for sooner, later in pairwise(known)) <= 2.0


def test_where_readings_are_missing_is_a_gap() -> None:
    known = timeline(past_of([1000.0, 1002.0, 1004.0, 1064.0, 1066.0]))
    assert [(each.begins_s, each.ends_s) for each in known] == [
        (1000.0, 1000.0),
        (1000.0, 1002.0),
        (1002.0, 1004.0),
        (1064.0, 1064.0),
        (1064.0, 1066.0),
    ]


def test_slow_polls_leave_no_gaps() -> None:
    known = timeline(past_of([1000.0 + 60 * number for number in range(10)]))
    assert all(sooner.ends_s == later.begins_s for sooner, later in pairwise(known))
