"""Power-cycling a real dom0: a third host of the lab, whose QEMU ends where a machine would reboot."""

from collections.abc import Iterator

import pytest

from tests.lab import guests
from tests.lab.host import LabHost
from tests.lab.lab import lone_host
from tests.waiting import until
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.clock import SystemClock
from xentui_driver.model.errors import InvalidInput
from xentui_driver.toolstack.limits import Limits

pytestmark = pytest.mark.lab

DEATH_S = 120.0


@pytest.fixture
def victim() -> Iterator[LabHost]:
    """A host-b that no other test has."""
    with lone_host("host-b") as host:
        assert host.name == "host-b"
        yield host


def test_the_host_whose_name_was_typed_goes_down_with_its_guests_and_no_other_does(
    victim: LabHost, lab_host: LabHost
) -> None:
    victim.start_guest("/srv/lab/test.cfg", guests.tiny("doomed"))
    driver = Hypervisor(victim.transport(), SystemClock(), limits=Limits().scaled(4.0))
    with pytest.raises(InvalidInput):
        driver.powercycle("host-a")
    assert victim.is_running
    told: list[str] = []
    driver.powercycle("host-b", report=told.append)
    driver.close()
    assert told[-1] == "host-b is gone"
    until(lambda: not victim.is_running, timeout_s=DEATH_S)
    assert lab_host.answers()
    victim.stop()
    victim.start(dies_with_us=True)
    victim.wait_until_up()
    assert victim.run(("xenstore-list", "/local/domain")).stdout == "0\n"
