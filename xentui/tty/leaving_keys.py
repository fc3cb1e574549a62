"""The keys that leave a wait on the terminal, while no program reads them."""

import os
import select
import termios
from contextlib import suppress
from types import TracebackType

KEYS = b"\x1d\x03"
"""ctrl+], which leaves a console too, and ctrl+c."""
WORDS = "ctrl+] or ctrl+c leaves"
_LOCAL_FLAGS = 3
_READ_BYTES = 1 << 12


class LeavingKeys:
    """Takes every key of the terminal: none is shown, and none but these does anything."""

    def __init__(self, keyboard_fd: int) -> None:
        self._fd = keyboard_fd
        self._are_pressed = False

    def __enter__(self) -> "LeavingKeys":
        """Raises termios.error when it is no terminal."""
        self._modes = termios.tcgetattr(self._fd)
        modes = termios.tcgetattr(self._fd)
        modes[_LOCAL_FLAGS] &= ~(termios.ICANON | termios.ECHO | termios.ISIG)
        termios.tcsetattr(self._fd, termios.TCSANOW, modes)
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _: TracebackType | None
    ) -> None:
        with suppress(termios.error):  # a terminal that is gone needs nothing any more
            termios.tcsetattr(self._fd, termios.TCSAFLUSH, self._modes)

    def are_pressed(self) -> bool:
        """Whether one has been pressed since the beginning, or the terminal is gone. For one thread at a time."""
        while not self._are_pressed and select.select([self._fd], [], [], 0)[0]:
            typed = self._read()
            self._are_pressed = not typed or any(key in KEYS for key in typed)
        return self._are_pressed

    def _read(self) -> bytes:
        try:
            return os.read(self._fd, _READ_BYTES)
        except OSError:
            return b""
