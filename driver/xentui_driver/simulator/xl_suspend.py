"""`xl suspend` and `xl resume` (xl_vmcontrol.c, from 4.20 on): success is reported whatever happens."""

from xentui_driver.simulator import migration_words, requests
from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.finding import domain_of, find_domid
from xentui_driver.simulator.invocation import Invocation
from xentui_driver.simulator.messages import no_such_type
from xentui_driver.simulator.options import Parsed
from xentui_driver.simulator.settings import REASON_SUSPEND
from xentui_driver.simulator.xl_save import has_suspended, run_on


def suspend(invocation: Invocation, parsed: Parsed) -> int:
    """The guest suspends itself and keeps its memory. A dom0 obeys as well, and is gone."""
    domain = _domain(invocation, parsed)
    if domain is None:
        return 0
    if not domain.domid:
        with invocation.xen.at_now() as now_s:
            requests.shut_down(invocation.xen, invocation.host, domain, REASON_SUSPEND, now_s)
    elif not has_suspended(invocation, domain):
        invocation.err(migration_words.did_not_acknowledge(domain.domid))
    return 0


def resume(invocation: Invocation, parsed: Parsed) -> int:
    domain = _domain(invocation, parsed)
    if domain is None:
        return 0
    if domain.shutdown_reason == REASON_SUSPEND:
        run_on(invocation, domain, paused=False)
    else:
        invocation.err(migration_words.not_resumed(domain.domid))
    return 0


def _domain(invocation: Invocation, parsed: Parsed) -> SimulatedDomain | None:
    domid = find_domid(invocation, parsed.words[0])
    with invocation.xen.at_now():
        domain = domain_of(invocation, domid)
    if domain is None:
        invocation.err(no_such_type(domid, invocation.host.xen))
    return domain
