"""A guest that holds more than its memory target is neither saved nor migrated: it could not be built again."""

import pytest

from tests.contract.worlds import BOTH_TYPES_AT_TIMES, HOPELESS_S, World
from tests.lab.guests import GuestType
from xentui_driver.model.domain import DomainState
from xentui_driver.model.errors import BalloonStoppedShort, MemoryAboveTarget, MigrationRefused
from xentui_driver.model.units import MIB_KIB
from xentui_driver.transport.protocol import Completed

ALIVE = (DomainState.RUNNING, DomainState.RUNNING)
FILE = "/root/contract-held.save"
COMMAND_S = 600.0


def is_saved(world: World) -> bool:
    return any(f"/root/{entry.name}" == FILE for entry in world.a.transport.list_directory("/root"))


def remove(world: World) -> None:
    if is_saved(world):
        world.a.transport.remove_file(FILE)


def by_hand(world: World, *argv: str) -> Completed:
    return world.a.transport.run(argv, timeout_s=COMMAND_S)


def balloon_in_vain(world: World, name: str, target_mib: int) -> None:
    with pytest.raises(BalloonStoppedShort) as short:
        world.with_limits(settle_s=HOPELESS_S).balloon(world.domain(name).ref, target_mib * MIB_KIB)
    assert "can't be saved or migrated" in short.value.state_now


def refused(world: World, name: str) -> None:
    ref = world.domain(name).ref
    for keep_running in (True, False):
        with pytest.raises(MemoryAboveTarget, match="could not be restored: it holds") as above:
            world.a.save(ref, FILE, keep_running=keep_running)
        assert "(do: balloon)" in above.value.next_step
    with pytest.raises(MigrationRefused, match="can't be migrated"):
        world.a.migrate(ref, "no-such-host.invalid")
    assert (world.domain(name).ref, is_saved(world)) == (ref, False)
    assert world.domain(name).state in ALIVE


def raised_saved_and_restored(world: World, name: str) -> None:
    """The way out that the refusal names."""
    before = world.domain(name)
    raised = world.a.balloon(before.ref, before.memory_kib // MIB_KIB * MIB_KIB)
    assert "of memory" in raised.summary
    assert "has ended" in world.a.save(before.ref, FILE).summary
    assert world.domains(name) == []
    world.a.restore(FILE)
    after = world.domain(name)
    assert (after.uuid, after.state in ALIVE) == (before.uuid, True)
    remove(world)


@BOTH_TYPES_AT_TIMES
def test_a_guest_that_cannot_follow_its_target_is_not_saved(world: World, type: GuestType) -> None:
    remove(world)
    world.linux("web", type=type)
    balloon_in_vain(world, "web", 10)
    refused(world, "web")
    raised_saved_and_restored(world, "web")


@pytest.mark.lab_long
def test_a_guest_without_a_balloon_is_not_saved_above_its_target(world: World) -> None:
    remove(world)
    world.hvm("firm")
    balloon_in_vain(world, "firm", 24)
    refused(world, "firm")
    raised_saved_and_restored(world, "firm")


@pytest.mark.lab_long
def test_what_xl_itself_saves_above_its_target_comes_back_only_by_a_definition(world: World) -> None:
    """xl ends the guest, and grants no more than the target: this is the loss."""
    remove(world)
    before = world.hvm("firm")
    domid = str(before.domid)
    assert by_hand(world, "xl", "mem-set", domid, "24m").exit_status == 0
    assert by_hand(world, "xl", "save", domid, FILE).exit_status == 0
    assert world.domains("firm") == []
    with pytest.raises(MemoryAboveTarget, match="held more than its memory target, 24 MiB") as lost:
        world.a.restore(FILE)
    assert (lost.value.state_now, world.domains("firm")) == ("It has no domain. The file is unchanged.", [])
    assert "`xl restore DEFINITION /root/contract-held.save`" in lost.value.next_step
    assert by_hand(world, "xl", "restore", "/etc/xen/firm.cfg", FILE).exit_status == 0
    assert (world.domain("firm").memory_kib, world.domain("firm").state in ALIVE) == (before.memory_kib, True)
    remove(world)
