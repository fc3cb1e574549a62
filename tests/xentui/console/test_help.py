"""The help: each screen's own keys, each once, found by the operator's word."""

from collections import Counter

import pytest

from tests.xentui.console.driving import Console, drive
from xentui.console.commands.bindings import USUAL_KEYS
from xentui.console.commands.registry import COMMANDS, with_one_guest
from xentui.console.guest.help import guest_help
from xentui.console.guest.keys import bindings_on_guest_screen
from xentui.console.help_lines import BARS, MARKS, NOTHING, Sections, help_lines, main_help, screen_help
from xentui.console.screens.doctor import DoctorPage
from xentui.console.screens.help import HelpPage
from xentui.console.screens.jobs import ACTIONS as OF_JOBS
from xentui.console.screens.jobs import JobsScreen
from xentui.console.screens.records import ACTIONS as OF_RECORDS
from xentui.console.screens.records import RecordsScreen
from xentui.fleet.settings.key_map import KeyMap, key_map
from xentui.fleet.settings.key_presets import PRESETS
from xentui_widgets.symbols import ASCII, LINUX_CONSOLE, UNICODE, Symbols

OTHERS = (JobsScreen, RecordsScreen, DoctorPage)
IN_WORDS = {"States", BARS, MARKS, "Filter"}
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


@pytest.mark.parametrize("keys", map(key_map, PRESETS), ids=PRESETS)
def test_each_key_of_a_guests_screen_is_there_once_and_all_are(keys: KeyMap) -> None:
    commands = with_one_guest(COMMANDS)
    found = keys_in(guest_help(keys, commands))
    assert set(found.values()) == {1}
    bound = bindings_on_guest_screen(commands, keys).key_to_bindings
    assert len(found) == len(bound)


def test_every_key_of_a_screen_is_in_its_help() -> None:
    assert JobsScreen.help_keys.keys() | {"help", "command_palette"} == OF_JOBS.keys()
    assert RecordsScreen.help_keys.keys() | {"help", "command_palette"} == OF_RECORDS.keys()


def lines(typed: str) -> list[str]:
    return [line.plain for line in help_lines(main_help(USUAL_KEYS), typed, 76, UNICODE)]


def test_the_key_that_goes_back_to_the_shell_is_there_unless_it_is_bound_to_something_else() -> None:
    (found,) = [line for line in lines("shell") if "fg" in line]
    assert found.split()[0] == "^Z"
    bound = key_map(own={"refresh": ("ctrl+z",)})
    assert not any("fg" in row.words for _, rows in main_help(bound) for row in rows)


def test_a_search_keeps_what_has_all_words_also_by_what_it_is_called_elsewhere() -> None:
    assert [line.split()[0] for line in lines("kill") if line][:2] == ["Guests", "X"]
    assert not any("reboot" in line for line in lines("kill"))
    assert lines("xyzzy") == [NOTHING]
    assert lines("") == lines("  ")


@pytest.mark.parametrize("symbols", [UNICODE, LINUX_CONSOLE, ASCII], ids=["unicode", "linux", "ascii"])
@pytest.mark.parametrize("typed", ["bar", "mem bar", "gauge"])
def test_every_fill_of_the_memory_bar_is_found_as_it_is_drawn(typed: str, symbols: Symbols) -> None:
    found = [line.plain for line in help_lines(main_help(USUAL_KEYS, symbols=symbols), typed, 76, symbols)]
    fills = (symbols.gauge_dom0, symbols.gauge_used, symbols.gauge_xen, symbols.gauge_free)
    for fill, word in zip(fills, ("Domain-0", "guests", "Xen", "free"), strict=True):
        assert any(line.strip().startswith(fill * 3) and word in line for line in found)


@pytest.mark.parametrize("width", [20, 37, 77, 200])
def test_no_line_is_wider_than_the_screen(width: int) -> None:
    found = help_lines(main_help(USUAL_KEYS), "", width, ASCII)
    assert all(line.cell_length <= max(width, 38) for line in found)


@pytest.mark.parametrize(
    ("keys", "own", "not_there"),
    [
        ((), "cut the power", "cancel the job"),
        (("5",), "cancel the job, where that is safe", "cut the power"),
        (("6",), "open its job or guest", "cut the power"),
        (("E",), "show only those with", "cancel the job"),
        (("enter",), "on the tab History: less time", "cancel the job"),
        (("d",), "write back what the next start would lose", "clear all marks"),
        (("enter",), "tab Disks and networks", "clear all marks"),
    ],
)
def test_the_help_of_a_screen_has_its_own_keys(keys: tuple[str, ...], own: str, not_there: str) -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        for key in keys:
            await c.press(key)
            await c.until(lambda: c.app.screen is not c.app.main_screen)
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
        await c.sees("cut the power")
        assert "ask the guest" not in c.screen_text()
        await c.press("enter", "j")
        assert "cut the power" in c.screen_text()
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


def test_escape_says_that_it_shows_all_again_before_it_goes_back() -> None:
    async def scenario(c: Console) -> None:
        await c.press("question_mark")
        await c.sees("Esc Back")
        await c.press("slash")
        await c.type("faster")
        await c.press("enter")
        await c.sees("Esc Show all")
        await c.press("escape")
        await c.sees("Esc Back")

    drive(Console(), scenario, size=(80, 24))
