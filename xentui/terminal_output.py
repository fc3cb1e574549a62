"""The way of the bytes to the terminal: in the background, and never in the way of who leaves."""

import codecs
import os
import select
import threading
from contextlib import suppress

from rich.cells import cell_len

PATIENCE_S = 0.5
"""How long a terminal may take nothing at all before it counts as stuck."""

_PIECE_BYTES = 1 << 14
_CANCEL = b"\x18"

_TWINS = str.maketrans(
    "─━═│┃║┌┍┎┏┐┑┒┓└┕┖┗┘┙┚┛├┝┠┣┤┥┨┫┬┯┰┳┴┷┸┻┼┿╂╋╔╗╚╝╠╣╦╩╬╭╮╯╰▁▔▕▏▎▍▌▋▊▉▐█▇▆▅▄▃▂▀▓▒░•●○▲▼▶◀↑↓→←…–—·✓✗",
    "--=||" + "|" + "+" * 52 + "_-||||||###" + "#######=#%:*oo^v><^v><~--.vx",
)


def _ascii_twin(error: UnicodeError) -> tuple[str, int]:
    """A codec's error handler: what ASCII lacks becomes something of the same width, or columns would shift."""
    assert isinstance(error, UnicodeEncodeError)
    missing = error.object[error.start : error.end].translate(_TWINS)
    return "".join(char if char.isascii() else "?" * cell_len(char) for char in missing), error.end


codecs.register_error("xentui.ascii_twin", _ascii_twin)


class TerminalOutput(threading.Thread):
    """Writes what it is given in order; knows how much isn't out yet."""

    def __init__(self, fd: int, *, ascii_only: bool = False) -> None:
        super().__init__(name="terminal-output", daemon=True)
        self._fd = _own_description(fd)
        self._encode = codecs.getencoder("ascii" if ascii_only else "utf-8")
        self._errors = "xentui.ascii_twin" if ascii_only else "replace"
        self._changed = threading.Condition()  # its lock can be taken again by a signal handler
        self._pending = bytearray()
        self._writing = False
        self._cut = False
        self._stopping = False

    @property
    def backlog_bytes(self) -> int:
        return len(self._pending)

    def write(self, text: str) -> None:
        with self._changed:
            self._pending += self._encode(text, self._errors)[0]
            self._changed.notify()

    def abandon(self) -> None:
        """Forget what isn't out yet: on a slow line it would hold up the leaving for nothing."""
        with self._changed:
            if self._pending:
                self._pending[:] = _CANCEL  # ends the sequence that the cut may have gone through
                self._cut = self._writing

    def stop(self) -> None:
        """Let what is pending out as long as the terminal takes it; give up when it is stuck."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        before = -1
        while self.is_alive() and self.backlog_bytes != before:
            before = self.backlog_bytes
            self.join(PATIENCE_S)

    def run(self) -> None:
        with suppress(OSError):  # the terminal is gone, and whoever reads from it is told
            while piece := self._next_piece():
                self._written(os.write(self._fd, piece))
        os.close(self._fd)

    def _next_piece(self) -> bytes:
        """Empty at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._pending or self._stopping)
