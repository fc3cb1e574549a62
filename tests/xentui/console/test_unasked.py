"""What comes by itself takes no key that was meant for what was there: neither an answer nor a move."""

import asyncio
import os
from collections.abc import Awaitable, Callable

import pytest

from tests.xentui.console.deaf import deaf
from tests.xentui.console.driving import Console, drive
from xentui.console.keys.keyboard import HOLD_S
from xentui.console.screens.main import MainScreen
from xentui.console.terminal.attach import AttachResult
from xentui_widgets.dialogs import Dialog

EARLY = ("n", "enter", "escape", "w", "j", "space", "right", "X")
Coming = Callable[[Console], Awaitable[None]]


@pytest.fixture(autouse=True)
def a_long_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is, a burst comes before anybody can have seen anything; what is pressed comes after."""
    monkeypatch.setattr("xentui.console.keys.key_gate.UNSEEN_S", 3600.0)


async def failed_job(c: Console) -> None:
    c.move_to("deaf")
    await c.press("x", "y")
    await c.sees("Stop deaf: failed")


async def summary_of_a_set(c: Console) -> None:
    await c.press("asterisk", "x", "y")
    await c.sees("1 done, 1 failed")


async def not_begun(c: Console) -> None:
    c.move_to("deaf")
    await c.press("x", "y")
    await c.sees("Stop: not started")


async def console_that_ends(c: Console) -> None:
    c.attach_result = AttachResult(exit_status=1, error_lines=("no console",), lasted_s=1.0)
    c.move_to("deaf")
    await c.press("c")
    await c.sees("The console of deaf ended")


async def doubts_about_a_new_guest(c: Console) -> None:
    c.move_to("Domain-0")
    await c.press("n", "f")
    for text in ("fresh", "1g", "", "2", "/boot/other"):
        await c.type(text)
        await c.press("enter")
    await c.press("f2")
    await c.sees("Save fresh despite these warnings?")


@pytest.mark.parametrize(
    "comes",
    [failed_job, summary_of_a_set, not_begun, console_that_ends, doubts_about_a_new_guest],
)
def test_a_dialog_that_comes_by_itself_takes_no_key_until_it_can_have_been_seen(comes: Coming) -> None:
    made = deaf()
    if comes is not_begun:
        os.makedirs(made.jobs.workplace.audit_file)  # a folder where the file should be
    if comes is summary_of_a_set:
        made.define("web", start=True)

    async def scenario(c: Console) -> None:
        await comes(c)
        dialog, cursor = c.app.screen, c.app.main_screen.table.current
        assert isinstance(dialog, Dialog)
        jobs = len(c.jobs.all)
        for key in EARLY:
            await c.burst(key)
            await asyncio.sleep(HOLD_S)  # or they are a text, which is never taken
        await c.paste("text")
        assert not dialog.is_answered
        assert c.app.main_screen.table.current == cursor
        await c.press("enter")  # the first choice harms nobody, and is still the chosen one
        await c.until(lambda: dialog.is_answered)
        assert len(c.jobs.all) == jobs

    drive(made, scenario)


def test_a_console_that_ends_with_its_guest_leaves_no_key_of_it_to_the_table() -> None:
    made = deaf()
    made.define("web")
    made.meanwhile = lambda argv: made.xl("destroy", argv[-1])

    async def scenario(c: Console) -> None:
        c.move_to("deaf")
        await c.press("c")
        await c.sees("its console ended")
        for key in ("q", "x", "question_mark"):
            await c.burst(key)
            await asyncio.sleep(HOLD_S)
        await c.press("j")  # once this is taken, the others have been looked at
        assert isinstance(c.app.screen, MainScreen)
        assert not c.app._exit
        await c.press("q")
        await c.until(lambda: c.app._exit)

    drive(made, scenario)


def test_a_console_that_is_left_gives_the_keys_back_at_once() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("deaf")
        await c.press("c")
        await c.sees("console detached")
        await c.burst("question_mark")
        await c.sees("/ Search")

    drive(deaf(), scenario)


def test_a_report_that_is_asked_for_takes_keys_at_once() -> None:
    async def scenario(c: Console) -> None:
        await failed_job(c)
        await c.press("escape", "5", "enter")
        await c.sees("w Keep waiting")
        await c.burst("n")
        await c.until(lambda: not isinstance(c.app.screen, Dialog))

    drive(deaf(), scenario)


def test_a_key_that_is_meant_for_a_form_that_is_saved_does_not_reach_the_table() -> None:
    async def scenario(c: Console) -> None:
        await doubts_about_a_new_guest(c)
        await c.press("tab", "enter")
        await c.until(lambda: c.app.is_undisturbed, "the form is left")
        await c.burst("question_mark")  # nothing that depends on the row
        await c.press("j")  # once this is taken, the others have been looked at
        assert c.app.is_undisturbed
        assert [job.record.operation for job in c.jobs.all] == ["new_definition"]

    drive(deaf(), scenario)
