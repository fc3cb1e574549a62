"""`xl pause`, `xl unpause` and `xl destroy` (xl_vmcontrol.c): the first two report success whatever happens."""

from xentui_driver.simulator import lifecycle
from xentui_driver.simulator.finding import domain_of, find_domid
from xentui_driver.simulator.invocation import Invocation
from xentui_driver.simulator.messages import libxl_error, no_such_type, not_destroyed
from xentui_driver.simulator.options import Parsed

_PAUSE = "libxl_domain.c:587:libxl_domain_pause"
_UNPAUSE = "libxl_domain.c:688:domain_unpause_done"


def pause(invocation: Invocation, parsed: Parsed) -> int:
    domid = find_domid(invocation, parsed.words[0])
    with invocation.xen.at_now() as now_s:
        domain = domain_of(invocation, domid)
        if domain is None:
            invocation.err(libxl_error(_PAUSE, "Pausing domain: No such process", domid))
        elif domid == 0:
            # The hypervisor doesn't let a domain pause itself (do_domctl, domctl.c).
            invocation.err(libxl_error(_PAUSE, "Pausing domain: Invalid argument", domid))
        else:
            lifecycle.pause(domain, now_s)
    return 0


def unpause(invocation: Invocation, parsed: Parsed) -> int:
    domid = find_domid(invocation, parsed.words[0])
    with invocation.xen.at_now() as now_s:
        domain = domain_of(invocation, domid)
        if domain is None or domain.name is None:
            invocation.err(no_such_type(domid, invocation.host.xen))
        elif not domain.pauses:
            invocation.err(libxl_error(_UNPAUSE, "Unpausing domain: Invalid argument", domid))
        else:
            lifecycle.unpause(invocation.xen, domain, now_s)
    return 0


def destroy(invocation: Invocation, parsed: Parsed) -> int:
    """Returns when the domain is gone."""
    domid = find_domid(invocation, parsed.words[0])
    if domid == 0 and not parsed.has("f"):
        invocation.err(
            "Not destroying domain 0; use -f to force.\n"
            "This can only be done when using a disaggregated hardware domain and toolstack.\n\n"
        )
        return 1
    with invocation.xen.at_now() as now_s:
        domain = domain_of(invocation, domid)
        if domain is not None and domid:
            lifecycle.destroy(invocation.xen, invocation.host, domain, now_s)
    if domain is None or not domid:
        return _not_destroyed(invocation, domid)
    invocation.wait_until(lambda _: lifecycle.is_gone(invocation.host, domain))
    return 0


def _not_destroyed(invocation: Invocation, domid: int) -> int:
    invocation.err(not_destroyed(domid, invocation.host.xen) + f"destroy failed (rc={-21 if domid else -3})\n")
    return 1
