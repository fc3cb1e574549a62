"""xenconsoled, which carries every guest's console: whether it runs and keeps what guests print, and its settings."""

from itertools import pairwise

from xentui_driver.model.errors import FileUnreadable
from xentui_driver.toolstack.processes import FOLDER, argv_of, pids, program_of, text_of
from xentui_driver.transport.protocol import FileReader

PROGRAM = "xenconsoled"
DEBIAN_SETTINGS = "/etc/default/xen"
"""What Debian's /etc/init.d/xen sources; that knows no XENCONSOLED_TRACE."""

_PID_FILES = ("/run/xenconsoled.pid", "/run/xen/xenconsoled.pid")
"""The pid files of Debian and of Xen's own tree; under the tree's systemd unit there is none."""
_LOG = "--log"
_KEEPING = ("guest", "all")
_XENCOMMONS = ("/etc/default", "/etc/sysconfig")
"""Where Xen's own tree has its settings (tools/hotplug/Linux/init.d/sysconfig.xencommons.in)."""


def is_logging(argv: tuple[str, ...]) -> bool:
    """Whether a daemon with these arguments keeps what guests print; each --log adds to those before (main.c)."""
    stated = [word.removeprefix(f"{_LOG}=") for word in argv if word.startswith(f"{_LOG}=")]
    stated += [value for option, value in pairwise(argv) if option == _LOG]
    return any(value in _KEEPING for value in stated)


def console_daemon(files: FileReader) -> tuple[str, ...] | None:
    """The arguments of xenconsoled; empty when it isn't running, None when that can't be told. Blocks."""
    for path in _PID_FILES:
        word = (text_of(files, path) or "").strip()
        if word.isdecimal() and program_of(argv := argv_of(files, int(word))) == PROGRAM:
            return argv
    try:
        running = pids(files)
    except FileUnreadable:
        return None
    return next((argv_of(files, pid) for pid in running if _is_daemon(files, pid)), ())


def xencommons(files: FileReader) -> str:
    """The path of the settings where Xen's own tree is installed; empty elsewhere. Blocks."""
    for folder in _XENCOMMONS:
        try:
            names = [entry.name for entry in files.list_directory(folder)]
        except FileUnreadable:
            continue
        if "xencommons" in names:
            return f"{folder}/xencommons"
    return ""


def _is_daemon(files: FileReader, pid: int) -> bool:
    return (text_of(files, f"{FOLDER}/{pid}/comm") or "").strip() == PROGRAM
