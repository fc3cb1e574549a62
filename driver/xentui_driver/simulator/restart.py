"""Resets a host: everything on it ends at once, and after a while it is up again."""

from xentui_driver.simulator.host import SimulatedHost
from xentui_driver.simulator.world import SimulatedXen

BOOT_S = 90.0


def restart(xen: SimulatedXen, host: SimulatedHost) -> None:
    """Resets like sysrq `b` and Xen's key `R`: no guest and no file system is warned."""
    with xen.at_now() as now_s:
        if not host.reachable:
            return
        host.reachable = False
        for domain in host.in_order():
            domain.change(now_s)
            domain.plan = None
            domain.monitor = None
        host.domains.clear()
        xen.schedule(now_s + BOOT_S, host.boot)
