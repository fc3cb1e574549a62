"""The command line on a real terminal: progress in place, and ctrl+c while it waits."""

import sys

from tests.pseudo_terminal import Program

STOP = (sys.executable, "-m", "xentui", "--simulate", "stop")
SLOW = (*STOP, "--acpi", "win-2022")
"""It takes its time, so that there is some for a key before it is over."""


def test_progress_leaves_no_trace_but_the_outcome() -> None:
    with Program((*STOP, "web-01.example.net")) as program:
        program.shows("acknowledged")
        program.sees("web-01.example.net has shut down and is gone.")
        assert program.ended() == 0
        assert "acknowledged" not in program.screen()


def test_ctrl_c_while_it_waits_says_that_a_simulated_host_ends_with_it() -> None:
    with Program(SLOW) as program:
        program.shows("shutting down")
        program.press(b"\x03")
        program.sees("The simulated host ends with this")
        assert program.ended() == 1
        assert "Traceback" not in program.screen()


def test_powercycle_asks_for_the_name_again() -> None:
    with Program((sys.executable, "-m", "xentui", "--simulate", "powercycle", "dom0a")) as program:
        program.sees("Type dom0a to continue:")
        program.press(b"no\r")
        program.sees("was not power-cycled")
        assert program.ended() == 1
