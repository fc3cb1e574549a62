"""`xl shutdown` and `xl reboot` (xl_vmcontrol.c, libxl_domain.c): a request, and the wait for its acknowledgement."""

from xentui_driver.model.dataclass import dataclass
from xentui_driver.simulator import requests
from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.finding import domain_of, find_domid
from xentui_driver.simulator.invocation import Exit, Invocation
from xentui_driver.simulator.messages import libxl_error, no_such_type
from xentui_driver.simulator.options import Parsed

ACKNOWLEDGE_S = 60.0
"""How long libxl waits for the guest (libxl__domain_pvcontrol)."""

_ERROR_TIMEDOUT = -9
_ERROR_NOPARAVIRT = -10
_ERROR_FAIL = -3
_TRIGGER = "libxl_domain.c:2207:libxl_send_trigger"


@dataclass(frozen=True, slots=True)
class Kind:
    """The words in which stopping and rebooting differ."""

    command: str
    begin: str
    request: str
    button: str
    button_event: str


SHUTDOWN = Kind("shutdown", "Shutting down", "poweroff", "power", "ACPI power event")
REBOOT = Kind("reboot", "Rebooting", "reboot", "reset", "ACPI reset event")


def shutdown(invocation: Invocation, parsed: Parsed) -> int:
    return _end(invocation, parsed, SHUTDOWN)


def reboot(invocation: Invocation, parsed: Parsed) -> int:
    return _end(invocation, parsed, REBOOT)


def _end(invocation: Invocation, parsed: Parsed, kind: Kind) -> int:
    if not parsed.words and not parsed.has("a"):
        invocation.err("You must specify -a or a domain id.\n\n")
        return 1
    if parsed.has("a"):
        with invocation.xen.at_now():
            domids = [domid for domid in sorted(invocation.host.domains) if domid]
    else:
        domids = [find_domid(invocation, parsed.words[0])]
    waited_for = [domain for domid in domids if (domain := _ask(invocation, domid, kind, parsed.has("F")))]
    if parsed.has("w"):
        _wait_for_deaths(invocation, waited_for, parsed.count("w") == 1)
    return 0


def _ask(invocation: Invocation, domid: int, kind: Kind, fall_back: bool) -> SimulatedDomain | None:
    """Ask one domain. Raises Exit when it fails: with -a the others are then left alone."""
    invocation.err(f"{kind.begin} domain {domid}\n")
    with invocation.xen.at_now() as now_s:
        domain = domain_of(invocation, domid)
        hears = domain is not None and requests.hears_control(invocation.host, domain)
        if domain is not None and hears:
            requests.request(invocation.xen, invocation.host, domain, kind.request, now_s)
    if domain is None:
        invocation.err(no_such_type(domid, invocation.host.xen))
        _fail(invocation, kind, _ERROR_FAIL)
    elif hears:
        _wait_for_acknowledgement(invocation, domain, kind)
    else:
        _press_button(invocation, domain, kind, fall_back)
    return domain


def _wait_for_acknowledgement(invocation: Invocation, domain: SimulatedDomain, kind: Kind) -> None:
    """Its key empty, or gone with the domain, is an acknowledgement (pvcontrol_acked)."""
    if invocation.wait_until(lambda _: not domain.request or domain.dying, ACKNOWLEDGE_S):
        return
    message = f"guest didn't acknowledge control request: {_ERROR_TIMEDOUT}"
    invocation.err(libxl_error("libxl_domain.c:854:pvcontrol_cb", message))
    _fail(invocation, kind, _ERROR_TIMEDOUT)


def _press_button(invocation: Invocation, domain: SimulatedDomain, kind: Kind, fall_back: bool) -> None:
    if not fall_back:
        invocation.err(
            f"PV control interface not available: external graceful {kind.command} not possible.\n"
            f'Use "-F" to fallback to {kind.button_event}.\n'
        )
        _fail(invocation, kind, _ERROR_NOPARAVIRT)
    button = "power button" if kind is SHUTDOWN else "reset button"
    invocation.err(f"PV control interface not available: sending ACPI {button} event.\n")
    if kind is REBOOT:
        # Xen on x86 has no such trigger (arch_do_domctl, xen/arch/x86/domctl.c).
        message = "Send trigger 'reset' failed: Function not implemented"
        invocation.err(libxl_error(_TRIGGER, message, domain.domid))
        _fail(invocation, kind, _ERROR_FAIL)
    with invocation.xen.at_now() as now_s:
        requests.press_power_button(invocation.xen, invocation.host, domain, now_s)


def _fail(invocation: Invocation, kind: Kind, code: int) -> None:
    invocation.err(f"{kind.command} failed (rc={code})\n")
    raise Exit(1)


def _wait_for_deaths(invocation: Invocation, domains: list[SimulatedDomain], until_shutdown: bool) -> None:
    """-w waits for the end of the running, -ww for the domain to be gone; neither has a limit."""
    invocation.err(f"Waiting for {len(domains)} domains\n")
    for domain in domains:
        reason = _wait_for_shutdown(invocation, domain)
        if reason is None:
            invocation.err(f"Domain {domain.domid} has been destroyed\n")
            continue
        invocation.err(f"Domain {domain.domid} has been shut down, reason code {reason}\n")
        if not until_shutdown:
            invocation.err(f"Domain {domain.domid} continue waiting for death\n")
            _wait_for_death(invocation, domain)


def _wait_for_death(invocation: Invocation, domain: SimulatedDomain) -> None:
    invocation.wait_until(lambda _: _is_gone(invocation, domain))
    invocation.err(f"Domain {domain.domid} has been destroyed\n")


def _wait_for_shutdown(invocation: Invocation, domain: SimulatedDomain) -> int | None:
    """Its reason; None when the domain was destroyed before it was shut down."""
    invocation.wait_until(lambda _: domain.shutdown_reason is not None or _is_gone(invocation, domain))
    return domain.shutdown_reason


def _is_gone(invocation: Invocation, domain: SimulatedDomain) -> bool:
    return domain.dying or domain_of(invocation, domain.domid) is not domain
