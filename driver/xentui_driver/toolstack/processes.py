"""The processes of a host and the locks that they hold, from /proc."""

import posixpath
import re
from collections.abc import Mapping

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import FileUnreadable
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.text import harmless
from xentui_driver.transport.protocol import FileReader, Transport

FOLDER = "/proc"
LOCKS_FILE = f"{FOLDER}/locks"
_LOCK = lazy_pattern(
    r"\d+: (?P<waits>-> )?(?:POSIX|OFDLCK|FLOCK)\s+\S+\s+(?P<access>\S+)\s+(?P<pid>-?\d{1,10})\s.*", re.ASCII
)
_LONGEST_COMMAND = 200


@dataclass(frozen=True, slots=True)
class Lock:
    """A line of /proc/locks (fs/locks.c)."""

    pid: int
    """0 or less where the kernel doesn't know it."""
    is_exclusive: bool
    waits: bool
    """It waits for the lock above it, and holds none."""


def lock_in(line: str) -> Lock | None:
    """The lock in that line; None for a line about something else, such as a lease."""
    row = _LOCK.fullmatch(line)
    return Lock(int(row["pid"]), row["access"] == "WRITE", row["waits"] is not None) if row is not None else None


def text_of(files: FileReader, path: str) -> str | None:
    """A file's text; None when it can't be read."""
    try:
        return files.read_file(path).decode("utf-8", "replace")
    except FileUnreadable:
        return None


def pids(files: FileReader) -> tuple[int, ...]:
    """The process ids in ascending order. Raises FileUnreadable when no process can be seen."""
    return tuple(sorted(int(entry.name) for entry in files.list_directory(FOLDER) if entry.name.isdecimal()))


def argv_of(files: FileReader, pid: int) -> tuple[str, ...]:
    """A process's arguments; empty when there is no such process, and for a kernel thread."""
    text = (text_of(files, f"{FOLDER}/{pid}/cmdline") or "").rstrip("\0")
    return tuple(text.split("\0")) if text else ()


def program_of(argv: tuple[str, ...]) -> str:
    """The program without its folder; empty where there is none."""
    return posixpath.basename(argv[0]) if argv else ""


def command_words(argv: tuple[str, ...]) -> str:
    """A command line for people, its program without the folder."""
    return harmless(" ".join((program_of(argv), *argv[1:])).strip(), _LONGEST_COMMAND)


def opened_by(host: Transport, pid: int) -> Mapping[str, str]:
    """The open files of a process, by descriptor number. Raises FileUnreadable, FileMissing when it has ended."""
    return host.read_links(f"{FOLDER}/{pid}/fd")
