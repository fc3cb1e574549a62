"""Puts a terminal back as it was, whatever the guest's programs have left behind."""

import os
import termios
from collections.abc import Mapping
from types import MappingProxyType

from xentui_driver.model.dataclass import dataclass

KEPT = "\x1b[22;0t"
"""Put the title of the window and of its icon aside (xterm's ctlseqs); those that don't know it ignore it."""

CANCEL = "\x18"
"""Ends what a program has begun to say to the terminal: else the terminal waits for its end (ECMA-48)."""
# What a guest's programs may have left: half a sequence, line drawing, colours, margins, modes of keys,
# mouse and screen, keyboard protocols. Margins home the cursor, so it goes to the last line after them.
RESET = "".join(
    (
        "\x0f\x1b(B\x1b)B\x1b*B\x1b+B\x1b[m\x1b[0 q",
        "\x1b[?1047l\x1b[?6l\x1b[?69l\x1b[r\x1b[999;1H",
        "\x1b[4l\x1b[20l\x1b[?1l\x1b[?5l\x1b[?45l\x1b[?7h\x1b[?8h\x1b[?25h\x1b[?12l\x1b>",
        *(f"\x1b[?{mode}l" for mode in (9, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1015, 1016)),
        "\x1b[?2004l\x1b[?2026l\x1b[?2031l\x1b[?2048l\x1b[>4m\x1b[<99u",
        "\x1b[23;0t\x1b[m\r\n",
    )
)
"""It ends with the title that `KEPT` has put aside."""
RESET_COLOURS = "".join(f"\x1b]{number}\x1b\\" for number in (104, 110, 111, 112)) + "\x1b]8;;\x1b\\"
"""The palette, the colours of text, background and cursor, and the end of a link (ctlseqs, OSC)."""
RESET_TO_UTF8 = "\x1b%G"
_WITHOUT_STRINGS = ("linux", "vt", "dumb", "ansi", "cons25")
"""The kinds of terminal that may print an operating system command, or wait for its end for ever."""


def reset_of(environ: Mapping[str, str], *, ascii_only: bool) -> str:
    """What puts the terminal of that environment back."""
    colours = "" if environ.get("TERM", "").startswith(_WITHOUT_STRINGS) else RESET_COLOURS
    return CANCEL + colours + RESET + ("" if ascii_only else RESET_TO_UTF8)


@dataclass(frozen=True, slots=True)
class Line:
    """The modes of a terminal's line as they were, as stty(1) shows them."""

    keyboard_fd: int
    modes: "list[int | list[bytes | int]]"
    blocking: Mapping[int, bool]
    """By descriptor; a program can change that of its parent."""

    def put_back(self) -> None:
        """What was typed for a program is dropped. Raises OSError or termios.error when the terminal is gone."""
        termios.tcsetattr(self.keyboard_fd, termios.TCSANOW, self.modes)
        termios.tcflush(self.keyboard_fd, termios.TCIFLUSH)
        for fd, was_blocking in self.blocking.items():
            os.set_blocking(fd, was_blocking)


def line_of(keyboard_fd: int, screen_fd: int) -> Line:
    """As it is now. Raises OSError or termios.error when it is no terminal."""
    blocking = {fd: os.get_blocking(fd) for fd in (keyboard_fd, screen_fd)}
    return Line(keyboard_fd, termios.tcgetattr(keyboard_fd), MappingProxyType(blocking))
