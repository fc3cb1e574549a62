"""xenconsoled, which carries every guest's console: whether it keeps what guests print, and how it is told to."""

from xentui_driver.model.errors import FileUnreadable
from xentui_driver.toolstack.processes import FOLDER, argv_of, pids, program_of, text_of
from xentui_driver.transport.protocol import FileReader

PROGRAM = "xenconsoled"
NOT_KEPT = "The guests' console output isn't kept in files: a console shows it, and only while its domain is there."

_PID_FILES = ("/run/xenconsoled.pid", "/run/xen/xenconsoled.pid")
"""The pid files of Debian and of Xen's own tree; under the tree's systemd unit there is none."""
_LOGGING = ("--log=guest", "--log=all")
_XENCOMMONS = ("/etc/default", "/etc/sysconfig")
"""Where Xen's own tree has its settings (tools/hotplug/Linux/init.d/sysconfig.xencommons.in)."""
_ON_DEBIAN = (
    'Put XENCONSOLED_ARGS="--log=guest" into /etc/default/xen and reboot the host: `systemctl restart xen` would also '
    "restart the qemu that serves guests' disk images."
)
"""Debian's /etc/init.d/xen knows no XENCONSOLED_TRACE."""
_ELSEWHERE = (
    "Put XENCONSOLED_TRACE=guest into {path} and run `systemctl restart xenconsoled`: the guests run on, attached "
    "consoles end."
)


def keeps_console_output(files: FileReader) -> bool | None:
    """Whether what guests print is written to files; None where that can't be told, or none has a console. Blocks."""
    argv = console_daemon(files)
    return is_logging(argv) if argv else None


def is_logging(argv: tuple[str, ...]) -> bool:
    """Whether a daemon with these arguments keeps what guests print."""
    return any(word in argv for word in _LOGGING)


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


def how_to_keep(files: FileReader) -> str:
    """The file, the line, and what must be restarted, as this host's packages have it. Blocks."""
    for folder in _XENCOMMONS:
        try:
            names = [entry.name for entry in files.list_directory(folder)]
        except FileUnreadable:
            continue
        if "xencommons" in names:
            return _ELSEWHERE.format(path=f"{folder}/xencommons")
    return _ON_DEBIAN


def _is_daemon(files: FileReader, pid: int) -> bool:
    return (text_of(files, f"{FOLDER}/{pid}/comm") or "").strip() == PROGRAM
