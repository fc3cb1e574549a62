"""What the driver promises of a guest with firmware, a device model and no drivers of its own."""

import pytest

from tests.contract.worlds import FOLDER, HOPELESS_S, World
from tests.lab import guests
from tests.lab.guest_system import BOOT_DISK
from xentui_driver.definitions.naming import find_instance
from xentui_driver.host.console_terminals import ConsoleType
from xentui_driver.host.ended import Fate
from xentui_driver.model.domain import DomainState
from xentui_driver.model.errors import CommandFailed, GuestIgnoredRequest, NoGuestDrivers, RebootFailed
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import Subject
from xentui_driver.model.units import MIB_KIB

pytestmark = pytest.mark.lab_long

ALIVE = (DomainState.RUNNING, DomainState.RUNNING)


def instance(world: World, name: str) -> Instance:
    return find_instance(world.a.snapshot().instances, name)


def test_it_runs_is_paused_and_goes_on_and_has_its_figures(world: World) -> None:
    domain = world.hvm("firm")
    assert domain.state in ALIVE
    found = instance(world, "firm")
    assert found.definition is not None
    assert (found.definition.type, found.definition.memory_kib) == ("hvm", 32 * MIB_KIB)
    memory = world.a.memory_of(domain.ref)
    assert memory.target_kib == (32 - guests.VIDEO_MEMORY_MIB) * MIB_KIB
    assert memory.maximum_kib == 32 * MIB_KIB
    assert 24 * MIB_KIB <= memory.actual_kib <= 33 * MIB_KIB
    assert (world.a.vcpus_of(domain.ref).online, world.a.vcpus_of(domain.ref).maximum) == (1, 1)
    assert world.a.describe(found).problems == ()
    users = world.a.disk_users(world.a.snapshot().instances)
    assert ("firm", BOOT_DISK, True) in {(user.guest, user.target, user.is_running) for user in users}
    assert "paused" in world.a.pause(domain.ref).summary
    assert world.domain("firm").state is DomainState.PAUSED
    assert "running again" in world.a.unpause(domain.ref).summary
    assert world.domain("firm").state in ALIVE


def test_its_device_model_is_known_to_live(world: World) -> None:
    domain = world.hvm("firm")
    evidence = world.a.why(Subject("firm", domain.uuid, domain.domid)).evidence
    assert (evidence.has_device_model, evidence.is_running) == (True, True)


def test_it_is_asked_in_vain_and_destroyed(world: World) -> None:
    domain = world.hvm("firm")
    info = world.a.migration_info(domain.ref)
    assert (info.type, info.problems) == ("hvm", ())
    with pytest.raises(NoGuestDrivers) as refused:
        world.a.stop(domain.ref)
    assert "(do: stop_acpi)" in refused.value.next_step
    with pytest.raises(GuestIgnoredRequest, match=r"has not shut down after .*power button was pressed"):
        world.a.stop(domain.ref, acpi=True, timeout_s=HOPELESS_S)
    with pytest.raises((NoGuestDrivers, RebootFailed)):
        world.a.reboot(domain.ref)
    assert world.domain("firm").domid == domain.domid
    assert world.a.what_became_of(domain.ref).fate is Fate.ALIVE
    assert "forced off" in world.a.destroy(domain.ref).summary
    assert world.domains("firm") == []
    assert world.a.what_became_of(domain.ref).fate is Fate.GONE
    world.a.accept_migration(info)


def test_it_has_a_serial_console_beside_that_of_xen(world: World) -> None:
    ref = world.hvm("firm").ref
    for type in (None, ConsoleType.SERIAL, ConsoleType.PV):
        assert world.a.console_argv(ref, type)
    with pytest.raises(CommandFailed, match="no vuart console"):
        world.a.console_argv(ref, ConsoleType.VUART)
    assert world.a.vnc_of(ref) is None
    assert world.a.console_types(ref) == (ConsoleType.PV, ConsoleType.SERIAL)
    assert "on the serial line" in world.a.send_break(ref).summary
    assert "An NMI was sent" in world.a.send_nmi(ref).summary


def test_it_is_reset_and_renamed(world: World) -> None:
    before = world.hvm("firm")
    outcome = world.a.reset(before.ref, instance(world, "firm").definition)
    after = world.domain("firm")
    assert (after.domid != before.domid, outcome.ref) == (True, after.ref)
    world.a.rename(instance(world, "firm"), "firmer")
    renamed = instance(world, "firmer")
    assert (renamed.domid, renamed.definition and renamed.definition.name) == (after.domid, "firmer")
    assert world.domains("firm") == []


def test_it_is_understood_as_meant_before_it_starts(world: World) -> None:
    found = world.a.dry_run(guests.hvm("firm"), f"{FOLDER}/firm.cfg")
    assert (found.error, found.warnings) == (None, ())
    assert found.understood is not None
    assert found.understood["c_info"]["type"] == "hvm"
    assert found.understood["disks"][0]["pdev_path"] == BOOT_DISK
    assert world.domains("firm") == []


def test_it_is_saved_without_being_asked_and_restored(world: World) -> None:
    """Xen itself stops a guest that has no drivers to hear the request."""
    before = world.hvm("firm")
    path = "/root/contract-hvm.save"
    assert "saved to" in world.a.save(before.ref, path).summary
    assert world.domains("firm") == []
    restored = world.a.restore(path)
    after = world.domain("firm")
    assert (after.uuid, after.ref) == (before.uuid, restored.ref)
    assert after.state in ALIVE
    world.a.transport.remove_file(path)
