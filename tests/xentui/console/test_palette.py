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
        ("log", "logs"),
        ("tail", "logs"),
        ("xl dmesg", "host_logs"),
        ("audit", "audit"),
        ("what happened", "events"),
        ("Stop by", "stop_acpi"),
        ("DESTROY", "destroy"),
        ("balloon", "balloon"),
        ("memory", "balloon"),
        ("describe", "describe"),
        ("console start", "start_attached"),
        ("set back", "jobs"),
        ("stop all", "mark_all"),
        ("disk", "details"),
        ("iso", "new"),
        ("vnc", "details"),
        ("health", "doctor"),
        ("pcpu", "host_cpus"),
        ("affinity", "host_cpus"),
        ("screen", "details"),
        ("display", "details"),
        ("crash", "why"),
        ("dmesg", "logs"),
        ("panic", "why"),
        ("why", "why"),
    ],
)
def test_a_command_is_found_by_the_word_that_an_operator_has_for_it(typed: str, id: str) -> None:
    assert first(typed) == id


def test_a_label_comes_before_a_synonym_and_a_synonym_before_the_help() -> None:
    ids = [command.id for command in found(COMMANDS, "restart")]
    assert ids[:2] == ["reboot", "reset"]
    assert first("remove") == "remove"
    assert "migrate" not in [command.id for command in found(COMMANDS, "remove")]


def test_what_is_possible_comes_first_of_what_fits_as_well_and_nothing_is_put_before_what_fits_better() -> None:
    assert found(COMMANDS, "autostart")[0].id == "autostart_on"
    assert found(COMMANDS, "autostart", lambda each: each.id != "autostart_on")[0].id == "autostart_off"
    assert found(COMMANDS, "stop", lambda each: each.id != "stop")[0].label.startswith("Stop")


def test_scattered_letters_count_where_nothing_fits_better() -> None:
    assert first("pwrcycl") == "powercycle"
    assert found(COMMANDS, "nothing of that kind") == ()


def test_every_command_says_how_it_is_called_elsewhere_and_nothing_else_does() -> None:
    assert SYNONYMS.keys() == {command.id for command in COMMANDS}
    assert all(word == word.casefold() for words in SYNONYMS.values() for word in words)


def test_what_a_command_does_is_said_in_full_at_80_columns() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("colon")
        await c.sees("ask the guest to shut down")
        for _ in range(4):
            assert "…" not in c.screen_text()
            await c.press("pagedown")
        await c.sees("quit; jobs keep running")

    drive(console(), scenario, (80, 24))


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
        await c.sees("web: not possible: ")

    drive(console(), scenario, (80, 24))


def test_the_first_that_fits_is_run_by_enter_and_another_one_after_an_arrow() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("colon")
        await c.type("kill")
        await c.press("enter")
        await c.sees("Force off")
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
        await c.sees("No such command")
        await c.press("enter")
        assert isinstance(c.app.screen, Palette)
        await c.press("escape")
        assert c.app.is_undisturbed

    drive(console(), scenario, (80, 24))


def console() -> Console:
    made = Console()
    made.define("web", start=True)
    return made
