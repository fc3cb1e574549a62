"""The page of a guest's end: opened by its key and from its event, kept after the guest and its logs are gone."""

import threading

import pytest
from textual.containers import VerticalScroll

from tests.waiting import ROOM_S
from tests.xentui.console.driving import Console, drive, guest
from tests.xentui.console.own_ends import ended_by_itself
from xentui.console.dialogs import show_death
from xentui.console.screens.death import DeathPage
from xentui.console.screens.records import RecordsScreen
from xentui.fleet.find_death import FoundDeath, find_death, folder_of_deaths
from xentui_driver.model.job import Subject
from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.settings import REASON_CRASH

LOG = "/var/log/xen/console/guest-web.log"
PANIC = "[    9.1] Kernel panic - not syncing: Fatal exception\n"
CAUSE = "Its own kernel panicked: Fatal exception"


def console(on_crash: str = "preserve") -> Console:
    made = Console()
    made.define("web", start=True, text=guest("web", more=f'on_crash = "{on_crash}"\n'))
    return made


async def crash(c: Console, said: str = f"login:\n{PANIC}") -> None:
    await c.runs("web")
    c.world.write_file("dom0a", LOG, said)
    ended_by_itself(c, "web", REASON_CRASH)
    await c.press("ctrl+r")


async def is_kept(c: Console) -> None:
    """Wait until what was found of its end is on the disk."""
    folder = folder_of_deaths(c.app.fleet.hosts[0])
    await c.until(lambda: folder.of(Subject("web")), "a record")


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (120, 40)], ids=str)
def test_the_cause_and_the_next_step_are_at_the_top(size: tuple[int, int]) -> None:
    async def scenario(c: Console) -> None:
        await crash(c)
        await c.state("web", "crashed")
        c.move_to("web")
        await c.press("Y")
        await c.sees(CAUSE)
        await c.sees("Look at the lines before the panic")
        await c.press("end", "escape")
        assert c.app.is_undisturbed

    drive(console(), scenario, size)


def test_the_lines_before_the_sign_are_seen_first_and_the_keys_that_scroll_are_named() -> None:
    early = "".join(f"[    1.{number:06}] early {number}\n" for number in range(50))
    trace = "[    8.000001] BUG: kernel NULL pointer dereference\n[    8.000002] RIP: 0010:ext4_finish_bio+0xb2\n"

    async def scenario(c: Console) -> None:
        await crash(c, f"{early}{trace}{PANIC}")
        await c.state("web", "crashed")
        c.move_to("web")
        await c.press("Y")
        await c.sees("BUG: kernel NULL pointer")
        await c.sees("RIP: 0010:ext4_finish_bio")
        await c.sees("PgDn PgUp Scroll")
        assert "early 0" not in c.screen_text()
        await c.press("end")
        await c.sees("early 47")

    drive(console(), scenario, (80, 24))


def test_its_key_comes_first_on_the_row_that_one_asks_why_and_on_no_other() -> None:
    made = console()
    made.define("well", start=True)
    made.define("broken")

    async def scenario(c: Console) -> None:
        await crash(c)
        await c.state("web", "crashed")
        c.move_to("well")
        await c.until(lambda: "Why" not in c.keys_shown, "no key where nothing has ended")
        c.move_to("web")
        await c.until(lambda: c.keys_shown.strip().startswith("Y Why"), "the key of a crash")
        c.world.set_fault(Fault.CREATE_FAILS)
        c.move_to("broken")
        await c.press("s")
        await c.jobs_over()
        await c.press("escape")
        await c.until(lambda: c.keys_shown.strip().startswith("Y Why"), "the key of a failed start")

    drive(made, scenario, (80, 24))


def test_the_event_of_a_crash_leads_to_it_also_once_the_logs_are_gone() -> None:
    async def scenario(c: Console) -> None:
        await crash(c)
        await c.sees("has crashed")
        await is_kept(c)
        c.world.remove_file("dom0a", LOG)
        await c.press("E")
        await c.until(lambda: isinstance(c.app.screen, RecordsScreen))
        await c.press("enter")
        await c.until(lambda: isinstance(c.app.screen, DeathPage))
        await c.sees(CAUSE)

    drive(console(), scenario, (80, 24))


def test_a_guest_that_has_vanished_is_kept_too() -> None:
    async def scenario(c: Console) -> None:
        await crash(c)
        for _ in range(4):
            await c.press("ctrl+r")
        await c.sees("is gone from this host")
        await is_kept(c)

    drive(console("destroy"), scenario, (120, 40))


def test_a_host_that_does_not_answer_holds_up_nothing() -> None:
    async def scenario(c: Console) -> None:
        await c.runs("web")
        c.move_to("web")
        c.world.set_fault(Fault.HANG)
        await c.press("Y")
        await c.sees("did not answer")
        await c.press("escape")
        assert c.app.is_undisturbed
        c.world.set_fault(Fault.HANG, on=False)

    drive(console(), scenario, (80, 24))


def test_a_host_that_refuses_is_named_as_the_reason_and_asked_again() -> None:
    async def scenario(c: Console) -> None:
        await c.runs("web")
        c.move_to("web")
        c.world.set_fault(Fault.REFUSE)
        await c.press("Y")
        await c.sees("Only root can use")
        c.world.set_fault(Fault.REFUSE, on=False)
        await c.press("ctrl+r")
        await c.sees("It runs, and no end of it is known.")

    drive(console(), scenario, (80, 24))


def test_a_guest_that_has_never_run_and_the_dom0_have_not_ended() -> None:
    made = Console()
    made.define("never")

    async def scenario(c: Console) -> None:
        await c.state("never", "stopped")
        c.move_to("never")
        await c.press("Y")
        await c.sees("never doesn't run.")
        await c.press("escape")
        c.move_to("Domain-0")
        await c.press("Y")
        await c.sees("Domain-0 runs (id 0).")

    drive(made, scenario, (80, 24))


def test_what_a_guest_has_printed_is_not_obeyed() -> None:
    async def scenario(c: Console) -> None:
        await crash(c, f"\x1b]0;title\x07\x1b[2J[red]markup[/]\n{PANIC}")
        await c.state("web", "crashed")
        c.move_to("web")
        await c.press("Y")
        await c.sees(CAUSE)
        await c.press("end")
        await c.sees("[red]markup[/]")

    drive(console(), scenario, (120, 60))


def test_a_guest_that_could_not_be_started_has_its_reason_from_the_job() -> None:
    made = Console()
    made.define("web")
    made.world.set_fault(Fault.CREATE_FAILS)

    async def scenario(c: Console) -> None:
        await c.state("web", "stopped")
        c.move_to("web")
        await c.press("s")
        await c.jobs_over()
        await c.press("escape")
        await c.press("Y")
        await c.sees("web could not be started.")
        await c.sees("that its network interface is to be on isn't there")
        await c.sees(": Start web, failed")

    drive(made, scenario, (80, 24))


def titled(c: Console) -> str:
    return c.screen_text().splitlines()[0]


def test_the_page_follows_the_guest_that_vanishes_is_rebooted_and_renamed_meanwhile() -> None:
    async def scenario(c: Console) -> None:
        await c.runs("web")
        c.move_to("web")
        await c.press("Y")
        await c.sees("web runs (id 1).")
        c.xl("rename", "web", "other")
        c.app.pollers.refresh("dom0a")
        await c.sees("other runs (id 1).")
        assert "Why: other" in titled(c)
        c.xl("rename", "other", "web")
        c.xl("reboot", "web")
        c.clock.wait(60.0)
        c.app.pollers.refresh("dom0a")
        await c.sees("the last time because it has rebooted (id 1)")
        c.xl("destroy", "web")
        c.app.pollers.refresh("dom0a")
        await c.sees("web was destroyed (id 2), after one restart.")
        for _ in range(4):
            await c.press("ctrl+r")
            c.app.pollers.refresh("dom0a")
        await is_kept(c)
        c.world.remove_file("dom0a", "/var/log/xen/xl-web.log")
        await c.press("escape", "Y")
        await c.sees("web was destroyed (id 2)")
        await c.sees("Domain 2 has been destroyed.")

    drive(console(), scenario, (100, 30))


def test_the_place_in_the_page_is_kept_and_it_says_when_it_looked() -> None:
    async def scenario(c: Console) -> None:
        await crash(c, "".join(f"early {number}\n" for number in range(60)) + PANIC)
        await c.state("web", "crashed")
        c.move_to("web")
        await c.press("Y")
        await c.sees(CAUSE)
        await c.press("end")
        scrolled = c.app.screen.query_one(VerticalScroll).scroll_y
        assert scrolled > 0
        first, shown = titled(c), c.screen_text().splitlines()[1:]
        assert "as of 20" in first
        c.clock.wait(5.0)
        await c.press("ctrl+r")
        await c.until(lambda: titled(c) != first, "a look of another moment")
        assert c.screen_text().splitlines()[1:] == shown

    drive(console(), scenario, (80, 24))


def test_a_host_that_hangs_is_asked_once_however_often_the_key_is_pressed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Subject] = []

    def find(host: object, subject: Subject, figures: object) -> FoundDeath:
        asked.append(subject)
        assert asks.wait(ROOM_S)
        return find_death(c.app.fleet.hosts[0], subject, lambda at_s: None)

    asks, c = threading.Event(), console()
    monkeypatch.setattr(show_death, "find_death", find)

    async def scenario(c: Console) -> None:
        await c.runs("web")
        c.move_to("web")
        await c.press("Y", *["ctrl+r"] * 5)
        await c.sees("reading what it has left")
        assert len(asked) == 1
        asks.set()
        await c.sees("It runs, and no end of it is known.")
        await c.until(lambda: len(asked) == 2, "the look that was asked for meanwhile")

    drive(c, scenario, (80, 24))
