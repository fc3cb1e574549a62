"""Hostile text is driven through every screen and dialog, and the bytes that reach the terminal are looked at."""

import re
import sys
from pathlib import Path

import pytest

from tests.pseudo_terminal import Program
from tests.seen import until_keys_are_taken
from xentui.console.terminal.pace import ASKED
from xentui.tty.modes import CANCEL, KEPT, RESET, RESET_COLOURS, RESET_TO_UTF8

ESCAPE_SEQUENCE = re.compile(rb"\x1b(?:\[[0-9;:<=>?]*[ -/]*[@-~]|[()][0-9A-B]|[=>78cM]|P[^\x1b]*\x1b\\|.)", re.DOTALL)
SENT_BY_TEXTUAL = re.compile(rb"\x1b(?:\[[0-9;]*[Hm]|\[[?>=<][0-9;$]*[hlpuq]|\[[0-9]*[BCJK]|\[=?[0-9;]*u)")
POINTER_SHAPE = b"\x1b]22;default\x07"
"""Textual's own."""
FORBIDDEN = (b"\x1b]", b"\x07", b"\xc2\x9b", b"\x9b7777", "\u202e".encode(), b"\x1b[?47h", b"\x1b[7777m")
EDITOR = """printf '# from the editor \\033]0;PWNED\\007\\033[7777m\\n' >> "$1"\n"""
SCREENS = (
    (b"/evil\r", "filter: evil", b"", ""),
    (b"\r", "Last events", b"\x1b", "Last events"),
    (b"x", "Asks for a clean shutdown", b"\x1b", "Asks for a clean shutdown"),
    (b"X", "Cuts the power", b"\x1b", "Cuts the power"),
    (b"b", "New target", b"\x1b", "New target"),
    (b"v", "vCPUs online:", b"\x1b", "vCPUs online:"),
    (b"d", "In the file", b"3", "In the file"),
    (b"", "Networks", b"\x1b", "Networks"),
    (b"e", "+# from the editor", b"", ""),
    (b"", "Keep the draft", b"\x1b", "Keep the draft"),
    (b"e", "An earlier edit", b"\x1b", "An earlier edit"),
    (b"n", "From scratch", b"", ""),
    (b"f", "or bootloader", b"\x1b", "or bootloader"),
    (b":", "Search for commands", b"", ""),
    (b"rename", "rename", b"\r", "Search for commands"),
    (b"", "New name:", b"\x1b", "New name:"),
    (b"m", "To host", b"\x1b", "To host"),
    (b"m", "To host", b"", ""),
    (b"no where\r", "is not a host name", b"\x1b", "To host"),
    (b"p", "The guest freezes", b"y", "The guest freezes"),
    (b"", "is paused", b"", ""),
    (b":", "Search for commands", b"\x1b", "Search for commands"),
    (b"", "Guests 2 of 5", b"\x1b", "filter: evil"),
    (b"*", "5 marked", b"", ""),
    (b"x", "Skipped 3", b"\x1b", "Skipped 3"),
    (b"", "5 marked", b"U", "5 marked"),
    (b"/calm\r", "filter: calm", b"", ""),
    (b"l", "last of the log", b"g", "last of the log"),
    (b"", "first of the log", b"w", "Wrap"),
    *((b"", "[console]", b"\x1b[6~", "") for _ in range(12)),
    (b"/owned\r", "search: owned", b"\x1b", "search: owned"),
    (b"", "[console]", b"\x1b", "[console]"),
    (b"\r", "Last events", b"\x1b[Z", "Last events"),
    (b"", "last of the log", b"\x1b", "last of the log"),
    (b"", "filter: calm", b"\x1b", "filter: calm"),
    (b"/lost\r", "filter: lost", b"", ""),
    (b"s", "Next: ", b"\x1b", "Next: "),
    (b"5", "ELAPSED", b"\x1b", "ELAPSED"),
    (b"", "filter: lost", b"\x1b", "filter: lost"),
    (b"!", "problems only", b"", ""),
    (b"?", "cut the power", b"\x1b", "cut the power"),
)
"""Keys, what they bring; keys, what they take away."""
BY_ITSELF = "Next: "
"""What opens without a key for it: keys typed at once go nowhere."""


@pytest.mark.parametrize("arguments", [(), ("--ascii",)], ids=["unicode", "ascii"])
def test_no_text_of_a_guest_reaches_the_terminal_as_a_command(arguments: tuple[str, ...], tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "tests.program.hostile_host", *arguments]
    (tmp_path / "editor").write_text(EDITOR)
    environ = {"VISUAL": f"sh {tmp_path / 'editor'}", "XDG_STATE_HOME": str(tmp_path)}
    with Program(argv, columns=120, rows=40, environ=environ) as program:
        program.sees("Guests 5 + Domain-0")
        for keys, brought, more_keys, taken in SCREENS:
            program.press(keys)
            program.sees(brought)
            if brought == BY_ITSELF:
                until_keys_are_taken()
            program.press(more_keys)
            if taken:
                program.sees_no_longer(taken)
        program.press(b"q")
        assert program.ended() == 0
        shown = program.shown.replace(POINTER_SHAPE, b"")
        # The terminal makes its own of a line end.
        for ours in (KEPT, CANCEL + RESET_COLOURS, RESET.rstrip(), RESET_TO_UTF8, ASKED):
            shown = shown.replace(ours.encode(), b"")
    assert b"[red]x[bold]" in shown
    for forbidden in FORBIDDEN:
        assert forbidden not in shown, forbidden
    strange = {found for found in ESCAPE_SEQUENCE.findall(shown) if not SENT_BY_TEXTUAL.fullmatch(found)}
    assert strange <= {b"\x1b(B", b"\x1b>", b"\x1b="}
