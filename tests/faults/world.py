"""A simulated dom0 with a guest or two, the console on it, and the records of what the console does."""

import io
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout, suppress
from pathlib import Path
from typing import Any

from tests.dom0 import Command, Dom0
from tests.pseudo_terminal import Program
from tests.waiting import until
from xentui.command_line import main
from xentui.fleet.open_jobs import open_store
from xentui.fleet.settings.values import Settings
from xentui_driver.jobs.audit.entry import AuditEntry
from xentui_driver.jobs.audit.reading import read_audit
from xentui_driver.jobs.store import JobStore
from xentui_driver.model.job import Job

SPEED = 200.0
"""A guest boots in 20 ms, so that no operation has to look twice."""
AT_ONCE = 2
"""So many jobs of a set run side by side."""
_CONFIG = """\
at_once = {at_once}
[folders]
jobs = "{folder}/jobs"
stash = "{folder}/stash"
definitions = "{folder}/etc"
[audit]
file = "{folder}/audit.jsonl"
syslog = false
[notices]
bell = "never"
"""
_EDITOR = 'echo "# by the editor" >> "$1"\n'


class World:
    """Everything is in `folder`; ended when the `with` block is left."""

    def __init__(self, folder: Path) -> None:
        self.dom0 = Dom0(folder, speed=SPEED)
        self.folder = self.dom0.folder
        self.config = self.folder / "config.toml"
        self.config.write_text(_CONFIG.format(folder=self.folder, at_once=AT_ONCE), encoding="utf-8")
        editor = self.folder / "editor"
        editor.write_text(_EDITOR, encoding="utf-8")
        self.environ = {**self.dom0.environ, "VISUAL": f"sh {editor}"}
        settings = Settings(jobs_folder=str(self.folder / "jobs"))
        self.store: JobStore = open_store(settings)

    def __enter__(self) -> "World":
        return self

    def __exit__(self, *_: object) -> None:
        for pid in self.at_work():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.dom0.close()

    def console(self, rows: int = 30) -> Program:
        """It polls once, and then not before a test is over, unless something ends."""
        return Program([*self._command(), "--interval", "60"], environ=self.environ, columns=100, rows=rows)

    def on_a_terminal(self, *words: str) -> Program:
        return Program([*self._command(), *words], environ=self.environ, columns=100, rows=30)

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """A command of the command line to its end."""
        return subprocess.run([*self._command(), *words], env=self.environ, capture_output=True, text=True)

    def jobs_in_json(self) -> list[dict[str, Any]]:
        """As a script is told of them; the command in this process, for it is asked hundreds of times."""
        with redirect_stdout(io.StringIO()) as told:
            assert main.run(["--config", str(self.config), "jobs", "--json"]) == 0
        found: list[dict[str, Any]] = json.loads(told.getvalue())["jobs"]
        return found

    @property
    def jobs(self) -> tuple[Job, ...]:
        return self.store.all()

    @property
    def audit(self) -> tuple[AuditEntry, ...]:
        """All lines can be read."""
        entries = []
        for read in read_audit(str(self.folder / "audit.jsonl")):
            assert read.entry is not None, read.problem
            entries.append(read.entry)
        return tuple(entries)

    def commands_after(self, number: int) -> tuple[Command, ...]:
        return self.dom0.log()[number:]

    def at_work(self) -> tuple[int, ...]:
        """The processes that were started on this dom0: console, jobs, their commands."""
        mark = f"HOME={self.dom0.home}".encode()
        return tuple(pid for pid, environ in _environments() if mark in environ.split(b"\0"))

    def performers(self) -> tuple[int, ...]:
        """The processes that perform its jobs."""
        return tuple(pid for pid in self.at_work() if b"xentui_driver.jobs.runner" in _content(f"/proc/{pid}/cmdline"))

    def all_have_left(self) -> None:
        """Wait until no process is left."""
        until(lambda: not self.at_work(), timeout_s=60.0)

    def told(self, text: str) -> str:
        """A text of this world, without what differs from world to world."""
        return _MOMENT.sub("MOMENT", _UUID.sub("UUID", text.replace(str(self.folder), "FOLDER")))

    def _command(self) -> tuple[str, ...]:
        return (sys.executable, "-m", "xentui", "--config", str(self.config), "--definitions", str(self.folder / "etc"))


_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MOMENT = re.compile(r"20\d{6}T?\d{6}Z?")


def _environments() -> Iterator[tuple[int, bytes]]:
    for name in os.listdir("/proc"):
        if name.isdecimal():
            yield int(name), _content(f"/proc/{name}/environ")


def _content(path: str) -> bytes:
    """Nothing of a process that has ended, or of another's."""
    with suppress(OSError):
        return Path(path).read_bytes()
    return b""
