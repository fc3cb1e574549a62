"""How a guest responds to a request to stop or to reboot, and how its domain shuts down."""

from xentui_driver.simulator import console_log, plans
from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.host import SimulatedHost
from xentui_driver.simulator.settings import REASON_CRASH, REASON_POWEROFF, REASON_REBOOT, REASON_WATCHDOG
from xentui_driver.simulator.world import SimulatedXen

_NOTICE_S = 0.3
"""Seconds from a guest's shutdown until its monitor notices."""


def request(xen: SimulatedXen, host: SimulatedHost, domain: SimulatedDomain, what: str, now_s: float) -> None:
    """Write `poweroff` or `reboot` to control/shutdown; a guest that isn't up yet reads it later."""
    domain.request = what
    host.fire_watches()
    consider(xen, host, domain, now_s)


def press_power_button(xen: SimulatedXen, host: SimulatedHost, domain: SimulatedDomain, now_s: float) -> None:
    """Press the power button: an HVM guest without PV drivers still notices that."""
    if domain.up and domain.guest.acpi and domain.plan is None:
        _plan_end(xen, host, domain, REASON_POWEROFF, now_s)


def hears_control(host: SimulatedHost, domain: SimulatedDomain) -> bool:
    """Whether libxl considers the PV control interface available (libxl__domain_pvcontrol_available)."""
    if domain.settings.type != "hvm":
        return True
    return domain.up and domain.guest.pv_drivers and Fault.NO_PV_DRIVERS not in host.faults


def consider(xen: SimulatedXen, host: SimulatedHost, domain: SimulatedDomain, now_s: float) -> None:
    """The guest reads control/shutdown: when it is written, and when the guest has booted."""
    busy_otherwise = not domain.up or domain.plan is not None
    if not domain.request or busy_otherwise or not obeys(host, domain):
        return

    def acknowledge(at_s: float) -> None:
        reason = REASON_REBOOT if domain.request == "reboot" else REASON_POWEROFF
        domain.request = ""
        host.fire_watches()
        _plan_end(xen, host, domain, reason, at_s)

    plans.plan(xen, domain, domain.guest.acknowledge_s, acknowledge, now_s)


def obeys(host: SimulatedHost, domain: SimulatedDomain) -> bool:
    """Whether the guest does what control/shutdown says."""
    return domain.guest.obeys and hears_control(host, domain) and Fault.GUEST_IGNORES not in host.faults


def shut_down(xen: SimulatedXen, host: SimulatedHost, domain: SimulatedDomain, reason: int, now_s: float) -> None:
    """The domain stops running, with a reason; its monitor, if it has one, notices a little later."""
    domain.change(now_s)
    domain.shutdown_reason = reason
    host.fire_watches()
    domain.plan = None
    domain.follow()
    console_log.note_end(host, domain, now_s, crashed=reason in (REASON_CRASH, REASON_WATCHDOG))
    if domain.domid == 0:
        host.reachable = False
    elif domain.monitor is not None:
        xen.schedule(now_s + _NOTICE_S, domain.monitor)


def _plan_end(xen: SimulatedXen, host: SimulatedHost, domain: SimulatedDomain, reason: int, now_s: float) -> None:
    plans.plan(xen, domain, domain.guest.shutdown_s, lambda at_s: shut_down(xen, host, domain, reason, at_s), now_s)
