"""The `xl create` that stays behind for every domain and acts when the domain has shut down (xl_vmcontrol.c)."""

from xentui_driver.model.dataclass import replace
from xentui_driver.simulator import lifecycle
from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.host import SimulatedHost
from xentui_driver.simulator.settings import REASON_SUSPEND, BuildSettings
from xentui_driver.simulator.world import SimulatedXen

REBOOT_PAUSE_S = 2.0
"""The monitor sleeps before it builds the domain again (create_domain, xl_vmcontrol.c)."""
FIRST_PID = 4000
_STAYS_WITH_A_SUSPENDED_DOMAIN = (4, 20)
"""An older one leaves it alone, also if it is to run on (create_domain, xl_vmcontrol.c)."""
BUILD_S = 0.6
"""How long building a domain takes."""


class Monitor:
    """One such process; it keeps one log, even when the guest's name and domid change."""

    def __init__(self, xen: SimulatedXen, host: SimulatedHost, name: str) -> None:
        self._xen = xen
        self._host = host
        self._log_path = _log_path(name)
        # It is a child of the xl that built the domain, and keeps its command line.
        self._words = ("migrate-receive",) if name.endswith("--incoming") else ("create", f"/etc/xen/{name}.cfg")
        self._pid = 0

    def watch(self, domain: SimulatedDomain) -> None:
        """Start to wait for the domain's end."""
        self._pid = domain.monitor_pid = self._pid or FIRST_PID + domain.domid
        domain.monitor_words = self._words
        domain.monitor = lambda at_s: self._act(domain, at_s)
        self._log(f"Waiting for domain {domain.name} (domid {domain.domid}) to die [pid {self._pid}]")

    def _act(self, domain: SimulatedDomain, now_s: float) -> None:
        """Does what handle_domain_death does, and create_domain around it."""
        reason = domain.shutdown_reason
        if domain.monitor is None or (reason is None and not domain.dying):
            return
        if Fault.MONITORS_GONE in self._host.faults:
            return
        domain.monitor = None
        if domain.dying or reason is None:
            self._log(f"Domain {domain.domid} has been destroyed.")
            return
        self._log(f"Domain {domain.domid} has shut down, reason code {reason} {reason:#x}")
        if reason == REASON_SUSPEND:
            self._log("Domain has suspended.")
            if self._host.xen < _STAYS_WITH_A_SUSPENDED_DOMAIN:
                self._log("Done. Exiting now")
                return
            self._log(f"Continue waiting for domain {domain.domid}")
            domain.monitor = lambda at_s: self._act(domain, at_s)
            return
        action = domain.settings.action_after(reason)
        self._log(f"Action for shutdown reason code {reason} is {action}")
        if action == "preserve":
            self._log("Done. Exiting now")
            return
        again = _settings_of(domain)
        self._log(f"Domain {domain.domid} needs to be cleaned up: destroying the domain")
        lifecycle.destroy(self._xen, self._host, domain, now_s)
        if not action.endswith("restart"):
            self._log("Done. Exiting now")
            return
        self._log("Done. Rebooting now")
        self._host.rebuilding[self._pid] = again.name
        self._xen.schedule(now_s + REBOOT_PAUSE_S, lambda at_s: self._build_again(again, at_s))

    def _build_again(self, settings: BuildSettings, now_s: float) -> None:
        """Build the guest's next domain; if that fails the guest is simply gone, and only the log tells."""
        from xentui_driver.simulator.admission import why_not_built

        refusal = why_not_built(self._host, settings, now_s)
        if refusal:
            self._host.rebuilding.pop(self._pid, None)
            self._log(refusal.rstrip("\n"))
            return
        domain = lifecycle.build(self._xen, self._host, settings, now_s)

        def start(at_s: float) -> None:
            self._host.rebuilding.pop(self._pid, None)
            if not domain.dying:
                lifecycle.finish(self._xen, domain, at_s, paused=False)
                self.watch(domain)

        self._xen.schedule(now_s + BUILD_S, start)

    def _log(self, *lines: str) -> None:
        _log(self._host, self._log_path, self._xen.clock.epoch_s(), *lines)


def watch(xen: SimulatedXen, host: SimulatedHost, domain: SimulatedDomain) -> None:
    """A new monitor for a domain, its log named after what the domain is called now."""
    Monitor(xen, host, domain.name or "").watch(domain)


def note_crash(host: SimulatedHost, domain: SimulatedDomain, at_s: float) -> None:
    """Its monitor noted the end of a crashed domain at that time, in seconds since the epoch, and left it there."""
    code, path = domain.shutdown_reason, _log_path(domain.name or "")
    assert code is not None, "it has shut down"
    before = host.files.read(path) or b""
    host.files.remove(path)  # what is appended is never older than what is there
    host.files.write(path, before, at_s)
    _log(
        host,
        path,
        at_s,
        f"Domain {domain.domid} has shut down, reason code {code} {code:#x}",
        f"Action for shutdown reason code {code} is preserve",
        "Done. Exiting now",
    )


def _log_path(name: str) -> str:
    return f"/var/log/xen/xl-{name}.log"


def _log(host: SimulatedHost, path: str, at_s: float, *lines: str) -> None:
    text = "".join(f"{line}\n" for line in lines)
    host.files.append(path, text.encode("utf-8", "surrogateescape"), at_s)


def _settings_of(domain: SimulatedDomain) -> BuildSettings:
    """The guest as it is now, which is how it comes back (reload_domain_config)."""
    return replace(
        domain.settings,
        name=domain.name or domain.settings.name,
        uuid=domain.uuid,
        memory_kib=domain.given_kib,
        maximum_kib=domain.maximum_kib,
        vcpus=domain.wanted_vcpus,
        maximum_vcpus=domain.settings.built_vcpus,
    )
