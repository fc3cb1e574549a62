"""The command line on a real terminal: progress in place, and ctrl+c while it waits."""

import sys
from pathlib import Path

from tests.pseudo_terminal import Program

STOP = (sys.executable, "-m", "xentui", "--simulate", "stop", "web-01.example.net")


def test_progress_leaves_no_trace_but_the_outcome() -> None:
    with Program(STOP) as program:
        program.shows("\rasked to shut down")
        program.sees("web-01.example.net has shut down and is gone.")
        assert program.ended() == 0
        assert "asked" not in program.screen()


def test_ctrl_c_while_it_waits_says_that_it_goes_on() -> None:
    with Program(STOP) as program:
        program.shows("asked to shut down")
        program.press(b"\x03")
        program.sees("Interrupted while stopping web-01.example.net.")
        assert program.ended() == 1
        assert "Traceback" not in program.screen()


def test_an_operation_goes_to_its_end_when_the_line_drops(tmp_path: Path) -> None:
    recording = tmp_path / "recording"
    with Program((*STOP, "--record", str(recording))) as program:
        program.shows("asked to shut down")
        program.hang_up()
        program.ended()
    last = [line for line in recording.read_text().splitlines() if '["xl", "list", "-v"]' in line][-1]
    assert "web-02.example.net" in last
    assert "web-01.example.net" not in last


def test_powercycle_asks_for_the_name_again() -> None:
    with Program((sys.executable, "-m", "xentui", "--simulate", "powercycle", "dom0a")) as program:
        program.sees("Type dom0a to go on:")
        program.press(b"no\r")
        program.sees("was not power-cycled")
        assert program.ended() == 1
