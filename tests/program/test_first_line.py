"""The line that says that the console starts: there at once, and gone without a trace."""

import os
import subprocess
import sys
from pathlib import Path

import pyte
import pytest

from tests.pseudo_terminal import ENTER_SCREEN, LEAVE_SCREEN, Program
from xentui.tty.first_line import WORDS

SAID = WORDS.decode()
XENTUI = [sys.executable, "-m", "xentui"]
DEMO = [*XENTUI, "demo"]


def in_shell(command: str, *, environ: dict[str, str] | None = None) -> Program:
    return Program(["sh", "-c", f"echo before; {command}; echo after $?"], environ=environ)


def beside_the_screen(shown: bytes) -> list[str]:
    """The lines of the shell, where the program's screen is one of its own."""
    display = pyte.Screen(80, 24)
    before, _, rest = shown.partition(ENTER_SCREEN)
    pyte.ByteStream(display).feed(before + rest.rpartition(LEAVE_SCREEN)[2])
    return [line.rstrip() for line in display.display if line.strip()]


@pytest.mark.parametrize("options", ["", " --simulate", " demo", " demo --domains 3", " --simulate --interval 5"])
def test_it_is_the_first_on_the_terminal(options: str) -> None:
    with Program([*XENTUI, *options.split()]) as program:
        program.sees("web-01")
        assert program.shown.startswith(WORDS)
        assert program.shown.count(WORDS) == 1


@pytest.mark.parametrize(
    "environ",
    [{}, {"TERM": "dumb"}, {"TERM": "unknown-terminal"}, {"TERM": ""}, {"NO_COLOR": "1"}, {"LANG": "C", "LC_ALL": "C"}],
)
def test_it_leaves_no_trace(environ: dict[str, str]) -> None:
    with in_shell(f"{sys.executable} -m xentui demo", environ=environ) as program:
        program.shows("Quit")
        started = program.shown.partition(WORDS)[2].partition(b"\x1b")[0]
        assert started.strip(b"\r ") == b"", "plain blanks take it away on any terminal"
        program.press_until(b"q", lambda: b"after 0" in program.shown)
        assert beside_the_screen(program.shown) == ["before", "after 0"]


@pytest.mark.parametrize("fault", ["demo --no-such-option", "demo --view nothing-saved", "demo list"])
def test_an_error_is_written_over_it(fault: str) -> None:
    with in_shell(f"{sys.executable} -m xentui {fault}") as program:
        program.sees("after 2")
        assert SAID in program.shown.decode()
        assert SAID not in program.screen()
        assert "starting" not in program.screen()


def test_a_file_of_settings_that_is_wrong_is_told_over_it(tmp_path: Path) -> None:
    (tmp_path / "xentui").mkdir()
    (tmp_path / "xentui" / "config.toml").write_text("nonsense = 1\n")
    with in_shell(f"{sys.executable} -m xentui demo", environ={"XDG_CONFIG_HOME": str(tmp_path)}) as program:
        program.sees("after 2")
        assert SAID in program.shown.decode()
        assert "nonsense" in program.screen()
        assert "starting" not in program.screen()


def test_it_is_gone_where_errors_go_elsewhere(tmp_path: Path) -> None:
    with in_shell(f"{sys.executable} -m xentui demo --no-such-option 2>{tmp_path}/errors") as program:
        program.sees("after 2")
        assert SAID in program.shown.decode()
        assert "starting" not in program.screen()


@pytest.mark.parametrize(
    "command", ["demo --help", "demo --lines --help", "list --simulate", "--version", "demo </dev/null", "--help"]
)
def test_nothing_that_draws_no_screen_says_it(command: str) -> None:
    with in_shell(f"{sys.executable} -m xentui {command}") as program:
        program.shows("after")
        assert program.ended() == 0
        assert SAID not in program.shown.decode()


def test_it_is_not_in_a_redirected_answer() -> None:
    done = subprocess.run(DEMO, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    assert done.returncode == 1
    assert SAID.encode() not in done.stdout + done.stderr


def test_a_terminal_that_is_stopped_is_not_waited_for(tmp_path: Path) -> None:
    script = f"""
import os, termios
from xentui.tty import first_line
termios.tcflow(1, termios.TCOOFF)
first_line.show()
first_line.take_away()
open({str(tmp_path / "done")!r}, "w").close()
termios.tcflow(1, termios.TCOON)
os._exit(0)
"""
    with Program.python(script) as program:
        assert program.ended() == 0
        assert program.shown == b""
    assert os.path.exists(tmp_path / "done")
