"""The palette: one line for each command with its key, found by the operator's own word."""

import pytest

from tests.xentui.console.driving import Console, drive
from xentui.console.commands.finding import found
from xentui.console.commands.registry import COMMANDS
from xentui.console.commands.synonyms import SYNONYMS
from xentui.console.palette import Palette


def first(typed: str) -> str:
    return found(COMMANDS, typed)[0].id


@pytest.mark.parametrize(
    ("typed", "id"),
    [
        ("kill", "destroy"),
        ("force", "destroy"),
        ("halt", "stop"),
        ("shutdown", "stop"),
        ("shut down", "stop"),
        ("suspend", "pause"),
        ("ram", "balloon"),
        ("clone", "new"),
        ("copy", "copy"),
        ("uuid", "copy"),
        ("log", "audit"),
        ("audit", "audit"),
        ("what happened", "events"),
        ("Stop by", "stop_acpi"),
        ("DESTROY", "destroy"),
        ("console start", "start_attached"),
    ],
)
def test_a_command_is_found_by_the_word_that_an_operator_has_for_it(typed: str, id: str) -> None:
    assert first(typed) == id


def test_a_label_comes_before_a_synonym_and_a_synonym_before_the_help() -> None:
    ids = [command.id for command in found(COMMANDS, "restart")]
    assert ids[:2] == ["reboot", "reset"]
    assert first("remove") == "remove"
    assert "migrate" not in [command.id for command in found(COMMANDS, "remove")]


def test_scattered_letters_count_where_nothing_fits_better() -> None:
    assert first("pwrcycl") == "powercycle"
    assert found(COMMANDS, "nothing of that kind") == ()


def test_every_command_says_how_it_is_called_elsewhere_and_nothing_else_does() -> None:
    assert SYNONYMS.keys() == {command.id for command in COMMANDS}
    assert all(word == word.casefold() for words in SYNONYMS.values() for word in words)


def test_each_command_is_one_line_with_its_key_at_the_right_and_the_host_line_stays() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        host_line = c.screen_text().splitlines()[0]
        await c.press("colon")
        await c.sees("WHAT IT DOES")
        lines = c.screen_text().splitlines()
        assert lines[0] == host_line
        stop = next(line for line in lines if line.lstrip("▶ ").startswith("Stop "))
        assert stop.rstrip(" █│").endswith(" x")
        assert sum("  " in line for line in lines[4:-1]) >= 18

    drive(console(), scenario, (80, 24))


def test_what_cannot_be_done_says_why_when_it_is_looked_for() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("colon")
        await c.sees("WHAT IT DOES")
        assert "not possible" not in c.screen_text()
        await c.type("unpause")
        await c.sees("not possible: ")

    drive(console(), scenario, (80, 24))


def test_the_first_that_fits_is_run_by_enter_and_another_one_after_an_arrow() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("colon")
        await c.type("kill")
        await c.press("enter")
        await c.sees("Destroy")
        await c.press("escape", "colon")
        await c.type("memory")
        await c.press("down", "up", "enter")
        await c.until(lambda: not isinstance(c.app.screen, Palette))
        assert c.jobs.all == ()

    drive(console(), scenario, (80, 24))


def test_a_word_that_nothing_is_called_by_runs_nothing() -> None:
    async def scenario(c: Console) -> None:
        await c.press("colon")
        await c.type("xyzzy")
        await c.sees("No command")
        await c.press("enter")
        assert isinstance(c.app.screen, Palette)
        await c.press("escape")
        assert c.app.is_undisturbed

    drive(console(), scenario, (80, 24))


def console() -> Console:
    made = Console()
    made.define("web", start=True)
    return made
