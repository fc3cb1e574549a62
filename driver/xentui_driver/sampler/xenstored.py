"""A connection to xenstored that never waits: requests go when it takes them, answers are noted when they have come."""

import os
import socket
import struct
from collections.abc import Iterable
from contextlib import suppress
from typing import NamedTuple

SOCKETS = ("/run/xenstored/socket", "/var/run/xenstored/socket")

_HEADER = struct.Struct("<4I")
"""Type, number of the request, transaction, bytes that follow (xs_wire.h); all in the byte order of x86 and Arm."""
_READ, _WATCH, _UNWATCH, _WATCH_EVENT = 2, 4, 5, 15
_PROBE = "/local/domain/0/name"
_CHUNK_BYTES = 1 << 16


class Fired(NamedTuple):
    """A watch that is set has fired."""

    path: str
    """What it is set on."""
    is_first: bool
    """Each does so once when it is set (xenstore.txt)."""


class StoreConnection:
    """Its watches, and since when it is silent. Where a method tells the time, it is in seconds on one clock."""

    def __init__(self, connection: socket.socket, now_s: float) -> None:
        self._socket = connection
        self._inbox = b""
        self._outbox = b""
        self._requests = 0
        self._unanswered: dict[int, float] = {}
        """Since when, by the number of the request."""
        self._watches: dict[str, int] = {}
        """The request that has set it, by path; that is its token too."""
        self._silent: set[str] = set()
        """The watches that haven't fired yet."""
        self._heard_s = now_s

    def fileno(self) -> int:
        return self._socket.fileno()

    @property
    def has_more_to_send(self) -> bool:
        return bool(self._outbox)

    def watches(self, paths: Iterable[str]) -> bool:
        """Whether xenstored has set the watches of all these paths."""
        return all(path in self._watches and self._watches[path] not in self._unanswered for path in paths)

    def silent_s(self, now_s: float) -> float:
        """How long it has owed an answer."""
        return max(0.0, now_s - min(self._unanswered.values(), default=now_s))

    def watch(self, paths: set[str], now_s: float) -> None:
        """Watch these paths, and no other ones."""
        for path in self._watches.keys() - paths:
            self.unwatch(path, now_s)
        for path in paths - self._watches.keys():
            self._watches[path] = self._ask(_WATCH, path, path, now_s=now_s)
            self._silent.add(path)

    def unwatch(self, path: str, now_s: float) -> None:
        if self._watches.pop(path, None) is not None:
            self._ask(_UNWATCH, path, path, now_s=now_s)
            self._silent.discard(path)

    def probe(self, now_s: float, after_s: float) -> None:
        """Ask whether it still answers, if it has said nothing for so long."""
        if not self._unanswered and now_s - self._heard_s > after_s:
            self._ask(_READ, _PROBE, now_s=now_s)

    def exchanged(self, now_s: float) -> list[Fired]:
        """Send and take what goes without waiting. Raises OSError."""
        with suppress(BlockingIOError):
            while self._outbox:
                self._outbox = self._outbox[self._socket.send(self._outbox) :]
        with suppress(BlockingIOError):
            while chunk := self._socket.recv(_CHUNK_BYTES):
                self._inbox += chunk
            raise ConnectionResetError
        return self._events(now_s)

    def close(self) -> None:
        self._socket.close()

    def _ask(self, kind: int, *words: str, now_s: float) -> int:
        """The number of the request."""
        self._requests += 1
        body = "".join(f"{word}\0" for word in words).encode()
        self._outbox += _HEADER.pack(kind, self._requests, 0, len(body)) + body
        self._unanswered[self._requests] = now_s
        return self._requests

    def _events(self, now_s: float) -> list[Fired]:
        """Take every whole message out of what has come."""
        events: list[Fired] = []
        begin = 0
        while len(self._inbox) - begin >= _HEADER.size:
            kind, request, _, length = _HEADER.unpack_from(self._inbox, begin)
            body_at = begin + _HEADER.size
            if len(self._inbox) - body_at < length:
                break
            begin = body_at + length
            self._heard_s = now_s
            if kind != _WATCH_EVENT:
                self._unanswered.pop(request, None)
            elif (fired := self._fired(self._inbox[body_at:begin])) is not None:
                events.append(fired)
        self._inbox = self._inbox[begin:]
        return events

    def _fired(self, body: bytes) -> Fired | None:
        """None for a watch that is no longer set: the event was on its way."""
        _, token, *_ = (*body.decode("utf-8", "replace").split("\0"), "")
        if token not in self._watches:
            return None
        is_first = token in self._silent
        self._silent.discard(token)
        return Fired(token, is_first)


def connected(sockets: tuple[str, ...], now_s: float) -> StoreConnection | None:
    """A xenstored that is stopped lets nobody wait: then, as without any, there is no connection."""
    path = next(filter(os.path.exists, sockets), None)
    if path is None:
        return None
    connection = socket.socket(socket.AF_UNIX)
    connection.setblocking(False)
    if connection.connect_ex(path):
        connection.close()
        return None
    return StoreConnection(connection, now_s)
