"""Finds out whether this machine is a Xen host, whose toolstack is used, or another one, where the simulator serves."""

import contextlib
import os

from xentui_driver.transport.this_machine import program

HYPERVISOR_TYPE_FILE = "/sys/hypervisor/type"
CAPABILITIES_FILE = "/proc/xen/capabilities"
SYSTEM_FOLDERS = "/usr/sbin:/sbin"


def looks_like_xen() -> bool:
    """True when the kernel says so, or when there is an `xl`, whose own messages say more."""
    # Without that file the kernel knows of no hypervisor.
    with contextlib.suppress(OSError), open(HYPERVISOR_TYPE_FILE, encoding="ascii") as file:
        if file.read().strip() == "xen":
            return True
    path = os.environ.get("PATH", os.defpath)
    return os.path.exists(CAPABILITIES_FILE) or program("xl", f"{path}:{SYSTEM_FOLDERS}") is not None
