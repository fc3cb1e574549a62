"""Which processes of this host are receiving a guest at the moment: as long as one is, its copy is no leftover."""

from xentui_driver.errors import FileMissing, FileUnreadable
from xentui_driver.processes import FOLDER, argv_of, program_of
from xentui_driver.transport import FileReader

_COMMAND = "migrate-receive"
_NULL = "/dev/null"


def receivers(files: FileReader) -> tuple[int, ...]:
    """Process ids of `xl migrate-receive` at work. Raises FileUnreadable when no process can be seen.

    The monitor of a guest that has arrived is a child of its receiver with the same command line; but it has turned
    its standard input away from ssh (do_daemonize, xl_utils.c).
    """
    pids = sorted(int(entry.name) for entry in files.list_directory(FOLDER) if entry.name.isdecimal())
    return tuple(pid for pid in pids if _receives(files, pid) and _listens(files, pid))


def _receives(files: FileReader, pid: int) -> bool:
    argv = argv_of(files, pid)
    return program_of(argv) == "xl" and _COMMAND in argv[1:]


def _listens(files: FileReader, pid: int) -> bool:
    """What can't be seen counts as at work."""
    try:
        inputs = [entry.link_target for entry in files.list_directory(f"{FOLDER}/{pid}/fd") if entry.name == "0"]
    except FileMissing:  # it has ended since
        return False
    except FileUnreadable:
        return True
    return inputs != [_NULL]
