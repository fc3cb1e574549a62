"""The process that the simulated world lives in: `python -m tests.dom0.server SOCKET FOLDER [--speed N]`.

A connection to the socket is one command, `{"argv": [...]}`, answered by `{"out": text}` and `{"err": text}` as they
come and `{"status": number}`; or one request of a test, `{"control": name, ...}`, answered by `{"answer": value}`.
Each is a line. It ends with its standard input.
"""

import argparse
import json
import os
import socket
import socketserver
import struct
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from tests.dom0.clock import DEFAULT_SPEED
from tests.dom0.control import Control
from tests.dom0.holds import Holds, Moment
from tests.dom0.process import Process
from tests.dom0.receiver import end_receivers
from tests.dom0.records import Records
from tests.dom0.values import Command
from tests.dom0.world import World
from xentui_driver.model.errors import ToolMissing
from xentui_driver.simulator import tools
from xentui_driver.simulator.invocation import Abandoned

_NO_SUCH_COMMAND = 127
_CREDENTIALS = struct.Struct("3i")


class Server(socketserver.ThreadingUnixStreamServer):
    """A thread a connection, each with the same world."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, path: str, world: World) -> None:
        super().__init__(path, Connection)
        self.world = world
        self.records = Records()
        self.holds = Holds()
        self.control = Control(world, self.records, self.holds)


class Connection(socketserver.StreamRequestHandler):
    """One command or one request."""

    server: Server
    request: socket.socket

    def handle(self) -> None:
        line = self.rfile.readline()
        if not line:
            return
        request = json.loads(line)
        if "control" in request:
            self.send({"answer": self.server.control.answer(request)})
        else:
            self._perform(tuple(request["argv"]))

    def send(self, value: dict[str, Any]) -> None:
        """Raises OSError."""
        self.request.sendall(json.dumps(value).encode("ascii") + b"\n")

    def _perform(self, argv: Sequence[str]) -> None:
        """Runs like a process: it ends with its client, wherever it is."""
        pid, _, _ = _CREDENTIALS.unpack(
            self.request.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
        )
        command = self.server.records.begin(argv, pid)
        abandoned = threading.Event()
        threading.Thread(target=self._watch, args=(abandoned,), daemon=True).start()
        status: int | None = None
        try:
            status = self._run(command, abandoned)
        except Abandoned:
            end_receivers(self.server.world.xen, self.server.world.here, argv)
        finally:
            self._end(command, status, abandoned)

    def _run(self, command: Command, abandoned: threading.Event) -> int:
        """The exit status. Raises Abandoned before the command has done all that it was to do."""
        holds, world = self.server.holds, self.server.world

        def emit(stream: str, text: str) -> None:
            try:
                self.send({stream: text})
            except OSError as error:
                raise Abandoned from error
            holds.pass_by(command, Moment.SAYING, abandoned, text)

        process = Process(world.xen, world.here, emit, abandoned, corruptible=not command.is_changing)
        holds.pass_by(command, Moment.BEFORE, abandoned)
        try:
            status = tools.run(process, command.argv)
        except ToolMissing as missing:
            process.err(f"{missing}\n")
            status = _NO_SUCH_COMMAND
        process.flush()
        return status

    def _end(self, command: Command, status: int | None, abandoned: threading.Event) -> None:
        try:
            if status is not None:
                self.server.holds.pass_by(command, Moment.AFTER, abandoned)
        except Abandoned:
            return
        finally:
            # Recorded before it is reported: whoever sees the process end must find it in the records.
            self.server.records.end(command, status, abandoned=status is None or abandoned.is_set())
        if status is not None:
            try:
                self.send({"status": status})
            except OSError:  # killed in the very last moment
                self.server.records.end(command, status, abandoned=True)

    def _watch(self, abandoned: threading.Event) -> None:
        """A client says nothing more: what can be read is its end."""
        with suppress(OSError):  # reset, or closed here
            self.request.recv(1)
        abandoned.set()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("socket")
    parser.add_argument("folder")
    parser.add_argument("--speed", type=float, default=DEFAULT_SPEED)
    options = parser.parse_args()
    with Server(options.socket, World(options.folder, options.speed)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        os.write(sys.stdout.fileno(), b"ready\n")
        sys.stdin.read()
    os._exit(0)  # whatever still waits in a thread


if __name__ == "__main__":
    main()
