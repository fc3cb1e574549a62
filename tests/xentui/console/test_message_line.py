"""What is said in the line above the footer: it covers nothing, goes by itself or with a key, and leaves nothing."""

import gc

import pytest
from textual._styles_cache import StylesCache
from textual.geometry import Region
from textual.widget import Widget

from tests.xentui.console.driving import Console, drive
from xentui.console.message_queue import SEEN_S
from xentui_widgets.choice_bar import ChoiceBar
from xentui_widgets.event_log import EventLog
from xentui_widgets.filter_line import FilterLine
from xentui_widgets.instance_table import InstanceTable
from xentui_widgets.key_bar import KeyBar
from xentui_widgets.message_line import MessageLine

SIZES = ((40, 12), (80, 24), (80, 30), (120, 40), (200, 60))
LONG_TEXT = "web-01 (id 4) did not shut down: the guest ignored the request, and it still runs. " * 2
FEW = 8
"""Pages whose lines may still be there: those of the last moment."""


def console() -> Console:
    made = Console()
    made.define("web", start=True)
    return made


def line_of(c: Console) -> Region | None:
    """Where the message is seen, on the screen on top."""
    return next((line.region for line in c.app.screen.query(MessageLine) if line.display and line.region), None)


async def until_said(c: Console) -> Region:
    await c.until(lambda: line_of(c), "a message")
    region = line_of(c)
    assert region is not None
    return region


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_message_is_a_line_or_two_above_the_footer_and_covers_nothing(size: tuple[int, int]) -> None:
    async def scenario(c: Console) -> None:
        main = c.app.main_screen
        table = main.query_one(InstanceTable).region
        c.app.toast("Stop web-01: failed", LONG_TEXT, "error")
        said = await until_said(c)
        assert said.height == (2 if size[0] < len(LONG_TEXT) else 1)
        assert said.bottom == main.query_one(KeyBar).region.y
        assert main.query_one(InstanceTable).region == table, "no row has moved"
        await c.press("slash")
        others: list[type[Widget] | str] = [InstanceTable, EventLog, KeyBar, FilterLine]

        def is_laid_out() -> bool:
            regions = [main.query(each).first().region for each in others]
            return not any(line.overlaps(region) for line in [line_of(c)] if line for region in regions)

        await c.until(is_laid_out, "a screen on which nothing is covered")

    drive(console(), scenario, size, shows_toasts=True)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_message_leaves_a_question_to_be_read_and_answered(size: tuple[int, int]) -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("X")
        c.app.toast("another guest", LONG_TEXT, "information")
        await c.pilot.pause()
        choices = c.app.screen.query_one(ChoiceBar).region
        assert choices
        if size[1] < 20:
            assert line_of(c) is None, "it waits until the question is left"
            await c.press("escape")
            await until_said(c)
        else:
            said = await until_said(c)
            assert not said.overlaps(c.app.screen.query_one(ChoiceBar).region)
            assert c.screen_text().count("another guest") == 1

    drive(console(), scenario, size, shows_toasts=True)


@pytest.mark.parametrize("keys", [(), ("5",)], ids=str)
def test_a_cause_is_not_cut_while_a_second_line_has_room_for_it(keys: tuple[str, ...]) -> None:
    cause = "Balloon web was not set back, because something has changed since: it has 2048 MiB now. Nothing was done."

    async def scenario(c: Console) -> None:
        await c.press(*keys)
        c.app.toast("", cause, "error")
        await c.sees("now. Nothing was done.")
        assert cause in " ".join(line.strip() for line in c.screen_text().splitlines())

    drive(console(), scenario, (80, 24), shows_toasts=True)


@pytest.mark.parametrize("keys", [("5",), ("question_mark",), ("enter",), ("colon",), ("n",)], ids=str)
def test_a_message_is_seen_on_every_screen(keys: tuple[str, ...]) -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press(*keys)
        await c.until(lambda: c.app.screen is not c.app.main_screen)
        c.app.toast("db", "has crashed", "error")
        await c.sees("db: has crashed")
        assert c.screen_text().count("has crashed") == 1
        await c.press("escape")

    drive(console(), scenario, (80, 24), shows_toasts=True)


def test_the_gravest_of_several_is_shown_with_the_number_of_the_others() -> None:
    async def scenario(c: Console) -> None:
        for number in range(3):
            c.app.toast("", f"number {number}", "success")
        c.app.toast("web", "has crashed", "error")
        c.app.toast("web", "has crashed", "error")
        await c.sees("web: has crashed")
        await c.sees("2 times, +3 more")

    drive(console(), scenario, (80, 24), shows_toasts=True)


def test_a_key_takes_away_what_could_be_seen() -> None:
    async def scenario(c: Console) -> None:
        c.app.toast("web", "is running", "success")
        await until_said(c)
        await c.press("down")
        assert line_of(c) is not None, "that key was on its way"
        queue = c.app.message_lines.queue
        queue._shown_s -= SEEN_S
        await c.press("down")
        await c.until(lambda: line_of(c) is None, "the end of the message")

    drive(console(), scenario, (80, 24), shows_toasts=True)


def test_a_message_goes_by_itself() -> None:
    async def scenario(c: Console) -> None:
        c.app.toast("web", "is running", "success")
        await c.sees("web: is running")
        await c.until(lambda: "web: is running" not in c.screen_text(), "the end of the message")

    drive(console(), scenario, (80, 24), shows_toasts=True)


def test_what_others_wrote_is_harmless_in_it() -> None:
    async def scenario(c: Console) -> None:
        c.app.toast("a\x1b[2Jb", "two\nlines", "error")
        said = await until_said(c)
        assert said.height == 1
        assert "\x1b" not in c.screen_text()

    drive(console(), scenario, (80, 24), shows_toasts=True)


def test_messages_and_pages_that_are_gone_leave_nothing_behind() -> None:
    async def page(c: Console, key: str) -> None:
        await c.press(key)
        await c.until(lambda: c.app.screen is not c.app.main_screen, f"what {key} opens")
        c.app.toast("", f"over {key}", "success")
        await c.press("escape")
        await c.until(lambda: c.app.screen is c.app.main_screen, "the main screen")

    async def scenario(c: Console) -> None:
        c.app.pollers.frozen = True
        c.move_to("web")
        before = _drawn_widgets()
        for _ in range(2):
            for key in ("question_mark", "X", "b", "5", "enter", "colon"):
                await page(c, key)
        # The loop lets a timer that was stopped go when its time has come.
        await c.until(lambda: _drawn_widgets() - before < FEW, "the end of what was drawn for them")

    drive(console(), scenario, shows_toasts=True)


def _drawn_widgets() -> int:
    gc.collect()
    return sum(type(each) is StylesCache for each in gc.get_objects())


@pytest.mark.parametrize("key", ["b", "v", "m", "x"])
def test_a_refusal_finds_room_for_its_advice(key: str) -> None:
    made = Console()
    made.define("a-guest-with-a-name.example.net")

    async def scenario(c: Console) -> None:
        await c.state("a-guest-with-a-name.example.net", "stopped")
        c.move_to("a-guest-with-a-name.example.net")
        await c.press(key)
        await c.sees("is not possible: it isn't running. Start it (s).")

    drive(made, scenario, (80, 24), shows_toasts=True)


def test_where_no_events_are_shown_a_message_takes_the_lines_it_needs() -> None:
    async def scenario(c: Console) -> None:
        await c.press("5")
        c.app.toast("Set back", LONG_TEXT + "Look at it as it is now (d).", "error")
        await c.sees("Look at it as it is now (d).")

    drive(console(), scenario, (80, 24), shows_toasts=True)
