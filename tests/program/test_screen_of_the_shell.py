"""What was on the screen before the console is there after it, and what comes then stands below it."""

import sys
from pathlib import Path

from tests.program.tmux import TmuxTerminal

BEFORE = "lines of the shell"
SHELL = f'for line in 1 2 3; do echo {BEFORE} $line; done; "$@"'


def shell(*command: str) -> tuple[str, ...]:
    return ("sh", "-c", SHELL, "sh", sys.executable, "-m", *command)


def test_the_shell_goes_on_below_what_it_has_said(tmp_path: Path) -> None:
    environ = {"XDG_STATE_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    with TmuxTerminal(shell("xentui", "--simulate"), name="shell", environ=environ) as terminal:
        terminal.sees("web-01")
        terminal.press_until("q", "exit status 0")
        lines = terminal.screen().splitlines()
        assert lines[:4] == [*(f"{BEFORE} {line}" for line in (1, 2, 3)), "exit status 0"]


def test_each_console_of_a_guest_stands_below_the_last_one(tmp_path: Path) -> None:
    environ = {"XDG_STATE_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    with TmuxTerminal(shell("xentui", "--simulate"), name="consoles", size=(80, 60), environ=environ) as terminal:
        terminal.sees("web-01")
        terminal.press("/")
        terminal.sees("e.g. web")
        terminal.type("web-01")
        terminal.press("Enter")
        terminal.sees("filter: web-01")
        screens = []
        for _ in range(2):
            terminal.press_until("c", "ctrl+] detaches")
            terminal.press("Enter")
            screens.append(terminal.until(lambda screen: screen.rstrip().endswith(":~#"), "the guest's prompt"))
            terminal.press_until("C-]", "console detached")
        first, second = ({line.rstrip() for line in screen.splitlines()} for screen in screens)
        assert {f"{BEFORE} 1", f"{BEFORE} 2", f"{BEFORE} 3"} < first
        assert second <= first, "a line was written over another one"
