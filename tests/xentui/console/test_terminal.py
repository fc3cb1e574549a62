"""The driver, under a small app on a real pseudo-terminal."""

import signal
import sys

import pytest

from tests.pseudo_terminal import Program
from tests.waiting import until
from xentui.console.terminal import driver

APP = """
import sys, threading, time
from textual.app import App
from textual.widgets import Static
from xentui.console.terminal import driver

class Small(App):
    BINDINGS = [("q", "quit", "Quit"), ("f", "flood", "More than a line holds")]
    def compose(self):
        yield Static("ready", id="text", markup=False)
    def on_key(self, event):
        text = self.query_one("#text")
        text.update(f"[{event.character if event.is_printable else event.key}]{text.content}")
    def hang(self):
        self.run_worker(lambda: time.sleep(100000), thread=True)
        threading.Thread(target=time.sleep, args=(100000,)).start()
    def action_flood(self):
        self._driver.write("x" * 1_000_000)

app = Small(driver_class=driver.ConsoleDriver)
for method in sys.argv[1:]:
    app.call_later(getattr(app, method))
driver.fast_exit(driver.run(app))
"""


def small_app(*arguments: str, environ: dict[str, str] | None = None) -> Program:
    return Program.python(APP, *arguments, environ=environ)


def test_a_key_is_answered() -> None:
    with small_app() as program:
        program.shows("ready")
        program.press(b"j")
        program.shows("[j]")


def test_q_leaves_with_the_terminal_as_it_was() -> None:
    with small_app() as program:
        program.shows("ready")
        assert program.is_in_screen
        assert program.modes != program.modes_before
        program.press(b"q")

        assert program.ended() == 0
        assert program.modes == program.modes_before
        assert not program.is_in_screen
        assert program.shown.rfind(b"\x1b[?25h") > program.shown.rfind(b"\x1b[?25l")


def test_a_byte_that_is_no_utf8_doesnt_end_the_app() -> None:
    with small_app() as program:
        program.shows("ready")
        program.press(b"\xff\xc3")
        program.press(b"j")
        program.sees("[j]")


def test_a_character_that_comes_in_halves_is_one_key() -> None:
    with small_app() as program:
        program.shows("ready")
        program.press("ä".encode()[:1])
        program.press("ä".encode()[1:])
        program.shows("[ä]")


def test_a_terminal_that_answers_types_nothing() -> None:
    with small_app() as program:
        program.shows("ready")
        program.press(b"\x1b[0n")
        program.press(b"j")
        program.shows("[j]ready")


def test_an_answer_that_is_cut_in_two_types_nothing_either() -> None:
    with small_app() as program:
        program.shows("ready")
        program.press(b"\x1b[")
        program.press(b"0n")
        program.press(b"j")
        program.shows("[j]ready")


def test_one_that_leaves_asks_the_terminal_nothing_more() -> None:
    with small_app() as program:
        program.shows("ready")
        program.press(b"\x1b[0n")
        program.press(b"j")
        program.shows("[j]")
        program.resize(100, 30)
        until(lambda: program.shown.count(b"\x1b[5n") > 1)
        program.press(b"\x1b[0nq")

        assert program.ended() == 0
        assert program.shown.rfind(b"\x1b[5n") < program.shown.rfind(b"\x1b[?2004l")


def test_a_dumb_terminal_is_asked_nothing() -> None:
    with small_app(environ={"TERM": "dumb"}) as program:
        program.shows("ready")

        assert b"\x1b[5n" not in program.shown


def test_a_lone_escape_is_a_key_without_another() -> None:
    with small_app() as program:
        program.shows("ready")
        program.press(b"\x1b")
        program.shows("[escape]")


@pytest.mark.parametrize("number", driver.LEAVING_SIGNALS)
def test_a_signal_leaves_with_the_terminal_as_it_was(number: signal.Signals) -> None:
    with small_app() as program:
        program.shows("ready")
        program.signal(number)

        assert program.ended() == 128 + number
        assert program.modes == program.modes_before
        assert not program.is_in_screen


def test_a_hangup_ends_the_app() -> None:
    with small_app() as program:
        program.shows("ready")
        program.hang_up()

        assert program.ended() == 128 + signal.SIGHUP


def test_the_end_of_the_keyboard_ends_the_app_also_without_a_signal() -> None:
    script = "import signal; signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGHUP])" + APP
    with Program.python(script) as program:
        program.shows("ready")
        program.hang_up()

        assert program.ended() == 128 + signal.SIGHUP


def test_hung_threads_dont_hold_up_the_leaving() -> None:
    with small_app("hang") as program:
        program.shows("ready")
        program.press(b"q")

        assert program.ended() == 0
        assert program.modes == program.modes_before


def test_a_stuck_terminal_doesnt_hold_up_the_leaving() -> None:
    with small_app() as program:
        program.shows("ready")
        program.press(b"fq")

        assert program.ended(reading=False) == 0


def test_stop_and_continue_leave_one_reader_and_the_first_modes() -> None:
    with small_app() as program:
        program.shows("ready")
        program.signal(signal.SIGSTOP)
        program.signal(signal.SIGCONT)
        until(lambda: program.shown.count(b"\x1b[?1049h") == 2)
        program.press(b"q")

        assert program.ended() == 0
        assert program.modes == program.modes_before


def test_a_terminal_with_pixel_mouse_gets_its_cells_back() -> None:
    with small_app() as program:
        program.shows("ready")
        program.press(b"\x1b[?2048;2$y")
        program.shows("\x1b[?1016h")
        program.press(b"q")
        program.ended()

        assert program.shown.rfind(b"\x1b[?1016l") > program.shown.rfind(b"\x1b[?1016h")


def test_a_dumb_terminal_gets_sixteen_colours() -> None:
    with small_app(environ={"TERM": "dumb"}) as program:
        program.shows("ready")

        assert b"38;2;" not in program.shown


def test_a_terminal_without_utf8_gets_ascii_only() -> None:
    script = APP.replace('"ready"', '"ready ─ä"')
    with Program.python(script, environ={"LANG": "C"}) as program:
        program.shows("ready -?")

        assert program.shown.isascii()


def test_fast_exit_ends_a_process_whose_output_is_stuck() -> None:
    script = """
import os, sys
from xentui.console.terminal.driver import fast_exit
terminal = os.open(os.ttyname(1), os.O_WRONLY | os.O_NONBLOCK)
try:
    while True:
        os.write(terminal, b"x" * 10000)
except BlockingIOError:
    sys.stdout.write("more")
    fast_exit(5)
"""
    with Program.python(script, environ={"PYTHONUNBUFFERED": ""}) as program:
        assert program.ended(reading=False) == 5


SHELL = ("bash", "--norc", "--noediting", "-i")


def test_ctrl_z_goes_to_the_shell_and_its_fg_comes_back() -> None:
    with Program(SHELL, environ={"PS1": "here> "}) as program:
        program.shows("here> ")
        program.press(f"{sys.executable} -m xentui --simulate\r".encode())
        program.sees("Quit")
        program.press_until(b"\x1a", lambda: not program.is_in_screen)
        program.shows_after("\x1b[?1049l", "Stopped")
        program.press(b"echo $((6 * 7)) again\r")
        program.shows_after("Stopped", "42 again")
        assert "Guests" not in program.screen(), "a terminal with one screen has the picture no longer"
        program.press(b"fg\r")
        until(lambda: program.is_in_screen)
        program.sees("Quit")
        program.press_until(b"q", lambda: not program.is_in_screen)
        program.press(b"exit\r")
        assert program.ended() == 0
        assert program.modes == program.modes_before


def test_ctrl_z_without_a_shell_stops_nothing() -> None:
    console = [sys.executable, "-m", "xentui", "--simulate"]
    with Program(console) as program:
        program.sees("Quit")
        program.press(b"\x1a")
        until(lambda: program.shown.count(b"\x1b[?1049h") == 2)
        program.press_until(b"q", lambda: not program.is_in_screen)
        assert program.ended() == 0
        assert program.modes == program.modes_before


@pytest.mark.parametrize("kind", ["ConsoleDriver", "PlainConsoleDriver"])
def test_a_terminal_with_one_screen_is_left_without_the_picture(kind: str) -> None:
    """Such a one goes on with the shell where the console was: pyte's is as that of the Linux console."""
    with Program.python(APP.replace("driver.ConsoleDriver", f"driver.{kind}")) as program:
        program.sees("ready")
        program.press(b"q")
        assert program.ended() == 0
        assert program.screen().strip() == ""
