"""What is said for a few seconds over the screen: it hides nothing that matters and leaves nothing behind."""

import gc

import pytest
from textual._styles_cache import StylesCache
from textual.geometry import Region
from textual.widget import Widget
from textual.widgets._toast import Toast

from tests.xentui.console.driving import Console, drive
from xentui.console.palette import Palette
from xentui_widgets.choice_bar import ChoiceBar
from xentui_widgets.event_log import EventLog
from xentui_widgets.key_bar import KeyBar

SIZES = ((80, 24), (80, 30), (120, 40), (200, 60))
LONG_TEXT = "web-01 (id 4) did not shut down: the guest ignored the request, and it still runs. " * 2
FEW = 8
"""Toasts and pages whose lines may still be there: those of the last moment."""


def console() -> Console:
    made = Console()
    made.define("web", start=True)
    return made


def toasts(c: Console) -> list[Region]:
    """What is seen of each."""
    shown = [c.app.screen.find_widget(toast).visible_region for toast in c.app.screen.query(Toast) if toast.region]
    return [region for region in shown if region]


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_toast_leaves_the_event_lines_and_the_keys_to_be_read(size: tuple[int, int]) -> None:
    async def scenario(c: Console) -> None:
        c.app.notify(LONG_TEXT, title="Stop web-01: failed", markup=False)
        await c.until(lambda: toasts(c), "a toast")
        for typing in (False, True):
            if typing:
                await c.press("slash")
            below: list[type[Widget] | str] = [EventLog, KeyBar, *(["#filter-line"] if typing else [])]

            def is_laid_out(below: list[type[Widget] | str] = below) -> bool:
                regions = [c.app.main_screen.query(each).first().region for each in below]
                return all(regions) and not any(toast.overlaps(region) for toast in toasts(c) for region in regions)

            await c.until(is_laid_out, "a screen with the toast above all that")
            assert toasts(c), "it is there still"

    drive(console(), scenario, size, shows_toasts=True)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_toast_leaves_the_choices_of_a_dialog_to_be_read(size: tuple[int, int]) -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("X")
        c.app.notify(LONG_TEXT, title="another guest", markup=False)
        await c.until(lambda: toasts(c), "a toast")
        choices = c.app.screen.query_one(ChoiceBar).region
        assert choices
        assert not any(toast.overlaps(choices) for toast in toasts(c))

    drive(console(), scenario, size, shows_toasts=True)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_many_toasts_at_once_leave_the_row_of_the_cursor_and_the_event_lines_to_be_read(size: tuple[int, int]) -> None:
    async def scenario(c: Console) -> None:
        await c.press("G")
        for number in range(6):
            c.app.notify(f"{number}: {LONG_TEXT}", title="Stop web-01: failed", timeout=600, markup=False)
        await c.sees("5: web-01")
        await c.until(lambda: len(toasts(c)) == 1, "the newest one")
        main = c.app.main_screen
        kept = [main.query_one(EventLog).region, main.query_one(KeyBar).region]
        for key in ("k", "k", "j"):
            await c.press(key)
            await c.until(lambda: not any(toast.overlaps(main.table.cursor_line) for toast in toasts(c)), "off the row")
        assert all(kept)
        assert not any(toast.overlaps(region) for toast in toasts(c) for region in kept)
        assert not any(toast.overlaps(main.table.cursor_line) for toast in toasts(c))

    made = console()
    for number in range(size[1]):  # the rows reach down to the events
        made.define(f"x{number:02}")
    drive(made, scenario, size, shows_toasts=True)


def test_the_palette_is_shown_without_toasts() -> None:
    async def scenario(c: Console) -> None:
        c.app.notify("has crashed", title="web", timeout=600, markup=False)
        await c.sees("has crashed")
        await c.press("colon")
        await c.until(lambda: isinstance(c.app.screen, Palette))
        c.app.notify("has crashed too", title="db", timeout=600, markup=False)
        await c.pilot.pause()
        assert "has crashed" not in c.screen_text()
        await c.press("escape", "escape")
        await c.until(lambda: c.app.is_undisturbed)

    drive(console(), scenario, (80, 24), shows_toasts=True)


def test_a_toast_is_shown_once_and_is_there_again_when_a_dialog_is_left() -> None:
    async def scenario(c: Console) -> None:
        c.app.notify("has crashed", title="web", timeout=600, markup=False)
        await c.sees("has crashed")
        c.move_to("web")
        await c.press("X")
        await c.until(lambda: toasts(c), "the toast in the dialog")
        assert c.screen_text().count("has crashed") == 1
        await c.press("escape")
        await c.sees("has crashed")

    drive(console(), scenario, (80, 24), shows_toasts=True)


def test_toasts_and_pages_that_are_gone_leave_nothing_behind() -> None:
    async def one(c: Console, number: int) -> None:
        c.app.notify(f"number {number}", timeout=10, markup=False)
        await c.sees(f"number {number}")
        c.app.screen.query(Toast).first()._expire()  # as its timer does
        await c.until(lambda: not c.app.screen.query(Toast), "the end of the toast")

    async def page(c: Console, key: str) -> None:
        await c.press(key)
        await c.until(lambda: c.app.screen is not c.app.main_screen, f"what {key} opens")
        await c.press("escape")
        await c.until(lambda: c.app.screen is c.app.main_screen, "the main screen")

    async def scenario(c: Console) -> None:
        c.app.pollers.frozen = True
        c.move_to("web")
        before = _drawn_widgets()
        for _ in range(2):
            for number in range(20):
                await one(c, number)
            for key in ("question_mark", "X", "b", "5", "enter", "colon"):
                await page(c, key)
        # The loop lets a timer that was stopped go when its time has come.
        await c.until(lambda: _drawn_widgets() - before < FEW, "the end of what was drawn for them")

    drive(console(), scenario, shows_toasts=True)


def _drawn_widgets() -> int:
    gc.collect()
    return sum(type(each) is StylesCache for each in gc.get_objects())
