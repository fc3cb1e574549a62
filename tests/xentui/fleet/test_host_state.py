"""The last good picture stays, with its age and the reason why there is no newer one."""

from tests.snapshots_of_hosts import snapshot
from xentui.fleet.host_state import HostState
from xentui.fleet.polling import Polled
from xentui_driver.model.errors import CommandTimedOut, ParseError

FAILURE = CommandTimedOut("xl list -v gave no answer in 15 s and was ended.")


def staleness(
    picture: HostState, now_s: float, *, waiting_s: float = 0.0, frozen: bool = False
) -> tuple[float, str] | None:
    found = picture.staleness(now_s, waiting_s=waiting_s, interval_s=2.0, frozen=frozen)
    return (found.age_s, found.reason) if found else None


def test_a_failed_poll_loses_nothing() -> None:
    good = HostState(0.0).after(Polled(snapshot(), None))
    failed = good.after(Polled(None, FAILURE))
    assert failed.snapshot is good.snapshot
    assert staleness(good, 2.0) is None
    assert staleness(failed, 13.0) == (12.0, FAILURE.summary)
    assert staleness(failed.after(Polled(snapshot(), None)), 2.0) is None


def test_a_hanging_poll_is_told_before_it_fails() -> None:
    good = HostState(0.0).after(Polled(snapshot(), None))
    assert staleness(good, 3.0, waiting_s=1.0) is None
    assert staleness(good, 8.0, waiting_s=6.0) == (7.0, "xl has not answered for 6 s")


def test_without_any_answer_the_wait_counts_from_the_start() -> None:
    assert staleness(HostState(10.0), 15.0, waiting_s=5.0) == (5.0, "xl has not answered for 5 s")


def test_a_frozen_picture_says_so_once_it_is_old() -> None:
    good = HostState(0.0).after(Polled(snapshot(), None))
    assert staleness(good, 4.0, frozen=True) is None
    assert staleness(good, 61.0, frozen=True) == (60.0, "polling is frozen (Z goes on)")


def test_an_answer_that_can_t_be_read_is_no_silence() -> None:
    unreadable = ParseError("xl list -v", 2, "garbage", "no row of a domain")
    for failure, lack in ((FAILURE, "no answer"), (unreadable, "no readable answer")):
        found = HostState(0.0, failure=failure).staleness(5.0, waiting_s=0.0, interval_s=2.0, frozen=False)
        assert found is not None
        assert found.lack == lack
