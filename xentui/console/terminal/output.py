"""The way of the bytes to the terminal: what it doesn't take at once goes in the background, and delays no leaving."""

import codecs
import os
import select
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from rich.cells import cell_len

PATIENCE_S = 0.5
"""How long a terminal may take nothing at all before it counts as stuck."""

_PIECE_BYTES = 1 << 14
_RETRY_PAUSE_S = 0.005
_CANCEL = b"\x18"

_TWINS = (
    dict.fromkeys(range(0x2500, 0x2580), "+")
    | dict.fromkeys(range(0x2580, 0x2591), "#")
    | dict.fromkeys(map(ord, "─━┄┅┈┉╌╍═╴╶╸╺╼╾\u2013—"), "-")
    | dict.fromkeys(map(ord, "│┃┆┇┊┋╎╏║╵╷╹╻╽╿▏▎▕"), "|")
    | str.maketrans("░▒▓▁▔•●○▲▼▶◀↑↓→←·✓✗…", ".:%_-*oo^v><^v><.vx~")
)


def _ascii_twin(error: UnicodeError) -> tuple[str, int]:
    """A codec's error handler: what ASCII lacks becomes something of the same width, or columns would shift."""
    assert isinstance(error, UnicodeEncodeError)
    missing = error.object[error.start : error.end].translate(_TWINS)
    return "".join(char if char.isascii() else "?" * cell_len(char) for char in missing), error.end


codecs.register_error("xentui.ascii_twin", _ascii_twin)


class TerminalOutput(threading.Thread):
    """Writes what it is given, in order, and knows how much of it isn't out yet."""

    def __init__(self, fd: int, *, ascii_only: bool = False) -> None:
        super().__init__(name="terminal-output", daemon=True)
        self._fd, self._never_blocks = _own_description(fd)
        self._encode = codecs.getencoder("ascii" if ascii_only else "utf-8")
        self._errors = "xentui.ascii_twin" if ascii_only else "replace"
        self._changed = threading.Condition()  # with an RLock: a signal's handler may write, too
        self._pending = bytearray()
        self._piece = b""
        self._is_sending = False
        """So that no two write at a time, nor a signal's handler amid a write."""
        self._told: Callable[[], None] | None = None
        self._stopping = False
        self._over = False

    @property
    def backlog_bytes(self) -> int:
        return len(self._pending)

    def tell_when_empty(self, told: Callable[[], None]) -> bool:
        """Whether something isn't out yet; then `told` is called once it is, from the thread of this output."""
        with self._changed:
            is_behind = bool(self._pending) and not self._over
            self._told = told if is_behind else None
            return is_behind

    def write(self, text: str) -> None:
        with self._changed:
            if not self._over:
                self._pending += self._encode(text, self._errors)[0]
                self._send_at_once()

    def _send_at_once(self) -> None:
        """The thread is woken for what the terminal doesn't take: another turn of another thread is felt."""
        if self._never_blocks and not self._is_sending:
            self._is_sending = True
            with suppress(OSError):  # full, or gone: the thread sees it too
                del self._pending[: os.write(self._fd, self._pending)]
            self._is_sending = False
        if self._pending:
            self._changed.notify()

    def abandon(self) -> None:
        """Forget what isn't out yet: on a slow line it would hold up the leaving for nothing."""
        with self._changed:
            if self._pending:
                self._piece = b""
                self._pending[:] = _CANCEL  # ends the control sequence that the cut may have gone through

    def stop(self) -> None:
        """Let what is pending out for as long as the terminal takes it; give up when it is stuck."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        before = -1
        while self.is_alive() and self.backlog_bytes != before:
            before = self.backlog_bytes
            self.join(PATIENCE_S)
        self._end()

    def run(self) -> None:
        # Without a terminal there is nothing to write to; the thread that reads its keys sees it end, too.
        with suppress(OSError):
            while piece := self._next_piece():
                self._sent(piece, self._send(piece))
        self._end()
        os.close(self._fd)

    def _next_piece(self) -> bytes:
        """Empty when there will be no more."""
        with self._changed:
            self._changed.wait_for(lambda: self._pending or self._stopping)
            self._piece = bytes(self._pending[:_PIECE_BYTES])
            self._is_sending = True
            return self._piece

    def _send(self, piece: bytes) -> int:
        try:
            return os.write(self._fd, piece)
        except BlockingIOError:
            ready = select.poll()
            ready.register(self._fd, select.POLLOUT)
            ready.poll()
            time.sleep(_RETRY_PAUSE_S)  # there can be room that is too small for the next character
            return 0

    def _sent(self, piece: bytes, size_bytes: int) -> None:
        with self._changed:
            if self._piece is piece:  # else it was abandoned meanwhile
                del self._pending[:size_bytes]
            self._is_sending = False
            told, self._told = (None, self._told) if self._pending else (self._told, None)
        if told is not None:
            told()

    def _end(self) -> None:
        with self._changed:
            self._over = True
            self._piece = b""
            self._pending.clear()


def _own_description(fd: int) -> tuple[int, bool]:
    """The terminal opened once more, not blocking, and whether it is so: on the shell's own that must not be set.

    Where it can't be opened (another user's after su), a write may block, in the background only.
    """
    with suppress(OSError):
        return os.open(os.ttyname(fd), os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC), True
    return os.dup(fd), False
