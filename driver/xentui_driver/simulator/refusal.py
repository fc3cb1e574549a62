"""Faults with which no xl works at all on a host."""

from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.invocation import Invocation


def refusal(invocation: Invocation) -> int:
    """The exit status of every xl here; 0 when it can work.

    xl opens the hypervisor and xenstore before it looks at its command (xl.c, libxl_ctx_alloc in libxl.c).
    """
    faults = invocation.host.faults
    if Fault.REFUSE in faults:
        from xentui_driver.simulator.messages import libxl_error

        invocation.err(
            "xencall: error: Could not obtain handle on privileged command interface: Permission denied\n"
            + libxl_error("libxl.c:102:libxl_ctx_alloc", "cannot open libxc handle: Permission denied")
        )
        invocation.err("cannot init xl context\n")
        return 1
    return 0
