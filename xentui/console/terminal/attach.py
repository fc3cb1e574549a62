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
from typing import IO, Any, Protocol

from textual.app import App, SuspendNotSupported

from xentui.console.terminal.driver import ConsoleDriver
from xentui.console.terminal.kind import ascii_only, start_environ
from xentui.console.terminal.output import TerminalOutput
from xentui.tty.leaving_keys import LeavingKeys
from xentui.tty.modes import KEPT, line_of, reset_of
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


@dataclass(frozen=True, slots=True)
class Program:
    """What comes on the terminal, under a line that says what it is and how to come back."""

    argv: tuple[str, ...]
    title: str
    """What the operator now talks to."""
    hint: str
    """How to come back."""
    above: tuple[str, ...] = ()
    """Lines above that one, which are safe text."""


class Pause(Protocol):
    """The terminal while no program is on it; for any thread."""

    def say(self, line: str) -> None:
        """Show a line."""
        ...

    def is_left(self) -> bool:
        """Whether the operator doesn't want to wait for another program, or the app leaves."""
        ...


Programs = Callable[[AttachResult | None, Pause], Awaitable[Program | None]]
"""The program that comes next, from how the last one has ended; None when there was none, and when none comes."""
AttachTo = Callable[[App[Any], Programs], Awaitable[AttachResult | None]]
"""Runs programs on the terminal of an app, one after the other; returns how the last one has ended."""

_NEEDS_TERMINAL = "Run xentui on a terminal of its own."
_ERROR_LINES = 20
_ERROR_BYTES = 1 << 14
_HANGUP_GRACE_S = 0.3


async def attach(app: App[Any], programs: Programs) -> AttachResult | None:
    """Leave the screen, run programs on the terminal to their end, come back.

    Everything else goes on meanwhile: await it in a worker, or the app's own messages wait too.

    Raises ToolMissing, or XenError when the terminal or a program can't be had, or what `programs` raises.
    """
    try:
        with _screen_left(app):
            return await _run_in_turn(programs, _leaving(app))
    except SuspendNotSupported as error:
        raise XenError("No terminal to hand over.", next_step=_NEEDS_TERMINAL) from error


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


@dataclass(frozen=True, slots=True)
class _TerminalPause:
    keys: LeavingKeys
    leaving: asyncio.Event
    screen_fd: int

    def say(self, line: str) -> None:
        _print(self.screen_fd, harmless(line) + "\r\n")

    def is_left(self) -> bool:
        return self.leaving.is_set() or self.keys.are_pressed()


async def _run_in_turn(programs: Programs, leaving: asyncio.Event) -> AttachResult | None:
    assert sys.__stdin__ is not None
    assert sys.__stdout__ is not None
    keyboard_fd, screen_fd = sys.__stdin__.fileno(), sys.__stdout__.fileno()
    ended = None
    try:
        with _unstoppable():
            while (program := await _next(programs, ended, keyboard_fd, screen_fd, leaving)) is not None:
                ended = await _run_on_terminal(program, keyboard_fd, screen_fd, leaving)
    except termios.error as error:
        raise XenError("No terminal to hand over.", detail=str(error), next_step=_NEEDS_TERMINAL) from error
    return ended


async def _next(
    programs: Programs, ended: AttachResult | None, keyboard_fd: int, screen_fd: int, leaving: asyncio.Event
) -> Program | None:
    if leaving.is_set():
        return None
    with LeavingKeys(keyboard_fd) as keys:
        return await programs(ended, _TerminalPause(keys, leaving, screen_fd))


async def _run_on_terminal(program: Program, keyboard_fd: int, screen_fd: int, leaving: asyncio.Event) -> AttachResult:
    started_s = time.monotonic()
    # In memory: a guest's console is wanted most when no file can be written.
    with open(os.memfd_create("errors"), "w+b") as errors, _terminal_restored(keyboard_fd, screen_fd):
        lines = (*program.above, harmless(f"{program.title} ({program.hint})"))
        _print(screen_fd, KEPT + "".join(f"{line}\n" for line in lines))
        termios.tcflush(keyboard_fd, termios.TCIFLUSH)  # typed before the program was there: not for it
        process = await _start(program.argv, keyboard_fd, screen_fd, errors)
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
def _unstoppable() -> Iterator[None]:
    # Who stands still at a terminal that someone else is to give back has lost it, the program too, which inherits
    # this. TTOU would stop this process when it takes the terminal back from behind.
    handlers = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGTSTP, signal.SIGTTOU)}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


@contextmanager
def _terminal_restored(keyboard_fd: int, screen_fd: int) -> Iterator[None]:
    line, front_group = line_of(keyboard_fd, screen_fd), os.tcgetpgrp(keyboard_fd)
    try:
        yield
    finally:
        with suppress(OSError, termios.error):  # a terminal that is gone needs nothing any more
            os.tcsetpgrp(keyboard_fd, front_group)
            line.put_back()
            _print(screen_fd, reset_of(start_environ(), ascii_only=_is_ascii_only()))


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
