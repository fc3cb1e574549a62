"""A guest that comes or goes on real Xen is in the picture long before the next poll, over ssh."""

from tests.contract.worlds import SLOWNESS
from tests.lab import guests
from tests.lab.host import LabHost
from tests.waiting import until
from tests.xentui.fleet.followed import Followed
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.clock import SystemClock
from xentui_driver.toolstack.limits import Limits

PATIENCE_S = 240.0


def test_what_somebody_else_does_is_in_the_picture_without_a_poll(empty_host: LabHost) -> None:
    followed = Followed(Hypervisor(empty_host.transport(), SystemClock(), limits=Limits().scaled(SLOWNESS)))
    try:
        followed.begin(PATIENCE_S)
        empty_host.start_guest("/etc/xen/web.cfg", guests.tiny("web"))
        until(lambda: "web" in followed.names, timeout_s=PATIENCE_S, every_s=0.2)
        empty_host.run(("xl", "destroy", "web"))
        until(lambda: "web" not in followed.names, timeout_s=PATIENCE_S, every_s=0.2)
    finally:
        followed.leave()
