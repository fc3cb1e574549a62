"""The `xl create` that stays behind for every domain and acts when the domain has shut down."""

from dataclasses import replace

from xentui_driver.simulator import lifecycle
from xentui_driver.simulator.admission import why_not_built
from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.host import SimulatedHost
from xentui_driver.simulator.settings import REASON_SUSPEND, Settings
from xentui_driver.simulator.world import SimulatedXen

REBOOT_PAUSE_S = 2.0
"""The monitor sleeps before it builds the domain anew (create_domain, xl_vmcontrol.c)."""
BUILD_S = 0.6
"""How long building a domain takes."""


def watch(xen: SimulatedXen, host: SimulatedHost, domain: SimulatedDomain) -> None:
    """Wait for the domain's end from here on (create_domain, xl_vmcontrol.c)."""
    domain.monitor = lambda at_s: _act(xen, host, domain, at_s)
    pid = 4000 + domain.domid
    _log(xen, host, domain, f"Waiting for domain {domain.name} (domid {domain.domid}) to die [pid {pid}]")


def _act(xen: SimulatedXen, host: SimulatedHost, domain: SimulatedDomain, now_s: float) -> None:
    """What handle_domain_death does (xl_vmcontrol.c)."""
    reason = domain.shutdown_reason
    if reason is None or domain.dying or domain.monitor is None:
        return
    domain.monitor = None
    _log(xen, host, domain, f"Domain {domain.domid} has shut down, reason code {reason} {reason:#x}")
    if reason == REASON_SUSPEND:
        _log(xen, host, domain, "Domain has suspended.", "Done. Exiting now")
        return
    action = domain.settings.action_after(reason)
    _log(xen, host, domain, f"Action for shutdown reason code {reason} is {action}")
    if action != "preserve":
        _log(xen, host, domain, f"Domain {domain.domid} needs to be cleaned up: destroying the domain")
    if not action.endswith("restart"):
        if action != "preserve":
            lifecycle.destroy(xen, host, domain, now_s)
        _log(xen, host, domain, "Done. Exiting now")
        return
    again = replace(
        domain.settings,
        name=domain.name or domain.settings.name,
        uuid=domain.uuid,
        memory_kib=domain.target_kib,
        maximum_kib=domain.maximum_kib,
    )
    lifecycle.destroy(xen, host, domain, now_s)
    _log(xen, host, domain, "Done. Rebooting now")
    xen.schedule(now_s + REBOOT_PAUSE_S, lambda at_s: _build_again(xen, host, domain, again, at_s))


def _build_again(
    xen: SimulatedXen, host: SimulatedHost, old: SimulatedDomain, settings: Settings, now_s: float
) -> None:
    """The guest's next life; when it can't be built the guest is simply gone, and only the log tells."""
    refusal = why_not_built(host, settings, now_s)
    if refusal:
        _log(xen, host, old, refusal.rstrip("\n"))
        return
    domain = lifecycle.build(xen, host, settings, now_s)

    def start(at_s: float) -> None:
        if not domain.dying:
            lifecycle.unpause(xen, domain, at_s)
            watch(xen, host, domain)

    xen.schedule(now_s + BUILD_S, start)


def _log(xen: SimulatedXen, host: SimulatedHost, domain: SimulatedDomain, *lines: str) -> None:
    path = f"/var/log/xen/xl-{domain.settings.name}.log"
    text = "".join(f"{line}\n" for line in lines)
    host.files.append(path, text.encode("utf-8", "surrogateescape"), xen.clock.epoch_s())
