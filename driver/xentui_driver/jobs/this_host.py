"""Identifies this machine, so that several can share a folder of jobs."""

from contextlib import suppress

from xentui_driver.model.job import HostId

MACHINE_ID_FILE = "/etc/machine-id"
BOOT_ID_FILE = "/proc/sys/kernel/random/boot_id"
SIMULATED = "simulated"


def this_host(name: str) -> HostId:
    """This machine (machine-id(5)); with its name, because clones of one image share the id."""
    return HostId(name, _content(MACHINE_ID_FILE), _content(BOOT_ID_FILE))


def simulated_host(name: str) -> HostId:
    """A host that lives in this process only."""
    return HostId(name, SIMULATED)


def _content(path: str) -> str:
    with suppress(OSError, UnicodeDecodeError), open(path, encoding="ascii") as file:
        return file.read(100).strip()
    return ""
