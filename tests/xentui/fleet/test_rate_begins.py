"""A disk that is read every few seconds only has the rate between its readings, whenever the others are read."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.instances import running
from xentui.fleet.history import History
from xentui_driver.model.counters import Counted, DiskCounters, DomainCounters
from xentui_driver.model.rates import Traffic

GUEST = running("web", 3).domain
assert GUEST is not None
IDENTITY = GUEST.uuid, GUEST.domid
RATE = 1000.0
"""Bytes per second, in each direction."""


def disk(at_s: float, age_s: float = 0.0) -> DiskCounters:
    """Of a guest that reads and writes all the time, as it was so long ago."""
    count = int(RATE * (at_s - age_s))
    return DiskCounters(count, count, count, count, age_s)


def counted(at_s: float, **disks: DiskCounters) -> Counted:
    return Counted(at_s, {IDENTITY: DomainCounters(0, disks)})


def told(history: History) -> Traffic | None:
    return history.usages()[IDENTITY].rates.disk


def history() -> History:
    assert GUEST is not None
    return History().with_domains([GUEST], 0.0, 0.0)


@given(
    st.lists(st.floats(0.3, 9.0), min_size=2, max_size=30),
    st.floats(0.0, 5.0),
    st.floats(0.01, 1.0),
)
def test_a_steady_guest_has_a_steady_rate_by_whatever_polls(
    pauses_s: list[float], phase_s: float, late_s: float
) -> None:
    """Its QEMU is asked every 5 s, and the answer is known some time later."""
    now_s, shown, readings, state = 100.0, [], set[float](), history()
    for pause_s in pauses_s:
        now_s += pause_s
        read_s = (now_s - late_s - phase_s) // 5.0 * 5.0 + phase_s
        readings.add(read_s)
        state = state.with_counters(counted(now_s, **{"51712": disk(now_s), "51728": disk(now_s, now_s - read_s)}))
        devices = state.devices(IDENTITY).disks
        shown.append((len(readings), devices.get("51728"), devices.get("51712"), told(state)))
    for count, of_qemu, of_kernel, both in shown[1:]:
        assert of_kernel is not None
        assert of_kernel.inward.bytes_per_s == pytest.approx(RATE, abs=5.0)
        assert (of_qemu is None) == (count < 2)
        if of_qemu is not None:
            assert of_qemu.inward.bytes_per_s == pytest.approx(RATE, abs=5.0)
            assert of_qemu.over_s == pytest.approx(round(of_qemu.over_s / 5.0) * 5.0, abs=0.06)
            assert both is not None
            assert both.outward.bytes_per_s == pytest.approx(2 * RATE, abs=10.0)


def test_between_two_readings_the_rate_stays_and_says_over_which_time_it_is() -> None:
    state = history()
    shown = []
    for now_s, age_s in ((100.0, 1.0), (102.0, 3.0), (104.0, 0.0), (106.0, 2.0), (108.0, 4.0), (110.0, 1.0)):
        state = state.with_counters(counted(now_s, **{"51728": disk(now_s, age_s)}))
        shown.append(told(state))
    assert shown[:2] == [None, None]
    assert [(each.over_s, each.inward.bytes_per_s) for each in shown[2:] if each] == [(5.0, RATE)] * 4
    assert all(later is not None for _, later in pairwise(shown[1:]))


def test_a_counter_that_began_again_makes_no_spike_and_no_rate_until_it_is_read_again() -> None:
    state = history().with_counters(counted(100.0, **{"51728": disk(100.0)}))
    again = DiskCounters(5, 5, 5, 5, 0.0)
    state = state.with_counters(counted(105.0, **{"51728": again}))
    assert told(state) is None
    state = state.with_counters(counted(107.0, **{"51728": DiskCounters(5, 5, 5, 5, 2.0)}))
    assert told(state) is None
    state = state.with_counters(counted(110.0, **{"51728": DiskCounters(5005, 5, 5, 5, 0.0)}))
    traffic = told(state)
    assert traffic is not None
    assert (traffic.inward.bytes_per_s, traffic.over_s) == (1000.0, 5.0)
