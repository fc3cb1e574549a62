"""Every command that came, in order."""

import threading
import time
from collections.abc import Sequence
from dataclasses import replace

from tests.dom0.values import Command


class Records:
    """Safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._commands: list[Command] = []

    def begin(self, argv: Sequence[str], pid: int) -> Command:
        with self._lock:
            command = Command(len(self._commands) + 1, tuple(argv), pid, time.monotonic())
            self._commands.append(command)
            return command

    def end(self, command: Command, exit_status: int | None, *, abandoned: bool) -> None:
        ended = replace(command, ended_s=time.monotonic(), exit_status=exit_status, abandoned=abandoned)
        with self._lock:
            self._commands[command.number - 1] = ended

    def all(self) -> tuple[Command, ...]:
        with self._lock:
            return tuple(self._commands)
