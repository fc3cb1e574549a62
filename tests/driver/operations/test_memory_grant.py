"""A guest that could not be restored is not saved, nor sent to another host: whatever it holds and may have."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.driver.simulated_host import SimulatedHostWithDriver
from xentui_driver.model.domain import DomainRef
from xentui_driver.model.errors import (
    BalloonStoppedShort,
    MemoryAboveTarget,
    MigrationRefused,
    NotEnoughMemory,
)
from xentui_driver.model.units import MIB_KIB
from xentui_driver.operations.memory_grant import SLACK_KIB, MemoryGrant
from xentui_driver.operations.migration_checks import check_guest
from xentui_driver.simulator import Fault, GuestBehaviour

FILE = "/root/web.save"
DEAF_TO_ITS_TARGET = GuestBehaviour(balloon_floor_kib=1 << 40)
FIRMWARE = GuestBehaviour(obeys=False, pv_drivers=False, acpi=False)
TARGETS_KIB = st.one_of(st.integers(4 * MIB_KIB, 300 * MIB_KIB), st.integers(126 * MIB_KIB, 130 * MIB_KIB))


@pytest.fixture
def host() -> SimulatedHostWithDriver:
    return SimulatedHostWithDriver()


def files(host: SimulatedHostWithDriver) -> set[str]:
    return {entry.name for entry in host.transport.list_directory("/root")}


def set_target(host: SimulatedHostWithDriver, ref: DomainRef, target_kib: int) -> None:
    host.transport.run(("xl", "mem-set", str(ref.domid), f"{target_kib}k"), timeout_s=60)


def above_its_target(host: SimulatedHostWithDriver, *lines: str, type: str = "pvh") -> DomainRef:
    """A guest of 512 MiB that doesn't follow its target of 100 MiB."""
    ref = host.started("web", *lines, type=type, guest=FIRMWARE if type == "hvm" else DEAF_TO_ITS_TARGET).ref
    set_target(host, ref, 100 * MIB_KIB)
    return ref


@pytest.mark.parametrize("keep_running", [True, False])
@pytest.mark.parametrize("type", ["pv", "pvh", "hvm"])
def test_a_guest_above_its_target_is_not_saved(host: SimulatedHostWithDriver, type: str, keep_running: bool) -> None:
    ref = above_its_target(host, type=type)
    with pytest.raises(MemoryAboveTarget, match=r"holds 512 MiB, but would get back only .* 100 MiB") as refused:
        host.driver.save(ref, FILE, keep_running=keep_running)
    assert refused.value.state_now == "Nothing was done: the guest keeps running."
    assert "Raise its target to 512 MiB (do: balloon)" in refused.value.next_step
    assert (host.domain("web").ref, "web.save" in files(host)) == (ref, False)


@pytest.mark.parametrize("type", ["pv", "pvh", "hvm"])
def test_the_way_out_leads_out(host: SimulatedHostWithDriver, type: str) -> None:
    ref = above_its_target(host, type=type)
    assert "now has 0.5 GiB" in host.driver.balloon(ref, 512 * MIB_KIB).summary
    host.driver.save(ref, FILE)
    host.driver.restore(FILE)
    assert host.domain("web").memory_kib == 512 * MIB_KIB


def test_one_above_its_maximum_is_told_to_raise_that_first(host: SimulatedHostWithDriver) -> None:
    ref = above_its_target(host)
    host.driver.set_maximum_memory(ref, 200 * MIB_KIB)
    with pytest.raises(MemoryAboveTarget) as refused:
        host.driver.save(ref, FILE)
    advice = "Raise its maximum memory to 512 MiB (do: maxmem), then its target (do: balloon)"
    assert refused.value.next_step.startswith(advice)
    host.driver.set_maximum_memory(ref, 512 * MIB_KIB)
    host.driver.balloon(ref, 512 * MIB_KIB)
    assert "has ended" in host.driver.save(ref, FILE).summary


def test_one_that_is_on_its_way_is_saved_once_it_has_arrived(host: SimulatedHostWithDriver) -> None:
    ref = host.started("web", guest=GuestBehaviour(balloon_mib_s=1.0)).ref
    set_target(host, ref, 500 * MIB_KIB)
    with pytest.raises(MemoryAboveTarget):
        host.driver.save(ref, FILE)
    host.clock.advance(20.0)
    assert "has ended" in host.driver.save(ref, FILE).summary


def test_one_that_stopped_short_of_its_target_is_told_what_that_prevents(host: SimulatedHostWithDriver) -> None:
    ref = host.started("web", "maxmem = 1024", guest=DEAF_TO_ITS_TARGET).ref
    with pytest.raises(BalloonStoppedShort) as short:
        host.driver.balloon(ref, 100 * MIB_KIB)
    assert "can't be saved or migrated" in short.value.state_now


def test_it_is_not_migrated_either(host: SimulatedHostWithDriver) -> None:
    info = host.driver.migration_info(above_its_target(host))
    assert info.problems == ()
    with pytest.raises(MigrationRefused, match="can't be migrated now: it holds 512 MiB") as refused:
        check_guest(info)
    assert "Raise its target to 512 MiB (do: balloon)" in refused.value.next_step


@given(
    type=st.sampled_from(["pv", "pvh", "hvm"]),
    memory_mib=st.integers(64, 300),
    more_mib=st.sampled_from([0, 1, 100]),
    video_mib=st.sampled_from([8, 16, 32]),
    floor_kib=st.integers(0, 300 * MIB_KIB),
    target_kib=TARGETS_KIB,
    waited_s=st.floats(0, 20),
    follows=st.booleans(),
)
@settings(deadline=None, max_examples=150)
def test_what_is_saved_can_be_restored(
    type: str,
    memory_mib: int,
    more_mib: int,
    video_mib: int,
    floor_kib: int,
    target_kib: int,
    waited_s: float,
    follows: bool,
) -> None:
    """Either it is refused and runs on, or what is in the file comes back."""
    host = SimulatedHostWithDriver()
    guest = GuestBehaviour(balloon_floor_kib=floor_kib, balloon_mib_s=20.0, pv_drivers=follows or type == "pv")
    lines = (f"maxmem = {memory_mib + more_mib}", f"videoram = {video_mib}")
    ref = host.started("web", *lines, type=type, memory=memory_mib, guest=guest).ref
    set_target(host, ref, target_kib)
    host.clock.advance(waited_s)
    grant = host.driver.migration_info(ref).grant
    try:
        host.driver.save(ref, FILE)
    except MemoryAboveTarget:
        assert host.domain("web").ref == ref
        assert grant.given_kib is not None
        assert grant.held_kib > grant.given_kib, "one within its target is never refused"
        return
    assert not host.is_there("web")
    host.driver.restore(FILE)
    assert host.is_there("web")


@given(held_mib=st.integers(1, 1 << 20), given_kib=st.integers(0, 1 << 30), hidden_pages=st.integers(0, 255))
def test_what_xl_list_rounds_away_is_reckoned_with(held_mib: int, given_kib: int, hidden_pages: int) -> None:
    grant = MemoryGrant(held_mib * MIB_KIB, given_kib)
    really_held_kib = held_mib * MIB_KIB + hidden_pages * 4
    assert not grant.is_enough or really_held_kib <= given_kib + SLACK_KIB
    assert MemoryGrant(held_mib * MIB_KIB, held_mib * MIB_KIB).is_enough, "what the advice leads to"


def test_without_a_record_of_its_target_nothing_is_claimed() -> None:
    assert MemoryGrant(1 << 20, None).is_enough


def saved_by_hand(host: SimulatedHostWithDriver) -> None:
    """As `xl save` itself does it."""
    ref = above_its_target(host, type="hvm")
    assert host.transport.run(("xl", "save", str(ref.domid), FILE), timeout_s=600).exit_status == 0
    assert not host.is_there("web")


def test_a_file_that_somebody_saved_by_hand_is_told_apart_from_a_full_host(host: SimulatedHostWithDriver) -> None:
    saved_by_hand(host)
    with pytest.raises(MemoryAboveTarget, match="held more than its memory target, 100 MiB") as failed:
        host.driver.restore(FILE)
    assert failed.value.state_now == "It has no domain. The file is unchanged."
    assert "its maximum was 512 MiB" in failed.value.next_step
    advised = re.search(r"`(xl restore) DEFINITION (\S+)`", failed.value.next_step)
    assert advised
    argv = (*advised[1].split(), "/etc/xen/web.cfg", advised[2])
    assert host.transport.run(argv, timeout_s=600).exit_status == 0
    assert host.domain("web").memory_kib == 512 * MIB_KIB


def test_on_a_full_host_it_is_the_host(host: SimulatedHostWithDriver) -> None:
    saved_by_hand(host)
    host.let(Fault.NO_MEMORY)
    with pytest.raises(NotEnoughMemory):
        host.driver.restore(FILE)
