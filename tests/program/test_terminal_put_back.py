"""The terminal after every way out of a console, byte for byte as before: its line, its modes, its title."""

import signal
import sys

import pytest

from tests.pseudo_terminal import Program
from tests.terminal_modes import TerminalModes
from tests.waiting import reads, until


class OnItsConsole(Program):
    """The whole program, on the console of a guest that switches everything on."""

    def __init__(self, way: str) -> None:
        super().__init__([sys.executable, "-m", "tests.program.hostile_console", way], columns=160, rows=40)
        self.sees("web")
        self.press(b"/web\r")
        self.sees("filter: web")
        self.on_screen = TerminalModes().feed(self.shown)
        self.press(b"c")
        self.shows("@@BEGIN")


def is_back(program: OnItsConsole, words: str) -> None:
    assert program.on_screen.is_in_screen
    after = b"@@BEGIN"  # on the screen where only the cells that differ came, and so no whole words
    until(lambda: words.encode() in program.shown.rpartition(after)[2] or reads(program.screen(), words))
    until(lambda: TerminalModes().feed(program.shown).left() == program.on_screen.left())  # the words may come first


def is_as_it_was(program: Program, status: int) -> None:
    assert program.ended() == status
    assert program.modes == program.modes_before
    assert TerminalModes().feed(program.shown) == TerminalModes()


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("rebooted", "Follow reboots"),
        ("powered-off", "its console ended"),
        ("crashed", "its console ended"),
        ("destroyed", "its console ended"),
        ("killed", "ended by SIGKILL"),
    ],
)
def test_it_is_as_it_was_after_a_console_that_ended(way: str, words: str) -> None:
    with OnItsConsole(way) as program:
        is_back(program, words)
        program.press_until(b"\x1b", lambda: "Follow reboots" not in program.screen())
        program.press_until(b"q", lambda: not TerminalModes().feed(program.shown).is_in_screen)
        is_as_it_was(program, 0)


@pytest.mark.parametrize("size", [None, (100, 30), (80, 24)])
def test_it_is_as_it_was_after_a_console_that_was_left(size: tuple[int, int] | None) -> None:
    with OnItsConsole("left") as program:
        if size is not None:
            program.resize(*size)
        program.press(b"\x1d")
        is_back(program, "console detached")
        program.press_until(b"q", lambda: not TerminalModes().feed(program.shown).is_in_screen)
        is_as_it_was(program, 0)


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_it_is_as_it_was_after_a_signal_to_the_program(number: signal.Signals) -> None:
    with OnItsConsole("left") as program:
        program.signal(number)
        is_as_it_was(program, 128 + number)


@pytest.mark.parametrize(("way", "status"), [("left", 0), ("killed", 128 + signal.SIGKILL), ("crashed", 0)])
def test_it_is_as_it_was_after_the_console_of_the_command_line(way: str, status: int) -> None:
    with Program([sys.executable, "-m", "tests.program.hostile_console", way, "--command"]) as program:
        program.shows("Console of web (id 1)")
        program.shows("@@BEGIN")
        program.press(b"\x1d")
        is_as_it_was(program, status)
