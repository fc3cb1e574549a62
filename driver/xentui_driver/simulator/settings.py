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
    is_qdisk: bool = False
    """QEMU serves it, not the kernel."""


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
    video_kib: int = 0
    """What of its memory the graphics card of an HVM guest has: no part of the target (libxl_create.c)."""
    has_serial_line: bool = False
    """An HVM guest's own, beside the console of Xen."""
    has_vnc: bool = True
    """An HVM guest's screen is on VNC, unless its definition says otherwise (libxl_create.c)."""
    record: "Callable[[], Record]" = field(default=dict, compare=False, repr=False)
    """All that the definition says, as libxl keeps it, when it is asked for; empty for a guest that came without one.
    """

    @property
    def built_vcpus(self) -> int:
        return max(self.maximum_vcpus, self.vcpus)

    @property
    def static_max_kib(self) -> int:
        return max(self.maximum_kib, self.memory_kib)

    @property
    def beside_target_kib(self) -> int:
        """What of its memory is no part of the target in xenstore (libxl__get_targetmem_fudge, libxl_internal.h)."""
        is_populated_on_demand = self.type == "hvm" and self.static_max_kib > self.memory_kib
        return self.video_kib + (SLACK_KIB if is_populated_on_demand else 0)

    def action_after(self, reason: int) -> str:
        """The action of the monitor after a shutdown (handle_domain_death, xl_vmcontrol.c)."""
        actions = {
            REASON_POWEROFF: self.on_poweroff,
            REASON_REBOOT: self.on_reboot,
            REASON_CRASH: self.on_crash,
            REASON_WATCHDOG: self.on_watchdog,
        }
        return actions.get(reason, "destroy")


SLACK_KIB = 1024
"""LIBXL_MAXMEM_CONSTANT (libxl_internal.h): a guest that is built may hold so much more than it is given."""
_VIDEO_KIB = {"none": 0, "cirrus": 8 << 10, "std": 16 << 10, "qxl": 128 << 10}


_KERNEL_FORMATS = frozenset({"raw", "empty"})


def disk_of(disk: "Record", guest_type: str) -> Disk:
    """QEMU serves what it is told to, images of other formats, and an HVM guest's CD-ROM drives (libxl_device.c)."""
    is_hvm_cdrom = bool(disk.get("is_cdrom")) and guest_type == "hvm"
    is_image = disk.get("format", "raw") not in _KERNEL_FORMATS
    return Disk(disk.get("pdev_path", ""), disk["vdev"], disk.get("backend") == "qdisk" or is_image or is_hvm_cdrom)


def video_kib_of(build: "Record") -> int:
    """As stated, or what its graphics card needs (libxl__domain_build_info_setdefault); 0 where there is none."""
    if build["type"] != "hvm":
        return 0
    stated: int = build.get("video_memkb", -1)
    return stated if stated > 0 else _VIDEO_KIB[build["u"].get("vga", {}).get("kind", "cirrus")]


REASON_POWEROFF = 0
REASON_REBOOT = 1
REASON_SUSPEND = 2
REASON_CRASH = 3
REASON_WATCHDOG = 4
