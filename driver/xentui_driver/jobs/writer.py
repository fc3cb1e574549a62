"""Writes the folder of one job while it is performed."""

import json
import os
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from typing import Any

from xentui_driver.jobs import files
from xentui_driver.model.clock import Clock
from xentui_driver.model.dataclass import replace
from xentui_driver.model.domain import DomainRef
from xentui_driver.model.job import CommandRun, JobRecord, Replaced, Result
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.redaction import without_passwords_in
from xentui_driver.model.serialization import to_plain
from xentui_driver.transport.safe_files import folder

MOST_LINES = 5_000
"""The most lines of progress a job may write, so that a chatty one can't fill the disk."""
_SAME_LINE_S = 1.0
_RETRY_S = 1.0
_MOST_RETRIES = 120
_FIGURES = lazy_pattern(r"\d+")


class JobWriter:
    """Writes the folder of one job, which counts as running while this holds its lock.

    No problem with the folder ends the job: what has begun matters more than its record, and what could not be written
    is in the result.
    """

    def __init__(self, id: str, record: JobRecord, folder: str, lock_fd: int, clock: Clock) -> None:
        self.id = id
        self.record = record
        self.folder = folder
        self.commands: list[CommandRun] = []
        self.changes: list[str] = []
        """The changes of files, in words."""
        self._clock = clock
        self._lock_fd = lock_fd
        self._lock = threading.Lock()
        self._said = 0
        self._last: tuple[str, float] = ("", -_SAME_LINE_S)

    def begin(self) -> None:
        """Note that the job begins: from now on it is running."""
        self._append({"begun": True}, durable=True)

    def __call__(self, line: str) -> None:
        """Write one line of progress; of lines that differ only in their figures, one a second."""
        now_s = self._clock.monotonic_s()
        shape = _FIGURES.sub("0", line)
        with self._lock:
            last, last_s = self._last
            if self._said >= MOST_LINES or (shape == last and now_s - last_s < _SAME_LINE_S):
                return
            self._last = (shape, now_s)
            self._said += 1
        self._append({"says": line})

    def built(self, ref: DomainRef) -> None:
        """Note a new domain before the job is over."""
        self._append({"built": to_plain(ref)}, durable=True)

    def replaced(self, found: Replaced) -> None:
        """Note what is about to be written over; nothing where a password would have to be noted with it."""
        values = to_plain(found)
        if without_passwords_in(values) == values:
            self._append({"replaced": values}, durable=True)

    @property
    def is_released(self) -> bool:
        """Whether the console that the job waits for won't be attached, or not any more."""
        return self._has(files.RELEASE_FILE)

    @property
    def is_cancelled(self) -> bool:
        return self._has(files.CANCEL_FILE)

    def command_begins(self, argv: Sequence[str]) -> int:
        """Write the command down before it starts, so that none can run unrecorded; returns its number."""
        with self._lock:
            self.commands.append(CommandRun(tuple(argv)))
            number = len(self.commands)
        self._append({"command": list(argv), "number": number}, durable=True)
        return number

    def command_started(self, number: int, output_path: str) -> None:
        """Note where its output goes, if that is in the job's folder."""
        if os.path.dirname(output_path) == self.folder:
            self._append({"output": os.path.basename(output_path), "number": number}, durable=True)

    def command_output(self, number: int, text: str) -> None:
        """Keep a command's output so far, for a host whose files aren't on this machine."""
        name = f"output-{number}.log"
        content = without_passwords_in(text).encode("utf-8", "surrogateescape")
        with suppress(OSError), self._opened() as own, open(files.open_own(own, name, os.O_WRONLY), "wb") as file:
            os.ftruncate(file.fileno(), 0)  # not when it is opened, before it is known to be ours
            file.write(content)
        self.command_started(number, os.path.join(self.folder, name))

    def command_ended(self, number: int, exit_status: int | None) -> None:
        with self._lock:
            self.commands[number - 1] = CommandRun(self.commands[number - 1].argv, exit_status)
        self._append({"ended": number, "exit_status": exit_status}, durable=True)

    def changed(self, words: str) -> None:
        """Note a change of a file, in words."""
        with self._lock:
            self.changes.append(words)
        self._append({"changed": words}, durable=True)

    def finish(self, result: Result) -> bool:
        """Write the outcome, waiting for space if the disk is full; false when it could not be written at all."""
        whole = replace(result, commands=tuple(self.commands), changes=tuple(self.changes))
        values = {"format": files.FORMAT, **to_plain(whole)}
        for _ in range(_MOST_RETRIES):
            try:
                with self._opened() as own:
                    files.write_whole(own, files.RESULT_FILE, values)
            except OSError:
                if not self._give_back_reserve():
                    self._clock.wait(_RETRY_S)
                continue
            self._give_back_reserve()
            return True
        return False

    def audited(self) -> None:
        """Mark the job as audited, so that no other process writes its line."""
        with suppress(OSError), self._opened() as own:  # without it the line is looked for first
            files.touch(own, files.AUDITED_FILE)

    def close(self) -> None:
        """Release the lock."""
        os.close(self._lock_fd)

    def open_trouble(self) -> int:
        """A descriptor of the file that a traceback goes to. Raises OSError."""
        with self._opened() as own:
            return files.open_own(own, files.TROUBLE_FILE, os.O_WRONLY | os.O_APPEND)

    def _opened(self) -> AbstractContextManager[int]:
        """The folder, opened each time because a set may have hundreds of jobs. Raises OSError."""
        return folder(self.folder, strict=True)

    def _append(self, event: dict[str, Any], *, durable: bool = False) -> None:
        values = {"at": self._clock.epoch_s(), **without_passwords_in(event)}
        line = (json.dumps(values) + "\n").encode("ascii")
        with self._lock:
            try:
                self._append_line(line, durable=durable)
            except OSError:
                if self._give_back_reserve():
                    with suppress(OSError):
                        self._append_line(line, durable=durable)

    def _append_line(self, line: bytes, *, durable: bool) -> None:
        with self._opened() as own:
            fd = files.open_own(own, files.EVENTS_FILE, os.O_RDWR | os.O_APPEND)
        try:
            end = os.fstat(fd).st_size
            halved = end > 0 and os.pread(fd, 1, end - 1) != b"\n"  # the disk was full for a while
            files.write_all(fd, b"\n" + line if halved else line)
            if durable:
                os.fsync(fd)
        finally:
            os.close(fd)

    def _give_back_reserve(self) -> bool:
        try:
            with self._opened() as own:
                os.unlink(files.RESERVE_FILE, dir_fd=own)
        except OSError:
            return False
        return True

    def _has(self, name: str) -> bool:
        return os.path.lexists(os.path.join(self.folder, name))
