"""A guest is busy by turns more and less, and never busier than its vCPUs can be, whatever befalls it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.driver.simulator.small_world import SmallWorld
from xentui_driver.simulator import GuestBehaviour

ERRANDS = (("vcpu-set", "web", "1"), ("vcpu-set", "web", "4"), ("pause", "web"), ("unpause", "web"), ("reboot", "web"))


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 4),
    st.floats(0.0, 8.0),
    st.floats(0.0, 4.0),
    st.lists(st.tuples(st.floats(0.1, 40.0), st.none() | st.sampled_from(ERRANDS)), min_size=1, max_size=25),
)
def test_no_vcpu_is_ever_more_than_busy(
    vcpus: int, busy_cpus: float, boot_busy_cpus: float, turns: list[tuple[float, tuple[str, ...] | None]]
) -> None:
    world = SmallWorld()
    world.xen.set_guest("web", GuestBehaviour(busy_cpus=busy_cpus, boot_busy_cpus=boot_busy_cpus))
    path = world.define("web", f"vcpus = {vcpus}", "maxvcpus = 4")
    world.xl("create", "-p", path)
    web = world.domain("web")
    world.xl("unpause", "web")
    for pause_s, errand in turns:
        with world.xen.at_now() as now_s:
            before_s, online = web.cpu_time_s(now_s), web.online_vcpus
        world.clock.advance(pause_s)
        with world.xen.at_now() as now_s:
            after_s, most = web.cpu_time_s(now_s), max(online, web.online_vcpus)
        assert before_s <= after_s <= before_s + most * pause_s + 1e-6
        if errand is not None and web.domid in world.xen.host("a").domains:
            world.xl(*errand)


def test_a_guest_with_one_vcpu_uses_one_cpu_at_most_while_it_boots() -> None:
    world = SmallWorld()
    world.xen.set_guest("web", GuestBehaviour(boot_s=300.0))
    world.xl("create", world.define("web", "vcpus = 1"))
    web = world.domain("web")
    used = []
    for _ in range(100):
        with world.xen.at_now() as now_s:
            before_s = web.cpu_time_s(now_s)
        world.clock.advance(1.0)
        with world.xen.at_now() as now_s:
            used.append(web.cpu_time_s(now_s) - before_s)
    assert max(used) <= 1.0
    assert max(used) > min(used) > 0
    assert sum(used) / len(used) == pytest.approx(0.8, abs=0.1)
