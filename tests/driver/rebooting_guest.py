"""A guest that ends by itself, on the simulator or on a host whose logs are scripted."""

import pytest

from tests.driver.simulated_host import SimulatedHostWithDriver
from tests.scripted import ScriptedTransport, domids, listing, row, uuid_of
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.instance import Instance
from xentui_driver.model.snapshot import Snapshot
from xentui_driver.simulator import SimulatedClock, requests
from xentui_driver.simulator.settings import REASON_REBOOT
from xentui_driver.toolstack.limits import Limits

UUID = uuid_of(1)
NEVER_BUILT = """\
Waiting for domain web (domid 1) to die [pid 183]
Domain 1 has shut down, reason code 1 0x1
Action for shutdown reason code 1 is restart
Domain 1 needs to be cleaned up: destroying the domain
Done. Rebooting now
xc: error: panic: xg_dom_core.c:205: failed to open file '/srv/lab/linux': No such file or directory: Internal error
libxl: error: libxl_dom.c:909:libxl__domain_firmware: xc_dom_kernel_file failed: No such file or directory
libxl: error: libxl_create.c:1640:domcreate_rebuild_done: Domain 3:cannot (re-)build domain: -1
libxl: error: libxl_domain.c:1064:domain_destroy_cb: Domain 3:Destruction of domain failed
"""
"""As xl 4.17 wrote it when the guest's kernel had been taken away."""
BETWEEN = NEVER_BUILT.partition("xc: error")[0]
"""Its monitor has cleared the old domain away and not built the next."""


def ends(host: SimulatedHostWithDriver, reason: int = REASON_REBOOT, name: str = "web") -> None:
    """The guest ends by itself."""
    with host.xen.at_now() as now_s:
        dom0 = host.xen.host("dom0a")
        domain = dom0.named(name)
        assert domain is not None
        requests.shut_down(host.xen, dom0, domain, reason, now_s)


def row_of(snapshot: Snapshot, name: str = "web") -> Instance:
    return next(instance for instance in snapshot.instances if instance.name == name)


def logs_read(host: SimulatedHostWithDriver, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Records every monitor's log that is read from here on."""
    read: list[str] = []
    read_file = host.transport.read_file

    def noting(path: str, *, limit_bytes: int = 1 << 20) -> bytes:
        if path.startswith("/var/log/xen/"):
            read.append(path)
        return read_file(path, limit_bytes=limit_bytes)

    monkeypatch.setattr(host.transport, "read_file", noting)
    return read


class Scene:
    """A guest that is gone, what its monitor's log says, and whether the monitor still runs."""

    def __init__(self, log: str | None, *, monitor: str = "/usr/lib/xen-4.17/bin/xl\0create\0web.cfg\0") -> None:
        self.clock = SimulatedClock()
        self.rows = [row("web", 1, uuid=UUID)]
        self.transport = ScriptedTransport(
            {
                "xl list -v": lambda: listing(*self.rows),
                "xenstore-list /local/domain": lambda: domids(*(int(line.split()[1]) for line in self.rows)),
                "xl dmesg": "",
                "xl info": "total_memory : 16384\nfree_memory : 4096\nnr_cpus : 4\n",
            },
            {
                "/etc/xen/web.cfg": f'name = "web"\nuuid = "{UUID}"\nmemory = 512\n'.encode(),
                **({"/var/log/xen/xl-web.log": log.encode()} if log is not None else {}),
                **({"/proc/183/cmdline": monitor.encode()} if monitor else {}),
            },
        )
        self.driver = Hypervisor(self.transport, self.clock, limits=Limits(create_s=1e12))

    def go_on(self, *rows: str, after_s: float = 1.0) -> None:
        """The host lists these rows from now on."""
        self.rows = list(rows)
        self.clock.advance(after_s)
