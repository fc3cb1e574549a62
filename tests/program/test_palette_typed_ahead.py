"""The palette on a real terminal, typed into faster than it searches."""

import sys

from tests.pseudo_terminal import Program


def test_enter_runs_what_was_typed_and_not_what_the_list_showed_before() -> None:
    argv = [sys.executable, "-m", "xentui", "demo", "--seed", "2", "--domains", "6", "--churn", "0"]
    with Program(argv, columns=120, rows=40) as program:
        program.sees("web-01.example.net")
        program.press(b"/web-01\r")
        program.sees("filter: web-01")
        # In one read of the program: the list still has Stop on top when Enter comes.
        program.press(b":rename\r")
        program.sees("New name:")
        assert "Stop" not in program.screen().partition("New name:")[0].splitlines()[-1]
