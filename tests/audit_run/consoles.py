"""Starts consoles on a simulated dom0, kills some, and closes the books when everything is over."""

import subprocess
import sys
import time
from pathlib import Path
from random import Random

from tests.audit_run.accounts import Books, Side, read_audit_file
from tests.audit_run.console import RunFolders
from tests.audit_run.ledger import count, read_ledger
from tests.dom0 import Dom0
from tests.pseudo_terminal import ROOT
from tests.waiting import until
from xentui.fleet.open_jobs import open_store
from xentui_driver.jobs.store import JobStore

_LONGEST_RUN_S = 1800.0
_LONGEST_JOB_S = 300.0


class ConsoleProcess:
    """A console in a process of its own; any message beside its work is a fault."""

    def __init__(self, dom0: Dom0, number: int, seed: int, operations: int) -> None:
        self.ssh_client = f"192.0.2.{number}"
        self.ledger = dom0.folder / f"ledger-{number}.jsonl"
        self._said = dom0.folder / f"console-{number}.err"
        with self._said.open("wb") as said:
            self.process = subprocess.Popen(
                [
                    # Other tests run beside this one, and some of them measure time.
                    *("nice", "-n", "10", sys.executable, "-m", "tests.audit_run.console"),
                    *(str(dom0.folder), str(self.ledger), "--tag", "abcdefgh"[number]),
                    *("--seed", str(seed + number), "--operations", str(operations)),
                ],
                cwd=ROOT,
                env={**dom0.environ, "SSH_CLIENT": f"{self.ssh_client} 50000 22"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
            )

    @property
    def submitted(self) -> int:
        return count(read_ledger(self.ledger))

    @property
    def said(self) -> str:
        return self._said.read_text(encoding="utf-8")

    @property
    def side(self) -> Side:
        return Side(self.ssh_client, read_ledger(self.ledger))

    def wait_for(self, operations: int, *, answered: bool) -> None:
        """Wait until so many were submitted, or also answered."""

        def are_enough() -> bool:
            orders = read_ledger(self.ledger)
            return count([order for order in orders if order.answers is not None or not answered]) >= operations

        until(are_enough, timeout_s=_LONGEST_RUN_S)

    def wait(self) -> None:
        self.process.wait(_LONGEST_RUN_S)
        assert self.process.returncode == 0, self.said
        assert self.said == "", self.said

    def kill(self) -> None:
        """Kill the console; what it has begun goes on."""
        self.process.kill()
        self.process.wait()


class Consoles:
    """Two at a time; ended when the `with` block is left."""

    def __init__(self, dom0: Dom0, seed: int) -> None:
        self._dom0 = dom0
        self._seed = seed
        self._begun_s = time.time()
        self._started: list[ConsoleProcess] = []

    def __enter__(self) -> "Consoles":
        return self

    def __exit__(self, *_: object) -> None:
        for console in self._started:
            console.kill()

    def run(self, operations: int) -> None:
        """Half of them each."""
        for console in (self._start(operations // 2), self._start(operations - operations // 2)):
            console.wait()

    def run_with_kills(self, operations: int, kills: int) -> None:
        """One of the two is killed at a random moment, again and again, and another goes on in its place."""
        random = Random(self._seed)
        staying, left = self._start(operations // 2), operations - operations // 2
        killed = self._start(left)
        for rest in range(kills, 0, -1):
            killed.wait_for(random.randint(1, max(1, (left - 1) // rest)), answered=random.random() < 0.5)
            killed.kill()
            assert killed.said == ""
            left -= killed.submitted
            if left <= 0:
                break
            killed = self._start(left)
        else:
            killed.wait()
        staying.wait()

    def close_books(self) -> Books:
        """When every job is over and written down."""
        store = self.store
        until(lambda: not store.unaudited() and all(job.is_over for job in store.all()), timeout_s=_LONGEST_JOB_S)
        return Books(
            sides=tuple(console.side for console in self._started),
            jobs=store.all(),
            entries=read_audit_file(self.audit_file),
            log=self._dom0.log(),
            begun_s=self._begun_s,
            ended_s=time.time(),
        )

    @property
    def audit_file(self) -> str:
        return self._folders.settings.audit_file

    @property
    def store(self) -> JobStore:
        return open_store(self._folders.settings)

    @property
    def _folders(self) -> RunFolders:
        return RunFolders(Path(self._dom0.folder))

    def _start(self, operations: int) -> ConsoleProcess:
        self._started.append(ConsoleProcess(self._dom0, len(self._started) + 1, self._seed, operations))
        return self._started[-1]
