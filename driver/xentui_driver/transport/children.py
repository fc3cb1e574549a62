"""Runs reading commands as child processes: each has a deadline, and all end at once when the console leaves."""

import os
import selectors
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import IO, Protocol

from xentui_driver.model.errors import TransportClosed
from xentui_driver.transport.protocol import OUTPUT_LIMIT_BYTES

_KILL_GRACE_S = 0.2
_LONGEST_PAUSE_S = 0.02

Child = subprocess.Popen[bytes]


class Taker(Protocol):
    """Takes what a child prints."""

    @property
    def streams(self) -> Sequence[IO[bytes]]: ...

    @property
    def has_enough(self) -> bool:
        """Whether what was taken is all that is wanted now."""
        ...

    @property
    def is_too_large(self) -> bool: ...

    def take(self, fd: int) -> bool:
        """Read what has arrived; false at the stream's end."""
        ...


class Output:
    """What a child has printed so far, of which only all is enough."""

    has_enough = False

    def __init__(self, child: Child) -> None:
        assert child.stdout is not None
        assert child.stderr is not None
        self._stdout, self._stderr = child.stdout, child.stderr
        self._chunks: dict[int, list[bytes]] = {stream.fileno(): [] for stream in self.streams}
        self._stdout_fd, self._stderr_fd = self._chunks
        self._size_bytes = 0

    @property
    def stdout(self) -> str:
        return decoded(b"".join(self._chunks[self._stdout_fd]))

    @property
    def stderr(self) -> str:
        return decoded(b"".join(self._chunks[self._stderr_fd]))

    @property
    def streams(self) -> tuple[IO[bytes], IO[bytes]]:
        return self._stdout, self._stderr

    @property
    def is_too_large(self) -> bool:
        return self._size_bytes > OUTPUT_LIMIT_BYTES

    def take(self, fd: int) -> bool:
        """Read what has arrived; false at the stream's end."""
        chunk = os.read(fd, 1 << 16)
        self._chunks[fd].append(chunk)
        self._size_bytes += len(chunk)
        return bool(chunk)

    def close(self) -> None:
        for stream in self.streams:
            stream.close()


class Children:
    """The children that run; safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._alive: set[Child] = set()
        self._closed = False
        self._wake_fd, self._waker_fd = os.pipe()

    def __del__(self) -> None:
        with suppress(AttributeError):  # there was no file descriptor left for its pipe
            os.close(self._wake_fd)
            os.close(self._waker_fd)

    def refuse_when_closed(self) -> None:
        if self._closed:
            raise TransportClosed("The console is leaving.")

    def add(self, child: Child) -> None:
        """Raises TransportClosed when `close` was called while the child was being started."""
        with self._lock:
            self._alive.add(child)
        self.refuse_when_closed()

    def read(self, output: Taker, deadline_s: float | None) -> bool:
        """Read until both streams end or there is enough; false when a limit or `close` came first."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._wake_fd, selectors.EVENT_READ)
            for stream in output.streams:
                selector.register(stream, selectors.EVENT_READ)
            while len(selector.get_map()) > 1 and not output.has_enough:
                remaining_s = None if deadline_s is None else deadline_s - time.monotonic()
                is_late = remaining_s is not None and remaining_s <= 0
                if self._closed or is_late or output.is_too_large:
                    return False
                for key, _ in selector.select(remaining_s):
                    if key.fd != self._wake_fd and not output.take(key.fd):
                        selector.unregister(key.fileobj)
        return not output.is_too_large

    def wait(self, child: Child, deadline_s: float) -> bool:
        """Wait for the end of a child whose streams have ended; false for the reasons of `read`."""
        # A child that `close` killed may be reaped before its reader sees that everything is closed.
        return self._reaped_before(deadline_s, child, or_closed=True) and not self._closed

    def end(self, child: Child) -> bool:
        """Kill a child and its group; false when it can't be killed now, and then the caller doesn't wait for it."""
        with self._lock:
            if child in self._alive:
                _kill_group(child)
            elif child.returncode is None:
                return False
        if self._reaped_before(time.monotonic() + _KILL_GRACE_S, child, or_closed=False):
            return True
        with self._lock:
            self._alive.discard(child)
        reap_when_it_ends(child)
        return False

    def drop(self, child: Child) -> None:
        """Kill a child and its group, without waiting."""
        with self._lock:
            if child not in self._alive:
                return
            _kill_group(child)
            self._alive.discard(child)
        reap_when_it_ends(child)

    def close(self) -> None:
        """Kill them all and wake every thread that waits for one, without waiting."""
        with self._lock:
            self._closed = True
            for child in self._alive:
                _kill_group(child)
        os.write(self._waker_fd, b"x")

    def _reaped_before(self, deadline_s: float, child: Child, *, or_closed: bool) -> bool:
        pause_s = 0.0005
        while not self._reaped(child):
            if time.monotonic() >= deadline_s or (or_closed and self._closed):
                return False
            time.sleep(pause_s)
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
        return True

    def _reaped(self, child: Child) -> bool:
        # Under the lock: once the child is reaped, its number may be another process's when `close` kills.
        with self._lock:
            if child.poll() is None:
                return False
            self._alive.discard(child)
            return True


def reap_when_it_ends(child: Child) -> None:
    """Wait for the child in a thread: without that it stays a zombie."""
    threading.Thread(target=child.wait, name=f"wait for {child.pid}", daemon=True).start()


def decoded(content: bytes) -> str:
    """The text in the form that `Completed` has."""
    return content.decode("utf-8", "surrogateescape")


def _kill_group(child: Child) -> None:
    with suppress(ProcessLookupError, PermissionError):  # it has ended, or now runs as another user
        os.killpg(child.pid, signal.SIGKILL)
