"""Tells whether names of domains have changed, by watches in xenstore; it never waits for xenstored."""

import os
import socket
import struct
import time
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

SOCKETS = ("/run/xenstored/socket", "/var/run/xenstored/socket")

_HEADER = struct.Struct("<4I")
"""Type, number of the request, transaction, bytes that follow (xs_wire.h); all in the byte order of x86 and Arm."""
_READ, _WATCH, _UNWATCH, _WATCH_EVENT = 2, 4, 5, 15
_PROBE = "/local/domain/0/name"
_PROBE_AFTER_S = 5.0
"""Without a word from xenstored: a probe in each sample would cost it more than all else does."""
_AGAIN_AFTER_S = 2.0
_CHUNK_BYTES = 1 << 16


class NamesFollowed(NamedTuple):
    """What is known of the names at one moment."""

    edition: int | None
    """As long as it stays the same, no domain has another name; None while they aren't followed."""
    silent_s: float
    """How long xenstored has owed an answer."""


NOT_FOLLOWED = NamesFollowed(None, 0.0)


class Names:
    """Watches the name of each domain. What they are is xl's to say: here it counts only when they change."""

    def __init__(self, sockets: tuple[str, ...] = SOCKETS, now_s: Callable[[], float] = time.monotonic) -> None:
        self._sockets = sockets
        self._now_s = now_s
        self._connection: _Connection | None = None
        self._again_s = 0.0
        self._edition = 0

    def followed(self, domids: set[int]) -> NamesFollowed:
        """With the watches of these domains, and of no other."""
        now_s = self._now_s()
        if self._connection is None and now_s >= self._again_s:
            self._again_s = now_s + _AGAIN_AFTER_S
            self._connection = _connected(self._sockets, now_s)
            self._edition += 1  # nobody has watched meanwhile
        connection = self._connection
        if connection is None:
            return NOT_FOLLOWED
        try:
            connection.watch(domids, now_s)
            self._edition += connection.exchanged(now_s)
        except OSError:
            connection.close()
            self._connection = None
            return NOT_FOLLOWED
        return NamesFollowed(self._edition if connection.is_watching else None, connection.silent_s(now_s))


class _Connection:
    """To xenstored. Requests wait here until it takes them, and each answer is noted when it has come."""

    def __init__(self, connection: socket.socket, now_s: float) -> None:
        self._socket = connection
        self._inbox = b""
        self._outbox = b""
        self._requests = 0
        self._unanswered: dict[int, float] = {}
        """Since when, by the number of the request."""
        self._watches: dict[int, int] = {}
        """The request that has set it, by domid."""
        self._heard_s = now_s

    @property
    def is_watching(self) -> bool:
        """Whether xenstored has set every watch that it was asked for."""
        return self._unanswered.keys().isdisjoint(self._watches.values())

    def silent_s(self, now_s: float) -> float:
        return max(0.0, now_s - min(self._unanswered.values(), default=now_s))

    def watch(self, domids: set[int], now_s: float) -> None:
        """Watch the names of these domains, and no other ones."""
        for domid in self._watches.keys() - domids:
            self._ask(_UNWATCH, _name_of(domid), str(domid), now_s=now_s)
            del self._watches[domid]
        for domid in domids - self._watches.keys():
            self._watches[domid] = self._ask(_WATCH, _name_of(domid), str(domid), now_s=now_s)
        if not self._unanswered and now_s - self._heard_s > _PROBE_AFTER_S:
            self._ask(_READ, _PROBE, now_s=now_s)

    def exchanged(self, now_s: float) -> int:
        """Send and take what goes without waiting; the names that may have changed. Raises OSError."""
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

    def _events(self, now_s: float) -> int:
        """Take every whole message out of what has come."""
        events = begin = 0
        while len(self._inbox) - begin >= _HEADER.size:
            kind, request, _, length = _HEADER.unpack_from(self._inbox, begin)
            if len(self._inbox) - begin < _HEADER.size + length:
                break
            begin += _HEADER.size + length
            self._heard_s = now_s
            if kind == _WATCH_EVENT:
                events += 1
            else:
                self._unanswered.pop(request, None)
        self._inbox = self._inbox[begin:]
        return events


def _name_of(domid: int) -> str:
    return f"/local/domain/{domid}/name"


def _connected(sockets: tuple[str, ...], now_s: float) -> _Connection | None:
    """A xenstored that is stopped lets nobody wait: then, as without any, there is no connection."""
    path = next(filter(os.path.exists, sockets), None)
    if path is None:
        return None
    connection = socket.socket(socket.AF_UNIX)
    connection.setblocking(False)
    if connection.connect_ex(path):
        connection.close()
        return None
    return _Connection(connection, now_s)
