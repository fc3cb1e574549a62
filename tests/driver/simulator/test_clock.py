"""The simulated clock moves when it is waited on, in the order in which the waits end."""

import threading

import pytest

from tests.waiting import until
from xentui_driver.model.clock import Clock
from xentui_driver.simulator import SimulatedClock


def test_it_is_a_clock_that_stands_still() -> None:
    clock: Clock = SimulatedClock(start_s=5.0, epoch_s=1000.0)
    assert (clock.monotonic_s(), clock.monotonic_s(), clock.epoch_s()) == (5.0, 5.0, 1000.0)


def test_waiting_takes_no_time() -> None:
    clock = SimulatedClock(start_s=0.0)
    assert not clock.wait(3600.0)
    assert clock.monotonic_s() == 3600.0
    assert not clock.wait(-1.0)
    assert clock.monotonic_s() == 3600.0


def test_time_does_not_go_back() -> None:
    with pytest.raises(ValueError, match="back"):
        SimulatedClock().advance(-1.0)


def test_a_wait_that_is_woken_already_moves_nothing() -> None:
    clock = SimulatedClock(start_s=0.0)
    wake = threading.Event()
    wake.set()
    assert clock.wait(10.0, wake)
    assert clock.monotonic_s() == 0.0


def test_a_held_clock_moves_only_when_it_is_advanced() -> None:
    clock = SimulatedClock(start_s=0.0, held=True)
    ended: list[float] = []

    def wait() -> None:
        clock.wait(10.0)
        ended.append(clock.monotonic_s())

    thread = threading.Thread(target=wait)
    thread.start()
    until(lambda: clock._due_s)
    clock.advance(9.0)
    assert ended == []
    clock.advance(2.0)
    thread.join(10.0)
    assert ended == [11.0]


def test_a_held_wait_can_be_woken() -> None:
    clock = SimulatedClock(start_s=0.0, held=True)
    wake = threading.Event()
    woken: list[bool] = []
    thread = threading.Thread(target=lambda: woken.append(clock.wait(10.0, wake)))
    thread.start()
    until(lambda: clock._due_s)
    wake.set()
    thread.join(10.0)
    assert woken == [True]
    assert clock.monotonic_s() == 0.0


def test_no_time_passes_while_a_worker_is_at_work() -> None:
    clock = SimulatedClock(start_s=0.0)
    told: list[str] = []
    go_on = threading.Event()

    def work() -> None:
        with clock.working():
            go_on.wait(10.0)
            told.append(f"worker at {clock.monotonic_s()}")
            clock.wait(1.0)
            told.append(f"worker at {clock.monotonic_s()}")

    def wait() -> None:
        clock.wait(5.0)
        told.append(f"waiter at {clock.monotonic_s()}")

    clock.expect_worker()
    worker, waiter = threading.Thread(target=work), threading.Thread(target=wait)
    waiter.start()
    worker.start()
    until(lambda: clock._due_s)
    go_on.set()
    worker.join(10.0)
    waiter.join(10.0)
    assert told == ["worker at 0.0", "worker at 1.0", "waiter at 5.0"]


def test_time_need_not_wait_for_an_idle_worker() -> None:
    clock = SimulatedClock(start_s=0.0)
    clock.expect_worker()
    with clock.working(), clock.idle():
        waiter = threading.Thread(target=clock.wait, args=(5.0,))
        waiter.start()
        waiter.join(10.0)
        assert clock.monotonic_s() == 5.0
