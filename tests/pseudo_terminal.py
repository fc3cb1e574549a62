"""A program on a terminal of its own, as an operator's shell would run it."""

import fcntl
import os
import re
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

import pyte

from tests.waiting import reads, until

ROOT = Path(__file__).parents[1]
IMPORT_PATH = os.pathsep.join(str(folder) for folder in (ROOT, ROOT / "widgets", ROOT / "driver"))
# A session's leader that opens a terminal makes it the session's own.
_TAKE_TERMINAL = 'exec "$0" "$@" <>"$PSEUDO_TERMINAL" >&0 2>&1'
_UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[(?:[<>=][0-9;?<>=$]*|[0-9;?]*\$)[A-Za-z]")
_UNFINISHED = re.compile(rb"(?:\x1b[^A-Za-z]*)?\Z")
APART_S = 1.0
"""Between two keys of which each is to count by itself."""
LEAVE_SCREEN = b"\x1b[?1049l"
ENTER_SCREEN = b"\x1b[?1049h"


def understood_by_pyte(sent: bytes) -> bytes:
    """The same without the sequences that pyte takes for text."""
    return _UNKNOWN_TO_PYTE.sub(b"", sent)


class Program:
    """What runs on the terminal; ended when the `with` block is left."""

    def __init__(
        self, argv: Sequence[str], *, environ: Mapping[str, str] | None = None, columns: int = 80, rows: int = 24
    ) -> None:
        self.line, self.terminal = os.openpty()
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.set_blocking(self.line, False)
        self.modes_before = termios.tcgetattr(self.terminal)
        self._shown = bytearray()
        self._display = pyte.Screen(columns, rows)
        self._feed = pyte.ByteStream(self._display).feed
        self._displayed = 0
        self._screen = ""
        self._process = subprocess.Popen(
            ["sh", "-c", _TAKE_TERMINAL, *argv],
            env={
                **os.environ,
                "TERM": "xterm-256color",
                "LC_ALL": "",
                "LC_CTYPE": "",
                "LANG": "C.UTF-8",
                "PYTHONPATH": IMPORT_PATH,
                "PSEUDO_TERMINAL": os.ttyname(self.terminal),
                **(environ or {}),
            },
            start_new_session=True,
        )

    @classmethod
    def python(cls, script: str, *arguments: str, environ: Mapping[str, str] | None = None) -> "Program":
        return cls([sys.executable, "-c", script, *arguments], environ=environ)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for fd in {self.line, self.terminal} - {-1}:
            os.close(fd)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def modes(self) -> list[object]:
        return termios.tcgetattr(self.terminal)

    @property
    def shown(self) -> bytes:
        """Every byte that has reached the terminal."""
        self._read()
        return bytes(self._shown)

    @property
    def is_in_screen(self) -> bool:
        return self.shown.rfind(ENTER_SCREEN) > self.shown.rfind(LEAVE_SCREEN)

    def _read(self) -> None:
        with suppress(BlockingIOError):
            while chunk := os.read(self.line, 1 << 16):
                self._shown += chunk

    def shows(self, text: str) -> None:
        """Wait for it."""
        until(lambda: text.encode() in self.shown)

    def shows_after(self, mark: str, text: str) -> None:
        """Wait for `text` after the last `mark`."""
        until(lambda: text.encode() in self.shown.rpartition(mark.encode())[2])

    def screen(self) -> str:
        """What an operator sees now, line by line."""
        self._read()
        new = bytes(self._shown[self._displayed :])
        # A sequence that is cut off waits for its rest.
        whole = new[: len(new) - len(_UNFINISHED.search(new[-64:])[0])]  # type: ignore[index]
        if whole:
            self._feed(understood_by_pyte(whole))
            self._displayed += len(whole)
            self._screen = "\n".join(self._display.display)
        return self._screen

    def sees(self, text: str) -> None:
        """Wait until that is on the screen."""
        until(lambda: reads(self.screen(), text))

    def sees_no_longer(self, text: str) -> None:
        until(lambda: not reads(self.screen(), text))

    def press(self, keys: bytes) -> None:
        os.write(self.line, keys)

    def press_until(self, keys: bytes, is_so: Callable[[], bool]) -> None:
        """Press them again and again, as an operator would, with time between: what follows at once is a burst."""

        def look() -> bool:
            if not is_so():
                self.press(keys)
            return is_so()

        until(look, every_s=APART_S)

    def resize(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def hang_up(self) -> None:
        """The line drops, as when the ssh session dies."""
        os.close(self.terminal)
        os.close(self.line)
        self.line = self.terminal = -1

    def ended(self, *, reading: bool = True) -> int:
        """Its exit status, waited for; unread, the terminal fills up."""
        until(lambda: self._has_ended(reading and self.line >= 0))
        return self._process.wait()

    def _has_ended(self, reading: bool) -> bool:
        if reading:
            self._read()
        return self._process.poll() is not None
