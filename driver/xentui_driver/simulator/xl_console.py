"""`xl console` without a terminal: what the guest prints, and nothing can be typed (xl_console.c)."""

import errno
import os

from xentui_driver.simulator.console_kind import console_kind
from xentui_driver.simulator.finding import domain_of, find_domid
from xentui_driver.simulator.guest_shell import lines_of
from xentui_driver.simulator.invocation import Invocation
from xentui_driver.simulator.messages import no_such_type
from xentui_driver.simulator.options import Parsed


def console(invocation: Invocation, parsed: Parsed) -> int:
    """Prints until the domain ends."""
    domid = find_domid(invocation, parsed.words[0])
    with invocation.xen.at_now():
        domain = domain_of(invocation, domid)
    if domid == 0:
        invocation.err("Can't specify Domain-0\n")
        return errno.EINVAL
    if domain is None:
        invocation.err(no_such_type(domid, invocation.host.xen) + "Unable to attach console\n")
        return 1
    if invocation.host.console_client(domid) is not None:
        invocation.err(f"xenconsole: Could not lock /var/lock/xenconsole.{domid}: {os.strerror(errno.EAGAIN)}\n")
        return errno.EAGAIN
    invocation.out("".join(f"{line}\r\n" for line in lines_of(console_kind(domain), domain.settings.name)))
    invocation.wait_until(lambda _: domain.dying or domain_of(invocation, domid) is not domain)
    return 0
