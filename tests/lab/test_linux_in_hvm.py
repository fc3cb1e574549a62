"""Linux under a device model, with its PV drivers: minutes of emulated processor time until it listens."""

import pytest

from tests.contract.worlds import LabBackend
from tests.lab import guests
from tests.lab.guest_system import UP_KEY
from tests.lab.host import LabHost
from tests.waiting import until
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.domain import Domain
from xentui_driver.model.units import MIB_KIB
from xentui_driver.toolstack.listing import read_listing

pytestmark = pytest.mark.lab_long

BOOT_S = 2400.0


def domain(hypervisor: Hypervisor, name: str) -> Domain:
    (found,) = (each for each in read_listing(hypervisor.transport, 240.0).domains if each.name == name)
    return found


@pytest.fixture(params=("empty_host", "empty_host_c"))
def host(request: pytest.FixtureRequest) -> LabHost:
    """Of either release."""
    found: LabHost = request.getfixturevalue(request.param)
    return found


def test_it_balloons_and_shuts_down_when_asked(host: LabHost) -> None:
    backend = LabBackend((host,))
    driver = Hypervisor(host.transport(), backend.clock, limits=backend.limits)
    domid = host.start_guest("/etc/xen/lin.cfg", guests.linux_hvm("lin"))
    listens = ("xenstore-read", f"/local/domain/{domid}/{UP_KEY}")
    until(lambda: host.run(listens).stdout == "1\n", timeout_s=BOOT_S, every_s=10.0)
    video_kib = guests.VIDEO_MEMORY_MIB * MIB_KIB
    memory = driver.memory_of(domain(driver, "lin").ref)
    assert memory.maximum_kib == guests.LINUX_HVM_MINIMUM_MIB * MIB_KIB
    assert memory.target_kib == memory.maximum_kib - video_kib
    outcome = driver.balloon(domain(driver, "lin").ref, 140 * MIB_KIB)
    assert f", plus {guests.VIDEO_MEMORY_MIB} MiB of video memory" in outcome.summary
    actual_kib = domain(driver, "lin").memory_kib
    assert abs(actual_kib - 140 * MIB_KIB + video_kib) <= 2 * MIB_KIB
    assert "gone" in driver.stop(domain(driver, "lin").ref).summary
    driver.close()
