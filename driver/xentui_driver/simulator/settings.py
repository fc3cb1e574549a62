"""The settings that the toolstack keeps from a domain's definition, to build it and to rebuild it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from xentui_driver.model.dataclass import dataclass, field

if TYPE_CHECKING:
    from xentui_driver.definitions.xl_config.meaning.shape import Record


@dataclass(frozen=True, slots=True)
class Disk:
    """A virtual disk and its path on the host."""

    path: str
    virtual_device: str


@dataclass(frozen=True, slots=True)
class BuildSettings:
    """The part of an xl.cfg that this Xen acts on (xl.cfg(5))."""

    name: str
    type: str = "pvh"
    """pv, hvm or pvh."""
    vcpus: int = 1
    memory_kib: int = 128 * 1024
    maximum_kib: int = 0
    """static-max; 0 is the same as `memory_kib`."""
    uuid: str | None = None
    kernel: str | None = None
    ramdisk: str | None = None
    disks: tuple[Disk, ...] = ()
    bridges: tuple[str, ...] = ()
    """The bridges that its network interfaces name."""
    on_poweroff: str = "destroy"
    on_reboot: str = "restart"
    on_crash: str = "destroy"
    on_watchdog: str = "destroy"
    maximum_vcpus: int = 0
    """Those it is built with, `vcpus` being those that it may use; 0 is the same as `vcpus`."""
    record: "Callable[[], Record]" = field(default=dict, compare=False, repr=False)
    """All that the definition says, as libxl keeps it, when it is asked for; empty for a guest that came without one.
    """

    @property
    def built_vcpus(self) -> int:
        return max(self.maximum_vcpus, self.vcpus)

    @property
    def static_max_kib(self) -> int:
        return max(self.maximum_kib, self.memory_kib)

    def action_after(self, reason: int) -> str:
        """The action of the monitor after a shutdown (handle_domain_death, xl_vmcontrol.c)."""
        actions = {
            REASON_POWEROFF: self.on_poweroff,
            REASON_REBOOT: self.on_reboot,
            REASON_CRASH: self.on_crash,
            REASON_WATCHDOG: self.on_watchdog,
        }
        return actions.get(reason, "destroy")


REASON_POWEROFF = 0
REASON_REBOOT = 1
REASON_SUSPEND = 2
REASON_CRASH = 3
REASON_WATCHDOG = 4
