"""LogSource: a log that a host has of a guest, or of itself."""

from enum import Enum

from xentui_driver.model.dataclass import dataclass


class LogKind(Enum):
    """Who writes it; the values are the words of the command line."""

    CONSOLE = "console"
    """xenconsoled: what the guest prints (tools/console/daemon/io.c)."""
    XL = "xl"
    """The xl that watches the guest (xl_utils.c, do_daemonize)."""
    DEVICE_MODEL = "device-model"
    """The guest's qemu (libxl_dm.c)."""
    HOTPLUG = "hotplug"
    """The scripts that attach disks and networks, of all guests (tools/hotplug/Linux/xen-hotplug-common.sh)."""
    HYPERVISOR = "hypervisor"
    """xenconsoled: what Xen prints."""
    DMESG = "dmesg"
    """Xen's own ring of messages, which `xl dmesg` prints; a file on no disk."""


OF_GUESTS = (LogKind.CONSOLE, LogKind.XL, LogKind.DEVICE_MODEL)
"""Those of one guest; the others are of the host."""
_TITLES = {LogKind.DEVICE_MODEL: "device model", LogKind.DMESG: "xl dmesg"}


@dataclass(frozen=True, slots=True)
class LogSource:
    """Where a log is: a file with a path, or what a command prints."""

    kind: LogKind
    path: str = ""
    """Empty where it is what a command prints, and where a guest's name can't be in that of a file."""
    command: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return _TITLES.get(self.kind, self.kind.value)


@dataclass(frozen=True, slots=True)
class FoundLog:
    """A log, and whether it can be read."""

    source: LogSource
    why_not: str = ""
    """Why it can't be read, or isn't there; empty where it can."""
    next_step: str = ""
    size_bytes: int | None = None
    """None for what a command prints, and for what can't be read."""
    modified_s: float | None = None
    """When it was last written, in seconds since the epoch; None as above."""

    @property
    def is_readable(self) -> bool:
        return not self.why_not
