"""Real terminals of a dom0, with a shell that root has been logged in to: a serial line, and the Linux console."""

import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from benchmarks.watched_line import WatchedLine
from tests.lab.host import LabHost

ENTER, ESCAPE, DOWN, CTRL_R = "Enter", "Escape", "Down", "Ctrl+r"
"""The names of keys; all others are the characters that they type."""
_BYTES = {ENTER: b"\r", ESCAPE: b"\x1b", DOWN: b"\x1b[B", CTRL_R: b"\x12"}
_LOG_IN = """\
pkill -t "$1"
stty -F "/dev/$1" sane
setsid agetty --autologin root --noclear -L "$1" "$2" "$3" </dev/null >/dev/null 2>&1 &
"""
_BITS_PER_S = 9_600
_LOOK_S = 0.5
_VIRTUAL = 2
_TOOL = "/usr/local/lib/virtual-terminal.py"


class Terminal(Protocol):
    """Somebody sits before it."""

    device: str
    """Its name in /dev."""

    def press(self, keys: Sequence[str]) -> None: ...

    def screen(self) -> str:
        """What it shows now, line by line."""
        ...


class SerialLine:
    """The dom0's second serial line, whose far end QEMU holds; a terminal with 80x24 is at it."""

    device = "ttyS1"

    def __init__(self, far_end: socket.socket) -> None:
        self._watched = WatchedLine(_Wire(far_end), 80, 24, bits_per_s=_BITS_PER_S)

    def press(self, keys: Sequence[str]) -> None:
        self._watched.press(b"".join(_BYTES.get(key) or key.encode() for key in keys))

    def screen(self) -> str:
        self._watched.pass_for(_LOOK_S)
        return self._watched.text


class _Wire:
    """Carries what the dom0 sends to where it is looked at."""

    def __init__(self, far_end: socket.socket) -> None:
        self.line = far_end.fileno()
        self._far_end = far_end

    def press(self, keys: bytes) -> None:
        self._far_end.sendall(keys)


class LinuxConsole:
    """A virtual terminal, as Linux itself emulates it (vt.c, keyboard.c); the keyboard is one that a process makes.

    What it shows is in the memory of the kernel (vcs(4)).
    """

    device = f"tty{_VIRTUAL}"

    def __init__(self, host: LabHost) -> None:
        self._host = host
        host.run(("modprobe", "uinput"))
        host.put(_TOOL, Path(__file__).with_name("virtual_terminal.py").read_bytes())
        self._tool("activate")

    def press(self, keys: Sequence[str]) -> None:
        self._tool("type", *keys)

    def screen(self) -> str:
        return self._tool("show")

    def _tool(self, *words: str) -> str:
        done = self._host.run(("python3", _TOOL, str(_VIRTUAL), *words))
        assert done.exit_status == 0, done.stderr
        return done.stdout


@contextmanager
def serial_line(host: LabHost, term: str) -> Iterator[Terminal]:
    """Of 9,600 bit/s; `term` is the name of the terminal at its end."""
    with socket.socket(socket.AF_UNIX) as far_end:
        far_end.connect(str(host.machine.serial_line))
        far_end.setblocking(False)
        with _logged_in(host, SerialLine.device, str(_BITS_PER_S), term):
            yield SerialLine(far_end)


@contextmanager
def linux_console(host: LabHost) -> Iterator[Terminal]:
    console = LinuxConsole(host)
    with _logged_in(host, LinuxConsole.device, "38400", "linux"):
        yield console


@contextmanager
def _logged_in(host: LabHost, *line: str) -> Iterator[None]:
    assert host.run_script(_LOG_IN, *line).exit_status == 0
    try:
        yield
    finally:
        host.run(("pkill", "-t", line[0]))
