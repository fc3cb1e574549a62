"""Textual's driver of a real terminal, made fit for bad lines, hangups and quick leaving."""

import asyncio
import codecs
import os
import selectors
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any, NoReturn

from rich.console import COLOR_SYSTEMS
from textual import constants, events
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.keys import Keys
from textual.message import Message

from xentui.console.keys.keyboard import Keyboard
from xentui.console.terminal.cell_differences import CellDifferences
from xentui.console.terminal.kind import SILENT, ascii_only, colour_system, start_environ, unknown_term
from xentui.console.terminal.output import TerminalOutput
from xentui.console.terminal.pace import ANSWERS, ASKED, GIVEN_UP_S, Pace
from xentui.tty import first_line

LEAVING_SIGNALS = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM)

_KEYBOARD_SIGNALS = (signal.SIGINT, signal.SIGQUIT)
_ESCAPE_DELAY_S = constants.ESCAPE_DELAY + 0.01
_LAST_WORDS_S = 0.2
_CLEAR = "\x1b[m\x1b[H\x1b[J"
_ANSWER_S, _LONGEST_ANSWER_S = 0.2, 1.0
"""How long one that leaves waits for an answer, from a terminal that has given some before."""


def run(app: App[Any], *, mouse: bool = True) -> int:
    """Run the app to its end and return its exit status.

    On a loop of its own: `asyncio.run` ends by waiting for the default executor's threads, hung ones too.
    """
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    app.run(loop=loop, mouse=mouse)
    return app.return_code or 0


def fast_exit(status: int) -> NoReturn:
    """End the process: no hung thread, no executor and no stuck terminal holds it up."""
    deadline = threading.Timer(_LAST_WORDS_S, os._exit, (status,))
    deadline.daemon = True
    deadline.start()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # closed, or the terminal is gone: nobody is left to read it
            stream.flush()
    os._exit(status)


class ConsoleDriver(LinuxDriver):
    """Differs from `LinuxDriver` in what each override says; everything else is Textual's."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        environ = start_environ()
        # Textual draws on standard error, which may lead into a file; the console begins on a standard output that
        # is a terminal only.
        assert sys.__stdout__ is not None
        self._file = sys.__stdout__
        self._terminal_fd = self._file.fileno()
        self._ascii_only = ascii_only(environ, self._file.encoding)
        self._terminal_answers = environ.get("TERM", "") not in SILENT
        if system := colour_system(environ):
            app.console._color_system = COLOR_SYSTEMS[system]
        # Textual's loop looks at this event ten times a second; ours sleeps until it is set.
        self.exit_event = _WakingEvent()
        self._exit_fd = self.exit_event.fileno()
        self._output: TerminalOutput | None = None
        self._differences = CellDifferences(*self._app.size)
        self._pace = Pace()
        self._answers = threading.Semaphore(0)
        """Those that were heard and not yet taken note of."""
        self._timer: asyncio.TimerHandle | None = None
        self.answers_key = False
        """Whether what is written is the answer to a key."""
        self._size_told: tuple[int, int] | None = None
        """The size of a terminal that has been resized, until the app knows it."""
        self._has_begun = self._has_lost_picture = False
        self._exit_status = 0
        self.leaving = asyncio.Event()
        self.keyboard = Keyboard()
        # Textual leaves these to Python: the process ends where it is and the terminal stays as it is.
        for number in LEAVING_SIGNALS:
            self._loop.add_signal_handler(number, self.leave, number)

    @property
    def backlog_bytes(self) -> int:
        """What the terminal has not taken yet: more than nothing for long on a slow line only."""
        return self._output.backlog_bytes if self._output else 0

    def _get_terminal_size(self) -> tuple[int, int]:
        # Textual believes COLUMNS and LINES, which a shell may have exported and which no resize changes.
        try:
            columns, rows = os.get_terminal_size(self._terminal_fd)
        except OSError:
            columns, rows = 0, 0  # no terminal any more
        self._size_told = columns or 80, rows or 24
        self._has_lost_picture = self._has_begun
        return self._size_told

    @property
    def unknown_term(self) -> str:
        """The terminal's name where nothing is known of such a one; else empty."""
        return unknown_term(os.environ, self._terminal_fd)

    def leave(self, number: signal.Signals) -> None:
        """Leave as a signal asks; the shell sees a status of 128 and its number."""
        if number in _KEYBOARD_SIGNALS and not self._output:
            return  # ctrl-C is for the program that the terminal is lent to
        self._exit_status = 128 + number
        self.leaving.set()
        if self._output:  # else who has borrowed the terminal gives it back first
            self._app.exit(return_code=self._exit_status)

    def start_application_mode(self) -> None:
        if self.leaving.is_set():
            self._app.exit(return_code=self._exit_status)
        if self._app._exit:
            return  # the terminal was given back because the app ends
        self._output = self._open_output()
        self._differences = CellDifferences(*self._app.size)
        first_line.take_away()
        self._output.start()
        self._pace, self._answers = Pace(), threading.Semaphore(0)
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if self._terminal_answers:  # asked before, it would answer to a keyboard that echoes
            self._output.write(ASKED)
            self._pace.begin(time.monotonic())
        self._has_begun = True

    def _open_output(self) -> TerminalOutput:
        return TerminalOutput(self._terminal_fd, ascii_only=self._ascii_only)

    def write(self, data: str) -> None:
        # Textual's own writer blocks the app when its queue is full behind a stuck line; it stays idle.
        if not self._output:
            return
        self._see_size()
        self._differences.write(data, comes_first=self.answers_key)
        self._send_news()

    def repaint(self) -> None:
        """Send the whole screen once more: something else has written to the terminal."""
        self._differences.repaint()
        self._send_news()

    def _send_news(self) -> None:
        """A terminal that is behind gets the next picture when it has the last one, and none of those between."""
        if not self._output or self._output.tell_when_empty(self._send_later):
            return
        room_bytes = self._pace.room_bytes(time.monotonic())
        if room_bytes != 0:
            self._send(room_bytes)
        elif self._differences.has_news:
            self._look_again()

    def _send(self, limit_bytes: int | None = None) -> None:
        if self._output and (news := self._differences.news(limit_bytes)):
            asks = self._pace.asked(len(news.encode()), time.monotonic())
            self._output.write(news + ASKED if asks else news)
            if self._differences.has_news:
                self._look_again()

    def _look_again(self) -> None:
        """In case that the terminal doesn't answer."""
        if self._timer is None:
            self._timer = self._loop.call_later(GIVEN_UP_S, self._send_in_any_case)

    def _send_in_any_case(self) -> None:
        self._timer = None
        self._send_news()

    def _send_later(self) -> None:
        with suppress(RuntimeError):  # the loop is over
            self._loop.call_soon_threadsafe(self._send_news)

    def _hear_answer(self) -> None:
        """Called from the thread that reads the keyboard."""
        self._answers.release()
        with suppress(RuntimeError):  # the loop is over
            self._loop.call_soon_threadsafe(self._take_answer, time.monotonic())

    def _take_answer(self, heard_s: float) -> None:
        self._answers.acquire(blocking=False)
        self._pace.answered(heard_s)
        if self._output and self._pace.asked(0, heard_s):
            self._output.write(ASKED)
        if self._differences.has_news:
            self._send_news()

    def _await_answers(self) -> None:
        """Those that are still on their way would be typed into what has the terminal next; ask for no more."""
        ends_s = time.monotonic() + min(_LONGEST_ANSWER_S, max(_ANSWER_S, self._pace.expected_s))
        for _ in range(self._pace.answers_to_come):
            self._answers.acquire(timeout=max(0.0, ends_s - time.monotonic()))
        self._pace = Pace()

    def size_came(self) -> None:
        """The app knows its size, and draws nothing for one that it had before: the terminal has lost its picture."""
        if self._has_lost_picture:
            self._has_lost_picture = False
            self._app.refresh()

    def _see_size(self) -> None:
        """A terminal that was resized may show anything, and all is drawn again once the app knows its new size."""
        size = tuple(self._app.size)
        if size != (self._differences.columns, self._differences.lines):
            self._differences = CellDifferences(*size)
        elif size == self._size_told:
            self._differences.repaint()
        if size == self._size_told:
            self._size_told = None

    def disable_input(self) -> None:
        self._await_answers()
        super().disable_input()

    def stop_application_mode(self) -> None:
        if self._output:
            self._output.abandon()
            # A serial terminal and the Linux console (vt.c) have one screen only: what comes next would be written
            # amid a picture that looks alive.
            self.write(_CLEAR)
            super().stop_application_mode()
            self._send()

    def close(self) -> None:
        super().close()
        if self._output:
            self._output.stop()
            self._output = None

    def _disable_mouse_support(self) -> None:
        super()._disable_mouse_support()
        if self._mouse_pixels:  # Textual enables it and leaves it to the shell
            self._mouse_pixels = False
            self.write("\x1b[?1016l")

    def _sigtstp_application(self, *args: object) -> None:
        """Stop, with all of the shell's job (sudo and make too), and go on where no shell is there to continue it.

        Textual stops this process alone, and also where nobody could ever continue it: the kernel stops no job that
        has lost its shell (an orphaned process group), or never had one, as under `ssh -t`.
        """
        if not self._output or not self._auto_restart:
            super()._sigtstp_application(*args)
            return
        self.suspend_application_mode()
        self._must_signal_resume = True
        handler = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.killpg(os.getpgrp(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, handler)
        if not self._output:  # nobody has continued it
            self.resume_application_mode()

    def _sigcont_application(self, *args: object) -> None:
        # After a STOP without a TSTP Textual starts a second time: two threads read the keys, and its raw
        # mode is taken for what the terminal had before.
        if self._output and self._auto_restart:
            self.suspend_application_mode()
        super()._sigcont_application(*args)

    def run_input_thread(self) -> None:
        # Textual's own decodes strictly, so one byte that is no UTF-8 ends the app, and spins after a hangup.
        parser = _Parser(self._hear_answer)
        decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        with selectors.PollSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(self._exit_fd, selectors.EVENT_READ)
            timeout_s = None
            while not self.exit_event.is_set():
                ready = [key.fd for key, _ in selector.select(timeout_s)]
                if self.fileno in ready:
                    typed = self._read()
                    if not typed:
                        self._loop.call_soon_threadsafe(self.leave, signal.SIGHUP)
                        return
                    if text := decode(typed):  # nothing after half a character; the parser takes it for the end
                        self._take(list(parser.feed(text)))
                self._take(list(parser.tick()))
                # An escape character is the key only when nothing follows in time: one more look after input.
                timeout_s = _ESCAPE_DELAY_S if self.fileno in ready else None

    def _take(self, typed: Sequence[Message]) -> None:
        """Pass on what one read has brought, once it is known which keys came together."""
        self.keyboard.read([message for message in typed if isinstance(message, events.Key)])
        for message in typed:
            self.process_message(message)

    def _read(self) -> bytes:
        """What was typed; nothing when the terminal is gone."""
        try:
            return os.read(self.fileno, 1 << 12)
        except OSError:
            return b""


class PlainConsoleDriver(ConsoleDriver):
    """Sends all that Textual writes."""

    def write(self, data: str) -> None:
        if self._output:
            self._output.write(data)

    def repaint(self) -> None:
        self._app.refresh()


class _Parser(XTermParser):
    """Knows the answers of a terminal that was asked whether it is ready."""

    def __init__(self, answered: Callable[[], None]) -> None:
        super().__init__()
        self._tell_answer = answered

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        if sequence not in ANSWERS:
            return super()._sequence_to_key_events(sequence, alt)
        self._tell_answer()
        return (events.Key(Keys.Ignore, sequence),)


class _WakingEvent(threading.Event):
    """An event that a selector can wait for."""

    def __init__(self) -> None:
        super().__init__()
        self._read_fd, self._write_fd = os.pipe()
        os.set_blocking(self._read_fd, False)

    def fileno(self) -> int:
        return self._read_fd

    def set(self) -> None:
        super().set()
        os.write(self._write_fd, b"x")

    def clear(self) -> None:
        super().clear()
        with suppress(BlockingIOError):  # it wasn't set
            os.read(self._read_fd, 1 << 12)
