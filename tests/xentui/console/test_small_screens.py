"""On a screen that is too small for all of it the console says so, and loses nothing."""

import pytest
from textual.screen import Screen

from tests.xentui.console.driving import Console, drive
from tests.xentui.console.every_page import STEPS, walk
from tests.xentui.console.every_page import console as one_guest

FULL = (80, 24)
TOO_SMALL = [(40, 12), (60, 20), (79, 24), (80, 23), (20, 5)]
SIZES = pytest.mark.parametrize("size", TOO_SMALL, ids=[f"{width}x{height}" for width, height in TOO_SMALL])


def is_told(c: Console) -> bool:
    """Whether the first line says that the screen is too small."""
    line = c.screen_text().splitlines()[0]
    return "too small" in line or "needs 80x24" in line


@pytest.mark.parametrize(("screen", "keys"), STEPS)
def test_each_page_says_that_it_is_too_small_until_it_is_enlarged(
    screen: type[Screen[None]], keys: tuple[str, ...]
) -> None:
    async def script(c: Console) -> None:
        await walk(c, screen, keys)
        assert not is_told(c)
        before = c.screen_text()
        for size in ((80, 23), (79, 24)):
            await c.pilot.resize_terminal(*size)
            await c.until(lambda: is_told(c), f"told at {size}")
            assert isinstance(c.app.screen, screen)
            await c.pilot.resize_terminal(*FULL)
            await c.until(lambda: not is_told(c), f"told no more after {size}")
        assert len(c.screen_text().splitlines()) == len(before.splitlines())

    drive(one_guest(), script, size=FULL)


@SIZES
def test_marks_cursor_keys_and_questions_survive_a_screen_that_is_too_small(size: tuple[int, int]) -> None:
    async def script(c: Console) -> None:
        c.move_to("web-01")
        await c.press("space")
        c.move_to("web-02")
        await c.pilot.resize_terminal(*size)
        await c.until(lambda: is_told(c), "told")
        assert [marked.name for marked in c.app.choice.targets] == ["web-01"]
        assert c.app.choice.current is not None
        assert c.app.choice.current.name == "web-02"
        await c.press("x")
        assert c.app.screen is not c.app.main_screen
        await c.press("escape")
        await c.press("U")
        await c.pilot.resize_terminal(*FULL)
        await c.until(lambda: not is_told(c), "told no more")
        assert [target.name for target in c.app.choice.targets] == ["web-02"]

    console = Console()
    console.define("web-01", start=True)
    console.define("web-02", start=True)
    drive(console, script, size=FULL)
