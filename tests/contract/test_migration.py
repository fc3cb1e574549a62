"""Migration: both outcomes, and in each where the guest is."""

import pytest

from tests.contract.worlds import Pair, World
from xentui_driver.model.domain import Domain, DomainState
from xentui_driver.model.errors import DomainChanged, InvalidInput, MigrationFailed, MigrationRefused, MovedAway
from xentui_driver.operations.whereabouts import Here, There

ALIVE = (DomainState.RUNNING, DomainState.RUNNING)


def test_a_pvh_guest_moves_to_the_other_host(pair: Pair) -> None:
    domain = pair.linux("mover", type="pvh")
    told: list[str] = []
    outcome = pair.a.migrate(domain.ref, "host-b", report=told.append)
    assert "runs on host-b" in outcome.summary
    assert "gone from here" in outcome.summary
    assert any("Migration successful" in line for line in told)
    assert pair.domains("mover") == []
    there = pair.domain("mover", pair.b)
    assert there.uuid == domain.uuid
    assert there.state in ALIVE
    found = pair.a.whereabouts(domain.ref, "host-b")
    assert (found.here, found.there) == (Here.GONE, There.RUNS)
    assert found.words == f"mover is gone from here, and runs on host-b as id {there.domid}."
    _is_started_again_only_on_purpose(pair, domain)
    pair.b.destroy(there.ref)


def test_a_guest_moves_to_a_later_xen(mixed_pair: Pair) -> None:
    domain = mixed_pair.linux("mover", type="pvh")
    moves_to_a_later_xen(mixed_pair, domain)


def test_a_guest_with_a_device_model_moves_to_a_later_xen(mixed_pair: Pair) -> None:
    moves_to_a_later_xen(mixed_pair, mixed_pair.hvm("mover"))


def moves_to_a_later_xen(pair: Pair, domain: Domain) -> None:
    host = pair.b.host_name
    pair.b.accept_migration(pair.a.migration_info(domain.ref))
    assert f"runs on {host}" in pair.a.migrate(domain.ref, host).summary
    assert pair.domains("mover") == []
    there = pair.domain("mover", pair.b)
    assert (there.uuid, there.state in ALIVE) == (domain.uuid, True)
    assert pair.a.whereabouts(domain.ref, host).there is There.RUNS
    _is_started_again_only_on_purpose(pair, domain)
    pair.b.destroy(there.ref)


def test_no_guest_goes_back_to_an_older_xen(mixed_pair: Pair) -> None:
    back = mixed_pair.backwards
    domain = back.tiny("t")
    with pytest.raises(MigrationRefused, match=r"t runs on Xen 4\.20\..*; host-a has 4\.17\.") as refused:
        back.a.migrate(domain.ref, "host-a")
    assert "stop it here and start it there" in refused.value.next_step
    assert "Nothing was done" in refused.value.state_now
    assert back.domain("t").domid == domain.domid
    assert back.domains("t", back.b) == []


def _is_started_again_only_on_purpose(pair: Pair, domain: Domain) -> None:
    """Its definition looks like that of a stopped guest; only the note says where it is."""
    assert pair.a.settle_migration(domain.ref, pair.b.host_name, has_begun=True).there is There.RUNS
    snapshot = pair.a.snapshot()
    pair.a.note_returns(snapshot)
    moved = next(instance for instance in snapshot.instances if instance.name == domain.name)
    assert moved.state is DomainState.MOVED
    assert moved.definition is not None
    assert moved.departure is not None
    with pytest.raises(MovedAway) as refused:
        pair.a.start(moved.definition)
    assert refused.value.summary == pair.a.has_left(moved.departure, "mover was not started", "").summary
    assert f"It runs on {pair.b.host_name}" in refused.value.state_now
    assert pair.domains("mover") == []


def test_a_copy_that_was_left_before_it_ran_is_discarded_and_nothing_else_is(world: World) -> None:
    domain = world.tiny("t")
    with pytest.raises(DomainChanged, match="isn't a copy"):
        world.a.discard(domain.ref)
    world.a.pause(domain.ref)
    world.a.transport.run(("xl", "rename", str(domain.domid), "t--incoming"), timeout_s=60)
    left = world.domain("t--incoming")
    with pytest.raises(DomainChanged, match="arriving"):
        world.a.destroy(left.ref)
    assert "was discarded" in world.a.discard(left.ref).summary
    assert world.domains("t--incoming") == []


@pytest.mark.lab_long
def test_a_pv_guest_that_xen_cannot_track_stays_where_it_is(pair: Pair) -> None:
    domain = pair.booting("stayer", type="pv")
    with pytest.raises(MigrationRefused) as refused:
        pair.a.migrate(domain.ref, "host-b")
    assert "shadow paging" in refused.value.summary
    assert "keeps running" in refused.value.state_now
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
    assert "keeps running here" in refused.value.state_now
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
