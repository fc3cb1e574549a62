"""The palette opens on every page: with what the page does, and with what can be done where Escape leads to."""

import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module

import pytest
from textual.screen import Screen

import xentui.console.screens as screens
from tests.xentui.console.driving import Console, drive
from tests.xentui.console.every_page import STEPS, WAYS, console, walk
from xentui.console.palette import Palette
from xentui.console.screens.filtered import FilteredPage
from xentui.console.screens.guest import GuestScreen
from xentui.console.screens.jobs import JobsScreen
from xentui.console.screens.logs import LogsScreen
from xentui.console.screens.main import MainScreen
from xentui.console.screens.pages import Page

QUESTIONS = {"ColumnsScreen", "MemoryFollower", "MemoryLens", "NewScreen", "Question", "Review"}
"""They want an answer first: a letter is text, a choice or nothing."""


def all_screens() -> Iterator[type[Screen[object]]]:
    for module in pkgutil.iter_modules(screens.__path__):
        for _, found in inspect.getmembers(import_module(f"{screens.__name__}.{module.name}"), inspect.isclass):
            if issubclass(found, Screen) and found.__module__.startswith(screens.__name__):
                yield found


def test_every_screen_is_walked_to_or_is_a_question() -> None:
    frames = {Page.__name__, FilteredPage.__name__, "TurnsTo"}
    known = {screen.__name__ for screen in WAYS} | QUESTIONS | frames
    assert {screen.__name__ for screen in all_screens()} <= known
    assert not known - {screen.__name__ for screen in all_screens()}


@pytest.mark.parametrize(("screen", "keys"), STEPS)
def test_the_palette_opens_on_every_page_and_leaves_it_as_it_was(
    screen: type[Screen[None]], keys: tuple[str, ...]
) -> None:
    async def scenario(c: Console) -> None:
        await walk(c, screen, keys)
        stack = list(c.app.screen_stack)
        for key in (":", "ctrl+p"):
            await c.press(key)
            assert isinstance(c.app.screen, Palette), key
            await c.sees("Search for commands")
            await c.press("escape")
            assert c.app.screen_stack == stack

    drive(console(), scenario, (80, 24))


@pytest.mark.parametrize(("screen", "keys"), STEPS)
def test_what_the_palette_of_a_page_does_with_guests_is_done_where_they_are_seen(
    screen: type[Screen[None]], keys: tuple[str, ...]
) -> None:
    async def scenario(c: Console) -> None:
        await walk(c, screen, keys)
        await c.press(":", *"pause")
        if screen not in (MainScreen, GuestScreen):
            await c.sees("web-01: freeze")
        await c.press("enter")
        await c.sees("Pause web-01")
        assert isinstance(c.app.screen_stack[-2], MainScreen | GuestScreen)
        assert c.jobs.all == ()

    drive(console(), scenario, (80, 24))


def test_a_page_that_is_opened_over_a_page_takes_its_place() -> None:
    async def scenario(c: Console) -> None:
        await walk(c, LogsScreen, ("l",))
        for _ in range(2):
            await c.press(":", *"jobs", "enter")
            await c.until(lambda: isinstance(c.app.screen, JobsScreen))
            assert len(c.app.screen_stack) == 2
        await c.press("escape")
        assert c.app.is_undisturbed

    drive(console(), scenario, (80, 24))


def test_what_a_page_does_itself_comes_first_with_its_keys_and_is_done_there() -> None:
    async def scenario(c: Console) -> None:
        await walk(c, LogsScreen, ("l",))
        logs = c.app.screen
        assert isinstance(logs, LogsScreen)
        reader = logs._opened.shown.reader
        follows = reader.follows
        await c.press(":")
        await c.sees("follow the end, or stop following")
        await c.press(*"follow", "enter")
        assert c.app.screen is logs
        assert reader.follows is not follows

    drive(console(), scenario, (80, 24))


def test_the_help_of_a_page_is_that_of_the_page() -> None:
    async def scenario(c: Console) -> None:
        await walk(c, LogsScreen, ("l",))
        await c.press(":", *"help", "enter")
        await c.sees("search this log for a text")
        await c.press("escape")
        assert isinstance(c.app.screen, LogsScreen)

    drive(console(), scenario, (80, 24))


@pytest.mark.parametrize("keys", ["/", "5/", "6/", "E/", "l/", "?/"])
@pytest.mark.parametrize("letter", [":", "?"])
def test_where_text_is_typed_its_keys_are_text(keys: str, letter: str) -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web-01")
        await c.press("p", "y")
        await c.jobs_over()
        await c.press(*keys)
        screen = c.app.screen
        await c.press(*f"a{letter}b")
        assert c.app.screen is screen
        await c.sees(f"a{letter}b")

    drive(console(), scenario, (80, 24))
