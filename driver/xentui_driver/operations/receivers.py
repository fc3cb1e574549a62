"""Finds the processes of this host that are receiving a guest: while there is one, its copy isn't a leftover."""

from xentui_driver.model.errors import FileMissing, FileUnreadable
from xentui_driver.toolstack.processes import argv_of, opened_by, pids, program_of
from xentui_driver.transport.protocol import FileReader, Transport

_COMMAND = "migrate-receive"
_NULL = "/dev/null"


def receivers(host: Transport) -> tuple[int, ...]:
    """The process ids of `xl migrate-receive`. Raises FileUnreadable when no process can be seen.

    The monitor of a guest that has arrived is a child of its receiver with the same command line, but its standard
    input no longer comes from ssh (do_daemonize, xl_utils.c).
    """
    return tuple(pid for pid in pids(host) if _receives(host, pid) and _listens(host, pid))


def _receives(files: FileReader, pid: int) -> bool:
    argv = argv_of(files, pid)
    return program_of(argv) == "xl" and _COMMAND in argv[1:]


def _listens(host: Transport, pid: int) -> bool:
    """Whether it still receives; a process that can't be examined counts as receiving."""
    try:
        return opened_by(host, pid).get("0") != _NULL
    except FileMissing:  # it has ended meanwhile
        return False
    except FileUnreadable:
        return True
