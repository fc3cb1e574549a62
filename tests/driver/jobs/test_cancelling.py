"""An operation that may be cancelled ends when it is, wherever it waits, and says how things stand."""

from collections.abc import Callable

import pytest

from tests.driver.simulated_host import SimulatedHostWithDriver
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.actions.registry import OPERATIONS
from xentui_driver.model.domain import DomainRef
from xentui_driver.model.errors import Cancelled
from xentui_driver.model.units import MIB_KIB
from xentui_driver.simulator import GuestBehaviour, SimulatorTransport
from xentui_driver.simulator.clock import working

Begin = Callable[[Hypervisor, DomainRef], object]
STUBBORN = GuestBehaviour(boot_s=0.0, obeys=False, balloon_mib_s=0.5, uses_vcpus=False, onlines_vcpus=False)
HANGING = GuestBehaviour(boot_s=0.0, shutdown_s=10_000.0, balloon_mib_s=0.5, uses_vcpus=False, onlines_vcpus=False)
WAYS: dict[str, Begin] = {
    "stop": lambda driver, ref: driver.stop(ref),
    "stop_acpi": lambda driver, ref: driver.stop(ref, acpi=True),
    "await_stop": lambda driver, ref: driver.await_stop(ref),
    "reboot": lambda driver, ref: driver.reboot(ref),
    "balloon": lambda driver, ref: driver.balloon(ref, 256 * MIB_KIB),
    "vcpus": lambda driver, ref: driver.set_vcpus(ref, 2),
}
PATIENCE_S = 3.0


def test_each_action_that_can_be_cancelled_is_tried() -> None:
    assert {action.id for action in OPERATIONS.values() if action.cancelling} == WAYS.keys()


@pytest.mark.parametrize("guest", [STUBBORN, HANGING], ids=["ignores everything", "hears and hangs"])
@pytest.mark.parametrize("way", WAYS)
def test_who_stops_waiting_waits_no_longer(way: str, guest: GuestBehaviour) -> None:
    host = SimulatedHostWithDriver()
    ref = host.started("web", "vcpus = 2", guest=guest).ref
    begun_s = host.clock.monotonic_s()
    driver = Hypervisor(
        SimulatorTransport(host.xen, "dom0a"),
        host.clock,
        cancelled=lambda: host.clock.monotonic_s() - begun_s > PATIENCE_S,
    )
    host.clock.expect_worker()  # this thread: no time passes between two of its looks
    with pytest.raises(Cancelled) as left, working(host.clock):
        WAYS[way](driver, ref)
    assert host.clock.monotonic_s() - begun_s < 2 * PATIENCE_S
    assert left.value.state_now
    assert host.is_there("web")


def test_a_balloon_says_how_far_it_has_come() -> None:
    host = SimulatedHostWithDriver()
    ref = host.started("web", guest=STUBBORN).ref
    driver = Hypervisor(SimulatorTransport(host.xen, "dom0a"), host.clock, cancelled=lambda: _has_target(host))
    with pytest.raises(Cancelled) as left:
        driver.balloon(ref, 256 * MIB_KIB)
    assert left.value.state_now == "It has 512 MiB on the way to 256 MiB. The target stays set."


def _has_target(host: SimulatedHostWithDriver) -> bool:
    """Whether xl has set it."""
    return host.driver.memory_of(host.domain("web").ref).target_kib == 256 * MIB_KIB
