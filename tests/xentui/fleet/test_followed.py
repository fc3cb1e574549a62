"""A simulated guest that comes or goes is in the picture long before the next poll."""

from tests.waiting import ROOM_S, until
from tests.xentui.fleet.followed import Followed
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.clock import SystemClock
from xentui_driver.simulator import SimulatedXen, SimulatorTransport

WEB = 'name = "web"\ntype = "pvh"\nkernel = "/boot/vmlinuz"\nmemory = 512\n'


def test_what_somebody_else_does_is_in_the_picture_without_a_poll() -> None:
    xen = SimulatedXen(SystemClock())
    xen.add_host("a")
    xen.write_file("a", "/etc/xen/web.cfg", WEB)
    other = SimulatorTransport(xen, "a")
    followed = Followed(Hypervisor(SimulatorTransport(xen, "a")))
    followed.begin(ROOM_S)
    other.run(("xl", "create", "/etc/xen/web.cfg"), timeout_s=ROOM_S)
    until(lambda: "web" in followed.names)
    other.run(("xl", "destroy", "web"), timeout_s=ROOM_S)
    until(lambda: "web" not in followed.names)
    followed.leave()
