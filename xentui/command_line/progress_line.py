"""One line on the terminal that says how far an operation has come."""

import contextlib
import shutil
import sys
from typing import TextIO

from xentui.command_line.answers import is_terminal
from xentui_driver.model.clock import Clock

LEAST_BETWEEN_S = 1.0


class ProgressLine:
    """A Report of the driver: rewrites its line in place, at most once a second; silent without a terminal."""

    def __init__(self, clock: Clock, stream: TextIO | None = None) -> None:
        self._clock = clock
        self._stream = stream or sys.stderr
        self._is_shown = is_terminal(self._stream)
        self._next_s = 0.0
        self._cells = 0

    def __call__(self, line: str) -> None:
        now_s = self._clock.monotonic_s()
        if now_s >= self._next_s:
            self._next_s = now_s + LEAST_BETWEEN_S
            self._rewrite(line)

    def clear(self) -> None:
        """Remove the line."""
        if self._cells:
            self._rewrite("")

    def _rewrite(self, line: str) -> None:
        if not self._is_shown:
            return
        shown = _cut(line, shutil.get_terminal_size().columns - 1)
        blanks = max(0, self._cells - len(shown))
        self._cells = len(shown)
        # A terminal that is gone must not end the wait.
        with contextlib.suppress(OSError):
            self._stream.write(f"\r{shown}{' ' * blanks}\r" if not shown else f"\r{shown}{' ' * blanks}")
            self._stream.flush()


def _cut(line: str, cells: int) -> str:
    """ASCII only, so that each character takes one cell: a line that wraps can't be overwritten."""
    return line.encode("ascii", "replace").decode("ascii")[: max(0, cells)]
