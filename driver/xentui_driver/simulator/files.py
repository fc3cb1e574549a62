"""The few files of a simulated host, in memory."""

from dataclasses import dataclass

from xentui_driver.errors import FileUnreadable
from xentui_driver.transport import FileEntry


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file's content and when it was last written."""

    content: bytes
    modified_s: float
    """Seconds since the epoch."""


class FileTree:
    """Absolute paths to contents; a folder is there as soon as something is in it."""

    def __init__(self) -> None:
        self._folders: dict[str, dict[str, StoredFile | None]] = {"/": {}}

    def make_folder(self, path: str) -> None:
        if path in self._folders:
            return
        folder, name = _split(path)
        self.make_folder(folder)
        self._folders[folder][name] = None
        self._folders[path] = {}

    def write(self, path: str, content: bytes, modified_s: float) -> None:
        folder, name = _split(path)
        self.make_folder(folder)
        self._folders[folder][name] = StoredFile(content, modified_s)

    def append(self, path: str, content: bytes, modified_s: float) -> None:
        self.write(path, (self.read(path) or b"") + content, modified_s)

    def remove(self, path: str) -> None:
        folder, name = _split(path)
        if self._folders.get(folder, {}).get(name) is not None:
            del self._folders[folder][name]

    def exists(self, path: str) -> bool:
        folder, name = _split(path)
        return path in self._folders or name in self._folders.get(folder, {})

    def read(self, path: str) -> bytes | None:
        folder, name = _split(path)
        stored = self._folders.get(folder, {}).get(name)
        return stored.content if stored is not None else None

    def entries(self, path: str) -> tuple[FileEntry, ...]:
        """What is in a folder, by name. Raises FileUnreadable."""
        folder = self._folders.get(path.rstrip("/") or "/")
        if folder is None:
            reason = "Not a directory" if self.exists(path) else "No such file or directory"
            raise FileUnreadable(f"{path}: {reason}.")
        return tuple(_entry(name, folder[name]) for name in sorted(folder))


def _split(path: str) -> tuple[str, str]:
    folder, _, name = path.rpartition("/")
    return folder or "/", name


def _entry(name: str, stored: StoredFile | None) -> FileEntry:
    if stored is None:
        return FileEntry(name, False, 4096, 0.0)
    return FileEntry(name, True, len(stored.content), stored.modified_s)
