"""Migration: both outcomes, and in each where the guest is."""

import pytest

from tests.contract.worlds import Pair, World
from xentui_driver.errors import DomainChanged, InvalidInput, MigrationFailed, MigrationRefused
from xentui_driver.model import DomainState

ALIVE = (DomainState.RUNNING, DomainState.IDLE)


def test_a_pvh_guest_moves_to_the_other_host(pair: Pair) -> None:
    domain = pair.linux("mover", type="pvh")
    told: list[str] = []
    outcome = pair.a.migrate(domain.ref, "host-b", report=told.append)
    assert "runs on host-b" in outcome.summary
    assert "gone here" in outcome.summary
    assert any("Migration successful" in line for line in told)
    assert pair.domains("mover") == []
    there = pair.domain("mover", pair.b)
    assert there.uuid == domain.uuid
    assert there.state in ALIVE
    words = pair.a.whereabouts(domain.ref, "host-b")
    assert words == f"mover is gone here, and runs on host-b as id {there.domid}."
    pair.b.destroy(there.ref)


def test_a_pv_guest_that_xen_cannot_track_stays_where_it_is(pair: Pair) -> None:
    domain = pair.booting("stayer", type="pv")
    with pytest.raises(MigrationRefused) as refused:
        pair.a.migrate(domain.ref, "host-b")
    assert "shadow paging" in refused.value.summary
    assert "goes on running" in refused.value.state_now
    assert pair.domains("stayer", pair.b) == []
    now = pair.domain("stayer")
    assert now.domid == domain.domid
    assert now.state in ALIVE


def test_a_guest_that_ignores_the_request_to_suspend_stays_where_it_is(pair: Pair) -> None:
    domain = pair.tiny("t")
    with pytest.raises(MigrationFailed) as failed:
        pair.a.migrate(domain.ref, "host-b")
    assert "ignored the request to suspend" in failed.value.summary
    assert "still here" in failed.value.state_now
    assert "not on host-b" in failed.value.state_now
    assert pair.domain("t").domid == domain.domid


def test_a_target_that_does_not_answer_is_not_tried(world: World) -> None:
    domain = world.tiny("t")
    with pytest.raises(MigrationRefused) as refused:
        world.a.migrate(domain.ref, "no-such-host.invalid")
    assert "no-such-host.invalid" in refused.value.summary
    assert "goes on running here" in refused.value.state_now
    assert world.domain("t").domid == domain.domid


def test_what_is_no_host_name_reaches_no_shell(world: World) -> None:
    domain = world.tiny("t")
    for host in ("host-b; id", "", "-oProxyCommand=id", "a b", "$(id)", "host-b\n", "a..b", "x" * 300):
        with pytest.raises(InvalidInput):
            world.a.migrate(domain.ref, host)
    assert world.domain("t").domid == domain.domid


def test_a_paused_guest_is_not_migrated(world: World) -> None:
    domain = world.tiny("t")
    world.a.pause(domain.ref)
    with pytest.raises(DomainChanged, match="paused"):
        world.a.migrate(domain.ref, "elsewhere")
