"""How busy each CPU is: the CPU time of the vCPUs that were last seen on it, and never more than it can be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentui.fleet.cpu_loads import CpuLoads, load_percent
from xentui_driver.model.layout import HostLayout, VcpuPlace
from xentui_driver.model.node import NodeInfo

PLACES = st.builds(VcpuPlace, st.integers(0, 2), st.integers(0, 3), st.none() | st.integers(0, 3), st.floats(0, 1e9))


def layout(at_s: float, *places: VcpuPlace) -> HostLayout:
    return HostLayout(NodeInfo(), places, frozenset(), at_s, at_s)


def read(*layouts: HostLayout) -> CpuLoads:
    loads = CpuLoads()
    for each in layouts:
        loads = loads.with_layout(each)
    return loads


def test_a_cpu_is_as_busy_as_what_was_last_seen_on_it() -> None:
    loads = read(
        layout(0.0, VcpuPlace(1, 0, 4, 10.0), VcpuPlace(2, 0, 4, 7.0), VcpuPlace(2, 1, None, 1.0)),
        layout(10.0, VcpuPlace(1, 0, 4, 15.0), VcpuPlace(2, 0, 5, 9.0), VcpuPlace(2, 1, None, 1.0)),
    ).on_cpus
    assert load_percent(loads[4]) == pytest.approx(50.0)
    assert load_percent(loads[5]) == pytest.approx(20.0)
    assert loads.keys() == {4, 5}


def test_nothing_is_known_after_one_reading_and_of_a_new_domain_with_an_old_number() -> None:
    first = layout(0.0, VcpuPlace(1, 0, 4, 10.0))
    assert load_percent(read(first).on_cpus[4]) is None
    again = read(first, layout(5.0, VcpuPlace(1, 0, 4, 0.3)))
    assert load_percent(again.on_cpus[4]) is None


def test_a_cpu_on_which_nothing_was_seen_has_nothing_to_do() -> None:
    assert load_percent(()) == 0


@given(st.lists(st.lists(PLACES, max_size=8), max_size=5))
def test_no_cpu_is_busier_than_it_can_be(readings: list[list[VcpuPlace]]) -> None:
    unique = [tuple({(each.domid, each.number): each for each in places}.values()) for places in readings]
    loads = read(*(layout(3.0 * at, *places) for at, places in enumerate(unique)))
    percents = [load_percent(each) for each in loads.on_cpus.values()]
    assert all(percent is None or 0 <= percent <= 100 for percent in percents)
