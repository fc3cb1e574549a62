"""A trail has one figure for each step of time, however often the host is read."""

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from tests.instances import running
from xentui.fleet.history import History
from xentui.fleet.trail import TrailSoFar
from xentui_driver.model.cpu_use import TRAIL_STEP_S, TRAIL_STEPS, CpuUse
from xentui_driver.model.dataclass import replace

PERCENT = st.none() | st.floats(0.0, 12_800.0)


def trail(*figures: tuple[float, float | None]) -> tuple[float | None, ...]:
    found = TrailSoFar()
    for at_s, percent in figures:
        found = found.with_figure(at_s, percent)
    return found.figures


def test_readings_within_a_step_leave_it_as_it_is() -> None:
    assert trail((0.0, None), (2.0, 40.0), (4.0, 90.0), (11.9, 3.0), (12.0, 50.0)) == (40.0, 50.0)


def test_a_slow_poll_fills_the_steps_that_its_figure_is_of() -> None:
    assert trail((0.0, 10.0), (60.0, 20.0)) == (10.0, *[20.0] * 5)


def test_it_begins_with_the_first_figure_there_is() -> None:
    assert trail((0.0, None), (12.0, None), (24.0, 5.0), (36.0, None)) == (5.0, None)


def test_the_oldest_figures_are_forgotten() -> None:
    figures = trail(*((TRAIL_STEP_S * step, float(step)) for step in range(TRAIL_STEPS + 3)))
    assert figures == tuple(float(step) for step in range(3, TRAIL_STEPS + 3))


@given(st.lists(st.tuples(st.floats(0.0, 1e5), PERCENT), max_size=60))
def test_it_is_bounded_and_invents_nothing(gaps: list[tuple[float, float | None]]) -> None:
    times = accumulate(gap for gap, _ in gaps)
    figures = trail(*((at_s, percent) for at_s, (_, percent) in zip(times, gaps, strict=True)))
    assert len(figures) <= TRAIL_STEPS
    assert set(figures) <= {percent for _, percent in gaps}


def test_quiet_is_who_has_used_next_to_nothing_for_a_minute() -> None:
    assert CpuUse(0.0, (80.0, 0.2, 0.0, 0.9, 0.1, 0.0)).is_quiet
    assert not CpuUse(0.0, (0.2, 0.0, 1.0, 0.1, 0.0)).is_quiet
    assert not CpuUse(0.0, (0.2, 0.0, None, 0.1, 0.0)).is_quiet
    assert not CpuUse(0.0, (0.0, 0.0, 0.0, 0.0)).is_quiet


def test_the_host_uses_what_its_domains_use_together() -> None:
    history = History()
    for at_s in (0.0, 10.0):
        domains = [replace(each.domain, cpu_time_s=at_s * share) for each, share in WEB_AND_DB if each.domain]
        history = history.with_domains(domains, at_s, at_s)
    assert history.host.cpu == CpuUse(200.0, (200.0,))
    assert [use.cpu.percent for use in history.usages().values()] == [150.0, 50.0]


WEB_AND_DB = ((running("web", 1, vcpus=4), 1.5), (running("db", 2), 0.5))
