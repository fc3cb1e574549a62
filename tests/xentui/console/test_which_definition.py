"""Where nothing tells which definition a running guest has, the operator is asked before one is used."""

from pathlib import Path

import pytest

from tests.cursor import put_cursor_on
from tests.xentui.console.driving import NO_DRAFTS, Console, drive, guest
from xentui.console.screens.guest import GuestScreen


def console(drafts_folder: Path = NO_DRAFTS) -> Console:
    """`twin` runs, and two files could be its definition."""
    made = Console(drafts_folder=drafts_folder)
    made.define("one", text=guest("twin"), start=True)
    made.define("two", text=guest("twin", 2048))
    return made


async def on_the_guest(c: Console) -> None:
    await c.runs("twin")
    table = c.app.main_screen.table
    running = next(i for i in table.rows if i.name == "twin" and i.domain is not None)
    assert running.is_undecided
    put_cursor_on(table, running.key)


def test_a_reset_asks_which_definition_and_then_shows_what_it_would_start() -> None:
    async def scenario(c: Console) -> None:
        await on_the_guest(c)
        await c.press("R")
        await c.sees("Which definition of twin (id 1)?")
        assert "/etc/xen/one.cfg" in c.screen_text()
        await c.press("2")
        await c.sees("xl create /etc/xen/two.cfg")
        assert not c.jobs.all
        await c.press("right", "enter")
        await c.jobs_over()
        assert c.jobs.all[0].record.steps == ("xl destroy 1", "xl create /etc/xen/two.cfg")

    drive(console(), scenario)


@pytest.mark.parametrize("key", ["escape", "enter", "n"])
def test_a_question_that_is_left_does_nothing(key: str) -> None:
    async def scenario(c: Console) -> None:
        await on_the_guest(c)
        await c.press("R")
        await c.sees("Which definition")
        await c.press(key)
        await c.until(lambda: c.app.is_undisturbed)
        assert not c.jobs.all

    drive(console(), scenario)


def test_what_needs_no_definition_asks_for_none() -> None:
    async def scenario(c: Console) -> None:
        await on_the_guest(c)
        await c.press("x")
        await c.sees("xl shutdown 1")
        assert "Which definition" not in c.screen_text()

    drive(console(), scenario)


def test_of_a_marked_set_it_is_left_out_with_the_reason() -> None:
    made = console()
    made.define("web", start=True)

    async def scenario(c: Console) -> None:
        await on_the_guest(c)
        await c.press("space")
        c.move_to("web")
        await c.press("space", "R")
        await c.sees("Skipped")
        text = c.screen_text()
        assert "may have been started from any of 2" in text
        assert "xl create /etc/xen/web.cfg" in text
        assert "xl create /etc/xen/one.cfg" not in text

    drive(made, scenario)


def test_the_chosen_definition_is_described() -> None:
    async def scenario(c: Console) -> None:
        await on_the_guest(c)
        await c.press("d")
        await c.sees("Which definition")
        await c.press("2")
        await c.sees("file    /etc/xen/two.cfg")
        await c.sees("memory = 2048")
        assert isinstance(c.app.screen, GuestScreen)

    drive(console(), scenario)


def test_the_screen_of_the_guest_asks_which_one_when_it_is_to_show_it() -> None:
    async def scenario(c: Console) -> None:
        await on_the_guest(c)
        await c.press("enter", "2")
        await c.sees("d asks which definition is meant:")
        await c.press("d")
        await c.sees("Which definition")
        await c.press("2")
        await c.sees("memory = 2048")
        assert "file    /etc/xen/two.cfg" in c.screen_text()
        await c.press("escape")
        assert c.app.screen is c.app.main_screen

    drive(console(), scenario)


def test_the_chosen_definition_is_edited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "my-editor")

    async def scenario(c: Console) -> None:
        await on_the_guest(c)
        await c.press("e")
        await c.sees("Which definition")
        await c.press("2")
        await c.sees("edited without a change")

    made = console(drafts_folder=tmp_path)
    read: list[str] = []
    made.meanwhile = lambda argv: read.append(Path(argv[-1]).read_text())
    drive(made, scenario)
    assert "memory = 2048" in read[0]


def test_many_files_are_offered_by_their_numbers_and_no_more_than_have_room() -> None:
    made = Console()
    for number in range(11):
        made.define(f"a-long-name-{number:02}", text=guest("twin"), start=number == 0)

    async def scenario(c: Console) -> None:
        await on_the_guest(c)
        await c.press("R")
        await c.sees("And 4 more: name one of them on the command line.")
        assert "[ 7  ]" in c.screen_text()
        await c.press("7")
        await c.sees("xl create /etc/xen/a-long-name-06.cfg")

    drive(made, scenario)


def test_the_details_say_what_starts_a_guest_with_the_host() -> None:
    made = Console()
    made.define("web")
    made.define("db")
    made.hypervisor.transport.make_link("/etc/xen/auto/1", "../web.cfg")
    made.world.write_file("dom0a", "/etc/xen/auto/2", guest("web"))

    async def scenario(c: Console) -> None:
        table = c.app.main_screen.table
        put_cursor_on(table, "/etc/xen/web.cfg")
        await c.press("enter")
        await c.sees("with the host, by /etc/xen/auto/1, /etc/xen/auto/2 (another file)")
        await c.press("escape")
        await c.sees("Guests")
        c.move_to("db")
        await c.press("enter")
        await c.sees("boots   not with the host")

    drive(made, scenario)
