"""The simulated console as a program: on a terminal, in a pipe, and when its terminal goes away."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pseudo_terminal import Program

DRIVER = Path(__file__).parents[3] / "driver"
MODULE = "xentui_driver.simulator.guest_console"


def console(name: str = "web-01.example.net") -> Program:
    return Program([sys.executable, "-m", MODULE, name])


def test_it_talks_until_the_detach_key_and_puts_the_terminal_back() -> None:
    with console() as program:
        program.shows("root@web-01:~# ")
        assert program.modes != program.modes_before
        program.press(b"uname -a\r")
        program.shows("GNU/Linux")
        program.press(b"\x1d")
        assert program.ended() == 0
        assert program.modes == program.modes_before


def test_interrupt_goes_to_the_guest() -> None:
    with console() as program:
        program.shows("root@web-01:~# ")
        program.press(b"sleep 100\x03")
        program.shows("^C")
        program.press(b"\x1d")
        assert program.ended() == 0


def test_the_terminal_is_put_back_when_it_is_ended() -> None:
    with console() as program:
        program.shows("root@web-01:~# ")
        program.signal(signal.SIGTERM)
        assert program.ended() == 128 + signal.SIGTERM
        assert program.modes == program.modes_before


def test_it_ends_when_the_line_drops() -> None:
    with console() as program:
        program.shows("root@web-01:~# ")
        program.hang_up()
        assert program.ended() in (0, 128 + signal.SIGHUP)


@pytest.mark.parametrize("name", ["", "evil\x1b[2J", "-x", "x" * 500])
def test_without_a_terminal_it_ends_with_its_input(name: str) -> None:
    completed = subprocess.run(
        [sys.executable, "-m", MODULE, name],
        input=b"whoami\r",
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(DRIVER)},
        timeout=60,
        check=False,
    )
    assert completed.returncode == 0
    assert completed.stderr == b""
    assert b"\r\nroot\r\n" in completed.stdout
    assert b"\x1b" not in completed.stdout
