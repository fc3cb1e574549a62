"""What the xl monitor of a guest wrote: the only witness of why a guest is gone (xl_vmcontrol.c)."""

import re
from dataclasses import dataclass

from xentui_driver.errors import FileUnreadable
from xentui_driver.text import harmless_lines
from xentui_driver.xl import Xl

FOLDER = "/var/log/xen"
_REASON = re.compile(r"Domain (\d+) has shut down, reason code (\d+)")


@dataclass(frozen=True, slots=True)
class MonitorLog:
    """The last lines of one guest's log; empty when there is none."""

    path: str
    lines: tuple[str, ...]

    @property
    def has_ended(self) -> bool:
        """The monitor has cleaned up after the guest and restarts nothing."""
        return bool(self.lines) and "Done. Exiting now" in self.lines[-1]

    def shutdown_code(self, domid: int) -> int | None:
        """The reason code that the domain ended with: 0 poweroff, 1 reboot, 3 crash; None if it isn't told."""
        for line in reversed(self.lines):
            found = _REASON.search(line)
            if found and int(found[1]) == domid:
                return int(found[2])
        return None


def read_monitor_log(xl: Xl, name: str) -> MonitorLog:
    """The log of the guest of that name; a name with a slash has none."""
    path = f"{FOLDER}/xl-{name}.log"
    if "/" in name or not name:
        return MonitorLog(FOLDER, ())
    try:
        text = xl.transport.read_file(path).decode("utf-8", "replace")
    except FileUnreadable:
        return MonitorLog(path, ())
    return MonitorLog(path, harmless_lines(text, 40))
