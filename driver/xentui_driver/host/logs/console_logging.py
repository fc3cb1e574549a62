"""Whether what guests print is kept, and how xenconsoled is told to keep it."""

from xentui_driver.toolstack.console_daemon import DEBIAN_SETTINGS, console_daemon, is_logging, xencommons
from xentui_driver.transport.protocol import FileReader

NOT_KEPT = "The guests' console output isn't kept in files: a console shows it, and only while its domain is there."

_WAY = "Have it kept from now on (do: keep_consoles). By hand: "
_ON_DEBIAN = (
    f'XENCONSOLED_ARGS="--log=guest" in {DEBIAN_SETTINGS} and a reboot; `systemctl restart xen` would also restart the '
    "qemu that serves disks."
)
_ELSEWHERE = "XENCONSOLED_TRACE=guest in {path} and `systemctl restart xenconsoled`; attached consoles end."


def keeps_console_output(files: FileReader) -> bool | None:
    """Whether what guests print is written to files; None where that can't be told, or none has a console. Blocks."""
    argv = console_daemon(files)
    return is_logging(argv) if argv else None


def how_to_keep(files: FileReader) -> str:
    """The action; and by hand the file, the line and what is restarted, as this host's packages have it. Blocks."""
    path = xencommons(files)
    return _WAY + (_ELSEWHERE.format(path=path) if path else _ON_DEBIAN)
