"""What is said of a guest on its way: by figures and moments, whatever the tools say."""

import pytest

from xentui.console.questions.memory_arrival import STUCK_S, Arrival, arrival_words, first_seen
from xentui_driver.model.job import Verdict

GIB = 1 << 20


def seen(*figures: tuple[float, float]) -> Arrival:
    """Figures in GiB, and when they were listed."""
    (first, at_s), *rest = figures
    arrival = first_seen(int(first * GIB), at_s)
    for gib, listed_s in rest:
        arrival = arrival.seen(int(gib * GIB), listed_s)
    return arrival


def test_one_that_moves_says_where_it_is() -> None:
    arrival = seen((4, 10), (3.5, 12), (3, 14))
    assert not arrival.is_stuck
    assert arrival_words(arrival, 2 * GIB, 9 * GIB, Verdict.RUNNING) == "3.0 GiB now, 2.0 GiB wanted"


def test_a_listing_that_does_not_come_makes_nobody_stuck() -> None:
    arrival = seen((4, 10), (3, 12))
    for _ in range(100):
        arrival = arrival.seen(3 * GIB, 12)
    assert arrival.still_s == 0


@pytest.mark.parametrize(
    ("figures", "goal_gib", "free_gib", "reason"),
    [
        (((4, 0), (3, 2), (3, 9)), 2, 9, "the guest can't free more"),
        (((4, 0), (4, 7)), 2, 9, "nothing has moved yet; its balloon driver may not be loaded"),
        (((4, 0), (5, 2), (5, 9)), 8, 1, "the host has only 1.0 GiB free"),
        (((4, 0), (5, 2), (5, 9)), 8, 9, "the guest takes no more"),
        (((4, 0), (5, 2), (5, 9)), 8, None, "the guest takes no more"),
    ],
)
def test_one_that_is_stuck_says_what_it_waits_for(
    figures: tuple[tuple[float, float], ...], goal_gib: int, free_gib: int | None, reason: str
) -> None:
    arrival = seen(*figures)
    assert arrival.still_s >= STUCK_S
    free_kib = free_gib * GIB if free_gib is not None else None
    words = arrival_words(arrival, goal_gib * GIB, free_kib, Verdict.RUNNING)
    assert words == f"stuck 7 s at {arrival.actual_kib / GIB:.1f} GiB: {reason}"


def test_one_that_has_arrived_or_has_not_begun_is_not_stuck() -> None:
    arrival = seen((4, 0), (4, 60))
    assert arrival_words(arrival, 4 * GIB, 0, Verdict.SUCCEEDED) == "arrived: 4.0 GiB"
    assert arrival_words(arrival, 2 * GIB, 0, Verdict.WAITING) == "waits for the jobs before it"
