"""Looks up files on a host, reading each folder once."""

import posixpath
from collections.abc import Mapping

from xentui_driver.model.errors import FileUnreadable
from xentui_driver.transport.protocol import FileEntry, FileReader


class HostFiles:
    """Answers questions about paths, which may lead through links."""

    def __init__(self, files: FileReader) -> None:
        self._files = files
        self._folders: dict[str, Mapping[str, FileEntry] | None] = {}

    def text(self, path: str) -> str:
        """A file's text; empty when it can't be read."""
        try:
            return self._files.read_file(path).decode("utf-8", "surrogateescape")
        except FileUnreadable:
            return ""

    def entry(self, path: str) -> FileEntry | None:
        folder, name = posixpath.split(posixpath.normpath(path))
        return (self.folder(folder) or {}).get(name)

    def folder(self, path: str) -> Mapping[str, FileEntry] | None:
        if path not in self._folders:
            try:
                self._folders[path] = {entry.name: entry for entry in self._files.list_directory(path)}
            except FileUnreadable:
                self._folders[path] = None
        return self._folders[path]

    def why_not_file(self, path: str) -> str:
        if _is_root(path):
            return f"{path} is a folder"
        entry = self.entry(path)
        if entry is None:
            return f"this host has no {path}"
        return "" if entry.is_file else f"{path} isn't a file"

    def why_not_disk(self, path: str) -> str:
        """A block device isn't a regular file, and neither is a folder: only the latter can be listed."""
        if _is_root(path):
            return f"{path} is a folder"
        entry = self.entry(path)
        if entry is None:
            return f"this host has no {path}"
        is_folder = not entry.is_file and self.folder(posixpath.normpath(path)) is not None
        return f"{path} is a folder" if is_folder else ""


def _is_root(path: str) -> bool:
    """The one folder that is in no other."""
    return not posixpath.normpath(path).strip("/")
