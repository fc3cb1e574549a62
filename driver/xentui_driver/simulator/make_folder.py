"""`mkdir -p -m MODE -- PATH` (mkdir(1)); here every folder has the same mode."""

from collections.abc import Sequence

from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.invocation import Invocation


def make_folder(invocation: Invocation, arguments: Sequence[str]) -> int:
    path = arguments[-1]
    with invocation.xen.at_now():
        if invocation.host.files.exists(path):
            return 0
        if Fault.READ_ONLY in invocation.host.faults:
            invocation.err(f"mkdir: cannot create directory '{path}': Read-only file system\n")
            return 1
        invocation.host.files.make_folder(path)
    return 0
