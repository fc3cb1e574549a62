"""A simulated guest's console on the real terminal.

`python -m xentui_driver.simulator.guest_console [--lock=PATH] [--escape=^KEY] [--KIND] NAME`
"""

import errno
import os
import signal
import sys
import termios
import tty
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType

from xentui_driver.simulator.console_lock import OPTION, held
from xentui_driver.simulator.guest_shell import DETACH, ESCAPE_OPTION, ConsoleKind, GuestShell, SilentConsole, lines_of

_CHUNK_BYTES = 4096


def main(arguments: Sequence[str]) -> int:
    """Talks until ctrl+] or the end of input; the terminal is then as it was."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    if not arguments or not arguments[0].startswith(OPTION):
        return _talk(console_of(arguments))
    lock = arguments[0].removeprefix(OPTION)
    try:
        with held(lock):
            return _talk(console_of(arguments[1:]))
    except BlockingIOError as error:
        print(f"xenconsole: Could not lock {lock}: {error.strerror}", file=sys.stderr)
        return errno.EAGAIN


def _talk(shell: GuestShell | SilentConsole) -> int:
    source, sink = sys.stdin.fileno(), sys.stdout.fileno()
    try:
        with raw_terminal(source):
            _write(sink, shell.greeting())
            while not shell.has_ended and (keys := os.read(source, _CHUNK_BYTES)):
                _write(sink, shell.feed(keys))
            _write(sink, "\r\n")
    except OSError:
        pass  # the terminal has gone (EIO, EPIPE): nobody is there to tell
    return 0


def console_of(arguments: Sequence[str]) -> GuestShell | SilentConsole:
    """By the options of `ConsoleKind`; without one it is the shell of a guest that is up."""
    detach = DETACH
    if arguments and arguments[0].startswith(ESCAPE_OPTION):
        detach = chr(ord(arguments[0][-1]) ^ 0x40)
        arguments = arguments[1:]
    name = arguments[-1] if arguments else "guest"
    kind = ConsoleKind(arguments[0]) if len(arguments) > 1 else ConsoleKind.SHELL
    if kind is ConsoleKind.SHELL:
        return GuestShell(name, detach=detach)
    return SilentConsole(lines_of(kind, name), detach)


@contextmanager
def raw_terminal(descriptor: int) -> Iterator[None]:
    """Every key goes to the guest, ctrl+c too; nothing changes where it isn't a terminal."""
    if not os.isatty(descriptor):
        yield
        return
    before = termios.tcgetattr(descriptor)
    try:
        tty.setraw(descriptor)
        yield
    finally:
        with suppress(termios.error):  # a terminal that has gone needs no mending
            # Keys typed for the guest must not reach whatever reads the terminal next.
            termios.tcsetattr(descriptor, termios.TCSAFLUSH, before)


def _write(descriptor: int, text: str) -> None:
    rest = text.encode()
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _leave(number: int, frame: FrameType | None) -> None:
    """Ends through the `finally` clauses, so that the terminal is put back."""
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
