"""Power-cycling a real dom0: the lab's own host-b, whose QEMU ends where a machine would reboot."""

from collections.abc import Iterator

import pytest

from tests.lab import guests
from tests.lab.fixtures import TwoHosts
from tests.lab.host import LabHost
from tests.lab.install import SITE_PACKAGES, install
from tests.lab.lab import revive
from tests.waiting import until
from xentui_driver.clock import SystemClock
from xentui_driver.errors import InvalidInput
from xentui_driver.hypervisor import Hypervisor
from xentui_driver.limits import Limits

pytestmark = pytest.mark.lab

DEATH_S = 120.0


@pytest.fixture
def victim(empty_hosts: TwoHosts) -> Iterator[LabHost]:
    """host-b; up again after the test, for those that follow."""
    host = empty_hosts[1]
    assert host.name == "host-b"
    had_xentui = host.run(("test", "-d", SITE_PACKAGES)).exit_status == 0
    yield host
    if not host.is_running or not host.answers():
        revive(host)
        if had_xentui:
            install((host,))


def test_the_host_whose_name_was_typed_goes_down_with_its_guests_and_no_other_does(
    victim: LabHost, lab_hosts: TwoHosts
) -> None:
    victim.put("/srv/lab/test.cfg", guests.tiny("doomed").encode())
    assert victim.run(("xl", "create", "/srv/lab/test.cfg")).exit_status == 0
    driver = Hypervisor(victim.transport(), SystemClock(), limits=Limits().scaled(4.0))
    with pytest.raises(InvalidInput):
        driver.powercycle("host-a")
    assert victim.is_running
    told: list[str] = []
    driver.powercycle("host-b", report=told.append)
    driver.close()
    assert told[-1] == "host-b is gone"
    until(lambda: not victim.is_running, timeout_s=DEATH_S)
    assert lab_hosts[0].answers()


def test_the_host_is_there_again_without_its_guests(lab_hosts: TwoHosts) -> None:
    assert lab_hosts[1].answers()
    assert lab_hosts[1].run(("xenstore-list", "/local/domain")).stdout == "0\n"
