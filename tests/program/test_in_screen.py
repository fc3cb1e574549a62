"""The whole program in GNU screen: it opens a window of it for each guest."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.program.console_in_a_window import UUID
from tests.pseudo_terminal import Program
from tests.waiting import reads, until

pytestmark = pytest.mark.skipif(shutil.which("screen") is None, reason="needs screen (apt-get install screen)")

SESSION = "xentui-test"
CONSOLE = (sys.executable, "-m", "tests.program.console_in_a_window")


@pytest.fixture
def folder() -> Iterator[str]:
    """Of the sockets of a screen of its own; a short path, for a socket's has 108 bytes."""
    with TemporaryDirectory() as folder:
        try:
            yield folder
        finally:
            screen(folder, "-X", "quit")


def screen(folder: str, *words: str) -> str:
    command = ("screen", "-S", SESSION, *words)
    environ = {**os.environ, "SCREENDIR": folder}
    return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=False).stdout


def test_each_guest_gets_a_window_that_is_named_after_it(folder: str, tmp_path: Path) -> None:
    environ = {"SCREENDIR": folder, "XDG_STATE_HOME": str(tmp_path), "STY": ""}
    argv = ("screen", "-c", "/dev/null", "-U", "-m", "-S", SESSION, *CONSOLE)
    with Program(argv, environ=environ) as program:
        program.sees("Guests 2 + Domain-0")
        program.press(b"/web\r")
        program.sees("filter: web")
        program.press(b"W")
        program.sees(f"in a window: console --stay {UUID.format(0)}")
        until(lambda: "1* web" in screen(folder, "-Q", "windows"))
        screen(folder, "-X", "select", "0")
        program.sees("in a window of screen")
        program.press_until(b"\x1b", lambda: reads(program.screen(), "Guests 2 + Domain-0"))
        program.press(b"/mail\r")
        program.sees("filter: mail")
        program.press(b"W")
        program.sees(f"in a window: console --stay {UUID.format(1)}")
        until(lambda: "2* mail_id" in screen(folder, "-Q", "windows"))
