"""Why a guest has ended, as far as its host tells."""

from tests.contract.worlds import World
from tests.waiting import until
from xentui_driver.host.death.death import Death
from xentui_driver.host.death.evidence import Ending, Place, Touch
from xentui_driver.model.domain import Domain
from xentui_driver.model.job import Subject, Verdict


def why(world: World, domain: Domain, *touches: Touch) -> Death:
    return world.a.why(Subject(domain.name, domain.uuid, domain.domid), touches)


def test_a_guest_that_runs_has_not_ended(world: World) -> None:
    tiny = world.tiny("t")
    death = why(world, tiny)
    assert (death.cause.id, death.evidence.is_running, death.evidence.domid) == ("runs", True, tiny.domid)
    assert death.evidence.lines(Place.MONITOR)[0].startswith(f"Waiting for domain t (domid {tiny.domid}) to die")


def test_a_guest_that_was_destroyed_is_known_by_the_log_of_its_monitor_and_by_who_did_it(world: World) -> None:
    tiny = world.tiny("t")
    world.a.destroy(tiny.ref)
    until(lambda: why(world, tiny).evidence.ending is Ending.DESTROYED)
    death = why(world, tiny)
    assert (death.cause.id, death.evidence.domid, death.evidence.is_running) == ("destroyed", tiny.domid, False)
    assert death.evidence.ended_s is not None
    done = Touch("destroy", "Force off t", "ann", 1.0, Verdict.SUCCEEDED, "", tiny.domid)
    assert why(world, tiny, done).cause.id == "operator-destroy"


def test_a_guest_that_was_asked_to_stop_has_powered_off(world: World) -> None:
    linux = world.linux("l")
    world.a.stop(linux.ref)
    death = why(world, linux)
    assert (death.cause.id, death.evidence.ending, death.evidence.domid) == (
        "powered-off",
        Ending.POWERED_OFF,
        linux.domid,
    )
