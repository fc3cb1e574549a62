"""The lock of a simulated guest's console, which a client takes that is a process of its own."""

import fcntl
import os
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress

OPTION = "--lock="
"""Of the client's program, before the path of the lock."""
_TRIES, _BETWEEN_S = 5, 0.05
"""A look at the lock holds it for a moment, which isn't another client."""


class ConsoleLock:
    """Memory of this process that its children find in /proc, so that it is gone when the process is."""

    def __init__(self) -> None:
        self.since_s = 0.0
        """When a client was last about to take it, by the world's clock."""
        self._memory = os.memfd_create("xenconsole")
        weakref.finalize(self, os.close, self._memory)

    @property
    def path(self) -> str:
        return f"/proc/{os.getpid()}/fd/{self._memory}"

    def is_held(self) -> bool:
        try:
            with held(self.path, tries=1):
                return False
        except BlockingIOError:
            return True


@contextmanager
def held(path: str, *, tries: int = _TRIES) -> Iterator[None]:
    """Hold the lock. Raises BlockingIOError when somebody else does."""
    descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        _take(descriptor, tries)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, tries: int) -> None:
    for _ in range(tries - 1):
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        time.sleep(_BETWEEN_S)
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
