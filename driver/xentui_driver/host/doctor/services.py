"""Checks xenconsoled, which carries every guest's console, and whether it logs what guests print."""

from collections.abc import Iterator

from xentui_driver.host.doctor.finding import Finding, bad, good, unknown, warning
from xentui_driver.host.logs.console_logging import NOT_KEPT, how_to_keep
from xentui_driver.toolstack.console_daemon import PROGRAM, console_daemon, is_logging
from xentui_driver.transport.protocol import FileReader


def check_services(files: FileReader) -> Iterator[Finding]:
    argv = console_daemon(files)
    if argv is None:
        yield unknown("consoles", "The processes can't be listed.")
    elif not argv:
        yield bad(
            "consoles",
            f"{PROGRAM} isn't running: no guest has a console.",
            f"Check `systemctl status {PROGRAM}` (or xen.service) and start it; the guests keep running meanwhile.",
        )
    else:
        yield good("consoles", f"{PROGRAM} is running.")
        yield _logging(argv, files)


def _logging(argv: tuple[str, ...], files: FileReader) -> Finding:
    if is_logging(argv):
        return good("console logging", "The guests' console output is kept in /var/log/xen/console.")
    return warning("console logging", NOT_KEPT, how_to_keep(files))
