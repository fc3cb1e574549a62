"""`xl domid`, `xl domname`, `xl rename` and `xl uptime` (xl_misc.c, xl_info.c)."""

import re
import time

from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.finding import domain_of, find_domid
from xentui_driver.simulator.invocation import Invocation
from xentui_driver.simulator.messages import libxl_error
from xentui_driver.simulator.options import Parsed
from xentui_driver.simulator.rows import padded

_DAY_S = 86_400
_RENAME = "libxl_domain.c:81:libxl__domain_rename"


def domid(invocation: Invocation, parsed: Parsed) -> int:
    name = parsed.words[0]
    with invocation.xen.at_now():
        domain = invocation.host.named(name)
    if domain is None:
        invocation.err(f"Can't get domid of domain name '{name}', maybe this domain does not exist.\n")
        return 1
    invocation.out(f"{domain.domid}\n")
    return 0


def domname(invocation: Invocation, parsed: Parsed) -> int:
    digits = re.match(r"\s*[+-]?\d+", parsed.words[0])
    if digits is None:
        invocation.err("Invalid domain id.\n\n")
        return 1
    number = int(digits.group())
    with invocation.xen.at_now():
        domain = domain_of(invocation, number)
        name = domain.name if domain is not None else None
    if name is None:
        invocation.err(f"Can't get domain name of domain id '{number}', maybe this domain does not exist.\n")
        return 1
    invocation.out(f"{name}\n")
    return 0


def rename(invocation: Invocation, parsed: Parsed) -> int:
    """Any name goes, as long as no other domain has it; the empty one as often as you like."""
    word, new_name = parsed.words[:2]
    number = find_domid(invocation, word)
    with invocation.xen.at_now() as now_s:
        domain = domain_of(invocation, number)
        other = invocation.host.named(new_name) if new_name else None
        if other is not None and other is not domain:
            message = f'Domain with name "{new_name}" already exists.'
            invocation.err(libxl_error(_RENAME, message, number))
        elif domain is not None and domain.name is not None:
            domain.change(now_s)
            domain.name = new_name
            invocation.host.fire_watches()
            domain.follow()
            return 0
    invocation.err(f"Can't rename domain '{word}'.\n")
    return 1


def uptime(invocation: Invocation, parsed: Parsed) -> int:
    """Since a domain was built on this host, and dom0's own."""
    short = parsed.has("s")
    wanted = {find_domid(invocation, word) for word in parsed.words}
    with invocation.xen.at_now() as now_s:
        domains = [d for d in invocation.host.in_order() if not wanted or d.domid in wanted]
        lines = [_uptime_line(domain, now_s - domain.built_s, short) for domain in domains if domain.name is not None]
        clock = time.strftime("%H:%M:%S", time.gmtime(invocation.xen.clock.epoch_s()))
    if not short:
        invocation.out("Name                                ID Uptime\n")
    invocation.out("".join(f" {clock} up {line}" if short else line for line in lines))
    return 0


def _uptime_line(domain: SimulatedDomain, up_s: float, short: bool) -> str:
    if short:
        return f"{_duration(up_s, short)}, {domain.name} ({domain.domid})\n"
    return f"{padded(domain.name, 33)} {domain.domid:4d} {_duration(up_s, short)}\n"


def _duration(seconds: float, short: bool) -> str:
    days, rest = divmod(int(seconds), _DAY_S)
    hours, minutes = divmod(rest // 60, 60)
    clock = f"{hours:2d}:{minutes:02d}" + ("" if short else f":{rest % 60:02d}")
    if not days:
        return clock
    return f"{days} day{'s' if days > 1 else ''}, {clock}"
