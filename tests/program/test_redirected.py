"""The console where one of the standard streams leads somewhere else than to the terminal."""

import sys
from pathlib import Path

import pytest

from tests.pseudo_terminal import Program

DEMO = f"{sys.executable} -m xentui demo"


def in_shell(command: str) -> Program:
    return Program(("sh", "-c", f"{command}; exit $?"))


@pytest.mark.parametrize("redirection", ["2>errors", "2>&-", "2>/dev/null"])
def test_the_screen_is_on_the_terminal_wherever_errors_go(redirection: str, tmp_path: Path) -> None:
    errors = tmp_path / "errors"
    with in_shell(f"{DEMO} {redirection.replace('errors', str(errors))}") as program:
        program.sees("web-01")
        program.press(b"q")
        assert program.ended() == 0
        assert program.modes == program.modes_before
        assert not program.is_in_screen
    assert not errors.exists() or errors.read_bytes() == b""


def test_a_console_is_attached_on_the_terminal_wherever_errors_go(tmp_path: Path) -> None:
    errors = tmp_path / "errors"
    with in_shell(f"{DEMO} 2>{errors}") as program:
        program.sees("web-01")
        program.press(b"/build-01\r")
        program.sees("filter: build-01")
        program.press(b"c")
        program.sees("root@")
        program.press(b"\x1d")
        program.sees("console detached")
        program.press(b"q")
        assert program.ended() == 0
    assert errors.read_bytes() == b""


@pytest.mark.parametrize(
    ("command", "stream"),
    [
        (f"{DEMO} </dev/null", "standard input leads elsewhere"),
        (f"{DEMO} <&-", "standard input leads elsewhere"),
        (f"{DEMO} >/dev/null", "standard output leads elsewhere"),
        (f"{DEMO} >&-", "standard output leads elsewhere"),
        (f"{DEMO} </dev/null >/dev/null", "standard input and standard output lead elsewhere"),
    ],
)
def test_without_keyboard_or_screen_it_says_which(command: str, stream: str) -> None:
    with in_shell(command) as program:
        assert program.ended() == 1
        program.shows(stream)
        assert not program.is_in_screen


def test_what_is_printed_on_a_closed_standard_error_is_no_answer() -> None:
    with in_shell(f"{sys.executable} -m xentui --simulate start nobody --json 2>&-") as program:
        assert program.ended() == 1
        assert "xentui:" not in program.screen()
        assert '"error"' in program.screen()


@pytest.mark.parametrize("words", ["list --simulate", "start web-04.example.net --simulate", "demo --lines"])
def test_an_answer_that_nobody_can_have_read_is_a_failure_in_one_line(words: str) -> None:
    with in_shell(f"{sys.executable} -m xentui {words} >&-") as program:
        assert program.ended() == 1
        program.shows("xentui: the answer can't be written: Bad file descriptor")
        assert "Traceback" not in program.screen()


def test_a_version_that_nobody_can_have_read_is_a_failure_too() -> None:
    with in_shell(f"{sys.executable} -m xentui --version >&-") as program:
        assert program.ended() == 1
        program.shows("xentui: the answer can't be written: Bad file descriptor")
