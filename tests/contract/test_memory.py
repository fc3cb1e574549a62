"""Ballooning: what is told is where the memory is, not where it was sent."""

import pytest

from tests.contract.worlds import BALLOON_FLOOR_MIB, BOTH_TYPES_AT_TIMES, HOPELESS_S, World
from tests.lab.guests import GuestType
from xentui_driver.model.errors import BalloonRefused, BalloonStoppedShort, DomainChanged
from xentui_driver.model.units import MIB_KIB


@BOTH_TYPES_AT_TIMES
def test_a_balloon_that_arrives_and_one_that_stops_short(world: World, type: GuestType) -> None:
    domain = world.linux("web", type=type)
    outcome = world.a.balloon(domain.ref, 100 * MIB_KIB)
    assert "of memory" in outcome.summary
    assert outcome.steps == (f"xl mem-set {domain.domid} {100 * MIB_KIB}k",)
    memory = world.a.memory_of(domain.ref)
    assert memory.target_kib == 100 * MIB_KIB
    assert memory.maximum_kib == 128 * MIB_KIB
    assert world.a.said_use_of([domain]) == {}, "only a guest with an agent says what it uses"
    listed = {each.domid: each.running_maximum_kib for each in world.a.snapshot().instances}
    assert listed[domain.domid] == 128 * MIB_KIB
    assert abs(memory.actual_kib - 100 * MIB_KIB) <= 2 * MIB_KIB
    with pytest.raises(BalloonStoppedShort, match="its target is 10 MiB") as short:
        world.with_limits(settle_s=HOPELESS_S).balloon(domain.ref, 10 * MIB_KIB)
    stopped_kib = world.domain("web").memory_kib
    assert BALLOON_FLOOR_MIB - 30 <= stopped_kib // MIB_KIB <= 99
    assert f"stopped at {stopped_kib // MIB_KIB} MiB" in short.value.summary
    assert "back" not in short.value.state_now
    world.a.balloon(domain.ref, 128 * MIB_KIB)
    assert abs(world.domain("web").memory_kib - 128 * MIB_KIB) <= 2 * MIB_KIB


def test_a_target_that_cannot_be_is_refused_before_anything_is_done(world: World) -> None:
    domain = world.tiny("t")
    for target_kib, words in ((0, "at least"), (8 * MIB_KIB, "maximum")):
        with pytest.raises(BalloonRefused, match=words):
            world.a.balloon(domain.ref, target_kib)
    world.a.pause(domain.ref)
    with pytest.raises(DomainChanged):
        world.a.balloon(domain.ref, 4 * MIB_KIB)
