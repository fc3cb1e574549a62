"""Finds the files that hold definitions: each once, under all its names in the folder and below it."""

import posixpath
import re
from collections.abc import Iterable

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import FileUnreadable
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.transport.protocol import FileEntry, FileReader

LIMIT_BYTES = 1 << 20
SUFFIX = ".cfg"
AUTO_FOLDER = "auto"
"""A subfolder of the definitions: xendomains starts all files in it but hidden ones (`$XENDOMAINS_AUTO/*`)."""
SUB_FOLDERS = ("vm", "domains")
"""Folders in which distributions keep definitions that auto/ links to; SUSE uses /etc/xen/vm."""

_NEVER = lazy_pattern(
    r"""[.#].* | .*~ | xl\.conf | xlexample.* | README.* | .*\.cfg\..*
    | .*\.(?:bak|example|new|old|orig|rej|rpmnew|rpmorig|rpmsave|save|tmp) | .*\.(?:dpkg|ucf)-.*""",
    re.VERBOSE | re.DOTALL,
)
"""Xen's own files (tools/examples in its tree), samples, and copies that editors and packages leave."""

Key = tuple[int, int] | str
"""Device and inode; the path where these aren't known."""


@dataclass(frozen=True, slots=True)
class Place:
    """A folder with definitions in it."""

    path: str
    entries: tuple[FileEntry, ...]
    starts: bool = False
    """Whether it is auto/."""


@dataclass(frozen=True, slots=True)
class Places:
    """All folders that were read."""

    found: tuple[Place, ...]
    unread: tuple[tuple[str, FileUnreadable], ...] = ()
    """The subfolders that could not be read."""


@dataclass(frozen=True, slots=True)
class FileName:
    """One name of a file."""

    place: Place
    entry: FileEntry

    @property
    def path(self) -> str:
        return f"{self.place.path}/{self.entry.name}"

    @property
    def is_link(self) -> bool:
        return bool(self.entry.link_target)


@dataclass(frozen=True, slots=True)
class DefinitionFile:
    """A file under all its names, its main name first."""

    names: tuple[FileName, ...]

    @property
    def name(self) -> FileName:
        return self.names[0]

    @property
    def others(self) -> tuple[FileName, ...]:
        """Its other names outside auto/."""
        return tuple(name for name in self.names[1:] if not name.place.starts)

    @property
    def started_as(self) -> tuple[FileName, ...]:
        """Its names in auto/."""
        return tuple(name for name in self.names if name.place.starts)

    @property
    def is_certain(self) -> bool:
        """Whether it is meant to be a definition, whatever is in it."""
        return any(
            name.entry.name.endswith(SUFFIX) or (name.place.starts and not is_never_definition(name.entry.name))
            for name in self.names
        )


def look_into(files: FileReader, folder: str) -> Places:
    """Read the definitions' folder, its subfolders where they exist, and auto/. Raises FileUnreadable for the first."""
    entries = files.list_directory(folder or "/")
    found, unread = [Place(folder, entries)], []
    below = {entry.name for entry in entries if not entry.is_file}
    for name in (*SUB_FOLDERS, AUTO_FOLDER):
        if name in below:
            path = f"{folder}/{name}"
            try:
                found.append(Place(path, files.list_directory(path), starts=name == AUTO_FOLDER))
            except FileUnreadable as error:
                unread.append((path, error))
    return Places(tuple(found), tuple(unread))


def definition_files(places: Iterable[Place]) -> tuple[DefinitionFile, ...]:
    """The files that may be definitions, by names and sizes; one file may have several names: links and hard links.

    Its main name is one outside auto/, the file's own rather than a link, and one with the usual ending.
    """
    names: dict[Key, list[FileName]] = {}
    for place in places:
        for entry in place.entries:
            if _may_be_started(entry) if place.starts else _may_be_definition(entry):
                names.setdefault(key_of(place.path, entry), []).append(FileName(place, entry))
    return tuple(DefinitionFile(tuple(sorted(each, key=_rank) if len(each) > 1 else each)) for each in names.values())


def hard_links(files: FileReader, folder: str, path: str) -> tuple[str, ...]:
    """The hard links of the file at `path`: when it is replaced they keep the old text. Raises FileUnreadable."""
    names = [FileName(place, entry) for place in look_into(files, folder).found for entry in place.entries]
    own = next((name for name in names if name.path == path and name.entry.inode), None)
    if own is None:
        return ()
    key = key_of(own.place.path, own.entry)
    same = [name for name in names if not name.is_link and key_of(name.place.path, name.entry) == key]
    return tuple(name.path for name in same if name is not own and not _is_one_name(files, name, own))


def folder_key(files: FileReader, folder: str) -> Key | None:
    """An identity that is the same for a folder under all its names; None where it isn't known.

    Raises FileUnreadable.
    """
    above, _, name = folder.rpartition("/")
    entries = files.list_directory(above or "/")
    return next((key_of(above, entry) for entry in entries if entry.name == name and entry.inode), None)


def _is_one_name(files: FileReader, one: FileName, other: FileName) -> bool:
    """Whether it is the same name in the same folder, reached through a link to the folder."""
    if one.entry.name != other.entry.name:
        return False
    return folder_key(files, one.place.path) == folder_key(files, other.place.path)


def key_of(folder: str, entry: FileEntry) -> Key:
    """An identity that is the same for every name of one file."""
    if entry.inode:
        return entry.device, entry.inode
    return points_to(folder, entry) or f"{folder}/{entry.name}"


def is_never_definition(file_name: str) -> bool:
    """Whether its name alone says that it is something else: a file of Xen's, a sample, a copy."""
    return _NEVER.fullmatch(file_name) is not None


def points_to(folder: str, link: FileEntry) -> str:
    """The path that a link in that folder points to, as written; empty where it isn't a link."""
    return posixpath.normpath(posixpath.join(folder, link.link_target)) if link.link_target else ""


def _rank(name: FileName) -> tuple[bool, bool, bool]:
    return name.place.starts, name.is_link, not name.entry.name.endswith(SUFFIX)


def _may_be_definition(entry: FileEntry) -> bool:
    """Keeps a large `*.cfg`, so that it can be reported."""
    if not entry.is_file or is_never_definition(entry.name):
        return False
    return entry.size_bytes <= LIMIT_BYTES or entry.name.endswith(SUFFIX)


def _may_be_started(entry: FileEntry) -> bool:
    """The shell's `*` skips only hidden files: a backup in auto/ starts its guest too."""
    return entry.is_file and not entry.name.startswith(".")
