"""A xenstored on a socket of its own, which answers when it is told to."""

import socket
import struct
from contextlib import suppress
from pathlib import Path

_HEADER = struct.Struct("<4I")
READ, WATCH, UNWATCH, WATCH_EVENT, ERROR = 2, 4, 5, 15, 16


class FakeStore:
    """Keeps what it was asked; a watch that it sets fires at once, as a real one does."""

    def __init__(self, folder: Path) -> None:
        self.path = str(folder / "socket")
        self.asked: list[tuple[int, str]] = []
        self.watched: set[str] = set()
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(self.path)
        self._listener.listen(1)
        self._listener.setblocking(False)
        self._client: socket.socket | None = None
        self._inbox = self._outbox = b""

    def answer(self) -> None:
        """Everything that has been asked so far."""
        with suppress(BlockingIOError):
            self._client, _ = self._listener.accept()
            self._client.setblocking(False)
            self.watched.clear()
        if self._client is None:
            return
        with suppress(BlockingIOError):
            self._inbox += self._client.recv(1 << 20)
        self.send(b"")
        while len(self._inbox) >= _HEADER.size:
            kind, request, _, length = _HEADER.unpack_from(self._inbox)
            if len(self._inbox) < _HEADER.size + length:
                return
            words = self._inbox[_HEADER.size : _HEADER.size + length].decode().split("\0")
            self._inbox = self._inbox[_HEADER.size + length :]
            self._take(kind, request, words[0])

    def rename(self, domid: int) -> None:
        self.fire(name_of(domid))

    def fire(self, path: str) -> None:
        """Something has been written there, or happened."""
        assert path in self.watched
        self._send(WATCH_EVENT, 0, f"{path}\0{path}\0")

    def send(self, raw: bytes) -> None:
        """As much as the other side takes; the rest follows with the next answer."""
        assert self._client is not None
        self._outbox += raw
        with suppress(BlockingIOError):
            while self._outbox:
                self._outbox = self._outbox[self._client.send(self._outbox) :]

    def die(self) -> None:
        for each in (self._client, self._listener):
            if each is not None:
                each.close()
        Path(self.path).unlink()

    def _take(self, kind: int, request: int, path: str) -> None:
        self.asked.append((kind, path))
        if kind == WATCH:
            self.watched.add(path)
        elif kind == UNWATCH:
            self.watched.discard(path)
        self._send(kind, request, "OK\0")
        if kind == WATCH:
            self._send(WATCH_EVENT, 0, f"{path}\0{path}\0")

    def _send(self, kind: int, request: int, body: str) -> None:
        self.send(_HEADER.pack(kind, request, 0, len(body)) + body.encode())


def name_of(domid: int) -> str:
    return f"/local/domain/{domid}/name"


def request_of(domid: int) -> str:
    return f"/local/domain/{domid}/control/shutdown"


def target_of(domid: int) -> str:
    return f"/local/domain/{domid}/memory/target"


def watches_of(*domids: int) -> set[str]:
    """What is watched where these domains are."""
    paths = [of(domid) for domid in domids for of in (name_of, request_of, target_of)]
    return {"@introduceDomain", "@releaseDomain", *paths}
