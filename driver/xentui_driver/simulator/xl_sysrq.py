"""`xl sysrq` (xl_vmcontrol.c, libxl_domain.c): a letter is written to xenstore, whoever reads it there."""

from xentui_driver.simulator import requests
from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.finding import domain_of, find_domid
from xentui_driver.simulator.host import SimulatedHost
from xentui_driver.simulator.invocation import Invocation
from xentui_driver.simulator.options import Parsed
from xentui_driver.simulator.settings import REASON_CRASH, REASON_POWEROFF, REASON_REBOOT
from xentui_driver.simulator.world import SimulatedXen

_ENDS = {"b": REASON_REBOOT, "o": REASON_POWEROFF, "c": REASON_CRASH}


def sysrq(invocation: Invocation, parsed: Parsed) -> int:
    domid = find_domid(invocation, parsed.words[0])
    letter = parsed.words[1]
    if len(letter) != 1:
        from xentui_driver.simulator.subcommands import PERFORMED

        invocation.err("Invalid sysrq.\n\n")
        invocation.out(PERFORMED["sysrq"].help())
        return 1
    with invocation.xen.at_now() as now_s:
        domain = domain_of(invocation, domid)
        if domain is not None:
            domain.sysrq = letter
            _consider(invocation.xen, invocation.host, domain, now_s)
    return 0


def _consider(xen: SimulatedXen, host: SimulatedHost, domain: SimulatedDomain, now_s: float) -> None:
    """Linux empties the key and does what it says (drivers/xen/manage.c)."""
    if not domain.up or not domain.runs or not requests.obeys(host, domain):
        return
    letter, domain.sysrq = domain.sysrq, ""
    if letter in _ENDS:
        requests.shut_down(xen, host, domain, _ENDS[letter], now_s)
