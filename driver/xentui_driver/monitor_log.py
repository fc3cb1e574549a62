"""What the xl monitor of a guest wrote: the only witness of why a guest is gone (xl_vmcontrol.c)."""

import re
from dataclasses import dataclass

from xentui_driver.errors import FileUnreadable
from xentui_driver.parse.xl_list import INCOMING_SUFFIX
from xentui_driver.text import harmless_lines
from xentui_driver.xl import Xl

FOLDER = "/var/log/xen"
_REASON = re.compile(r"Domain (\d+) has shut down, reason code (\d+)")
_GIVEN_UP = "Done. Exiting now"


@dataclass(frozen=True, slots=True)
class MonitorLog:
    """The last lines of the log of one guest's monitor; empty when there is none."""

    path: str
    lines: tuple[str, ...]

    def shutdown_code(self, domid: int) -> int | None:
        """The reason code that the domain ended with: 0 poweroff, 1 reboot, 3 crash; None if it isn't told."""
        for line in reversed(self.lines):
            found = _REASON.search(line)
            if found and int(found[1]) == domid:
                return int(found[2])
        return None

    def has_given_up(self, domid: int) -> bool:
        """The monitor has cleaned up after that domain and restarts nothing.

        The domid counts: a log may end with the farewell of an earlier monitor, as after a migration away.
        """
        return self.shutdown_code(domid) is not None and _GIVEN_UP in self.lines[-1]


def read_monitor_log(xl: Xl, name: str, domid: int | None = None) -> MonitorLog:
    """The log of the guest of that name; a guest that has migrated here has one of another name."""
    if "/" in name or not name:  # xl can't make a log for such a name
        return MonitorLog(FOLDER, ())
    logs = [_read(xl, f"{FOLDER}/xl-{name}{suffix}.log") for suffix in ("", INCOMING_SUFFIX)]
    told = (log for log in logs if domid is not None and log.shutdown_code(domid) is not None)
    return next(told, logs[0])


def _read(xl: Xl, path: str) -> MonitorLog:
    try:
        text = xl.transport.read_file(path).decode("utf-8", "replace")
    except FileUnreadable:
        return MonitorLog(path, ())
    return MonitorLog(path, harmless_lines(text, 40))
