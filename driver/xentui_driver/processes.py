"""The processes of a host, as /proc has them."""

import posixpath

from xentui_driver.errors import FileUnreadable
from xentui_driver.transport import FileReader

FOLDER = "/proc"


def argv_of(files: FileReader, pid: int) -> tuple[str, ...]:
    """A process's arguments; empty when there is no such process, and for one of the kernel's own."""
    try:
        content = files.read_file(f"{FOLDER}/{pid}/cmdline")
    except FileUnreadable:
        return ()
    text = content.decode("utf-8", "replace").rstrip("\0")
    return tuple(text.split("\0")) if text else ()


def program_of(argv: tuple[str, ...]) -> str:
    """The program without its folder; empty where there is none."""
    return posixpath.basename(argv[0]) if argv else ""
