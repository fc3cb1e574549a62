"""The whole program in a real terminal, as an operator runs it."""

import shutil
import sys

import pytest

from tests.program.tmux import TmuxTerminal
from tests.pseudo_terminal import IMPORT_PATH

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux (apt-get install tmux)")

XENTUI = (sys.executable, "-m", "xentui")
DEMO = (*XENTUI, "demo", "--seed", "2", "--domains", "12")
BASE = {"PYTHONPATH": IMPORT_PATH, "LANG": "C.UTF-8", "LC_ALL": ""}


def terminal(name: str, environ: dict[str, str] | None = None, *, size: tuple[int, int] = (80, 24)) -> TmuxTerminal:
    return TmuxTerminal(DEMO, name=name, size=size, environ=BASE | (environ or {}))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
def test_a_session_from_start_to_quit(size: tuple[int, int]) -> None:
    with terminal(f"session-{size[0]}", size=size) as screen:
        screen.sees("SIMULATED HOST", "web-01.example.net", "free")
        screen.press("/")
        screen.type("web-04")
        screen.press("Enter")
        screen.sees("filter: web-04", "stopped")
        screen.press("s")
        screen.sees("web-04", "has started")
        screen.press("c")
        screen.sees("ctrl+] detaches", "root@web-04")
        screen.press("C-]")
        screen.sees("filter: web-04", "console detached after")
        screen.press("X")
        screen.sees("Force off web-04", "xl destroy")
        screen.press("Right", "Enter")
        screen.sees("was forced off")
        screen.press("q")
        screen.sees("exit status 0")


def test_what_is_typed_ahead_goes_where_it_was_meant_to_go() -> None:
    with terminal("ahead") as screen:
        screen.sees("web-01.example.net")
        # All of it in one read of the program: no letter may start, pause or destroy anything.
        screen.type("/sXprweb-04")
        screen.sees("/sXprweb-04", "Guests 0 of")
        # An escape that something follows at once would be another key to every terminal.
        screen.press("Escape")
        screen.sees("Guests 16 + Domain-0", "web-01")
        screen.press("5")
        screen.sees("No jobs on this host yet.")
        screen.press("Escape")
        screen.sees("Guests 16 + Domain-0")
        screen.type("/web-04")
        screen.press("Enter")
        screen.sees("filter: web-04", "stopped")
        screen.press("Escape")
        screen.sees("Guests 16 + Domain-0")
        screen.type("gjjjj")
        text = screen.until(
            lambda text: any(line.startswith("▶  db-01") for line in text.splitlines()), "the fifth row"
        )
        clock = text.splitlines()[0]
        screen.until(lambda text: text.splitlines()[0] != clock, "a second later: no key of theirs is on its way")
        screen.press("X")
        assert "db-01.example.net (id 3)" in screen.sees("Force off ", "xl destroy")


def test_a_terminal_without_utf_8_gets_ascii() -> None:
    with terminal("ascii", {"LANG": "C", "LC_ALL": "C"}) as screen:
        text = screen.sees("SIMULATED HOST", "web-01.example.net")
        assert text.isascii()
        screen.press("?")
        assert screen.sees("cut the power").isascii()


@pytest.mark.parametrize(
    "environ", [{"TERM": "linux"}, {"TERM": "vt100"}, {"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str
)
def test_poor_terminals_show_the_same_words(environ: dict[str, str]) -> None:
    with terminal("poor", environ) as screen:
        screen.sees("web-01.example.net", "crashed", "NAME", "MEMORY")
        screen.press("q")
        screen.sees("exit status 0")


def test_a_resize_is_followed() -> None:
    # A shell may have exported the size it had at first.
    with terminal("resize", {"COLUMNS": "80", "LINES": "24"}) as screen:
        screen.sees("more columns")
        screen.resize(140, 45)
        screen.sees("OF MAX", "Events", "UUID")


def test_five_thousand_domains_start_and_scroll() -> None:
    many = (*XENTUI, "demo", "--domains", "5000", "--churn", "0.1", "--interval", "1")
    with TmuxTerminal(many, name="many", size=(120, 40), environ=BASE) as screen:
        screen.sees("Guests 50")
        screen.press("G")
        screen.until(lambda text: "web-01.example.net" not in text, "the end of the table")
        screen.press("q")
        screen.sees("exit status 0")


@pytest.mark.parametrize(
    ("fault", "lack"),
    [
        ("hang", "no answer for"),
        ("refuse", "no answer for"),
        ("garbage", "no readable answer for"),
        ("flood", "no readable answer for"),
        ("xenstored-down", "no answer for"),
    ],
)
def test_a_host_that_is_ill_from_the_start_is_shown_as_such(fault: str, lack: str) -> None:
    command = (*XENTUI, "demo", "--fault", fault)
    with TmuxTerminal(command, name=fault, environ=BASE) as screen:
        screen.sees(lack)
        screen.press("q")
        screen.sees("exit status 0")
