"""A child process that answers one line with another, for as long as it is wanted."""

import os
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import IO, NoReturn

from xentui_driver.model.errors import CommandFailed, CommandTimedOut, OutputTooLarge, TransportClosed
from xentui_driver.transport.children import Child, Children, decoded
from xentui_driver.transport.protocol import OUTPUT_LIMIT_BYTES, STARTED_AGAIN

_COMPLAINT_LIMIT_BYTES = 1 << 12


class ChildConversation:
    """The conversation with a child that `children` knows; its pipes are ours."""

    def __init__(self, children: Children, child: Child, name: str) -> None:
        """`name` is the child's, for people. Raises TransportClosed when the console is leaving."""
        assert child.stdin is not None, "it was started with one"
        self._children = children
        self._child = child
        self._name = name
        self._said = _Said(child)
        self._is_over = False
        try:
            children.add(child)
        except TransportClosed:
            self.close()
            raise

    def ask(self, line: str, *, timeout_s: float) -> str:
        self._children.refuse_when_closed()
        if self._is_over:
            raise self._ended("has ended")
        self._said.begin()
        try:
            with suppress(BrokenPipeError):  # it has died: its streams say so
                os.write(self._stdin.fileno(), f"{line}\n".encode())
            self._children.read(self._said, time.monotonic() + timeout_s)
            self._children.refuse_when_closed()
            if self._said.answer is None:
                self._fail(timeout_s)
            return decoded(self._said.answer)
        finally:
            if self._said.answer is None:
                self.close()

    def close(self) -> None:
        if self._is_over:
            return
        self._is_over = True
        self._children.drop(self._child)
        self._stdin.close()
        self._said.close()

    @property
    def _stdin(self) -> IO[bytes]:
        assert self._child.stdin is not None
        return self._child.stdin

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
    """What the child has said since it was asked, and the end of what it has complained of."""

    def __init__(self, child: Child) -> None:
        assert child.stdout is not None
        assert child.stderr is not None
        self._streams = (child.stdout, child.stderr)
        self._ended: set[int] = set()
        self._complaint = b""
        self.begin()

    def begin(self) -> None:
        self._chunks: list[bytes] = []
        self._size_bytes = 0
        self._has_line = False

    def close(self) -> None:
        for stream in self._streams:
            stream.close()

    @property
    def streams(self) -> Sequence[IO[bytes]]:
        """Those that have not ended."""
        return [stream for stream in self._streams if stream.fileno() not in self._ended]

    @property
    def answer(self) -> bytes | None:
        """The one line; None where there is none yet, or more than it."""
        said = b"".join(self._chunks)
        return said[:-1] if said.endswith(b"\n") and said.count(b"\n") == 1 and not self.is_too_large else None

    @property
    def complaint(self) -> str:
        return decoded(self._complaint)

    @property
    def has_enough(self) -> bool:
        return self._has_line

    @property
    def is_too_large(self) -> bool:
        return self._size_bytes > OUTPUT_LIMIT_BYTES

    @property
    def is_silent(self) -> bool:
        """Whether both streams have ended, and nothing more can come."""
        return len(self._ended) == len(self._streams)

    def take(self, fd: int) -> bool:
        chunk = os.read(fd, 1 << 16)
        self._size_bytes += len(chunk)
        if not chunk:
            self._ended.add(fd)
        elif fd == self._streams[0].fileno():
            self._chunks.append(chunk)
            self._has_line = self._has_line or b"\n" in chunk
        else:
            self._complaint = (self._complaint + chunk)[-_COMPLAINT_LIMIT_BYTES:]
        return bool(chunk)
