"""The screen of logs: which are there, and what its keys do."""

from pathlib import Path

import pytest

from tests.hostile_output import CORPUS
from tests.xentui.console.driving import Console, Scenario, drive
from xentui.console.logs.held import MOST_BYTES, WINDOW_BYTES
from xentui.console.screens.logs import LogsScreen

LOG = "/var/log/xen/console/guest-web.log"
LINES = "".join(f"line {number}\n" for number in range(100))


@pytest.fixture
def console() -> Console:
    made = Console()
    made.define("web", start=True)
    return made


def write(console: Console, text: str, path: str = LOG) -> None:
    console.world.write_file("dom0a", path, text)


def logs(console: Console) -> LogsScreen:
    assert isinstance(console.app.screen, LogsScreen)
    return console.app.screen


def opened(console: Console, then: Scenario) -> None:
    async def scenario(console: Console) -> None:
        console.move_to("web")
        await console.press("l")
        await then(console)

    drive(console, scenario)


def test_the_console_is_shown_first_at_its_end_and_is_followed(console: Console) -> None:
    write(console, LINES)

    async def scenario(console: Console) -> None:
        assert "[console]" in console.screen_text()
        assert "line 99" in console.screen_text()
        assert "follows" in console.screen_text()
        write(console, f"{LINES}the next line\n")
        await console.until(lambda: "the next line" in console.screen_text(), "what was appended")

    opened(console, scenario)


def test_a_console_that_isnt_kept_says_how_it_would_be_and_the_next_log_is_shown(console: Console) -> None:
    async def scenario(console: Console) -> None:
        assert "[xl]" in console.screen_text()
        assert "Waiting for domain web" in console.screen_text()
        await console.press("shift+tab")
        assert "[console]" in console.screen_text()
        assert "What this guest prints isn't kept." in console.screen_text()
        assert 'XENCONSOLED_ARGS="--log=guest"' in console.screen_text()

    opened(console, scenario)


def test_each_log_is_reached_by_tab(console: Console) -> None:
    async def scenario(console: Console) -> None:
        for title in ("device model", "hotplug", "hypervisor", "xl dmesg", "console", "xl"):
            await console.press("tab")
            assert f"[{title}]" in console.screen_text()
        await console.press("shift+tab", "shift+tab")
        assert "(XEN) Xen version" in console.screen_text()

    opened(console, scenario)


def test_moving_away_from_the_end_stops_following_and_f_goes_on(console: Console) -> None:
    write(console, LINES)

    async def scenario(console: Console) -> None:
        await console.press("up")
        assert "follows" not in console.screen_text()
        await console.press("f")
        assert "follows" in console.screen_text()
        await console.press("g")
        assert "▶ line 0" in console.screen_text()
        await console.press("G")
        assert "▶ line 99" in console.screen_text()

    opened(console, scenario)


def test_a_search_goes_to_the_next_line_and_past_the_end_on_from_the_top(console: Console) -> None:
    write(console, LINES)

    async def scenario(console: Console) -> None:
        await console.press("/", *"LINE 5", "enter")
        await console.sees("found again from the top")
        await console.sees("n N Hits")
        assert "▶ line 5\n" in console.screen_text()
        await console.press("N")
        await console.sees("found again from the end")
        assert "▶ line 59" in console.screen_text()
        await console.press("N")
        await console.sees("▶ line 58")
        assert "found again" not in console.screen_text()
        await console.press("escape")
        assert "search:" not in console.screen_text()
        assert "n N Hits" not in console.screen_text()
        await console.press("escape")
        assert not isinstance(console.app.screen, LogsScreen)

    opened(console, scenario)


def test_e_goes_from_trouble_to_trouble(console: Console) -> None:
    write(console, f"Kernel panic - not syncing\n{LINES}Out of memory: Killed process 812\n{LINES}")

    async def scenario(console: Console) -> None:
        await console.press("E")
        assert "▶!Out of memory" in console.screen_text()
        await console.press("E")
        assert "▶!Kernel panic" in console.screen_text()
        await console.press("E")
        await console.sees("found again from the end")
        assert "▶!Out of memory" in console.screen_text()
        await console.press("e")
        await console.sees("found again from the top")
        assert "▶!Kernel panic" in console.screen_text()

    opened(console, scenario)


def test_letters_of_a_search_are_no_keys(console: Console) -> None:
    write(console, LINES)

    async def scenario(console: Console) -> None:
        await console.press("/", *"qsw")
        assert isinstance(console.app.screen, LogsScreen)
        await console.press("escape", "w")
        assert "Cut" in console.keys_shown

    opened(console, scenario)


def test_a_line_is_copied_without_its_escape_sequences(console: Console) -> None:
    write(console, "one\n\x1b[31mtwo\x1b[0m\x1b]0;x\x07\n")

    async def scenario(console: Console) -> None:
        await console.press("y")
        assert console.app.clipboard == "two"

    opened(console, scenario)


def test_what_is_held_is_saved_and_no_file_is_replaced_unasked(console: Console, tmp_path: Path) -> None:
    write(console, "one\n\x1b[31mtwo\x1b[0m\n")
    path = tmp_path / "kept.log"

    async def saved(console: Console) -> None:
        await console.press("s", "ctrl+a", "ctrl+k", *str(path), "enter")

    async def scenario(console: Console) -> None:
        await saved(console)
        await console.until(path.exists, "the file")
        assert path.read_bytes() == b"one\ntwo\n"
        path.write_bytes(b"mine")
        await saved(console)
        await console.until(lambda: "What is in it would be lost" in console.screen_text(), "the question")
        assert path.read_bytes() == b"mine"
        await console.press("y")
        await console.until(lambda: path.read_bytes() == b"one\ntwo\n", "the file replaced")

    opened(console, scenario)


def test_a_log_that_is_emptied_and_removed_says_so(console: Console) -> None:
    write(console, LINES)

    async def scenario(console: Console) -> None:
        write(console, "new\n")
        await console.until(lambda: "it was emptied" in console.screen_text(), "that it was emptied")
        assert "▶ new" in console.screen_text()
        console.world.remove_file("dom0a", LOG)
        await console.until(lambda: "its file is gone" in console.screen_text(), "that it is gone")
        assert "▶ new" in console.screen_text()
        write(console, "again\n")
        await console.until(lambda: "▶ again" in console.screen_text(), "the new file")

    opened(console, scenario)


def test_a_large_log_is_read_in_parts(console: Console) -> None:
    write(console, "".join(f"line {number}\n" for number in range(200_000)))

    async def scenario(console: Console) -> None:
        assert "▶ line 199999" in console.screen_text()
        page = logs(console)._opened.shown.page
        assert len(page.held.content) <= WINDOW_BYTES
        await console.press("g")
        assert "▶ line 0" in console.screen_text()
        await console.press("/", *"line 100000", "enter")
        assert "▶ line 100000" in console.screen_text()
        for _ in range(40):
            await console.press("pageup")
        assert "line 98" in console.screen_text()
        assert len(page.held.content) <= MOST_BYTES

    opened(console, scenario)


def test_the_hosts_own_logs_are_those_of_domain_0(console: Console) -> None:
    async def scenario(console: Console) -> None:
        await console.press(":", *"host logs", "enter")
        assert "Logs of the host dom0a" in console.screen_text()
        assert "[xl dmesg]" in console.screen_text()
        assert "console" not in console.screen_text().splitlines()[1]

    drive(console, scenario)


@pytest.mark.parametrize("name", ["title", "8-bit controls", "endless line", "storm of returns", "reordering"])
def test_hostile_output_is_shown_and_keys_still_work(console: Console, name: str) -> None:
    write(console, CORPUS[name][-300_000:].decode("utf-8", "surrogateescape") + "\nlast\n")

    async def scenario(console: Console) -> None:
        assert "▶ last" in console.screen_text()
        await console.press("g", "w", "down", "G")
        assert "▶ last" in console.screen_text()

    opened(console, scenario)


def test_the_search_says_which_log_it_searches_and_which_one_has_no_such_line(console: Console) -> None:
    write(console, LINES)

    async def scenario(console: Console) -> None:
        await console.press("/")
        await console.sees("/ in console:")
        await console.press(*"nowhere", "enter")
        await console.sees("nothing found in console")
        await console.press("tab", "/")
        await console.sees("/ in xl:")

    opened(console, scenario)


def test_a_search_begins_at_the_line_under_the_cursor(console: Console) -> None:
    write(console, f"{LINES}Kernel panic - not syncing: Fatal exception\n")

    async def scenario(console: Console) -> None:
        for _ in range(2):
            await console.press("/", *"panic", "enter")
            await console.sees("search: panic")
            assert "▶!Kernel panic" in console.screen_text()
            assert "found" not in console.screen_text()
        await console.press("n")
        await console.sees("found in no other line")
        assert "▶!Kernel panic" in console.screen_text()

    opened(console, scenario)
