"""The help: each screen's own keys, each once, found by the operator's word."""

from collections import Counter

import pytest

from tests.xentui.console.driving import Console, drive
from xentui.console.commands.bindings import USUAL_KEYS
from xentui.console.help_lines import NOTHING, Sections, help_lines, main_help, screen_help
from xentui.console.screens.describe import DescribePage
from xentui.console.screens.doctor import DoctorPage
from xentui.console.screens.help import HelpPage
from xentui.console.screens.jobs import ACTIONS as OF_JOBS
from xentui.console.screens.jobs import JobsScreen
from xentui.console.screens.records import ACTIONS as OF_RECORDS
from xentui.console.screens.records import RecordsScreen
from xentui.fleet.settings.key_map import KeyMap, key_map
from xentui.fleet.settings.key_presets import PRESETS
from xentui_widgets.symbols import ASCII, UNICODE

OTHERS = (JobsScreen, RecordsScreen, DescribePage, DoctorPage)
IN_WORDS = {"States", "Filter"}
"""Sections of which the first column is no key."""


def keys_in(sections: Sections) -> Counter[str]:
    rows = (row for title, rows in sections if title not in IN_WORDS and "by name" not in title for row in rows)
    return Counter(key for row in rows for key in row.key.split())


@pytest.mark.parametrize("keys", map(key_map, PRESETS), ids=PRESETS)
def test_each_key_of_the_main_screen_is_there_once(keys: KeyMap) -> None:
    assert set(keys_in(main_help(keys)).values()) == {1}


@pytest.mark.parametrize("keys", map(key_map, PRESETS), ids=PRESETS)
@pytest.mark.parametrize("screen", OTHERS)
def test_each_key_of_another_screen_is_there_once(screen: type, keys: KeyMap) -> None:
    assert set(keys_in(screen_help("This", screen.help_keys, keys)).values()) == {1}  # type: ignore[attr-defined]


def test_every_key_of_a_screen_is_in_its_help() -> None:
    assert JobsScreen.help_keys.keys() | {"help"} == OF_JOBS.keys()
    assert RecordsScreen.help_keys.keys() | {"help"} == OF_RECORDS.keys()


def lines(typed: str) -> list[str]:
    return [line.plain for line in help_lines(main_help(USUAL_KEYS), typed, 76, UNICODE)]


def test_a_search_keeps_what_has_all_words_also_by_what_it_is_called_elsewhere() -> None:
    assert [line.split()[0] for line in lines("kill") if line][:2] == ["Guests", "X"]
    assert not any("reboot" in line for line in lines("kill"))
    assert lines("xyzzy") == [NOTHING]
    assert lines("") == lines("  ")


@pytest.mark.parametrize("width", [20, 37, 77, 200])
def test_no_line_is_wider_than_the_screen(width: int) -> None:
    found = help_lines(main_help(USUAL_KEYS), "", width, ASCII)
    assert all(line.cell_length <= max(width, 38) for line in found)


@pytest.mark.parametrize(
    ("keys", "own", "not_there"),
    [
        ((), "pull the plug", "cancel it"),
        (("5",), "cancel it, where that is safe", "pull the plug"),
        (("6",), "open the job that the line tells of", "pull the plug"),
        (("E",), "show only lines in which", "cancel it"),
        (("enter",), "a page down", "cancel it"),
        (("d",), "write what would be lost", "pull the plug"),
    ],
)
def test_the_help_of_a_screen_has_its_own_keys(keys: tuple[str, ...], own: str, not_there: str) -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        for key in keys:
            await c.press(key)
            await c.until(lambda: not c.app.is_undisturbed)
        before = c.app.screen
        await c.press("question_mark")
        await c.sees("Help")
        await c.sees(own)
        assert not_there not in c.screen_text()
        await c.press("question_mark")
        await c.press("escape")
        await c.until(lambda: c.app.screen is before)

    drive(console(), scenario, (100, 50))


@pytest.mark.parametrize("size", [(40, 12), (80, 24)], ids=str)
def test_the_help_is_searched_with_what_is_typed_ahead_too(size: tuple[int, int]) -> None:
    async def scenario(c: Console) -> None:
        await c.press("question_mark")
        await c.until(lambda: isinstance(c.app.screen, HelpPage))
        await c.burst(*"/kill")
        await c.sees("pull the plug")
        assert "ask the guest" not in c.screen_text()
        await c.press("enter", "j")
        assert "pull the plug" in c.screen_text()
        await c.press("escape")
        assert isinstance(c.app.screen, HelpPage)
        await c.sees("start a stopped")
        await c.press("escape")
        assert c.app.is_undisturbed
        assert c.jobs.all == ()

    drive(console(), scenario, size)


def console() -> Console:
    made = Console()
    made.define("web", start=True)
    return made
