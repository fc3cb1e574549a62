"""A simulated host's files, some of which are the machine's own."""

import os
import time

from xentui_driver.model.errors import FileUnreadable
from xentui_driver.simulator.files import FileTree
from xentui_driver.transport.local import LocalTransport
from xentui_driver.transport.protocol import FileEntry

_LIMIT_BYTES = 1 << 30


class SharedFiles(FileTree):
    """What is under `folder` is read from and written to the real file system, everything else stays in memory.

    That holds for what the simulated tools do; what only a `SimulatorTransport` does stays in memory.
    """

    def __init__(self, folder: str, others: FileTree) -> None:
        super().__init__()
        self._folder = folder
        self._real = LocalTransport()
        self._copy(others, "/")

    def make_folder(self, path: str) -> None:
        if self._is_real(path):
            os.makedirs(path, exist_ok=True)
        else:
            super().make_folder(path)

    def write(self, path: str, content: bytes, modified_s: float) -> None:
        if not self._is_real(path):
            super().write(path, content, modified_s)
            return
        with open(path, "wb") as file:  # as xl does: a file that is there keeps its mode
            file.write(content)

    def remove(self, path: str) -> None:
        if self._is_real(path):
            os.unlink(path)
        else:
            super().remove(path)

    def exists(self, path: str) -> bool:
        return os.path.lexists(path) if self._is_real(path) else super().exists(path)

    def read(self, path: str) -> bytes | None:
        if not self._is_real(path):
            return super().read(path)
        try:
            return self._real.read_file(path, limit_bytes=_LIMIT_BYTES)
        except FileUnreadable:
            return None

    def entries(self, path: str) -> tuple[FileEntry, ...]:
        return self._real.list_directory(path) if self._is_real(path) else super().entries(path)

    def _is_real(self, path: str) -> bool:
        return path == self._folder or path.startswith(f"{self._folder}/")

    def _copy(self, others: FileTree, folder: str) -> None:
        for entry in others.entries(folder):
            path = f"{folder.rstrip('/')}/{entry.name}"
            if entry.is_file:
                self.write(path, others.read(path) or b"", time.time())
            else:
                self.make_folder(path)
                self._copy(others, path)
