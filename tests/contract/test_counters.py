"""What passes through a guest is counted as it is: so much of a CPU, so many bytes, and in that direction."""

from collections.abc import Callable

import pytest

from tests.contract.worlds import BOOT_S, CAP_PERCENT, SLOWNESS, World
from tests.lab.traffic import EACH_SECOND_BYTES
from xentui_driver.host.doctor.finding import Health
from xentui_driver.model.counters import Counted, DiskCounters, DomainCounters, NetworkCounters
from xentui_driver.model.dataclass import replace
from xentui_driver.model.domain import Domain
from xentui_driver.model.errors import CommandTimedOut, NotCounted
from xentui_driver.model.units import MIB_KIB
from xentui_driver.sampler.records import SIZES

MEASURED_S = 75.0
"""Long enough that neither the scheduler's slices nor the waves of a simulated load matter."""
_NS = 1e9


def counted(world: World) -> Counted:
    """Now, or once a host that is busy with other things has started the sampler again."""
    deadline_s = world.backend.clock.monotonic_s() + BOOT_S * SLOWNESS
    while True:
        try:
            return world.a.counters.read().counted
        except NotCounted as error:
            is_slow = isinstance(error.__cause__, CommandTimedOut | None)
            if not is_slow or world.backend.clock.monotonic_s() >= deadline_s:
                raise
            world.backend.clock.wait(2.0)


def counters_of(world: World, domain: Domain) -> DomainCounters:
    return counted(world).domains[domain.uuid, domain.domid]


def wait_for(world: World, domain: Domain, has_come: Callable[[DomainCounters], bool]) -> DomainCounters:
    deadline_s = world.backend.clock.monotonic_s() + BOOT_S * SLOWNESS
    while not has_come(counters := counters_of(world, domain)):
        assert world.backend.clock.monotonic_s() < deadline_s, f"it has only come to {counters}"
        world.backend.clock.wait(2.0)
    return counters


def devices_of(counted: Counted, domain: Domain) -> tuple[DiskCounters, NetworkCounters]:
    """Its one disk and its one interface."""
    counters = counted.domains[domain.uuid, domain.domid]
    assert counters.disks is not None
    assert counters.networks is not None
    (disk,), (network,) = counters.disks.values(), counters.networks.values()
    return disk, network


def test_every_domain_is_counted_and_xl_says_the_same(world: World) -> None:
    """`read` compares every figure with those of `xl list -v`, and raises where one differs."""
    guest = world.tiny("t")
    assert {domid for _, domid in counted(world).domains} == {0, guest.domid}
    facts = world.a.counters.facts
    assert facts is not None
    assert facts.xen == world.release.xen
    assert facts.record_bytes == SIZES[-1]
    (found,) = (finding for finding in world.a.doctor() if finding.check == "counters")
    assert found.health is Health.GOOD, found


def test_a_guest_that_comes_and_goes_is_counted_while_it_is_there(world: World) -> None:
    assert {domid for _, domid in counted(world).domains} == {0}
    guest = world.tiny("t")
    assert guest.domid in {domid for _, domid in counted(world).domains}
    world.a.destroy(guest.ref)
    assert {domid for _, domid in counted(world).domains} == {0}


def test_a_busy_loop_is_told_within_5_percent(world: World) -> None:
    guest = world.busy("busy")
    identity = guest.uuid, guest.domid
    before = counted(world)
    world.backend.clock.wait(MEASURED_S)
    after = counted(world)
    used_ns = (after.domains[identity].cpu_time_ns or 0) - (before.domains[identity].cpu_time_ns or 0)
    percent = 100 * used_ns / _NS / (after.taken_s - before.taken_s)
    assert percent == pytest.approx(CAP_PERCENT, rel=0.05)


@pytest.mark.parametrize("backend", ["phy", "qdisk"])
def test_what_a_guest_carries_is_told_within_5_percent_and_in_its_direction(world: World, backend: str) -> None:
    """About a mebibyte a second. The kernel counts the one disk, QEMU the other; each figure is as old as it says."""
    guest = world.carrying("web", backend)

    def is_at_work(counters: DomainCounters) -> bool:
        networks = (counters.networks or {}).values()
        return any(network.sent_bytes > EACH_SECOND_BYTES for network in networks)

    wait_for(world, guest, is_at_work)
    before, carried_before = counted(world), world.backend.carried_bytes(world.a.host_name)
    world.backend.clock.wait(MEASURED_S)
    after, carried_bytes = counted(world), world.backend.carried_bytes(world.a.host_name)
    (disk, network), (disk_before, network_before) = (devices_of(each, guest) for each in (after, before))
    assert disk.age_s == 0 or backend == "qdisk"
    over_s = after.taken_s - before.taken_s
    rate = (carried_bytes - carried_before) / over_s
    sent = (network.sent_bytes - network_before.sent_bytes) / over_s
    received = (network.received_bytes - network_before.received_bytes) / over_s
    over_s -= disk.age_s - disk_before.age_s
    written = (disk.written_bytes - disk_before.written_bytes) / over_s
    assert rate > EACH_SECOND_BYTES / 4
    assert sent == pytest.approx(rate, rel=0.05)
    assert received < rate / 10
    assert written == pytest.approx(rate, rel=0.05)
    assert disk.read_bytes - disk_before.read_bytes < EACH_SECOND_BYTES


def test_the_sampler_lists_what_xl_lists(world: World) -> None:
    """Between two listings of xl, and once a name has changed."""
    guest = world.tiny("t")
    counted(world)
    domains = {each.domid: each for each in world.a.counters.read().listing.domains}
    listed = world.domain("t")
    assert domains.keys() == {0, guest.domid}
    assert replace(domains[guest.domid], cpu_time_s=listed.cpu_time_s) == listed


def test_free_memory_is_that_of_xl_info(world: World) -> None:
    world.tiny("t")
    counted(world)
    free_kib = world.a.counters.read().free_kib
    said_kib = world.a.node_info().memory_free_kib
    assert said_kib is not None
    assert free_kib // MIB_KIB == pytest.approx(said_kib // MIB_KIB, abs=2)
