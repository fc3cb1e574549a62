"""A QEMU's QMP socket: it greets, takes the capabilities and says what its disks have carried, or misbehaves."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

GREETING = {"QMP": {"version": {"qemu": {"major": 7, "minor": 2, "micro": 11}}, "capabilities": ["oob"]}}
EVENT = {"event": "RTC_CHANGE", "data": {"offset": 0}, "timestamp": {"seconds": 1, "microseconds": 2}}
_FLOOD = json.dumps(EVENT).encode() + b"\r\n"

Talk = Callable[["FakeQemu", socket.socket], None]


class FakeQemu:
    """One client at a time, as a real one."""

    def __init__(self, folder: Path, domid: int) -> None:
        self.path = str(folder / f"qmp-libxenstat-{domid}")
        self.devices: list[Any] = []
        self.talk: Talk = obliging
        self.asked: list[str] = []
        self.clients = 0
        self.may_answer = threading.Event()
        """Cleared by a test that looks before there can be an answer."""
        self.may_answer.set()
        self._leaves = threading.Event()
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(self.path)
        self._listener.listen(1)
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def hang(self) -> None:
        """Until the end."""
        self._leaves.wait()

    def close(self) -> None:
        self._leaves.set()
        self.may_answer.set()
        with suppress(OSError), socket.socket(socket.AF_UNIX) as knock:
            knock.connect(self.path)  # whoever waits in accept
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        while not self._leaves.is_set():
            client, _ = self._listener.accept()
            with client, suppress(OSError):
                client.settimeout(30.0)
                self.clients += 1
                if not self._leaves.is_set():
                    self.talk(self, client)


@contextmanager
def fake_qemus(folder: Path, *domids: int) -> Iterator[dict[int, FakeQemu]]:
    qemus = {domid: FakeQemu(folder, domid) for domid in domids}
    try:
        yield qemus
    finally:
        for each in qemus.values():
            each.close()


def drive(device: str = "", node: str = "", *, read: int = 0, written: int = 0, reads: int = 0, writes: int = 0) -> Any:
    """What it says of one."""
    stats = {"rd_bytes": read, "wr_bytes": written, "rd_operations": reads, "wr_operations": writes, "rd_merged": 9}
    return {"device": device, "qdev": "/machine/peripheral-anon", "stats": stats} | (
        {"node-name": node} if node else {}
    )


def qdisk(name: str, driver: str = "raw", *, read: int = 0, written: int = 0, reads: int = 0, writes: int = 0) -> Any:
    return drive(node=f"{name}-{driver}", read=read, written=written, reads=reads, writes=writes)


def say(client: socket.socket, message: object) -> None:
    client.sendall(json.dumps(message).encode() + b"\r\n")


def obliging(qemu: FakeQemu, client: socket.socket) -> None:
    say(client, GREETING)
    with client.makefile("rb") as lines:
        for line in lines:
            qemu.asked.append(command := json.loads(line)["execute"])
            qemu.may_answer.wait()
            say(client, EVENT)
            say(client, {"return": qemu.devices if command == "query-blockstats" else {}})


def silent(qemu: FakeQemu, client: socket.socket) -> None:
    qemu.hang()


def silent_after_the_greeting(qemu: FakeQemu, client: socket.socket) -> None:
    say(client, GREETING)
    qemu.hang()


def closing(qemu: FakeQemu, client: socket.socket) -> None:
    """At once."""


def closing_in_the_middle(qemu: FakeQemu, client: socket.socket) -> None:
    say(client, GREETING)
    client.sendall(b'{"return": ')


def flooding(qemu: FakeQemu, client: socket.socket) -> None:
    while not qemu._leaves.is_set():
        client.sendall(_FLOOD)


def flooding_without_a_line(qemu: FakeQemu, client: socket.socket) -> None:
    while not qemu._leaves.is_set():
        client.sendall(b"x" * 1000)


def deep(qemu: FakeQemu, client: socket.socket) -> None:
    client.sendall(b"[" * 200_000 + b"\n")
    qemu.hang()


def dripping(qemu: FakeQemu, client: socket.socket) -> None:
    """A byte now and then, for ever."""
    for byte in iter(lambda: b" ", b""):
        client.sendall(byte)
        if qemu._leaves.wait(0.05):
            return


def refusing(qemu: FakeQemu, client: socket.socket) -> None:
    say(client, GREETING)
    say(client, {"error": {"class": "CommandNotFound", "desc": "no"}})
    qemu.hang()


def saying(*answers: bytes) -> Talk:
    """These lines, whatever it is asked."""

    def talk(qemu: FakeQemu, client: socket.socket) -> None:
        client.sendall(b"".join(answers))
        qemu.hang()

    return talk
