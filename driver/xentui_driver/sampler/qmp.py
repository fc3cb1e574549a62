"""Asks QEMUs what their disks have carried, many at once, none for longer than a moment (QEMU's qmp-spec)."""

import json
import selectors
import socket
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, NamedTuple

_LONGEST_S = 2.0
_MOST_BYTES = 1 << 18
"""Of all that one QEMU says: the figures of a disk are one thousand."""
_CHUNK_BYTES = 1 << 16
_STEPS = (("QMP", "qmp_capabilities"), ("return", "query-blockstats"), ("return", None))
"""What is awaited, and what is asked for then."""


class BlockStats(NamedTuple):
    """The answer of one QEMU."""

    at_ns: int
    """When it gave it, on the monotonic clock."""
    devices: list[Any]
    """As it came; nothing in it has been looked at."""


def block_stats(paths: Iterable[str], longest_s: float = _LONGEST_S) -> dict[str, BlockStats]:
    """By the path of the socket; nothing for one that doesn't answer in time, or with anything else.

    Each is asked and left again at once: a QEMU talks with one client at a time, and xentop uses the same socket.
    """
    found: dict[str, BlockStats] = {}
    deadline_s = time.monotonic() + longest_s
    with selectors.DefaultSelector() as waiting:
        for path in paths:
            with suppress(OSError):
                begun = _Conversation(path)
                waiting.register(begun, selectors.EVENT_READ, begun)
        while waiting.get_map() and (left_s := deadline_s - time.monotonic()) > 0:
            for key, _ in waiting.select(left_s):
                conversation: _Conversation = key.data
                if _goes_on(conversation):
                    continue
                waiting.unregister(conversation)
                conversation.close()
                if conversation.answer is not None:
                    found[conversation.path] = conversation.answer
        for key in list(waiting.get_map().values()):
            key.data.close()
    return found


class _Conversation:
    """With one QEMU; it waits for nothing."""

    def __init__(self, path: str) -> None:
        """Raises OSError."""
        self.path = path
        self.answer: BlockStats | None = None
        self._inbox = b""
        self._read_bytes = 0
        self._asked_ns = 0
        self._steps = list(_STEPS)
        self._socket = socket.socket(socket.AF_UNIX)
        try:
            self._socket.setblocking(False)
            self._socket.connect(path)
        except OSError:
            self.close()
            raise

    def fileno(self) -> int:
        return self._socket.fileno()

    def close(self) -> None:
        self._socket.close()

    def take(self) -> None:
        """Read what has come, and ask what is to be asked then. Raises OSError, ValueError, RecursionError."""
        chunk = self._socket.recv(_CHUNK_BYTES)
        self._read_bytes += len(chunk)
        if not chunk or self._read_bytes > _MOST_BYTES:
            raise ConnectionResetError
        *lines, self._inbox = (self._inbox + chunk).split(b"\n")
        for line in lines:
            if line.strip() and self.answer is None:
                self._hear(json.loads(line))

    def _hear(self, message: object) -> None:
        """Raises OSError, ValueError."""
        if not isinstance(message, dict) or "error" in message:
            raise ValueError
        if "event" in message:  # it tells them whenever they happen
            return
        awaited, next_command = self._steps.pop(0)
        value = message.get(awaited)
        if next_command is not None and isinstance(value, dict):
            self._asked_ns = time.monotonic_ns()
            self._socket.send(json.dumps({"execute": next_command}).encode() + b"\n")
        elif next_command is None and isinstance(value, list):
            self.answer = BlockStats((self._asked_ns + time.monotonic_ns()) // 2, value)
        else:
            raise ValueError


def _goes_on(conversation: _Conversation) -> bool:
    try:
        conversation.take()
    except (OSError, ValueError, RecursionError):
        return False
    return conversation.answer is None
