"""The files that definitions are in: each once, under all the names that it has in the folder and below it."""

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
"""Beside the definitions: xendomains starts what is in it with the host (`$XENDOMAINS_AUTO/*`), but no hidden file."""
SUB_FOLDERS = ("vm", "domains")
"""Where distributions keep definitions to which auto/ links; SUSE has them in /etc/xen/vm."""

_NEVER = lazy_pattern(
    r"""[.#].* | .*~ | xl\.conf | xlexample.* | README.* | .*\.cfg\..*
    | .*\.(?:bak|example|new|old|orig|rej|rpmnew|rpmorig|rpmsave|save|tmp) | .*\.(?:dpkg|ucf)-.*""",
    re.VERBOSE | re.DOTALL,
)
"""Xen's own files (tools/examples in its tree), samples, and copies that editors and packages leave."""

Key = tuple[int, int] | str
"""Device and inode; the path where nobody can tell them."""


@dataclass(frozen=True, slots=True)
class Place:
    """A folder with definitions in it."""

    path: str
    entries: tuple[FileEntry, ...]
    starts: bool = False
    """It is auto/."""


@dataclass(frozen=True, slots=True)
class Places:
    """All folders that were looked into."""

    found: tuple[Place, ...]
    unread: tuple[tuple[str, FileUnreadable], ...] = ()
    """Those below the definitions' own that could not be."""


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
    """A file under all its names, the one that it goes by first."""

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
        """Whatever is in it, it is meant to be a definition."""
        return any(
            name.entry.name.endswith(SUFFIX) or (name.place.starts and not is_never_definition(name.entry.name))
            for name in self.names
        )


def look_into(files: FileReader, folder: str) -> Places:
    """The definitions' folder, those below it that are there, and auto/. Raises FileUnreadable for the first."""
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
    """What may be a definition by its names and sizes: links, hard links and linked folders make one file of several.

    A file goes by a name outside auto/, by its own rather than by a link, and by one with the usual ending.
    """
    names: dict[Key, list[FileName]] = {}
    for place in places:
        for entry in place.entries:
            if _may_be_started(entry) if place.starts else _may_be_definition(entry):
                names.setdefault(key_of(place.path, entry), []).append(FileName(place, entry))
    return tuple(DefinitionFile(tuple(sorted(each, key=_rank) if len(each) > 1 else each)) for each in names.values())


def hard_links(files: FileReader, folder: str, path: str) -> tuple[str, ...]:
    """The other names of the file at `path` that are no links: one that is written leaves them the old text.

    Raises FileUnreadable.
    """
    names = [FileName(place, entry) for place in look_into(files, folder).found for entry in place.entries]
    own = next((name for name in names if name.path == path and name.entry.inode), None)
    if own is None:
        return ()
    key = key_of(own.place.path, own.entry)
    same = [name for name in names if not name.is_link and key_of(name.place.path, name.entry) == key]
    return tuple(name.path for name in same if name is not own and not _is_one_name(files, name, own))


def folder_key(files: FileReader, folder: str) -> Key | None:
    """The same for a folder under all its names; None where nobody can tell. Raises FileUnreadable."""
    above, _, name = folder.rpartition("/")
    entries = files.list_directory(above or "/")
    return next((key_of(above, entry) for entry in entries if entry.name == name and entry.inode), None)


def _is_one_name(files: FileReader, one: FileName, other: FileName) -> bool:
    """The same name of the same folder, which is linked to a second place."""
    if one.entry.name != other.entry.name:
        return False
    return folder_key(files, one.place.path) == folder_key(files, other.place.path)


def key_of(folder: str, entry: FileEntry) -> Key:
    """What is the same for every name of one file."""
    if entry.inode:
        return entry.device, entry.inode
    return points_to(folder, entry) or f"{folder}/{entry.name}"


def is_never_definition(file_name: str) -> bool:
    """By its name alone it is something else: a file of Xen's, a sample, a copy."""
    return _NEVER.fullmatch(file_name) is not None


def points_to(folder: str, link: FileEntry) -> str:
    """The path that a link in that folder leads to by its words; empty for what is no link."""
    return posixpath.normpath(posixpath.join(folder, link.link_target)) if link.link_target else ""


def _rank(name: FileName) -> tuple[bool, bool, bool]:
    return name.place.starts, name.is_link, not name.entry.name.endswith(SUFFIX)


def _may_be_definition(entry: FileEntry) -> bool:
    """A large `*.cfg` stays in, to be complained of."""
    if not entry.is_file or is_never_definition(entry.name):
        return False
    return entry.size_bytes <= LIMIT_BYTES or entry.name.endswith(SUFFIX)


def _may_be_started(entry: FileEntry) -> bool:
    """The shell's `*` passes by nothing but hidden files: a backup in auto/ starts its guest too."""
    return entry.is_file and not entry.name.startswith(".")
