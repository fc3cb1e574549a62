"""What a page has put off, or is told once more, does no harm when the page is gone by then."""

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from textual import events
from textual.message_pump import MessagePump
from textual.screen import Screen

from tests.xentui.console.driving import Console, drive
from tests.xentui.console.every_page import STEPS, console, walk
from xentui.console.app import ShownAgain
from xentui.console.screens.main import MainScreen
from xentui.console.screens.pages import Page
from xentui_widgets.symbols import UNICODE

ROOT = Path(__file__).parents[3]
LEFT_BY_ESCAPE = [step for step in STEPS if step[0] is not MainScreen]


def test_what_a_start_puts_off_may_come_when_the_console_leaves_already(monkeypatch: pytest.MonkeyPatch) -> None:
    put_off: list[Callable[[], object]] = []

    def put_off_for_long(self: MessagePump, callback: Callable[..., object], *args: object, **options: object) -> bool:
        put_off.append(partial(callback, *args, **options))
        return True

    started = console()
    with monkeypatch.context() as patch:
        patch.setattr(MessagePump, "call_after_refresh", put_off_for_long)
        asyncio.run(left_at_once(started))
    assert len(put_off) > 1
    for each in put_off:
        each()


def test_the_main_screen_that_is_taken_away_mounts_nothing_more() -> None:
    screen = MainScreen(("dom0a",), UNICODE)  # as Textual has it between its end and that of the console
    screen._mount_filter()
    assert not screen._filter.is_attached


def test_a_key_that_comes_when_no_screen_is_left_is_answered_by_nothing() -> None:
    app = console().app  # as it is while it leaves
    assert app.screen_stack == []
    app._draw_answer()
    assert app.screen_stack == []


async def left_at_once(started: Console) -> None:
    async with started.app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()


@pytest.mark.parametrize(("screen", "keys"), LEFT_BY_ESCAPE)
def test_what_was_put_off_until_the_next_frame_may_come_too_late(
    screen: type[Screen[None]], keys: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Textual hands it to the screen on top, which lives on."""
    put_off: list[Callable[[], object]] = []

    def put_off_for_long(self: MessagePump, callback: Callable[..., object], *args: object, **options: object) -> bool:
        put_off.append(partial(callback, *args, **options))
        return True

    async def scenario(c: Console) -> None:
        await walk(c, screen, keys)
        page = c.app.screen
        with monkeypatch.context() as patch:
            patch.setattr(MessagePump, "call_after_refresh", put_off_for_long)
            page.post_message(events.Resize(page.size, page.virtual_size))
            await c.press("end", "home")
            assert put_off or not isinstance(page, Page)
        await c.press("escape")
        await c.until(lambda: not page.is_attached)
        for late in put_off:
            late()
        if isinstance(page, ShownAgain):
            page.show_again()
        assert c.app.screen.is_attached

    drive(console(), scenario, (80, 24))


@pytest.mark.parametrize(("screen", "keys"), LEFT_BY_ESCAPE)
def test_a_page_is_told_again_while_its_widgets_are_going(screen: type[Screen[None]], keys: tuple[str, ...]) -> None:
    async def scenario(c: Console) -> None:
        await walk(c, screen, keys)
        page = c.app.screen
        assert isinstance(page, ShownAgain)
        await page.remove_children()
        page.show_again()
        page.post_message(events.Resize(page.size, page.virtual_size))
        await c.press("escape")
        await c.until(lambda: not page.is_attached)

    drive(console(), scenario, (80, 24))


def test_widgets_are_held_and_not_looked_up() -> None:
    """Where a widget is held, it is there for whatever comes too early or too late."""
    modules = [path for folder in ("xentui/console", "widgets") for path in (ROOT / folder).rglob("*.py")]
    assert modules
    assert [str(path) for path in modules if "query_one(" in path.read_text()] == []
