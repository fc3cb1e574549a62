"""The palette on a real terminal: what is typed ahead stays, and Enter by itself runs it."""

import sys

from tests.pseudo_terminal import Program


def test_what_is_typed_ahead_is_searched_for_and_run_by_an_enter_of_its_own() -> None:
    argv = [sys.executable, "-m", "xentui", "demo", "--seed", "2", "--domains", "6", "--churn", "0"]
    with Program(argv, columns=120, rows=40) as program:
        program.sees("web-01.example.net")
        program.press(b"/web-01\r")
        program.sees("filter: web-01")
        program.press(b":")
        program.sees("Search for commands")
        program.press(b"rename\r")  # in one read: the Enter of a text runs nothing
        program.sees("rename")
        program.sees("text ignored")
        program.press_until(b"\r", lambda: "New name:" in program.screen())
        assert "Stop" not in program.screen().partition("New name:")[0].splitlines()[-1]
