"""Checks xenconsoled, which carries every guest's console, and whether it logs what guests print."""

from collections.abc import Iterator

from xentui_driver.host.doctor.finding import Finding, bad, good, unknown, warning
from xentui_driver.model.errors import FileUnreadable
from xentui_driver.toolstack.processes import FOLDER, argv_of, pids, program_of, text_of
from xentui_driver.transport.protocol import FileReader

_PROGRAM = "xenconsoled"
_PID_FILES = ("/run/xenconsoled.pid", "/run/xen/xenconsoled.pid")
"""The pid files of Debian and of Xen's own tree; under the tree's systemd unit there is none."""
_LOGGING = ("--log=guest", "--log=all")


def check_services(files: FileReader) -> Iterator[Finding]:
    argv = _console_daemon(files)
    if argv is None:
        yield unknown("consoles", "The processes can't be listed.")
    elif not argv:
        yield bad(
            "consoles",
            f"{_PROGRAM} isn't running: no guest has a console.",
            f"Look at `systemctl status {_PROGRAM}` (or xen.service) and start it; guests go on running meanwhile.",
        )
    else:
        yield good("consoles", f"{_PROGRAM} is running.")
        yield _logging(argv)


def _logging(argv: tuple[str, ...]) -> Finding:
    if any(word in argv for word in _LOGGING):
        return good("console logging", "What guests print on their consoles is kept in /var/log/xen/console.")
    return warning(
        "console logging",
        "What guests print on their consoles isn't kept: nobody can read later why one crashed.",
        "Set XENCONSOLED_TRACE=guest in /etc/default/xen (or xencommons); it takes effect at the next boot.",
    )


def _console_daemon(files: FileReader) -> tuple[str, ...] | None:
    """Its arguments; empty when it isn't running, None when that can't be told."""
    for path in _PID_FILES:
        word = (text_of(files, path) or "").strip()
        if word.isdecimal() and program_of(argv := argv_of(files, int(word))) == _PROGRAM:
            return argv
    try:
        running = pids(files)
    except FileUnreadable:
        return None
    return next((argv_of(files, pid) for pid in running if _is_daemon(files, pid)), ())


def _is_daemon(files: FileReader, pid: int) -> bool:
    return (text_of(files, f"{FOLDER}/{pid}/comm") or "").strip() == _PROGRAM
