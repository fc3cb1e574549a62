"""Text and answers that reach a real terminal in one read."""

import sys

import pytest

from tests.pseudo_terminal import Program

ARGV = [sys.executable, "-m", "xentui", "demo", "--seed", "2", "--domains", "6", "--churn", "0"]


def leave(program: Program) -> None:
    program.press_until(b"q", lambda: not program.is_in_screen)
    assert program.ended() == 0


def test_a_filter_that_is_typed_while_the_console_starts_is_taken() -> None:
    with Program(ARGV, columns=120, rows=40) as program:
        program.press(b"/web-01")
        program.sees("filter: web-01")
        assert "typed text" not in program.screen()
        program.press(b"\x1b")
        program.sees_no_longer("filter: web-01")
        leave(program)


@pytest.mark.parametrize("text", [b"proxy_pass http://web-01", b"x\ry\r", b"supply\r"])
def test_text_is_no_command(text: bytes) -> None:
    with Program(ARGV, columns=120, rows=40) as program:
        program.sees("web-01.example.net")
        program.press(text)
        program.sees("typed text ignored")
        assert "under way" not in program.screen()
        program.press_until(b"\x1b[B", lambda: "typed text" not in program.screen().splitlines()[-1])
        assert "job" not in program.screen().splitlines()[-1].replace("Jobs", "")
        leave(program)


@pytest.mark.parametrize("keys", [b"nn", b"ny", b"\r\r", b"\ry"])
def test_a_question_is_left_once_and_the_screen_behind_stays(keys: bytes) -> None:
    with Program(ARGV, columns=120, rows=40) as program:
        program.sees("web-01.example.net")
        program.press(b"/web-01\r")
        program.sees("filter: web-01")
        program.press(b"x")
        program.sees("xl shutdown")
        program.press(keys)
        program.sees_no_longer("xl shutdown")
        program.sees("web-01.example.net")
        leave(program)
