"""The screen of one guest: its definition, how it runs beside that, and what is written back."""

import re
from dataclasses import replace

import pytest

from tests.xentui.console.driving import Console, drive, guest
from tests.xentui.console.opened_guest import (
    WEB,
    ballooned,
    console,
    open_definition,
    open_guest,
    polled,
    row,
    screen,
)
from tests.xentui.console.own_ends import ended_by_itself
from xentui.fleet.settings.values import DEFAULTS
from xentui_driver.simulator.settings import REASON_CRASH


def test_the_definition_has_its_lines_with_numbers_and_no_passwords() -> None:
    async def scenario(c: Console) -> None:
        await open_definition(c)
        text = c.screen_text()
        assert 'name = "web"' in row(c, "1  ")
        assert "vncpasswd = '***'" in text
        assert "hunter2" not in text
        assert "\x1b" not in text
        assert "␛[31m" in text

    drive(console(start=False, more="vncpasswd = 'hunter2'\n# \x1b[31m\n"), scenario, size=(120, 50))


def test_what_differs_is_marked_in_a_word_and_counted() -> None:
    async def scenario(c: Console) -> None:
        await open_definition(c)
        await c.sees("Its next start changes 1 setting: the definition says otherwise.")
        assert "FROM ITS NEXT START" in c.screen_text()
        assert row(c, "memory  ").startswith(" ! memory")
        assert row(c, "memory  ").endswith("new at next start")
        assert "lost" not in c.screen_text()

    drive(ballooned(), scenario, size=(120, 40))


def test_a_guest_that_runs_as_defined_says_so() -> None:
    async def scenario(c: Console) -> None:
        await open_definition(c)
        await c.sees("* The guest runs as its definition says.")
        await c.press("w")
        assert screen(c), "there is nothing to write back"

    drive(console(), scenario, size=(120, 40))


def test_a_guest_that_has_crashed_does_not_run_as_defined_and_says_when_and_why_it_ended() -> None:
    made = console(more='on_crash = "preserve"\n')
    ended_by_itself(made, "web", REASON_CRASH)

    async def scenario(c: Console) -> None:
        await c.state("web", "crashed")
        await open_definition(c)
        await c.sees("It is crashed. It was built as its definition says.")
        assert "It runs as" not in c.screen_text()
        await c.press("1")
        await c.sees("it crashed: its kernel panicked, or Xen ended it for a fault")
        await c.sees("according to /var/log/xen/xl-web.log")
        assert re.search(r"ended   20\d\d-\d\d-\d\d \d\d:\d\d:\d\d: it crashed", c.screen_text())

    drive(made, scenario, size=(120, 40))


def test_a_stopped_guest_says_how_its_last_domain_ended() -> None:
    made = console(more='on_crash = "destroy"\n')
    ended_by_itself(made, "web", REASON_CRASH)

    async def scenario(c: Console) -> None:
        await c.state("web", "stopped")
        await open_guest(c)
        await c.sees("it crashed: its kernel panicked, or Xen ended it for a fault")

    drive(made, scenario, size=(120, 40))


def test_w_shows_the_diff_asks_writes_and_reads_again() -> None:
    async def scenario(c: Console) -> None:
        await open_definition(c)
        await c.press("w")
        await c.sees("-memory = 1024")
        await c.sees("+memory = 512")
        await c.press("enter")
        await c.sees("Its next start changes 1 setting")
        assert "memory = 1024" in c.hypervisor.store.read(WEB).text
        await c.press("w", "y")
        await c.sees("* The guest runs as its definition says.")
        text = c.hypervisor.store.read(WEB).text
        assert "memory = 512\n" in text
        assert text.startswith('name = "web"\ntype = "pvh"\n'), "everything else stays"

    drive(ballooned(), scenario, size=(120, 40))


def test_a_definition_that_changed_meanwhile_is_changed_where_it_is_now() -> None:
    async def scenario(c: Console) -> None:
        await open_definition(c)
        await c.press("w")
        await c.sees("+memory = 512")
        c.world.write_file("dom0a", WEB, guest("web", more="# somebody else's line\n"))
        await c.press("y")
        await c.sees("* The guest runs as its definition says.")
        assert "# somebody else's line\n" in c.hypervisor.store.read(WEB).text

    drive(ballooned(), scenario, size=(120, 40))


def test_what_can_not_be_written_back_says_why() -> None:
    async def scenario(c: Console) -> None:
        await open_definition(c)
        await c.press("w")
        await c.sees("+memory = 512")
        c.world.remove_file("dom0a", WEB)
        await c.press("y")
        await c.sees("Write back web: failed")
        await c.press("escape")
        assert screen(c)

    drive(ballooned(), scenario, size=(120, 40))


@pytest.mark.parametrize("tab", ["1", "3", "4"])
def test_w_writes_nothing_back_on_another_tab(tab: str) -> None:
    async def scenario(c: Console) -> None:
        await open_definition(c)
        await c.sees("w Write back")
        await c.press(tab, "w")
        assert screen(c)
        assert "Write back" not in c.screen_text()

    drive(ballooned(), scenario, size=(120, 40))


def test_read_only_nothing_that_changes_is_there() -> None:
    made = console(settings=replace(DEFAULTS, read_only=True))
    made.xl("mem-set", "1", "512m")
    made.clock.wait(30.0)

    async def scenario(c: Console) -> None:
        await open_definition(c)
        await c.sees("Its next start changes 1 setting")
        await c.press("w", "x", "X", "p", "c", "e")
        assert screen(c)
        assert not {"Write back", "Stop", "Force off"} & set(c.screen_text().splitlines()[-1].split("  "))

    drive(made, scenario, size=(120, 40))


def test_a_stopped_guest_has_its_definition_only() -> None:
    async def scenario(c: Console) -> None:
        await open_definition(c)
        await c.sees("The guest isn't running")

    drive(console(start=False), scenario)


def test_an_edited_definition_is_read_again() -> None:
    async def scenario(c: Console) -> None:
        await open_definition(c)
        c.world.write_file("dom0a", WEB, guest("web", 2048))
        await polled(c, "memory = 2048")

    drive(console(), scenario, size=(120, 40))
