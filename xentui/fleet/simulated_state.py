"""The folder for the jobs and the audit of a simulated host, which is removed when its process ends."""

import fcntl
import os
import shutil
import weakref
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from xentui_driver.jobs.store import state_home
from xentui_driver.transport.safe_files import FOLDER_MODE, folder, open_folder

if TYPE_CHECKING:
    from xentui_driver.jobs.jobs import Jobs

_PREFIX = "host-"
_TRIES = 5
"""A job whose thread ends with this process may write a file while the folder is being removed."""


class SimulatedState:
    """A new folder for each simulated host, empty at first and never that of a real one.

    This process holds a flock on it while it needs it, so that a later process can recognise what a killed one left,
    and remove it. Where the folder can't be made, the code that writes there reports why.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        parent = os.path.join(state_home(environ), "xentui", "simulator")
        name = f"{_PREFIX}{os.urandom(8).hex()}"
        self.path = os.path.join(parent, name)
        self._end: Callable[[], object] = lambda: None
        with suppress(OSError, ValueError):
            self._end = weakref.finalize(
                self, _remove, self.path, _made(parent, name)
            )  # at the latest when Python ends

    @property
    def jobs_folder(self) -> str:
        return os.path.join(self.path, "jobs")

    @property
    def audit_file(self) -> str:
        return os.path.join(self.path, "audit.jsonl")

    def remove(self) -> None:
        """Remove the folder."""
        self._end()


def drafts_folder_of(jobs: "Jobs") -> str:
    """Where drafts of a simulated host's definitions are: beside its jobs, and removed with them."""
    return os.path.join(os.path.dirname(jobs.workplace.jobs_folder), "drafts")


def _made(parent: str, name: str) -> int:
    """Make the folder and lock it; meanwhile no other process sweeps. Raises OSError, ValueError."""
    with folder(parent, make=True, strict=True) as parent_fd:
        fcntl.flock(parent_fd, fcntl.LOCK_EX)
        _sweep(parent)
        os.mkdir(name, FOLDER_MODE, dir_fd=parent_fd)
        held = open_folder(os.path.join(parent, name), strict=True)
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return held


def _sweep(parent: str) -> None:
    """Remove the folders that killed processes left. Raises OSError."""
    for name in os.listdir(parent):
        path = os.path.join(parent, name)
        if name.startswith(_PREFIX):
            with suppress(OSError), folder(path, strict=True) as fd:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(path, ignore_errors=True)


def _remove(path: str, held: int) -> None:
    for _ in range(_TRIES):
        shutil.rmtree(path, ignore_errors=True)
        if not os.path.exists(path):
            break
    os.close(held)
