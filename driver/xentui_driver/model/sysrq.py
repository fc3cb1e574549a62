"""What a Linux guest's kernel can be told by a magic key, by name (Linux, Documentation/admin-guide/sysrq.rst)."""

from collections.abc import Mapping
from types import MappingProxyType

from xentui_driver.model.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class SysrqKey:
    """One key."""

    letter: str
    what: str
    """What the kernel does, after "The kernel is to": it prints to the guest's console."""
    harm: str = ""
    """A sentence that says why it is dangerous; empty for a key that does no harm."""


SYSRQ_KEYS: Mapping[str, SysrqKey] = MappingProxyType(
    {
        "sync": SysrqKey("s", "write what is in memory to all disks"),
        "tasks": SysrqKey("t", "print all tasks and their stacks"),
        "blocked": SysrqKey("w", "print the tasks that are blocked"),
        "memory": SysrqKey("m", "print how its memory is used"),
        "cpus": SysrqKey("l", "print what each CPU is doing"),
        "read-only": SysrqKey(
            "u", "remount all file systems read-only", "Programs that write will fail until the guest is rebooted."
        ),
        "oom-kill": SysrqKey("f", "kill the process that takes the most memory", "A process of the guest is killed."),
        "reboot": SysrqKey("b", "reboot at once", "Nothing is written to the disks: data may be lost."),
        "power-off": SysrqKey("o", "power off at once", "Nothing is written to the disks: data may be lost."),
        "crash": SysrqKey("c", "crash", "The guest crashes; data that is not on the disks yet is lost."),
    }
)
"""The harmless ones first."""
