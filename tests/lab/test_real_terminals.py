"""The console of a real dom0 on terminals that are no xterm: a serial line with 9,600 bit/s, and the Linux console.

Root is logged in there by agetty and login, as an operator is, and starts it from the shell.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from tests.lab import guests
from tests.lab.host import LabHost
from tests.lab.terminals import CTRL_R, DOWN, ENTER, ESCAPE, Terminal, linux_console, serial_line
from tests.waiting import until

pytestmark = pytest.mark.lab_long

PATIENCE_S = 240.0
SIZE = "stty rows 24 columns 80"
GUESTS = ("deaf-1", "deaf-2")
NOISE = "somebody writes on this terminal"
WRITE = """printf '\\033[12H%s' "$1" >"/dev/$2\""""
"""Where the console itself draws nothing at the time."""


def until_shown(terminal: Terminal, *texts: str, no_longer: str = "") -> None:
    seen = ""

    def are_shown() -> bool:
        nonlocal seen
        seen = terminal.screen()
        return all(text in seen for text in texts) and (not no_longer or no_longer not in seen)

    try:
        until(are_shown, timeout_s=PATIENCE_S)
    except AssertionError:
        pytest.fail(f"{texts}, and not {no_longer!r}, aren't on this screen:\n{seen}")


def typed(terminal: Terminal, command: str) -> None:
    """To the shell."""
    terminal.press((*command, ENTER))


TERMINALS: dict[str, tuple[Callable[[LabHost], AbstractContextManager[Terminal]], str, str]] = {
    "vt100": (lambda host: serial_line(host, "vt100"), "export LC_ALL=C", ">"),
    "vt220": (lambda host: serial_line(host, "vt220"), "export LC_ALL=C.UTF-8", "▶"),
    "linux": (linux_console, "export LC_ALL=C.UTF-8", "▶"),
}
"""How each is had, what its character set is, and how a cursor is drawn in that."""


@pytest.mark.parametrize("name", TERMINALS)
def test_the_console_works_on_it_and_leaves_it_as_it_was(empty_host: LabHost, installed_xentui: str, name: str) -> None:
    for guest in GUESTS:
        empty_host.start_guest(f"/etc/xen/{guest}.cfg", guests.tiny(guest))
    has, charset, cursor = TERMINALS[name]
    on_first, on_second = (f"{cursor}  {guest} " for guest in GUESTS)
    with has(empty_host) as terminal:
        until_shown(terminal, "\n#")
        typed(terminal, f"{SIZE}; {charset} PYTHONPATH={installed_xentui}; stty -g >/tmp/modes-before")
        typed(terminal, "clear; python3 -m xentui --interval 30")
        until_shown(terminal, "Guests 2 + Domain-0", *GUESTS)
        terminal.press("/deaf")
        until_shown(terminal, "filter: deaf")
        terminal.press((ENTER,))
        until_shown(terminal, on_first)
        terminal.press("Z")
        until_shown(terminal, "frozen")
        terminal.press((DOWN,))
        until_shown(terminal, on_second)
        terminal.press((ENTER,))
        until_shown(terminal, "[1 Now]", "UUID")
        terminal.press((ESCAPE,))
        until_shown(terminal, on_second)
        terminal.press("x")
        until_shown(terminal, f"Stop {GUESTS[1]}", "Cancel")
        terminal.press((ESCAPE,))
        until_shown(terminal, on_second, no_longer="Cancel")
        terminal.press("?")
        until_shown(terminal, "start a stopped guest")
        terminal.press((ESCAPE,))
        until_shown(terminal, on_second)
        empty_host.run_script(WRITE, NOISE, terminal.device)
        until_shown(terminal, NOISE)
        terminal.press((CTRL_R,))
        until_shown(terminal, on_second, no_longer=NOISE)
        terminal.press("q")
        until_shown(terminal, no_longer="Guests")  # the shell doesn't go on amid the picture
        typed(terminal, "echo $((6 * 7)) is said; stty -g >/tmp/modes-after")
        until_shown(terminal, "42 is said")
        before, after = (empty_host.run(("cat", f"/tmp/modes-{when}")).stdout for when in ("before", "after"))
        assert after == before != ""
    assert len(empty_host.domids()) == 3
