"""The page of a guest's end: opened by its key and from its event, kept after the guest and its logs are gone."""

import pytest

from tests.xentui.console.driving import Console, drive, guest
from tests.xentui.console.own_ends import ended_by_itself
from xentui.console.screens.death import DeathPage
from xentui.console.screens.records import RecordsScreen
from xentui.fleet.find_death import folder_of_deaths
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
