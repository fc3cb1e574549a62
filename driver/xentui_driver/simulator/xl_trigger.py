"""`xl trigger` (xl_vmcontrol.c, libxl_domain.c): success is reported whatever happens."""

from xentui_driver.simulator import requests
from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.finding import domain_of, find_domid
from xentui_driver.simulator.invocation import Invocation
from xentui_driver.simulator.messages import libxl_error
from xentui_driver.simulator.options import Parsed

_TRIGGERS = ("power", "sleep", "nmi", "init", "reset", "s3resume")
_PLACE = "libxl_domain.c:2207:libxl_send_trigger"


def trigger(invocation: Invocation, parsed: Parsed) -> int:
    domid = find_domid(invocation, parsed.words[0])
    name = parsed.words[1].lower()
    if name not in _TRIGGERS:
        invocation.err(f'Invalid trigger "{parsed.words[1]}"\n')
        return 1
    with invocation.xen.at_now() as now_s:
        domain = domain_of(invocation, domid)
        reason = _why_not(domain, name)
        if domain is not None and name == "power" and not reason and domain.settings.type == "hvm":
            requests.press_power_button(invocation.xen, invocation.host, domain, now_s)
    if name == "s3resume" and domain is not None:
        place = "libxl_domain.c:2162:domain_s3_resume_done"
        invocation.err(libxl_error(place, "Send trigger 's3resume' failed, rc=-6", domid))
    elif reason:
        invocation.err(libxl_error(_PLACE, f"Send trigger '{name}' failed: {reason}", domid))
    return 0


def _why_not(domain: SimulatedDomain | None, name: str) -> str:
    """What Xen on x86 has no button for (arch_do_domctl, xen/arch/x86/domctl.c)."""
    if domain is None:
        return "No such process"
    if name in ("init", "reset"):
        return "Function not implemented"
    has_buttons = domain.settings.type != "pv" or name == "nmi"
    return "" if has_buttons else "Invalid argument"
