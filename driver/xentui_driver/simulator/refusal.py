"""Why no xl at all can work on a host."""

from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.invocation import Invocation
from xentui_driver.simulator.messages import libxl_error


def refusal(invocation: Invocation) -> int:
    """The exit status of every xl here; 0 when it can work.

    xl opens the hypervisor and xenstore before it looks at its command (xl.c, libxl_ctx_alloc in libxl.c).
    """
    faults = invocation.host.faults
    if Fault.REFUSE in faults:
        invocation.err(
            "xencall: error: Could not obtain handle on privileged command interface: Permission denied\n"
            + libxl_error("libxl.c:102:libxl_ctx_alloc", "cannot open libxc handle: Permission denied")
        )
    elif Fault.XENSTORED_DOWN in faults:
        message = "cannot connect to xenstore: No such file or directory"
        invocation.err(libxl_error("libxl.c:109:libxl_ctx_alloc", message))
    else:
        return 0
    invocation.err("cannot init xl context\n")
    return 1
