"""Lends the real terminal to another program and takes it back, whatever that has left behind."""

import asyncio
import os
import shlex
import signal
import sys
import termios
import time
from asyncio.subprocess import Process
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any

from textual.app import App, SuspendNotSupported

from xentui.console.terminal.driver import ConsoleDriver
from xentui.console.terminal.kind import ascii_only, start_environ
from xentui.console.terminal.output import TerminalOutput
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import ToolMissing, XenError
from xentui_driver.model.text import harmless, harmless_lines


@dataclass(frozen=True, slots=True)
class AttachResult:
    """How a program on the terminal ended."""

    exit_status: int
    """Minus the signal's number when a signal ended it."""
    error_lines: tuple[str, ...]
    """The first and the last lines of its standard error, harmless."""
    lasted_s: float


RunAttached = Callable[[tuple[str, ...], str], Awaitable[AttachResult]]
"""Runs an argv on the terminal under a line of text that says how to come back."""

_NEEDS_TERMINAL = "Run xentui on a terminal of its own."
_ERROR_LINES = 20
_ERROR_BYTES = 1 << 14
_HANGUP_GRACE_S = 0.3

# What a guest's programs may have left: half a sequence, line drawing, colours, margins, modes of keys,
# mouse and screen, keyboard protocols. Margins home the cursor, so it goes to the last line after them.
_RESET = "".join(
    (
        "\x18\x0f\x1b(B\x1b[m\x1b[0 q",
        "\x1b[?1047l\x1b[?6l\x1b[?69l\x1b[r\x1b[999;1H",
        "\x1b[4l\x1b[20l\x1b[?1l\x1b[?5l\x1b[?7h\x1b[?25h\x1b>",
        *(f"\x1b[?{mode}l" for mode in (9, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1015, 1016)),
        "\x1b[?2004l\x1b[?2026l\x1b[?2048l\x1b[>4m\x1b[<9u",
        "\x1b[m\r\n",
    )
)
_RESET_TO_UTF8 = "\x1b%G"


AttachTo = Callable[[App[Any], tuple[str, ...], str, str], Awaitable[AttachResult]]
"""Runs an argv on the terminal of an app, under a title and a hint how to come back."""


async def attach(
    app: App[Any], argv: tuple[str, ...], title: str, hint: str, *, runner: RunAttached | None = None
) -> AttachResult:
    """Leave the screen, run `argv` on the terminal to its end, come back.

    Everything else goes on meanwhile: await it in a worker, or the app's own messages wait too.

    Arguments:
        title: What the operator now talks to.
        hint: How to come back.
        runner: In place of the real terminal, for tests.

    Raises ToolMissing, or XenError when the terminal or the program can't be had.
    """
    banner = harmless(f"{title} ({hint})")
    if runner is not None:
        return await runner(argv, banner)
    try:
        with _screen_left(app):
            return await _run_on_terminal(argv, banner, _leaving(app))
    except SuspendNotSupported as error:
        raise XenError("There is no terminal that could be handed over.", next_step=_NEEDS_TERMINAL) from error


@contextmanager
def _screen_left(app: App[Any]) -> Iterator[None]:
    # In a batch, since frames drawn for a screen that is left would pile up.
    with app.batch_update():
        suspended = app.suspend()
        suspended.__enter__()
        try:
            yield
        finally:
            # It must not see an exception: Textual would not take the terminal back.
            suspended.__exit__(None, None, None)


def _leaving(app: App[Any]) -> asyncio.Event:
    return app._driver.leaving if isinstance(app._driver, ConsoleDriver) else asyncio.Event()


async def _run_on_terminal(argv: tuple[str, ...], banner: str, leaving: asyncio.Event) -> AttachResult:
    assert sys.__stdin__ is not None
    assert sys.__stdout__ is not None
    keyboard_fd, screen_fd = sys.__stdin__.fileno(), sys.__stdout__.fileno()
    started_s = time.monotonic()
    # In memory: a guest's console is wanted most when no file can be written.
    with open(os.memfd_create("errors"), "w+b") as errors, _terminal_restored(keyboard_fd, screen_fd):
        _print(screen_fd, banner + "\n")
        process = await _start(argv, keyboard_fd, screen_fd, errors)
        try:
            # In a group of its own, in front: ctrl-C is the program's. If it has read before, it stands still.
            with suppress(OSError):  # it ended just now
                os.tcsetpgrp(keyboard_fd, process.pid)
            _signal_group(process, signal.SIGCONT)
            await _until_either(process, leaving)
            await _hang_up(process)
        except asyncio.CancelledError:
            _signal_group(process, signal.SIGHUP)  # and no waiting: the app may be at its end already
            raise
        return AttachResult(
            exit_status=-signal.SIGKILL if process.returncode is None else process.returncode,
            error_lines=_error_lines(errors),
            lasted_s=time.monotonic() - started_s,
        )


@contextmanager
def _terminal_restored(keyboard_fd: int, screen_fd: int) -> Iterator[None]:
    try:
        modes = termios.tcgetattr(keyboard_fd)
        front_group = os.tcgetpgrp(keyboard_fd)
    except (OSError, termios.error) as error:
        raise XenError(
            "There is no terminal that could be handed over.", detail=str(error), next_step=_NEEDS_TERMINAL
        ) from error
    blocking = {fd: os.get_blocking(fd) for fd in (keyboard_fd, screen_fd)}
    # Neither may stop: who stands still at a terminal that someone else is to give back has lost it. The
    # program inherits it. TTOU would stop this process when it takes the terminal back from behind.
    handlers = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGTSTP, signal.SIGTTOU)}
    try:
        yield
    finally:
        with suppress(OSError, termios.error):  # a terminal that is gone needs nothing any more
            os.tcsetpgrp(keyboard_fd, front_group)
            termios.tcsetattr(keyboard_fd, termios.TCSANOW, modes)
            termios.tcflush(keyboard_fd, termios.TCIFLUSH)  # typed for the guest, it is no key of ours
            for fd, was_blocking in blocking.items():
                os.set_blocking(fd, was_blocking)
            _print(screen_fd, _RESET if _is_ascii_only() else _RESET + _RESET_TO_UTF8)
        for number, handler in handlers.items():
            signal.signal(number, handler)


def _print(screen_fd: int, text: str) -> None:
    """Past the screen that is left; a stuck terminal doesn't hold it up."""
    output = TerminalOutput(screen_fd, ascii_only=_is_ascii_only())
    output.start()
    output.write(text)
    output.stop()


def _is_ascii_only() -> bool:
    assert sys.__stdout__ is not None
    return ascii_only(start_environ(), sys.__stdout__.encoding)


async def _start(argv: tuple[str, ...], keyboard_fd: int, screen_fd: int, errors: IO[bytes]) -> Process:
    try:
        return await asyncio.create_subprocess_exec(
            *argv, stdin=keyboard_fd, stdout=screen_fd, stderr=errors, process_group=0
        )
    except (FileNotFoundError, PermissionError) as error:
        raise ToolMissing(f"{argv[0]} can't be run.", detail=str(error)) from error
    except (OSError, ValueError) as error:
        raise XenError(
            f"{shlex.join(argv)} can't be started.", detail=str(error), next_step="Run it by hand on a terminal."
        ) from error


async def _until_either(process: Process, leaving: asyncio.Event) -> None:
    waits = [asyncio.ensure_future(process.wait()), asyncio.ensure_future(leaving.wait())]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


async def _hang_up(process: Process) -> None:
    """End what still runs, as a line that drops does, or harder; don't wait for what can't be killed."""
    for number in (signal.SIGHUP, signal.SIGKILL):
        if process.returncode is None:
            _signal_group(process, number)
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), _HANGUP_GRACE_S)


def _signal_group(process: Process, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):  # it ended just now
        os.killpg(process.pid, number)


def _error_lines(errors: IO[bytes]) -> tuple[str, ...]:
    """The beginning, where a cause stands, and where there was more the end."""
    size_bytes = errors.seek(0, os.SEEK_END)
    first = _lines_at(errors, 0)
    if size_bytes <= _ERROR_BYTES and len(first) <= 2 * _ERROR_LINES:
        return first
    return (*first[:_ERROR_LINES], *_lines_at(errors, max(0, size_bytes - _ERROR_BYTES))[-_ERROR_LINES:])


def _lines_at(errors: IO[bytes], position: int) -> tuple[str, ...]:
    errors.seek(position)
    text = errors.read(_ERROR_BYTES).decode("utf-8", "replace")
    return tuple(line for line in harmless_lines(text, _ERROR_BYTES) if line.strip())
