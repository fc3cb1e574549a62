"""`xl console` without a terminal: what the guest prints, and nothing can be typed (xl_console.c)."""

from xentui_driver.simulator.finding import domain_of, find_domid
from xentui_driver.simulator.guest_shell import boot_lines
from xentui_driver.simulator.invocation import Invocation
from xentui_driver.simulator.messages import libxl_error
from xentui_driver.simulator.options import Parsed


def console(invocation: Invocation, parsed: Parsed) -> int:
    """Prints until the domain ends."""
    domid = find_domid(invocation, parsed.words[0])
    with invocation.xen.at_now():
        domain = domain_of(invocation, domid)
    if domain is None or domid == 0:
        if domain is None:
            message = f"unable to get domain type for domid={domid}"
            invocation.err(libxl_error("libxl_dom.c:37:libxl__domain_type", message))
        invocation.err("Unable to attach console\n")
        return 1
    invocation.out("".join(f"{line}\r\n" for line in boot_lines(domain.settings.name)))
    invocation.wait_until(lambda _: domain.dying or domain_of(invocation, domid) is not domain)
    return 0
