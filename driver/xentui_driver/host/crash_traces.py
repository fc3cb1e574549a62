"""What a guest that has crashed has left behind: the logs that may say why, and whether its console was kept."""

from collections.abc import Iterator

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import FileUnreadable
from xentui_driver.toolstack.monitor_log import FOLDER
from xentui_driver.toolstack.xl import Xl

_CONSOLES = f"{FOLDER}/console"


@dataclass(frozen=True, slots=True)
class CrashTraces:
    """Where to look, the most telling first."""

    logs: tuple[tuple[str, str], ...]
    """The path of each log that is there, and whose it is."""
    unkept: tuple[str, ...] = ()
    """That console output isn't kept, and how it would be; empty where it is kept, or that can't be told."""


def crash_traces(xl: Xl, name: str) -> CrashTraces:
    """Of the guest with that name. Blocks."""
    from xentui_driver.host.logs.console_logging import NOT_KEPT, how_to_keep, keeps_console_output

    is_lost = keeps_console_output(xl.transport) is False
    return CrashTraces(tuple(_logs(xl, name)), (NOT_KEPT, how_to_keep(xl.transport)) if is_lost else ())


def _logs(xl: Xl, name: str) -> Iterator[tuple[str, str]]:
    """By the names that xenconsoled (tools/console/daemon/io.c) and libxl (libxl_dm.c) give them."""
    for folder, file, whose in (
        (_CONSOLES, f"guest-{name}.log", "its console"),
        (FOLDER, f"qemu-dm-{name}.log", "its device model"),
        (_CONSOLES, "hypervisor.log", "Xen's console"),
    ):
        if file in _names(xl, folder):
            yield f"{folder}/{file}", whose


def _names(xl: Xl, folder: str) -> tuple[str, ...]:
    try:
        return tuple(entry.name for entry in xl.transport.list_directory(folder))
    except FileUnreadable:
        return ()
