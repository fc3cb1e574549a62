"""The faults that can be set on a simulated host, by name."""

from enum import Enum


class Fault(Enum):
    """A fault: its name on the command line, and what the operator sees of it."""

    HANG = ("hang", "every xl command hangs, as behind a lock or a dead xenstored")
    REFUSE = ("refuse", "xl may not open the control interface: permission denied")
    GARBAGE = ("garbage", "the tools print random bytes and halves of lines")
    HALF = ("half", "output breaks off in the middle of a row")
    EMPTY = ("empty", "the tools print nothing and report success")
    FLOOD = ("flood", "the tools print ten megabytes")
    SLOW = ("slow", "every command takes three seconds")
    XENSTORED_DOWN = ("xenstored-down", "xenstored is gone: whatever needs it hangs, only `xl info` answers")
    NO_MEMORY = ("no-memory", "the host has no free memory left")
    CREATE_FAILS = ("create-fails", "no guest starts: the bridge of its network interface is missing")
    GUEST_IGNORES = ("guest-ignores", "no guest answers a request to stop or to reboot")
    NO_PV_DRIVERS = ("no-pv-drivers", "HVM guests have no PV drivers")
    BALLOON_SHORT = ("balloon-short", "balloons stop halfway to their target")
    MIGRATION_REFUSED = ("migration-refused", "a migration fails at once: no log-dirty mode")
    MIGRATION_LOST = ("migration-lost", "the link breaks in a migration's last handshake")
    READ_ONLY = ("read-only", "the file systems are mounted read-only")
    DISK_FULL = ("disk-full", "there is no room left on the file systems")
    LOG_READ_ONLY = ("log-read-only", "the folder of the monitors' logs is on a file system mounted read-only")
    MONITORS_GONE = ("monitors-gone", "no guest has a monitor any more: nothing restarts it or clears it away")
    CONSOLE_LOGGING_FAILS = ("console-logging-fails", "xenconsoled ends when it is told to keep what guests print")
    DISK_DEAD = ("disk-dead", "dom0's disk doesn't answer: whatever syncs it hangs")
    UNREACHABLE = ("unreachable", "the host doesn't answer at all")
    SAMPLER_HANGS = ("sampler-hangs", "the sampler gives no answer")
    SAMPLER_DIES = ("sampler-dies", "the sampler ends whenever it is asked")
    SAMPLER_GARBAGE = ("sampler-garbage", "the sampler answers random bytes and halves of lines")
    SAMPLER_FLOODS = ("sampler-floods", "the sampler answers with megabytes")
    SAMPLER_UNKNOWN_RECORD = ("sampler-unknown-record", "the sampler doesn't know this Xen's records of domains")
    SAMPLER_REFUSED = ("sampler-refused", "the sampler may not open the control interface")
    DEVICE_MODELS_SILENT = ("device-models-silent", "no QEMU says what its disks have carried")
    COUNTERS_BACKWARDS = ("counters-backwards", "the sampler's CPU times go backwards")

    def __init__(self, flag: str, description: str) -> None:
        self.flag = flag
        self.description = description


def fault_named(flag: str) -> Fault:
    """The fault of that name. Raises ValueError with all names when there is none."""
    for fault in Fault:
        if fault.flag == flag:
            return fault
    names = ", ".join(fault.flag for fault in Fault)
    raise ValueError(f"no fault is called {flag!r}; there are: {names}")
