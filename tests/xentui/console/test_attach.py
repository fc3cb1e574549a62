"""Lending the terminal: a small app on a real pseudo-terminal, and programs that leave it in any state."""

import asyncio
import signal
import tempfile
from pathlib import Path

import pytest
from textual.app import App

from tests.pseudo_terminal import Program as OnTerminal
from tests.waiting import until
from xentui.console.terminal.attach import AttachResult, Pause, Program, _error_lines, attach
from xentui_driver.model.errors import XenError

APP = """
import os, pathlib, sys
import pytest
from textual.app import App
from textual.widgets import Static
from xentui.console.terminal import driver as terminal
from xentui.console.terminal.attach import Program, attach
from xentui_driver.model.errors import XenError

class Small(App):
    BINDINGS = [("q", "quit", "Quit"), ("a", "attach", "Attach")]
    CSS = "Static { height: 1; }"
    ticks = 0
    def compose(self):
        yield Static("ready", id="keys", markup=False)
        yield Static("-", id="result", markup=False)
        yield Static("-", id="size", markup=False)
        yield Static("the last line", markup=False)
    def on_mount(self):
        self.set_interval(0.01, self.tick)
    def tick(self):
        self.ticks += 1
        pathlib.Path(sys.argv[1], "ticks").write_text(str(self.ticks))
        if pathlib.Path(sys.argv[1], "cancel").exists():
            self.workers.cancel_all()
        if pathlib.Path(sys.argv[1], "exit").exists():
            self.exit(return_code=5)
    def on_key(self, event):
        keys = self.query_one("#keys")
        keys.update(f"{keys.content}[{event.key}]")
    def on_resize(self, event):
        self.query_one("#size").update(f"{event.size.width} wide")
    def action_attach(self):
        self.run_worker(self.attach())
    async def attach(self):
        async def once(ended, pause):
            return None if ended else Program(tuple(sys.argv[2:]), "console of web-01", "ctrl+] detaches")
        try:
            ended = await attach(self, once)
            text = f"status={ended.exit_status} {ended.error_lines} {ended.lasted_s > 0} {os.get_blocking(0)}"
        except XenError as error:
            text = str(error)
        self.query_one("#result").update(text)

app = Small(driver_class=terminal.ConsoleDriver)
terminal.fast_exit(terminal.run(app))
"""

# Line drawing, colours, margins, hidden cursor, mouse, paste and keypad modes, the other screen, half a sequence.
GARBAGE = r"\033(0\016\033[31;7m\033[5;10r\033[?25l\033[?1003h\033[?2004h\033[?1h\033=\033[?1049h\033[?7l\033]0;half"


# Until the terminal is the script's own (proc(5): its group and the terminal's).
IN_FRONT = "until set -- $(cat /proc/$$/stat); [ $5 = $8 ]; do sleep 0.01; done; "


def attached(folder: Path, script: str) -> OnTerminal:
    """The app with that script on its terminal; `folder` is for notes between them and the test."""
    program = OnTerminal.python(APP, str(folder), "sh", "-c", IN_FRONT + script)
    program.shows("the last line")
    program.press(b"a")
    return program


def test_the_app_comes_back_whole_after_a_program_that_left_everything_wrong(tmp_path: Path) -> None:
    script = f"stty raw -echo; printf '{GARBAGE}'; echo 'no console \033[31m' >&2; exit 3"
    with attached(tmp_path, script) as program:
        program.shows("status=3 ('no console ␛[31m',) True True")
        program.shows_after("half", "the last line")
        assert program.is_in_screen
        program.press(b"jq")

        assert program.ended() == 0
        assert program.modes == program.modes_before
        assert not program.is_in_screen


def test_modes_that_the_app_doesnt_know_are_reset(tmp_path: Path) -> None:
    with attached(tmp_path, f"printf '{GARBAGE}@@'") as program:
        program.shows("status=0")
        after = program.shown.partition(b"half@@")[2].partition(b"\x1b[?1049h")[0]

    for reset in (b"\x18", b"\x0f", b"\x1b(B", b"\x1b[m", b"\x1b[r", b"\x1b[?1l", b"\x1b>", b"\x1b[?1047l"):
        assert reset in after


def test_the_line_above_says_how_to_come_back(tmp_path: Path) -> None:
    with attached(tmp_path, "echo go; exec sleep 1000") as program:
        program.shows("console of web-01 (ctrl+] detaches)\r\ngo\r\n")

        assert not program.is_in_screen


def test_ctrl_c_is_the_programs(tmp_path: Path) -> None:
    with attached(tmp_path, "trap 'exit 9' INT; echo go; while :; do sleep 0.01; done") as program:
        program.shows("go\r\n")
        program.press(b"\x03")
        program.shows("status=9")


def test_ctrl_z_stops_nobody(tmp_path: Path) -> None:
    with attached(tmp_path, "echo go; read line; exit 4") as program:
        program.shows("go\r\n")
        program.press(b"\x1aline\n")
        program.shows("status=4")


def test_what_was_typed_for_the_program_is_no_key_of_the_app(tmp_path: Path) -> None:
    with attached(tmp_path, f"stty raw -echo; echo go; until test -e {tmp_path}/on; do sleep 0.01; done") as program:
        program.shows("go")
        program.press(b"d")
        (tmp_path / "on").touch()
        program.shows("status=0")
        program.press(b"j")
        program.shows("[j]")

        assert b"[d]" not in program.shown


def test_the_app_goes_on_meanwhile(tmp_path: Path) -> None:
    with attached(tmp_path, "echo go; exec sleep 1000") as program:
        program.shows("go\r\n")
        before = (tmp_path / "ticks").read_text()

        until(lambda: (tmp_path / "ticks").read_text() not in ("", before))


def test_a_program_that_makes_the_keyboard_non_blocking_harms_nobody(tmp_path: Path) -> None:
    script = "exec python3 -c 'import os; os.set_blocking(0, False)'"
    with attached(tmp_path, script) as program:
        program.shows("status=0 () True True")


def test_a_new_size_is_seen_afterwards(tmp_path: Path) -> None:
    script = f"echo go; until test -e {tmp_path}/on; do sleep 0.01; done; exec sleep 0"
    with attached(tmp_path, script) as program:
        program.shows("go\r\n")
        program.resize(100, 30)
        (tmp_path / "on").touch()
        program.shows("100 wide")


def test_a_program_that_cant_be_started_is_said_on_the_screen(tmp_path: Path) -> None:
    with OnTerminal.python(APP, str(tmp_path), "/no/such/xl") as program:
        program.shows("the last line")
        program.press(b"a")
        program.shows("/no/such/xl can't be run.")
        program.shows_after("(ctrl+] detaches)", "the last line")
        assert program.is_in_screen


def test_a_signal_ends_the_program_and_the_app_with_the_terminal_as_it_was(tmp_path: Path) -> None:
    with attached(tmp_path, f"echo $$ >{tmp_path}/pid; trap '' HUP; stty raw; echo go; sleep 1000") as program:
        program.shows("go")
        program.signal(signal.SIGTERM)

        assert program.ended() == 128 + signal.SIGTERM
        assert program.modes == program.modes_before
        assert not program.is_in_screen
    until(lambda: not Path("/proc", (tmp_path / "pid").read_text().strip()).exists())


def test_a_hangup_ends_both(tmp_path: Path) -> None:
    with attached(tmp_path, f"echo $$ >{tmp_path}/pid; echo go; exec sleep 1000") as program:
        program.shows("go")
        program.hang_up()

        assert program.ended() == 128 + signal.SIGHUP
    until(lambda: not Path("/proc", (tmp_path / "pid").read_text().strip()).exists())


def test_a_cancelled_attaching_gives_the_screen_back(tmp_path: Path) -> None:
    with attached(tmp_path, "echo go; exec sleep 1000") as program:
        program.shows("go\r\n")
        (tmp_path / "cancel").touch()
        until(lambda: program.is_in_screen)
        program.shows_after("go\r\n", "the last line")


def test_an_app_that_ends_by_itself_meanwhile_restores_the_terminal(tmp_path: Path) -> None:
    with attached(tmp_path, f"echo $$ >{tmp_path}/pid; stty raw; echo go; exec sleep 1000") as program:
        program.shows("go")
        (tmp_path / "exit").touch()

        assert program.ended() == 5
        assert program.modes == program.modes_before
        assert program.shown.count(b"\x1b[?1049h") == 1
    until(lambda: not Path("/proc", (tmp_path / "pid").read_text().strip()).exists())


def test_without_a_terminal_nothing_is_run() -> None:
    app: App[None] = App()

    async def nothing(_ended: AttachResult | None, _pause: Pause) -> Program | None:
        raise AssertionError("no program is asked for")

    async def ask() -> str:
        async with app.run_test():
            with pytest.raises(XenError) as refused:
                await attach(app, nothing)
            return str(refused.value)

    assert "No terminal" in asyncio.run(ask())


def test_of_many_lines_of_errors_the_first_and_the_last_are_kept() -> None:
    with tempfile.TemporaryFile() as errors:
        errors.write(b"the cause\n" + b"".join(b"line %d\n" % number for number in range(20_000)) + b"the end\n")
        kept = _error_lines(errors)
    assert kept[0] == "the cause"
    assert kept[-1] == "the end"
    assert len(kept) == 40


def test_of_few_lines_of_errors_all_are_kept() -> None:
    with tempfile.TemporaryFile() as errors:
        errors.write(b"the cause\n\n" + b"".join(b"line %d\n" % number for number in range(30)))
        assert len(_error_lines(errors)) == 31
