"""CPU use is told no finer than xl's readings are."""

from dataclasses import replace

from tests.xentui.test_filtering import running
from xentui_driver.model import Domain
from xentui_driver.rates import CpuMeter, window_s


def domain(cpu_time_s: float, domid: int = 1) -> Domain:
    made = running("web", domid).domain
    assert made is not None
    return replace(made, cpu_time_s=cpu_time_s)


def percents(meter: CpuMeter, *readings: tuple[float, float]) -> list[float | None]:
    found = []
    for taken_s, cpu_time_s in readings:
        one = domain(cpu_time_s)
        percent = meter.measure((one,), taken_s)[one.uuid, one.domid]
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


def test_domains_that_are_gone_are_forgotten() -> None:
    meter = CpuMeter()
    meter.measure((domain(1.0),), 0.0)
    meter.measure((), 2.0)
    assert meter.measure((domain(5.0),), 4.0) == {(domain(1.0).uuid, 1): None}
