"""CPU use is told no finer than xl's readings are."""

import struct
from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.instances import running
from xentui.fleet.history import History
from xentui.fleet.rates import cpu_percent, window_s
from xentui_driver.model.domain import Domain


def domain(cpu_time_s: float, domid: int = 1) -> Domain:
    made = running("web", domid).domain
    assert made is not None
    return replace(made, cpu_time_s=cpu_time_s)


class CpuMeter:
    """One listing after the other."""

    def __init__(self) -> None:
        self.history = History()

    def measure(
        self, domains: tuple[Domain, ...], began_s: float, ended_s: float
    ) -> Mapping[tuple[str, int], float | None]:
        self.history = self.history.with_domains(domains, began_s, ended_s)
        return {identity: use.cpu.percent for identity, use in self.history.usages().items()}


def percents(meter: CpuMeter, *readings: tuple[float, float]) -> list[float | None]:
    found = []
    for taken_s, cpu_time_s in readings:
        one = domain(cpu_time_s)
        percent = meter.measure((one,), taken_s, taken_s)[one.uuid, one.domid]
        found.append(None if percent is None else round(percent, 1))
    return found


def test_the_first_reading_tells_nothing() -> None:
    assert percents(CpuMeter(), (0.0, 10.0), (2.0, 12.0)) == [None, 100.0]


def test_a_restart_begins_anew() -> None:
    assert percents(CpuMeter(), (0.0, 500.0), (2.0, 1.0), (4.0, 2.0)) == [None, None, 50.0]


def test_short_steps_are_smoothed_over_the_window() -> None:
    told = percents(CpuMeter(), *((2.0 * n, 0.1 * n) for n in range(6)))
    assert told == [None, 5.0, 5.0, 5.0, 5.0, 5.0]
    jumpy = percents(CpuMeter(), (0, 0.0), (2, 0.1), (4, 0.1), (6, 0.2), (8, 0.2), (10, 0.3))
    assert jumpy[-1] == 3.3


def test_a_domain_with_much_cpu_time_needs_a_longer_window() -> None:
    assert window_s(100.0) == 5.0
    day_s = 86_400.0
    assert 20.0 < window_s(100 * day_s) < 60.0
    assert window_s(1000 * day_s) == 60.0


def test_a_poll_that_took_long_makes_nobody_busier_than_its_vcpus() -> None:
    meter = CpuMeter()
    for began_s, ended_s, cpu_time_s in ((0.0, 0.1, 0.0), (2.0, 4.0, 8.0), (4.5, 4.6, 9.0)):
        percent = meter.measure((domain(cpu_time_s),), began_s, ended_s)
    assert percent == {(domain(1.0).uuid, 1): 200.0}, "its two vCPUs were busy"


def test_what_no_domain_can_have_used_is_not_told() -> None:
    assert percents(CpuMeter(), (0.0, 0.0), (2.0, 40.0)) == [None, None]


def test_vcpus_that_were_taken_away_count_as_long_as_their_time_does() -> None:
    meter = CpuMeter()
    four, two = replace(domain(0.0), vcpus=4), domain(8.0)
    meter.measure((four,), 0.0, 0.0)
    assert meter.measure((two,), 2.0, 2.0) == {(two.uuid, 1): 400.0}


POLLS = st.lists(
    st.tuples(
        st.floats(0.2, 30.0),  # since the last one has begun
        st.floats(0.0, 3.0),  # how long it takes
        st.floats(0.0, 1.0),  # when in it Xen is asked
        st.floats(0.0, 1.0),  # how busy the domain is
    ),
    min_size=2,
    max_size=20,
)


@given(POLLS, st.integers(1, 128), st.floats(0.0, 1e8))
def test_no_domain_is_ever_shown_busier_than_its_vcpus(
    polls: list[tuple[float, float, float, float]], vcpus: int, used_before_s: float
) -> None:
    meter, free_s, asked_s, used_s = CpuMeter(), 0.0, 0.0, used_before_s
    for number, (pause_s, takes_s, when, busy) in enumerate(polls):
        began_s = free_s + pause_s
        free_s = began_s + takes_s
        last_asked_s, asked_s = asked_s, began_s + when * takes_s
        used_s += busy * vcpus * (asked_s - last_asked_s) if number else 0.0
        one = replace(domain(as_xl_prints(used_s)), vcpus=vcpus)
        percent = meter.measure((one,), began_s, free_s)[one.uuid, one.domid]
        assert (percent is None) is (number == 0), "honest readings always tell something"
        assert percent is None or 0.0 <= percent <= 100.0 * vcpus


def as_xl_prints(cpu_time_s: float) -> float:
    """Through a float32, with one decimal."""
    return float(f"{struct.unpack('f', struct.pack('f', cpu_time_s))[0]:.1f}")


def test_domains_that_are_gone_are_forgotten() -> None:
    meter = CpuMeter()
    meter.measure((domain(1.0),), 0.0, 0.0)
    meter.measure((), 2.0, 2.0)
    assert meter.measure((domain(5.0),), 4.0, 4.0) == {(domain(1.0).uuid, 1): None}


def test_a_history_is_bounded_by_what_its_window_needs() -> None:
    meter = CpuMeter()
    for number in range(1000):
        meter.measure((domain(0.1 * number),), 0.5 * number, 0.5 * number)
    (readings,) = meter.history.readings
    assert readings[-1].taken_s - readings[1].taken_s < window_s(100.0)


@given(st.lists(st.tuples(st.sampled_from((1.0, 2.0, 12.0)), st.sampled_from((0.0, 0.1, 5.0))), max_size=20))
def test_the_use_is_the_very_same_value_as_long_as_it_says_the_same(steps: list[tuple[float, float]]) -> None:
    history, at_s, cpu_time_s = History(), 0.0, 10.0
    before = None
    for after_s, used_s in steps:
        at_s, cpu_time_s = at_s + after_s, cpu_time_s + used_s
        history = history.with_domains((domain(cpu_time_s),), at_s, at_s)
        (usage,), (readings,) = history.usages().values(), history.readings
        assert usage.cpu.percent == cpu_percent(readings)
        assert usage.cpu == history.host.cpu
        assert (usage is before) == (usage == before)
        before = usage
