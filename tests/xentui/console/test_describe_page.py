"""The page of d: two columns, what the next start loses, and the key that writes it back."""

import threading

import pytest

from tests.xentui.console.driving import Console, drive, guest
from xentui.console.screens.describe import DescribePage
from xentui_driver.host.describe import Description
from xentui_driver.model.instance import Instance
from xentui_driver.simulator.faults import Fault

WEB = "/etc/xen/web.cfg"


def console(*, start: bool = True) -> Console:
    made = Console()
    made.define("web", start=start)
    return made


def ballooned() -> Console:
    made = console()
    made.xl("mem-set", "1", "512m")
    made.clock.wait(30.0)
    return made


async def describe(c: Console, name: str = "web") -> None:
    c.move_to(name)
    await c.press("d")
    await c.sees("RUNNING")


def row(c: Console, label: str) -> str:
    return next(line for line in c.screen_text().splitlines() if label in line[:18])


def test_what_differs_is_marked_in_a_word_and_counted() -> None:
    async def scenario(c: Console) -> None:
        await describe(c)
        await c.sees("will be lost at its next start.")
        assert row(c, "memory").startswith(" ! memory")
        assert row(c, "memory").endswith("lost at next start")
        assert not row(c, "name").endswith("lost at next start")

    drive(ballooned(), scenario, size=(120, 40))


def test_a_guest_that_runs_as_defined_says_so() -> None:
    async def scenario(c: Console) -> None:
        await describe(c)
        await c.sees("* It runs as its definition says.")
        await c.press("w")
        assert isinstance(c.app.screen, DescribePage), "there is nothing to write back"

    drive(console(), scenario, size=(120, 40))


def test_w_shows_the_diff_asks_writes_and_reads_again() -> None:
    async def scenario(c: Console) -> None:
        await describe(c)
        await c.press("w")
        await c.sees("-memory = 1024")
        await c.sees("+memory = 512")
        await c.press("enter")
        await c.sees("will be lost at its next start.")
        assert "memory = 1024" in c.hypervisor.store.read(WEB).text
        await c.press("w", "y")
        await c.sees("* It runs as its definition says.")
        text = c.hypervisor.store.read(WEB).text
        assert "memory = 512\n" in text
        assert text.startswith('name = "web"\ntype = "pvh"\n'), "everything else stays"
        await c.press("escape")
        await c.sees("/etc/xen/web.cfg is changed.")

    drive(ballooned(), scenario, size=(120, 40))


def test_a_definition_that_changed_meanwhile_is_changed_where_it_is_now() -> None:
    async def scenario(c: Console) -> None:
        await describe(c)
        await c.press("w")
        await c.sees("+memory = 512")
        c.world.write_file("dom0a", WEB, guest("web", more="# somebody else's line\n"))
        await c.press("y")
        await c.sees("* It runs as its definition says.")
        assert "# somebody else's line\n" in c.hypervisor.store.read(WEB).text

    drive(ballooned(), scenario, size=(120, 40))


def test_a_stopped_guest_has_its_definition_only() -> None:
    async def scenario(c: Console) -> None:
        await describe(c)
        await c.sees("It isn't running")
        await c.sees("no: it isn't started with the host")

    drive(console(start=False), scenario)


def test_an_error_stands_on_the_page_and_ctrl_r_reads_again() -> None:
    async def scenario(c: Console) -> None:
        c.world.set_fault(Fault.XENSTORED_DOWN)
        c.move_to("web")
        await c.press("d")
        await c.sees("X ")
        await c.sees("^R reads again")
        assert isinstance(c.app.screen, DescribePage)
        c.world.set_fault(Fault.XENSTORED_DOWN, on=False)
        await c.press("ctrl+r")
        await c.sees("RUNNING")

    drive(console(), scenario)


def test_an_answer_that_comes_after_the_page_was_left_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    made = console()
    answers, answered = threading.Event(), threading.Event()
    look = made.hypervisor.describe

    def slow(instance: Instance) -> Description:
        assert answers.wait(30)
        answered.set()
        return look(instance)

    monkeypatch.setattr(made.hypervisor, "describe", slow)

    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("d")
        await c.sees("~ reading")
        await c.press("escape")
        answers.set()
        await c.until(answered.is_set)
        await c.sees("Guests")

    drive(made, scenario)


def test_a_name_with_markup_is_text() -> None:
    made = Console()
    made.define("evil", start=True, text=guest("[red]x[b"))

    async def scenario(c: Console) -> None:
        await describe(c, "[red]x[b")
        await c.sees("Describe [red]x[b")

    drive(made, scenario)
