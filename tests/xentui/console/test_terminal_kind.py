"""What a terminal's environment says about it."""

import sys

import pytest

from tests.pseudo_terminal import Program
from xentui.console.terminal.kind import ascii_only, colour_system


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"LANG": "en_GB.UTF-8"}, False),
        ({"LANG": "C.utf8"}, False),
        ({"LC_ALL": "C", "LANG": "en_GB.UTF-8"}, True),
        ({"LC_ALL": "", "LC_CTYPE": "C.UTF-8", "LANG": "C"}, False),
        ({"LC_CTYPE": "POSIX", "LANG": "en_GB.UTF-8"}, True),
        ({"LANG": "de_DE.ISO-8859-15@euro"}, True),
        ({"LANG": "sr_RS@latin"}, False),
        ({}, True),
    ],
)
def test_the_locales_variables_say_whether_only_ascii_is_safe(environ: dict[str, str], expected: bool) -> None:
    assert ascii_only(environ, "utf-8") is expected


def test_a_stream_that_cant_carry_utf8_is_ascii() -> None:
    assert ascii_only({"LANG": "en_GB.UTF-8"}, "iso-8859-1")


def test_the_terminals_own_locale_is_seen_behind_pythons() -> None:
    script = """
import os
from xentui.console.terminal.kind import ascii_only, start_environ
print(os.environ.get("LC_CTYPE"), ascii_only(os.environ, "utf-8"), ascii_only(start_environ(), "utf-8"))
"""
    with Program.python(script, environ={"LANG": "C"}) as program:
        program.shows("C.UTF-8 False True")


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"TERM": "dumb"}, "standard"),
        ({"TERM": "linux", "COLORTERM": "truecolor"}, "standard"),
        ({"TERM": "vt220"}, "standard"),
        ({}, "standard"),
        ({"TERM": "screen.xterm-256color", "STY": "1.tty", "COLORTERM": "truecolor"}, "256"),
        ({"TERM": "xterm-256color"}, None),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, None),
        ({"TERM": "dumb", "TEXTUAL_COLOR_SYSTEM": "256"}, None),
    ],
)
def test_colours_are_no_more_than_the_terminal_can_show(environ: dict[str, str], expected: str | None) -> None:
    assert colour_system(environ) == expected


@pytest.mark.parametrize(("term", "said"), [("xterm", ""), ("vt100", ""), ("frobozz-9", "frobozz-9"), ("", "")])
def test_a_terminal_of_which_nothing_is_known_is_named(term: str, said: str) -> None:
    script = f"""
from xentui.console.terminal.kind import unknown_term
print(f"said [{{unknown_term({{'TERM': '{term}'}}, 1)}}]")
"""
    with Program.python(script) as program:  # curses looks for one terminal in a process
        program.shows(f"said [{said}]")


def test_the_console_says_that_it_does_not_know_the_terminal() -> None:
    console = [sys.executable, "-m", "xentui", "--simulate"]
    with Program(console, environ={"TERM": "frobozz-9"}, columns=120, rows=40) as program:
        program.sees("TERM=frobozz-9 is not known here.")
        program.press(b"q")
        assert program.ended() == 0
