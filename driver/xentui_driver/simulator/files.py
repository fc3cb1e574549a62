"""The few files of a simulated host, in memory."""

import itertools
import posixpath

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import FileChanged, FileExists, FileMissing, FileUnreadable, FileUnwritable
from xentui_driver.transport.protocol import FileEntry, FilePart

_MOST_LINKS = 8
_TIME_STEP_S = 0.001
_AS_BEFORE = "It was not changed."


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file's content and when it was last written; or a symbolic link."""

    content: bytes
    modified_s: float
    """Seconds since the epoch."""
    link_target: str = ""
    inode: int = 0


class FileTree:
    """Absolute paths to contents; a folder is there as soon as something is in it."""

    def __init__(self) -> None:
        self._folders: dict[str, dict[str, StoredFile | None]] = {"/": {}}
        self._inodes = itertools.count(1)

    def make_folder(self, path: str) -> None:
        if self._folder_at(path) in self._folders:
            return
        folder, name = self._place(path)
        self.make_folder(folder)
        self._folders[folder][name] = None
        self._folders[f"{folder.rstrip('/')}/{name}"] = {}

    def remove_folder(self, path: str) -> None:
        """Take an empty folder away: for setting up a host."""
        folder, name = self._place(path)
        assert not self._folders[f"{folder.rstrip('/')}/{name}"], "it is empty"
        del self._folders[f"{folder.rstrip('/')}/{name}"], self._folders[folder][name]

    def write(self, path: str, content: bytes, modified_s: float) -> None:
        """Write a file, replacing whatever is there: for setting up a host."""
        folder, name = self._place(path)
        self.make_folder(folder)
        before = self._folders[folder].get(name)
        inode = before.inode if before is not None else 0  # a link has none of its own
        self._put(folder, name, content, modified_s, inode or next(self._inodes))

    def append(self, path: str, content: bytes, modified_s: float) -> None:
        self.write(path, (self.read(path) or b"") + content, modified_s)

    def replace(self, path: str, content: bytes, modified_s: float, *, replacing: bytes | None) -> None:
        """Does what `Transport.write_file` says."""
        folder, name = self._place(path)
        if replacing is None:
            if folder not in self._folders:
                raise _unwritable(path, "No such file or directory")
            if self.exists(path):
                raise _exists(path)
        else:
            self._require_unchanged(path, replacing)
        self._put(folder, name, content, modified_s, next(self._inodes))

    def _put(self, folder: str, name: str, content: bytes, modified_s: float, inode: int) -> None:
        """On a disk two writes have two times, also while the simulated clock stands still."""
        before = self._folders[folder].get(name)
        if before is not None:
            modified_s = max(modified_s, before.modified_s + _TIME_STEP_S)
        self._folders[folder][name] = StoredFile(content, modified_s, inode=inode)

    def _require_unchanged(self, path: str, expected: bytes) -> None:
        folder, name = self._place(path)
        there = self._folders.get(folder, {}).get(name)
        if there is None:
            raise _unwritable(path, "it isn't a regular file" if self.exists(path) else "No such file or directory")
        if there.link_target:
            raise FileUnwritable(
                f"{path} is a link to {there.link_target}: xentui doesn't write through links.",
                state_now=_AS_BEFORE,
                next_step="Edit the file that it points to.",
            )
        if there.content != expected:
            raise FileChanged(f"{path} was changed by somebody else meanwhile.", state_now="Their version is in place.")

    def move(self, path: str, target: str) -> None:
        """Does what `Transport.move_file` says."""
        folder, name = self._place(path)
        stored = self._folders.get(folder, {}).get(name)
        if stored is None:
            raise FileUnreadable(f"{path} isn't a regular file." if self.exists(path) else f"{path} doesn't exist.")
        if self.exists(target):
            raise _exists(target)
        target_folder, target_name = self._place(target)
        self._make_folder_for(target, f"{path} can't be moved to {target}")
        self._folders[target_folder][target_name] = stored
        del self._folders[folder][name]

    def link(self, path: str, target: str, modified_s: float) -> None:
        """Does what `Transport.make_link` says."""
        folder, name = self._place(path)
        if self.exists(path):
            raise _exists(path)
        self._make_folder_for(path, f"{path} can't be written")
        self._folders[folder][name] = StoredFile(b"", modified_s, target)

    def _make_folder_for(self, path: str, failure: str) -> None:
        folder = self._place(path)[0]
        above = folder
        while above not in self._folders:
            if self.exists(above):
                raise FileUnwritable(f"{failure}: {above} isn't a folder.", state_now=_AS_BEFORE)
            above = _split(above)[0]
        self.make_folder(folder)

    def take_away(self, path: str) -> None:
        """Does what `Transport.remove_file` says."""
        if path in self._folders:
            raise FileUnwritable(f"{path} can't be removed: Is a directory.", state_now=_AS_BEFORE)
        if not self.exists(path):
            raise FileUnreadable(f"{path} doesn't exist.")
        self.remove(path)

    def remove(self, path: str) -> None:
        folder, name = self._place(path)
        if self._folders.get(folder, {}).get(name) is not None:
            del self._folders[folder][name]

    def exists(self, path: str) -> bool:
        """Whether there is anything of that name, even a link to nowhere."""
        folder, name = self._place(path)
        return path in self._folders or name in self._folders.get(folder, {})

    def read(self, path: str) -> bytes | None:
        stored = self._resolved(path)
        return stored.content if stored is not None else None

    def entries(self, path: str) -> tuple[FileEntry, ...]:
        """The entries of a folder, by name. Raises FileUnreadable."""
        path = self._folder_at(path.rstrip("/") or "/")
        folder = self._folders.get(path)
        if folder is None:
            if self.exists(path):
                raise FileUnreadable(f"{path}: Not a directory.")
            raise FileMissing(f"{path}: No such file or directory.")
        return tuple(self._entry(f"{path.rstrip('/')}/{name}", folder[name]) for name in sorted(folder))

    def part(self, path: str, offset: int, limit_bytes: int) -> FilePart:
        """Does what `Transport.read_part` says."""
        folder, name = _split(path)
        entry = next((each for each in self.entries(folder) if each.name == name), None)
        if entry is None:
            raise FileMissing(f"{path} can't be read: No such file or directory.")
        if entry.link_target:
            raise FileUnreadable(f"{path} can't be read: it is a link to {entry.link_target}, which isn't followed.")
        content = self.read(path)
        if content is None:
            raise FileUnreadable(f"{path} can't be read: it is a folder.")
        start = offset if offset >= 0 else max(0, len(content) + offset)
        part = content[start : start + limit_bytes]
        return FilePart(part, start, len(content), entry.modified_s, entry.device, entry.inode)

    def _resolved(self, path: str) -> StoredFile | None:
        """The file at the end of the links; None for a folder, for nothing, and for a ring of links."""
        for _ in range(_MOST_LINKS):
            folder, name = self._place(path)
            stored = self._folders.get(folder, {}).get(name)
            if stored is None or not stored.link_target:
                return stored
            path = posixpath.normpath(posixpath.join(folder, stored.link_target))
        return None

    def _entry(self, path: str, stored: StoredFile | None) -> FileEntry:
        name = _split(path)[1]
        if stored is None:
            return FileEntry(name, False, 4096, 0.0, is_folder=True)
        file = self._resolved(path)
        if file is None:
            return FileEntry(name, False, 0, 0.0, stored.link_target)
        return FileEntry(name, True, len(file.content), file.modified_s, stored.link_target, inode=file.inode)

    def _place(self, path: str) -> tuple[str, str]:
        """The folder that a name is in, also where it is reached by a link, and the name."""
        folder, name = _split(path)
        return self._folder_at(folder), name

    def _folder_at(self, path: str, links: int = _MOST_LINKS) -> str:
        """The target of a link to a folder; any other path is returned unchanged."""
        if path in self._folders or not links:
            return path
        folder, name = _split(path)
        folder = self._folder_at(folder, links)
        stored = self._folders.get(folder, {}).get(name)
        if stored is None or not stored.link_target:
            return f"{folder.rstrip('/')}/{name}"
        return self._folder_at(posixpath.normpath(posixpath.join(folder, stored.link_target)), links - 1)


def _split(path: str) -> tuple[str, str]:
    folder, _, name = path.rpartition("/")
    return folder or "/", name


def _exists(path: str) -> FileExists:
    return FileExists(f"{path} already exists.", state_now=_AS_BEFORE)


def _unwritable(path: str, reason: str) -> FileUnwritable:
    return FileUnwritable(f"{path} can't be written: {reason}.", state_now=_AS_BEFORE)
