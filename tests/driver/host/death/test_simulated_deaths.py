"""Why a simulated guest has ended: what the monitor has noted, and what has come since."""

from tests.driver.rebooting_guest import NEVER_BUILT, UUID, Scene, ends, row_of
from tests.driver.simulated_host import SimulatedHostWithDriver
from xentui_driver.host.death.death import Death
from xentui_driver.host.death.evidence import Ending, Place
from xentui_driver.model.job import Subject
from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.settings import REASON_CRASH, REASON_POWEROFF, REASON_WATCHDOG

WEB = Subject("web")


def death_after(reason: int, on_crash: str = "preserve") -> Death:
    host = SimulatedHostWithDriver()
    host.started("web", f'on_crash = "{on_crash}"')
    ends(host, reason)
    host.clock.advance(20.0)
    return host.driver.why(WEB)


def test_the_reason_is_that_of_its_monitor_whether_the_domain_is_kept_or_not() -> None:
    for on_crash in ("preserve", "destroy"):
        evidence = death_after(REASON_CRASH, on_crash).evidence
        assert (evidence.ending, evidence.is_running, evidence.domid) == (Ending.CRASHED, False, 1)
        assert evidence.ended_s is not None
        assert evidence.lines(Place.MONITOR)[1].startswith("Domain 1 has shut down, reason code 3")


def test_a_watchdog_is_no_mystery() -> None:
    death = death_after(REASON_WATCHDOG)
    assert (death.evidence.ending, death.cause.id) == (Ending.WATCHDOG, "watchdog")


def test_a_poweroff_from_inside() -> None:
    assert death_after(REASON_POWEROFF).cause.id == "powered-off"


def test_a_guest_that_was_built_again_runs_and_its_restart_is_counted() -> None:
    evidence = death_after(REASON_CRASH, "restart").evidence
    assert (evidence.ending, evidence.is_running, evidence.domid, evidence.restarts) == (Ending.CRASHED, True, 1, 1)


def test_a_guest_that_runs_well() -> None:
    host = SimulatedHostWithDriver()
    host.started("web")
    death = host.driver.why(WEB)
    assert (death.cause.id, death.evidence.ending, death.evidence.is_running) == ("runs", None, True)


def test_the_dom0_runs() -> None:
    death = SimulatedHostWithDriver().driver.why(Subject("Domain-0", "00000000-0000-0000-0000-000000000000", 0))
    assert (death.cause.id, death.evidence.domid) == ("runs", 0)


def test_a_guest_that_has_never_run_has_not_vanished() -> None:
    host = SimulatedHostWithDriver()
    host.define("web")
    death = host.driver.why(WEB)
    assert (death.evidence.ending, death.evidence.is_running) == (None, False)
    assert "no trace of an end" in death.cause.words


def test_a_guest_whose_monitor_was_killed_before_its_end_is_gone() -> None:
    host = SimulatedHostWithDriver()
    host.started("web")
    host.xen.set_fault(Fault.MONITORS_GONE)
    host.driver.destroy(row_of(host.driver.snapshot()).ref)  # type: ignore[arg-type]
    assert host.driver.why(WEB).evidence.ending is Ending.GONE


def test_a_guest_that_nobody_has_heard_of() -> None:
    death = SimulatedHostWithDriver().driver.why(Subject("nobody"))
    assert not death.evidence.is_of_anyone
    assert not death.cause.is_known


def test_a_guest_whose_monitor_could_not_build_it_again_is_told_why() -> None:
    scene = Scene(NEVER_BUILT, monitor="")
    scene.go_on()
    death = scene.driver.why(Subject("web", UUID))
    assert death.cause.id == "kernel-missing"
    assert "/srv/lab/linux" in death.cause.words
