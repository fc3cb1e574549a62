"""What a view says of the terminal itself: the mouse, the delay of Escape, and an own key that it sends."""

import sys
from pathlib import Path

import pytest

from tests.pseudo_terminal import Program

MOUSE = b"\x1b[?1000h"


def demo(folder: Path, config: str) -> Program:
    path = folder / "config.toml"
    path.write_text(config)
    argv = [sys.executable, "-m", "xentui", "--config", str(path), "demo", "--domains", "4"]
    return Program(argv, environ={"XDG_STATE_HOME": str(folder / "state")})


@pytest.mark.parametrize(("config", "has_mouse"), [("", True), ("[view]\nmouse = false\n", False)], ids=["on", "off"])
def test_the_mouse_is_left_to_the_terminal_where_the_view_says_so(tmp_path: Path, config: str, has_mouse: bool) -> None:
    with demo(tmp_path, config) as program:
        program.sees("Guests 5 + Domain-0")
        program.press(b"q")
        assert program.ended() == 0
        assert (MOUSE in program.shown) is has_mouse


def test_an_escape_character_waits_as_long_as_the_view_says(tmp_path: Path) -> None:
    with demo(tmp_path, "[view]\nescape-delay = 5000\n") as program:
        program.sees("Guests 5 + Domain-0")
        program.press_until(b"?", lambda: "/ Search" in program.screen())
        program.press(b"\x1b")
        program.press(b"[21~")  # together they are F10, which leaves the page
        program.sees("Guests 5 + Domain-0")
        assert "/ Search" not in program.screen()


def test_an_own_key_with_control_reaches_its_command(tmp_path: Path) -> None:
    with demo(tmp_path, '[keys]\nhelp = "ctrl+\\\\"\nquit = "ctrl+s"\n') as program:
        program.sees("^S Quit")
        program.press_until(b"\x1c", lambda: "/ Search" in program.screen())
        program.press(b"\x1b")
        program.sees("Guests 5 + Domain-0")
        program.press(b"\x13")
        assert program.ended() == 0
