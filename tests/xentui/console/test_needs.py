"""The line that says who needs somebody, and the key that shows them."""

from tests.xentui.console.deaf import deaf
from tests.xentui.console.driving import Console, drive, guest
from xentui_driver.simulator.faults import Fault

BROKEN = 'name = "bad"\nmemory = lots\n'


def needs(c: Console) -> str:
    return next((line for line in c.screen_text().splitlines() if " you: " in line), "")


def test_the_line_is_there_only_while_somebody_is_needed() -> None:
    made = Console()
    made.define("web", start=True)

    async def scenario(c: Console) -> None:
        await c.runs("web")
        assert needs(c) == ""
        c.define("bad", text=BROKEN)
        await c.sees("1 needs you: bad.cfg broken")
        c.define("bad")
        await c.until(lambda: not needs(c), "nobody is needed")

    drive(made, scenario)


def test_its_key_shows_those_that_it_names() -> None:
    made = deaf()
    made.define("bad", text=BROKEN)
    made.define("web", start=True)

    async def scenario(c: Console) -> None:
        c.move_to("deaf")
        await c.press("x", "y")
        await c.jobs_over()
        await c.press("escape")
        await c.sees("2 need you: bad.cfg broken · deaf ignored a stop")
        await c.press("!")
        assert {row.name for row in c.app.main_screen.table.rows} == {"bad.cfg", "deaf"}

    drive(made, scenario, size=(120, 40))


def test_who_is_counted_comes_first() -> None:
    made = deaf()
    made.define("bad", text=BROKEN)
    made.define("aaa", start=True)

    async def scenario(c: Console) -> None:
        c.move_to("deaf")
        await c.press("x", "y")
        await c.jobs_over()
        await c.press("escape")
        await c.sees("2 need you: bad.cfg broken · deaf ignored a stop")
        rows = [row.name for row in c.app.main_screen.table.rows]
        assert rows[:2] == ["bad.cfg", "deaf"], "the order of the line is that of the table"
        assert set(rows[2:]) == {"Domain-0", "aaa"}
        c.xl("destroy", "1")
        await c.until(lambda: c.app.main_screen.table.rows[1].name == "aaa", "deaf sorts by its name again")

    drive(made, scenario, size=(120, 40))


def test_a_stop_that_was_heard_in_the_end_needs_nobody() -> None:
    made = deaf()

    async def scenario(c: Console) -> None:
        c.move_to("deaf")
        await c.press("x", "y")
        await c.jobs_over()
        await c.press("escape")
        await c.sees("deaf ignored a stop")
        c.xl("destroy", "1")
        await c.until(lambda: not needs(c), "nobody is needed")

    drive(made, scenario)


def test_a_host_that_does_not_answer_needs_somebody() -> None:
    made = Console()
    made.define("web", start=True)

    async def scenario(c: Console) -> None:
        await c.runs("web")
        c.world.set_fault(Fault.SAMPLER_REFUSED)
        c.world.set_fault(Fault.XENSTORED_DOWN)
        await c.press("ctrl+r")
        await c.sees("1 needs you: dom0a is stale")
        assert "shows them" not in needs(c)  # no row is about it

    drive(made, scenario)


def test_polling_that_was_frozen_needs_nobody() -> None:
    made = Console()
    made.define("web", start=True)

    async def scenario(c: Console) -> None:
        await c.runs("web")
        await c.press("Z")
        c.clock.wait(600.0)
        await c.sees("polling is frozen")
        assert needs(c) == ""

    drive(made, scenario)


def test_a_stop_that_failed_for_another_reason_was_not_ignored() -> None:
    made = Console()
    made.define("web", start=True, text=guest("web").replace("pvh", "hvm"))
    made.world.set_fault(Fault.NO_PV_DRIVERS)

    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("x", "y")
        await c.jobs_over()
        await c.press("escape")
        await c.sees("1 needs you: web stop failed")

    drive(made, scenario)


def failing_start() -> Console:
    made = Console()
    made.define("other", start=True)
    made.define("web")
    made.world.set_fault(Fault.CREATE_FAILS)
    return made


def test_a_start_that_failed_stays_until_it_succeeds() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("s")
        await c.sees("Start web: failed")
        await c.press("escape")
        await c.sees("1 needs you: web start failed")
        await c.sees("1 problem: start failed: ")
        await c.press("!")
        assert [row.name for row in c.app.main_screen.table.rows] == ["web"]
        await c.press("enter")
        await c.sees("! start failed: ")
        await c.press("escape", "!")
        c.world.set_fault(Fault.CREATE_FAILS, on=False)
        c.move_to("web")
        await c.press("s")
        await c.until(lambda: not needs(c), "nobody is needed")

    drive(failing_start(), scenario, size=(120, 40))


def test_a_reset_that_failed_leaves_a_guest_that_needs_somebody() -> None:
    made = Console()
    made.define("web", start=True)
    made.world.set_fault(Fault.CREATE_FAILS)

    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("R")
        await c.sees("Reset web (id 1)?")
        await c.press("tab", "enter")
        await c.sees("Reset web: failed")
        await c.press("escape")
        await c.sees("1 needs you: web reset failed")

    drive(made, scenario)
