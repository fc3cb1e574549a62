"""Moving a guest: what its question knows of the target, how it is shown under way, and why it isn't stopped."""

import threading

import pytest

from tests.xentui.console.driving import Console, drive, guest
from tests.xentui.console.fleet_of_three import FleetConsole, drive_fleet
from xentui.console.doing import doing_of
from xentui_driver.jobs.actions import MIGRATE, STOP, Action, Request
from xentui_driver.jobs.orders import record_of
from xentui_driver.model.dataclass import replace
from xentui_driver.model.domain import DomainRef
from xentui_driver.model.job import Job, Verdict, Who
from xentui_driver.operations.migration_checks import MigrationInfo
from xentui_driver.simulator.faults import Fault
from xentui_widgets.columns import Doing

ANN = Who("root", "ann", "192.0.2.7")


def begun(made: Console, action: Action, value: str | None = None) -> None:
    """Somebody else's process performs it, and doesn't end meanwhile."""
    web = next(each for each in made.hypervisor.snapshot().instances if each.name == "web")
    record = record_of(action, Request(web, value), made.jobs.workplace.host, ANN, made.clock.epoch_s())
    made.jobs.store.create(record).begin()


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)], ids=str)
def test_its_row_says_where_a_guest_goes_to(size: tuple[int, int]) -> None:
    made = Console()
    made.define("web", start=True)
    begun(made, MIGRATE, "dom0b")

    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.sees("~ migrating to dom0b 0:0")
        row = next(line for line in c.screen_text().splitlines() if " web " in line and "\u2500" not in line)
        assert ("~ migrating to dom0b" if size[0] > 120 else "~ to dom0b") in row
        await c.press("enter")
        await c.sees("~ migrating to dom0b 0:0")

    drive(made, scenario, size=size)


def test_a_guest_that_can_move_nowhere_says_so_before_a_host_is_typed() -> None:
    made = Console()
    host = made.world.host("dom0a")
    host.facts = replace(host.facts, shadow_paging=False)
    made.define("web", start=True, text=guest("web").replace("pvh", "pv"))

    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("m")
        await c.sees("It can't be migrated to any host: this Xen has no shadow paging")
        await c.sees("Stop it here and start it there instead.")
        await c.sees("Enter and Esc leave")
        await c.type("do")
        await c.press("tab")
        await c.sees("Enter and Esc leave")
        assert "To host:" not in c.screen_text()
        assert "xl migrate" not in c.screen_text()
        await c.press("enter")
        await c.until(lambda: c.app.screen is c.app.main_screen, "the main screen")
        assert c.jobs.all == ()

    drive(made, scenario)


def test_a_host_that_is_typed_before_that_is_known_begins_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Console()
    made.define("web", start=True, text=guest("web", more="nomigrate = 1\n"))
    may_answer = threading.Event()
    info = made.hypervisor.migration_info

    def slow(ref: DomainRef) -> MigrationInfo:
        assert may_answer.wait(30)
        return info(ref)

    monkeypatch.setattr(made.hypervisor, "migration_info", slow)

    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("m")
        await c.sees("To host:")
        await c.type("dom0b")
        may_answer.set()
        await c.sees("It can't be migrated to any host")
        assert "xl migrate" not in c.screen_text()
        await c.press("enter")
        await c.until(lambda: c.app.screen is c.app.main_screen, "the main screen")
        assert c.jobs.all == ()

    drive(made, scenario)


def test_a_migration_that_runs_is_not_cancelled_and_says_why() -> None:
    made = Console()
    made.define("web", start=True)
    begun(made, MIGRATE, "dom0b")

    async def scenario(c: Console) -> None:
        await c.press("5")
        await c.sees("Migrate web")
        await c.press("c")
        await c.sees("can't be cancelled: stopping it now could do harm; it ends by itself.")

    drive(made, scenario, size=(120, 40), shows_toasts=True)


def job(action: Action, value: str, verdict: Verdict, started_s: float | None) -> Job:
    made = Console()
    made.define("web", start=True)
    web = next(each for each in made.hypervisor.snapshot().instances if each.name == "web")
    record = record_of(action, Request(web, value), made.jobs.workplace.host, ANN, 1000.0)
    return Job("1", record, verdict, started_s)


def test_what_is_done_is_said_with_its_time_once_it_has_begun() -> None:
    assert doing_of(job(MIGRATE, "dom0b", Verdict.RUNNING, 1010.0), 1102.0) == Doing("migrating", "to dom0b", "1:32")
    assert doing_of(job(STOP, "", Verdict.RUNNING, 1010.0), 1020.0) == Doing("stopping", "", "0:10")
    assert doing_of(job(STOP, "", Verdict.WAITING, None), 1020.0) == Doing("stopping")


def test_the_question_shows_the_memory_of_a_target_that_is_looked_at() -> None:
    made = FleetConsole()

    async def scenario(c: FleetConsole) -> None:
        c.go_to("dom0a", "web")
        await c.press("m")
        await c.type("dom0b")
        await c.sees("On dom0b it needs 1.0 GiB, host free ")
        await c.sees(" -> ")

    drive_fleet(made, scenario)


def test_a_target_without_room_is_refused_in_the_question() -> None:
    made = FleetConsole()
    made.worlds["dom0b"].set_fault(Fault.NO_MEMORY, host_name="dom0b")

    async def scenario(c: FleetConsole) -> None:
        c.go_to("dom0a", "web")
        await c.press("m")
        await c.type("dom0b")
        await c.sees("the host has 7 MiB free")
        await c.press("enter")
        assert not c.app.is_undisturbed
        assert c.fleet.jobs == ()

    drive_fleet(made, scenario)


def test_what_is_old_refuses_nothing() -> None:
    made = FleetConsole()
    made.worlds["dom0b"].set_fault(Fault.NO_MEMORY, host_name="dom0b")

    async def scenario(c: FleetConsole) -> None:
        c.go_to("dom0a", "web")
        c.worlds["dom0b"].set_fault(Fault.REFUSE, host_name="dom0b")
        c.worlds["dom0b"].set_fault(Fault.SAMPLER_REFUSED, host_name="dom0b")
        await c.press("ctrl+r")
        await c.until(lambda: c.app.overview.old_hosts == {"dom0b"}, "dom0b is old")
        await c.press("m")
        await c.type("dom0b")
        await c.sees("xl migrate 1 dom0b")
        assert "too little" not in c.screen_text()

    drive_fleet(made, scenario)


def test_its_event_has_the_sign_of_its_row() -> None:
    made = Console()
    made.define("web", start=True)
    begun(made, MIGRATE, "dom0b")

    async def scenario(c: Console) -> None:
        await c.sees("~ to dom0b")
        (event,) = [event for _, event in c.app.overview.keyed_events if event.who == "web"]
        assert event.sign.text == "~"
        await c.until(lambda: any(" ~ web " in line and ":" in line for line in c.screen_text().splitlines()))

    drive(made, scenario, size=(80, 24))
