"""A child process that answers one line with another, for as long as it is wanted, and may call in between."""

import os
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import IO, NoReturn

from xentui_driver.model.errors import CommandFailed, CommandTimedOut, OutputTooLarge, TransportClosed
from xentui_driver.transport.children import Child, Children, decoded
from xentui_driver.transport.protocol import OUTPUT_LIMIT_BYTES, STARTED_AGAIN

_COMPLAINT_LIMIT_BYTES = 1 << 12
_MOST_CALLS = 2
"""Between two questions: one, and one that was on its way when the first of them was asked."""


class ChildConversation:
    """The conversation with a child that `children` knows; its pipes are ours."""

    def __init__(self, children: Children, child: Child, name: str, called: Callable[[], object]) -> None:
        """`name` is the child's, for people. Raises TransportClosed when the console is leaving."""
        assert child.stdin is not None, "it was started with one"
        self._children = children
        self._child = child
        self._name = name
        self._said = _Said(child, called)
        self._is_over = False
        listener = threading.Thread(target=self._listen, name=f"listen to {name} {child.pid}", daemon=True)
        try:
            children.add(child)
        except TransportClosed:
            self.close()
            raise
        finally:
            listener.start()

    def ask(self, line: str, *, timeout_s: float) -> str:
        self._children.refuse_when_closed()
        if self._is_over:
            raise self._ended("has ended")
        answer: bytes | None = None
        try:
            self._said.begin()
            with suppress(BrokenPipeError):  # it has died: its streams say so
                os.write(self._stdin.fileno(), f"{line}\n".encode())
            answer = self._said.answer(time.monotonic() + timeout_s)
            self._children.refuse_when_closed()
            if answer is None:
                self._fail(timeout_s)
            return decoded(answer)
        finally:
            if answer is None:
                self.close()

    def close(self) -> None:
        """The listener closes what it reads when the child's end of it is closed."""
        if self._is_over:
            return
        self._is_over = True
        self._children.drop(self._child)
        self._stdin.close()

    @property
    def _stdin(self) -> IO[bytes]:
        assert self._child.stdin is not None
        return self._child.stdin

    def _listen(self) -> None:
        self._children.read(self._said, None)
        self._said.close()

    def _fail(self, timeout_s: float) -> NoReturn:
        """Say why there is no answer."""
        if self._said.is_too_large:
            raise OutputTooLarge(
                f"{self._name} answered with more than {OUTPUT_LIMIT_BYTES >> 20} MiB and was ended.",
                next_step=STARTED_AGAIN,
            )
        if self._said.has_enough:
            raise self._ended("said more than it was asked")
        if self._said.is_silent:
            raise self._ended("has ended")
        raise CommandTimedOut(
            f"{self._name} gave no answer in {timeout_s:g} s and was ended.",
            detail=self._said.complaint,
            next_step=STARTED_AGAIN,
        )

    def _ended(self, what: str) -> CommandFailed:
        return CommandFailed(f"{self._name} {what}.", detail=self._said.complaint, next_step=STARTED_AGAIN)


class _Said:
    """What the child says, taken by the thread that listens: answers, calls, and the end of what it complains of."""

    def __init__(self, child: Child, called: Callable[[], object]) -> None:
        assert child.stdout is not None
        assert child.stderr is not None
        self.is_too_large = False
        self.has_enough = False
        """Whether it has said more than it was asked: nothing more is listened to."""
        self.is_silent = False
        """Whether nothing more comes."""
        self._called = called
        self._streams = (child.stdout, child.stderr)
        self._ended: set[int] = set()
        self._changed = threading.Condition()
        self._complaint = b""
        self._chunks: list[bytes] = []
        """Of a line that isn't complete."""
        self._size_bytes = 0
        self._is_asked = False
        self._answer: bytes | None = None
        self._calls = 0

    def begin(self) -> None:
        """It is asked now."""
        with self._changed:
            self._is_asked, self._answer = True, None
            self._calls = self._size_bytes = 0

    def answer(self, deadline_s: float) -> bytes | None:
        """The one line that answers; None where there is none in time, or more than it."""
        with self._changed:
            self._changed.wait_for(lambda: not self._is_asked or self.is_silent, deadline_s - time.monotonic())
            return None if self.has_enough or self.is_too_large else self._answer

    def close(self) -> None:
        with self._changed:
            self.is_silent = True
            self._changed.notify_all()
        for stream in self._streams:
            stream.close()

    @property
    def streams(self) -> Sequence[IO[bytes]]:
        """Those that have not ended."""
        return [stream for stream in self._streams if stream.fileno() not in self._ended]

    @property
    def complaint(self) -> str:
        return decoded(self._complaint)

    def take(self, fd: int) -> bool:
        chunk = os.read(fd, 1 << 16)
        calls = 0
        with self._changed:
            self._size_bytes += len(chunk)
            self.is_too_large = self._size_bytes > OUTPUT_LIMIT_BYTES
            if not chunk:
                self._ended.add(fd)
            elif fd == self._streams[0].fileno():
                calls = self._take_lines(chunk)
            else:
                self._complaint = (self._complaint + chunk)[-_COMPLAINT_LIMIT_BYTES:]
        for _ in range(calls):
            self._called()
        return bool(chunk)

    def _take_lines(self, chunk: bytes) -> int:
        """How many calls to pass on."""
        self._chunks.append(chunk)
        if b"\n" not in chunk:
            return 0
        *lines, rest = b"".join(self._chunks).split(b"\n")
        self._chunks = [rest]
        before, self._calls = self._calls, self._calls + lines.count(b"")
        for line in filter(None, lines):
            self.has_enough = self.has_enough or not self._is_asked
            self._is_asked, self._answer = False, line
            self._changed.notify_all()
        self.has_enough = self.has_enough or self._calls > _MOST_CALLS
        return max(0, min(self._calls, _MOST_CALLS) - before)
