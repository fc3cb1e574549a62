"""A key that the screen offers, or names in its advice, does something."""

from functools import partial

import pytest

from tests.xentui.console.deaf import deaf
from tests.xentui.console.driving import Console, drive
from xentui_driver.jobs.actions import START, Request


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


def test_the_keys_are_those_of_now_after_every_step() -> None:
    """They are made again only when what they follow from has changed."""

    async def scenario(c: Console) -> None:
        overview = c.app.overview
        steps = (
            "down",
            "space",
            "up",
            "x",
            "y",
            "down",
            "G",
            "p",
            "y",
            "g",
            "p",
            "y",
            "escape",
            "Z",
            "j",
            "m",
            "escape",
        )
        for key in (*steps, *steps):
            await c.press(key)
            assert overview._key_items() == overview._made_key_items(), key
            c.clock.wait(2.0)
            c.app.poll_now()
            await c.pilot.pause()
            assert overview._key_items() == overview._made_key_items(), key
        c.move_to("mail-01")
        await c.pilot.pause()
        offered, target = overview._key_items(), c.app.choice.current
        assert target is not None
        order = c.jobs.prepare(START, [Request(target)])
        assert overview._key_items() == overview._made_key_items() != offered, "it is about to start"
        c.jobs.submit(order)
        await c.jobs_over()
        assert overview._key_items() == overview._made_key_items()

    made = console()
    for name in ("db-01", "mail-01"):
        made.define(name, start=name == "db-01")
    drive(made, scenario, (80, 24))


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
