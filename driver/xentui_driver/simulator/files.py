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
        self._files: dict[str, StoredFile] = {}
        self._folders: set[str] = {"/"}

    def make_folder(self, path: str) -> None:
        parts = path.strip("/").split("/")
        self._folders.update("/" + "/".join(parts[:length]) for length in range(1, len(parts) + 1))

    def write(self, path: str, content: bytes, modified_s: float) -> None:
        self.make_folder(path.rsplit("/", 1)[0] or "/")
        self._files[path] = StoredFile(content, modified_s)

    def append(self, path: str, content: bytes, modified_s: float) -> None:
        before = self._files.get(path)
        self.write(path, (before.content if before is not None else b"") + content, modified_s)

    def remove(self, path: str) -> None:
        self._files.pop(path, None)

    def exists(self, path: str) -> bool:
        return path in self._files or path in self._folders

    def read(self, path: str) -> bytes | None:
        stored = self._files.get(path)
        return stored.content if stored is not None else None

    def entries(self, folder: str) -> tuple[FileEntry, ...]:
        """What is in `folder`, by name. Raises FileUnreadable."""
        inside = (folder.rstrip("/") or "") + "/"
        if (folder.rstrip("/") or "/") not in self._folders:
            reason = "Not a directory" if folder in self._files else "No such file or directory"
            raise FileUnreadable(f"{folder}: {reason}.")
        files = {
            path: FileEntry(path[len(inside) :], True, len(stored.content), stored.modified_s)
            for path, stored in self._files.items()
            if path.startswith(inside) and "/" not in path[len(inside) :]
        }
        folders = {
            path: FileEntry(path[len(inside) :], False, 4096, 0.0)
            for path in self._folders
            if path.startswith(inside) and path != inside and "/" not in path[len(inside) :]
        }
        found = files | folders
        return tuple(found[path] for path in sorted(found))
