"""How long a host has been up, and how long ago something was by its own clock, which may have been set since."""

import re

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import TransportClosed, XenError
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.transport.protocol import FileReader

_UP = lazy_pattern(r"([0-9]{1,12}(?:\.[0-9]{1,9})?) ")
_BOOTED = lazy_pattern(r"^btime ([0-9]{1,12})$", re.MULTILINE)
_SLACK_S = 2.0
"""Both clocks are read in whole seconds, and one after the other."""


@dataclass(frozen=True, slots=True)
class HostClock:
    """The host's own clock at one moment."""

    up_s: float
    """Since it was booted; no change of the clock changes this."""
    epoch_s: float

    def time_since(self, epoch_s: float) -> float | None:
        """How many seconds ago it was then.

        None where that can't be: the clock has been set since, for that moment is yet to come, or before the boot.
        """
        ago_s = self.epoch_s - epoch_s
        if not -_SLACK_S <= ago_s <= self.up_s + _SLACK_S:
            return None
        return min(max(0.0, ago_s), self.up_s)


def read_host_clock(files: FileReader) -> HostClock | None:
    """None where it isn't known. Raises TransportClosed when the console leaves.

    The time of day is that of the boot, which the kernel corrects whenever the clock is set, and the time since then:
    a recording has both (proc(5)).
    """
    try:
        up = _UP.match(_text(files, "/proc/uptime"))
        booted = _BOOTED.search(_text(files, "/proc/stat"))
    except TransportClosed:
        raise
    except XenError:
        return None
    if up is None or booted is None:
        return None
    return HostClock(float(up[1]), int(booted[1]) + float(up[1]))


def _text(files: FileReader, path: str) -> str:
    return files.read_file(path).decode("ascii", "replace")
