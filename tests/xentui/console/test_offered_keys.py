"""A key that the screen offers, or names in its advice, does something."""

from functools import partial

import pytest

from tests.xentui.console.deaf import deaf
from tests.xentui.console.driving import Console, drive


def console() -> Console:
    made = Console()
    made.define("web-01", start=True)
    return made


def test_only_a_job_that_has_failed_is_offered_to_be_opened() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web-01")
        await c.press("p", "y")
        await c.jobs_over()
        await c.press("5")
        await c.sees("y Copy command")
        assert "Enter Open" not in c.keys_shown
        await c.press("enter")
        await c.sees("There is no more to open: it has not failed.")

    drive(console(), scenario, (80, 24), shows_toasts=True)


def is_titled(console: Console, title: str) -> bool:
    return title in console.screen_text().splitlines()[0]


@pytest.mark.parametrize("first", ["5", "6", "E"])
def test_jobs_audit_and_events_turn_to_each_other(first: str) -> None:
    titles = {"5": "Jobs", "6": "Audit", "E": "Events"}

    async def scenario(c: Console) -> None:
        for key in (first, *"56E65E5"):
            await c.press(key)
            title = f"─ {titles[key]}"
            await c.until(partial(is_titled, c, title), title)
            assert len(c.app.screen_stack) == 2, "in the place of the one before"
        await c.press("escape")
        await c.until(lambda: c.app.is_undisturbed)

    drive(console(), scenario, (80, 24))


def test_the_console_that_the_advice_names_is_a_choice() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("deaf")
        await c.press("x", "y")
        await c.sees("Look at its console (c)")
        await c.sees("[ c Console ]")
        await c.press("c")
        await c.until(lambda: c.attached, "its console")

    drive(deaf(), scenario, (80, 24))
