"""News are answered at once, and a storm of them costs the host hardly more than the polls that it replaces."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from xentui.fleet.news_pace import GROWS_AT_LEAST_EVERY_S, LATER_S, MOST_AT_ONCE, SETTLE_S, NewsPace

SLACK_S = 1e-6
INTERVALS_S = st.sampled_from((0.5, 2.0, 10.0, 60.0))
STEPS_S = st.lists(
    st.one_of(st.floats(0.0, 0.01), st.floats(0.0, 1.0), st.floats(0.0, 200.0)), min_size=1, max_size=150
)
COSTS_S = st.lists(st.floats(0.0, 5.0), min_size=1, max_size=10)


@dataclass(frozen=True)
class Read:
    began_s: float
    ended_s: float
    is_early: bool


def readings(news: Sequence[float], costs_s: Sequence[float], interval_s: float, for_s: float) -> list[Read]:
    """What a source is read in that time, whose readings take these times by turns, and of which these news come."""
    left = list(news)
    pace, began_s, is_early, found = NewsPace(), 0.0, False, list[Read]()

    def hear(until_s: float) -> None:
        nonlocal pace
        while left and left[0] <= until_s:
            pace = pace.heard(left.pop(0))

    while began_s <= for_s:
        pace = pace.begun(began_s, interval_s)
        ended_s = began_s + costs_s[len(found) % len(costs_s)]
        found.append(Read(began_s, ended_s, is_early))
        hear(ended_s)
        pace = pace.ended(began_s, ended_s)
        regular_s = ended_s + interval_s
        while left and left[0] < min(regular_s, _due_s(pace, interval_s)):
            hear(left[0])
        due_s = max(ended_s, _due_s(pace, interval_s))
        is_early = due_s < regular_s
        began_s = min(due_s, regular_s)
    return found


def _due_s(pace: NewsPace, interval_s: float) -> float:
    due_s = pace.due_s(interval_s)
    return float("inf") if due_s is None else due_s


def moments(steps_s: Sequence[float]) -> list[float]:
    now_s, found = 0.0, list[float]()
    for step_s in steps_s:
        now_s += step_s
        found.append(now_s)
    return found


@given(interval_s=INTERVALS_S, costs_s=COSTS_S)
def test_without_news_it_is_read_at_the_interval(interval_s: float, costs_s: list[float]) -> None:
    read = readings([], costs_s, interval_s, 20 * interval_s)
    assert not any(each.is_early for each in read)
    assert all(later.began_s == before.ended_s + interval_s for before, later in pairwise(read))


@given(steps_s=STEPS_S, costs_s=COSTS_S, interval_s=INTERVALS_S)
def test_whatever_happens_early_readings_are_few_and_leave_the_host_a_rest(
    steps_s: list[float], costs_s: list[float], interval_s: float
) -> None:
    news = moments(steps_s)
    read = readings(news, costs_s, interval_s, news[-1] + 3 * interval_s)
    early = [each for each in read if each.is_early]
    for first, begin in enumerate(early):
        for number, end in enumerate(early[first:], start=1):
            most = MOST_AT_ONCE + (end.began_s - begin.began_s) / min(interval_s, GROWS_AT_LEAST_EVERY_S)
            assert number <= most + SLACK_S
    for before, later in pairwise(read):
        rest_s = min(interval_s, before.ended_s - before.began_s)
        assert later.began_s - before.ended_s >= rest_s - SLACK_S


@given(steps_s=STEPS_S, costs_s=COSTS_S, interval_s=INTERVALS_S)
def test_every_news_is_answered_no_later_than_without_it(
    steps_s: list[float], costs_s: list[float], interval_s: float
) -> None:
    news = moments(steps_s)
    read = readings(news, costs_s, interval_s, news[-1] + 3 * interval_s + max(costs_s))
    for at_s in news:
        before = [each for each in read if each.began_s < at_s]
        answer = next(each for each in read if each.began_s >= at_s)
        assert answer.began_s <= (before[-1].ended_s if before else 0.0) + interval_s + SLACK_S


@given(
    steps_s=STEPS_S,
    interval_s=INTERVALS_S,
    more_s=st.lists(st.floats(0.0, SETTLE_S), max_size=20),
)
def test_news_after_a_quiet_time_are_answered_at_once_and_looked_at_once_more(
    steps_s: list[float], interval_s: float, more_s: list[float]
) -> None:
    """However much more happens meanwhile."""
    quiet_s = (MOST_AT_ONCE + 1) * interval_s
    at_s = moments(steps_s)[-1] + quiet_s + interval_s / 2
    news = [at_s, *(at_s + each_s for each_s in moments(more_s))]
    read = [each.began_s for each in readings(news, [0.0], interval_s, at_s + 2 * interval_s)]
    answer = next(began_s for began_s in read if began_s >= at_s)
    assert answer - at_s <= SETTLE_S + SLACK_S
    again = read[read.index(answer) + 1]
    assert again - answer <= LATER_S + SLACK_S


def test_a_storm_costs_hardly_more_than_the_polls_that_it_replaces() -> None:
    """A guest that writes what is watched a hundred times a second, for a hundred intervals."""
    interval_s, for_s = 2.0, 200.0
    storm = [number / 100 for number in range(int(for_s) * 100)]
    read = readings(storm, [0.02], interval_s, for_s)
    plain = readings([], [0.02], interval_s, for_s)
    assert len(plain) <= len(read) <= len(plain) + MOST_AT_ONCE + 2


def test_a_host_that_answers_slowly_is_not_asked_all_the_time() -> None:
    storm = [number / 10 for number in range(3000)]
    read = readings(storm, [10.0], 2.0, 300.0)
    at_work_s = sum(each.ended_s - each.began_s for each in read)
    assert at_work_s <= 0.9 * read[-1].ended_s


def test_a_long_interval_makes_no_news_wait_for_it() -> None:
    """One thing a minute, for an hour, where polls come once in an hour."""
    news = [60.0 * number + 7.0 for number in range(60)]
    read = [each.began_s for each in readings(news, [0.02], 3600.0, 3600.0)]
    for at_s in news:
        answer = next(began_s for began_s in read if began_s >= at_s)
        assert answer - at_s <= SETTLE_S + SLACK_S
