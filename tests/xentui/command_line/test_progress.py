"""The line of progress: in place, not too often, never in anybody's way."""

import io

from tests.xentui.command_line.without_host import Terminal
from xentui.command_line.progress_line import ProgressLine
from xentui_driver.simulator.clock import SimulatedClock


class Gone(Terminal):
    """A terminal whose line has dropped."""

    def write(self, text: str) -> int:
        raise OSError(5, "Input/output error")


def test_it_rewrites_its_line_at_most_once_a_second() -> None:
    clock, terminal = SimulatedClock(), Terminal()
    progress = ProgressLine(clock, terminal)
    progress("waiting 0 s")
    progress("waiting 0.5 s")
    assert terminal.getvalue() == "\rwaiting 0 s"
    clock.advance(1.0)
    progress("done")
    assert terminal.getvalue() == "\rwaiting 0 s\rdone       "
    progress.clear()
    assert terminal.getvalue().endswith("\r    \r")


def test_without_a_terminal_it_is_silent() -> None:
    stream = io.StringIO()
    progress = ProgressLine(SimulatedClock(), stream)
    progress("waiting")
    progress.clear()
    assert stream.getvalue() == ""


def test_a_terminal_that_has_gone_does_not_end_the_wait() -> None:
    progress = ProgressLine(SimulatedClock(), Gone())
    progress("waiting")
    progress.clear()


def test_a_long_line_is_cut_so_that_it_does_not_wrap() -> None:
    terminal = Terminal()
    ProgressLine(SimulatedClock(), terminal)("€" * 1000)
    assert len(terminal.getvalue()) <= 80
    assert terminal.getvalue().isascii()
