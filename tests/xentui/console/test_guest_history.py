"""The screen of one guest: its history, and that of its host."""

import struct

import pytest

from tests.xentui.console.driving import Console, drive
from tests.xentui.console.opened_guest import UUID, console
from xentui.console.messages import NothingKept
from xentui.fleet.kept.blocks import HOST_KEY
from xentui.fleet.kept.keeper import with_kept
from xentui.fleet.past import past_of_summaries


def test_the_history_is_a_key_away_and_the_hosts_another() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("H")
        await c.sees("[H History]")
        await c.sees("Memory  1.0 GiB")
        await c.press("H")
        await c.sees("History: dom0a")
        await c.press("escape")
        await c.sees("[H History]")
        await c.press("escape")
        c.move_to("Domain-0")
        await c.press("H")
        await c.sees("History: dom0a")
        await c.press("q")
        assert c.app.screen is c.app.main_screen

    drive(console(), scenario)


def test_in_the_history_left_and_right_move_in_time_and_a_job_is_marked() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("p", "y")
        await c.jobs_over()
        await c.press("escape")
        c.clock.wait(120.0)
        await c.press("ctrl+r", "H")
        await c.sees("15 min  now")
        await c.press("plus", "minus", "minus")
        await c.sees("24 h  now")
        await c.press("plus", "plus", *["left"] * 8)
        for _ in range(12):
            if "Pause web: succeeded" in c.screen_text():
                break
            await c.press("left")
        await c.sees("Pause web: succeeded")
        await c.press("end")
        await c.sees("15 min  now")

    drive(console(), scenario)


def test_what_an_earlier_console_has_kept_is_in_the_history() -> None:
    async def scenario(c: Console) -> None:
        kept = {HOST_KEY: past_of_summaries([(c.clock.monotonic_s() - 600.0, struct.pack("<18f", *[250.0] * 18))], ())}
        c.app.pollers.change("dom0a", lambda state: state.with_history(with_kept(state.history, kept)))
        c.move_to("Domain-0")
        await c.press("H")
        await c.sees("peak 250.0 % at")

    drive(console(), scenario)


def test_that_the_history_cant_be_kept_is_told_as_an_event() -> None:
    async def scenario(c: Console) -> None:
        c.app.post_message(NothingKept("dom0a", "Read-only file system"))
        await c.sees("history is kept in memory only: Read-only file system")

    drive(console(), scenario)


def test_the_history_of_a_host_says_its_keys() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("Domain-0")
        await c.press("H", "question_mark")
        await c.sees("earlier, later")
        await c.press("escape", "escape")
        assert c.app.screen is c.app.main_screen

    drive(console(), scenario)


@pytest.mark.parametrize("name", ["web", "Domain-0"])
def test_the_key_bar_of_a_history_has_its_keys_and_a_zoom_at_its_limit_says_so(name: str) -> None:
    async def scenario(c: Console) -> None:
        c.move_to(name)
        await c.press("H")
        await c.sees("15 min  now")
        for words in ("Left Right Time", "+ - Zoom", "PgUp PgDn Further"):
            assert words in c.keys_shown
        await c.press("plus")
        await c.sees("15 min is the least that is shown at once.")

    drive(console(), scenario, shows_toasts=True)


def test_enter_does_not_leave_the_history_of_a_host() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("Domain-0")
        await c.press("H", "enter")
        await c.sees("Nothing is chosen here that could be opened.")
        await c.sees("History: dom0a")

    drive(console(), scenario, shows_toasts=True)


def test_a_guest_that_was_stopped_still_has_its_history() -> None:
    async def scenario(c: Console) -> None:
        c.xl("destroy", "web")
        c.clock.wait(30.0)
        await c.press("ctrl+r")
        await c.sees("stopped")
        c.move_to("web")
        await c.press("H")
        await c.sees("peak 1.0 GiB at")

    drive(console(more=f'uuid = "{UUID}"\n'), scenario)
