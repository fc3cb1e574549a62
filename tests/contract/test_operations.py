"""What the driver promises of vCPUs, memory limits, saving, reset and names, on the simulator and on real Xen."""

import errno

import pytest

from tests.contract.worlds import BOTH_TYPES_AT_TIMES, HOPELESS_S, World
from tests.lab import guests
from tests.lab.guests import GuestType
from tests.lab.release import BOOKWORM
from xentui_driver.definitions.naming import find_instance
from xentui_driver.host.console_terminals import ConsoleType
from xentui_driver.host.ended import Fate
from xentui_driver.model.definition import Definition
from xentui_driver.model.domain import DomainState
from xentui_driver.model.errors import (
    BadDefinition,
    BalloonRefused,
    CommandFailed,
    ConsoleBusy,
    DeviceMissing,
    DomainChanged,
    FileExists,
    GuestIgnoredRequest,
    GuestSaved,
    InvalidInput,
    NameInUse,
    RebootFailed,
    SaveOutdated,
)
from xentui_driver.model.units import MIB_KIB

ALIVE = (DomainState.RUNNING, DomainState.RUNNING)
FILE = "/root/contract.save"


def definition(world: World, name: str) -> Definition:
    found = find_instance(world.a.snapshot().instances, name).definition
    assert found is not None
    return found


def remove(world: World, *paths: str) -> None:
    folder = {entry.name for entry in world.a.transport.list_directory("/root")}
    for path in paths:
        if path.removeprefix("/root/") in folder:
            world.a.transport.remove_file(path)


@BOTH_TYPES_AT_TIMES
def test_vcpus_go_offline_and_one_that_linux_only_registers_is_told(world: World, type: GuestType) -> None:
    ref = world.linux("web", type=type, vcpus=3).ref
    assert (world.a.vcpus_of(ref).online, world.a.vcpus_of(ref).maximum) == (3, 3)
    outcome = world.a.set_vcpus(ref, 1)
    assert "1 of 3 vCPUs online" in outcome.summary
    assert outcome.steps == (f"xl vcpu-set {ref.domid} 1",)
    assert world.domain("web").vcpus == 1
    for count in (0, 4):
        with pytest.raises(InvalidInput):
            world.a.set_vcpus(ref, count)
    with pytest.raises(CommandFailed, match="more than the host's physical CPUs"):
        world.a.set_vcpus(ref, 3)
    assert world.domain("web").vcpus == 1
    with pytest.raises(GuestIgnoredRequest) as ignored:
        world.with_limits(hotplug_s=HOPELESS_S).set_vcpus(ref, 3, ignore_host=True)
    assert "has 1" in ignored.value.summary
    assert "cpu1/online" in ignored.value.next_step


def test_a_guest_without_an_operating_system_brings_no_vcpu_online(world: World) -> None:
    ref = world.tiny("deaf", maxvcpus=2).ref
    assert (world.a.vcpus_of(ref).online, world.a.vcpus_of(ref).maximum) == (1, 2)
    with pytest.raises(GuestIgnoredRequest, match="asked for 2 online vCPUs, but has 1"):
        world.with_limits(hotplug_s=HOPELESS_S).set_vcpus(ref, 2, ignore_host=True)
    assert world.domain("deaf").state in ALIVE


def test_the_maximum_memory_moves_and_never_below_the_target(world: World) -> None:
    ref = world.tiny("t").ref
    outcome = world.a.set_maximum_memory(ref, 8 * MIB_KIB)
    assert outcome.steps == (f"xl mem-max {ref.domid} {8 * MIB_KIB}k",)
    assert world.a.memory_of(ref).maximum_kib == 8 * MIB_KIB
    with pytest.raises(BalloonRefused, match="the memory target of"):
        world.a.set_maximum_memory(ref, 3 * MIB_KIB)
    assert world.a.memory_of(ref).maximum_kib == 8 * MIB_KIB


@BOTH_TYPES_AT_TIMES
def test_a_guest_is_saved_and_restored_and_nothing_is_overwritten(world: World, type: GuestType) -> None:
    remove(world, FILE)
    before = world.linux("web", type=type)
    kept = world.a.save(before.ref, FILE, keep_running=True)
    assert "keeps running" in kept.summary
    leaves_when_suspended = world.release is BOOKWORM  # and its guest runs on without one
    assert ["monitor has ended" in warning for warning in kept.warnings] == [True] * leaves_when_suspended
    assert world.domain("web").state in ALIVE
    with pytest.raises(FileExists):
        world.a.save(before.ref, FILE)
    with pytest.raises(NameInUse, match="web"):
        world.a.restore(FILE)
    remove(world, FILE)
    saved = world.a.save(before.ref, FILE)
    assert "saved to /root/contract.save (" in saved.summary
    assert world.domains("web") == []
    in_file = next(each for each in world.a.snapshot().instances if each.name == "web")
    assert (in_file.state, in_file.state_words) == (DomainState.SAVED, f"saved to {FILE}")
    assert in_file.definition is not None
    with pytest.raises(GuestSaved, match="boots as after a power cut"):
        world.a.start(in_file.definition)
    world.a.settle_save(before.ref, FILE, keep_running=False)
    assert world.a.why_not_restored(FILE) is None
    found = world.a.saved_guest(FILE)
    assert found is not None
    assert (found.name, found.uuid) == ("web", before.uuid)
    restored = world.a.restore(FILE, paused=True)
    after = world.domain("web")
    assert (after.uuid, after.state) == (before.uuid, DomainState.PAUSED)
    assert restored.ref == after.ref
    world.a.unpause(after.ref)
    world.a.destroy(after.ref)
    with pytest.raises(SaveOutdated, match="web has run since"):
        world.a.restore(FILE)
    with pytest.raises(SaveOutdated):
        world.a.refuse_restore(FILE)
    assert world.domains("web") == []
    again = world.a.restore(FILE, despite=world.a.why_not_restored(FILE))
    assert again.ref == world.domain("web").ref
    assert world.domain("web").state in ALIVE
    remove(world, FILE)


def test_a_guest_that_cannot_be_saved_goes_on_and_the_broken_file_is_named(world: World) -> None:
    remove(world, FILE)
    ref = world.tiny("deaf").ref
    with pytest.raises(GuestIgnoredRequest) as ignored:
        world.a.save(ref, FILE)
    assert "suspend" in ignored.value.summary
    assert "It is" in ignored.value.state_now
    assert f"{FILE} is incomplete" in ignored.value.state_now
    assert world.domain("deaf").domid == ref.domid
    with pytest.raises(InvalidInput, match="folder"):
        world.a.save(ref, "/root/nowhere/x")
    remove(world, FILE)


def test_what_is_no_save_file_is_not_restored(world: World) -> None:
    world.define(guests.tiny("t"), file="t.cfg", obeys=False)
    for path, words in (("/etc/xen/t.cfg", "isn't a file of xl save"), ("/root/nothing", "There is no file")):
        with pytest.raises(InvalidInput, match=words):
            world.a.restore(path)


@BOTH_TYPES_AT_TIMES
def test_a_reset_ends_with_a_new_domain_from_the_definition(world: World, type: GuestType) -> None:
    before = world.booting("web", type=type)
    outcome = world.a.reset(before.ref, definition(world, "web"))
    after = world.domain("web")
    assert after.domid != before.domid
    assert outcome.ref == after.ref
    assert outcome.steps == (f"xl destroy {before.domid}", "xl create /etc/xen/web.cfg")


def test_a_guest_that_could_not_be_started_again_is_not_reset(world: World) -> None:
    before = world.tiny("t")
    with pytest.raises(BadDefinition, match="no definition"):
        world.a.reset(before.ref, None)
    world.write_file("/etc/xen/tiny.cfg", 'name = "t"\nkernel = \n')
    with pytest.raises(BadDefinition, match="broken"):
        world.a.reset(before.ref, world.define('name = "t"\nkernel = \n', file="tiny.cfg"))
    lost = guests.tiny("t").replace("/srv/lab/tiny", "/srv/lab/nowhere")
    with pytest.raises(DeviceMissing, match="/srv/lab/nowhere"):
        world.a.reset(before.ref, world.define(lost, file="tiny.cfg", obeys=False))
    assert world.domain("t").domid == before.domid


def test_a_reset_whose_start_fails_says_that_the_guest_is_gone(world: World) -> None:
    before = world.tiny("t")
    cut_off = guests.tiny("t", vif=("bridge=nowhere",))
    with pytest.raises(RebootFailed, match="was forced off, but not started again") as failed:
        world.a.reset(before.ref, world.define(cut_off, file="tiny.cfg", obeys=False))
    assert failed.value.state_now == "It has no domain."
    assert world.domains("t") == []


def test_a_guest_whose_name_is_a_number_is_managed_by_its_uuid(world: World) -> None:
    domain = world.tiny("12")
    with pytest.raises(InvalidInput, match="could be an id"):
        find_instance(world.a.snapshot().instances, "12")
    found = find_instance(world.a.snapshot().instances, domain.uuid.upper())
    assert found.ref == domain.ref
    world.a.destroy(domain.ref)
    assert world.domains("12") == []


def test_a_console_that_somebody_holds_is_refused_and_says_who_it_is(world: World) -> None:
    domain = world.tiny("t")
    assert world.a.console_argv(domain.ref)
    world.backend.attach_console(world.a.host_name, domain.domid)
    with pytest.raises(ConsoleBusy) as refused:
        world.a.console_argv(domain.ref)
    said = refused.value.summary
    assert said.startswith(f"The console of t (id {domain.domid}) is in use by root on pts/")
    assert f" (xenconsole {domain.domid} " in said
    assert "unknown" not in said
    client = world.a.transport.run(("xl", "console", str(domain.domid)), timeout_s=60)
    assert client.exit_status == errno.EAGAIN
    theirs = ConsoleBusy("Another client.", detail=client.stderr)
    assert world.a.who_holds(theirs, domain.ref).summary == said
    world.a.destroy(domain.ref)


@BOTH_TYPES_AT_TIMES
def test_a_kernel_takes_a_magic_key_and_an_nmi(world: World, type: GuestType) -> None:
    ref = world.linux("web", type=type).ref
    sent = world.a.send_sysrq(ref, "sync")
    assert sent.steps == (f"xl sysrq {ref.domid} s",)
    assert "its kernel is to write what is in memory to all disks" in sent.summary
    assert "An NMI was sent" in world.a.send_nmi(ref).summary
    assert world.domain("web").state in ALIVE
    with pytest.raises(InvalidInput, match="no sysrq key"):
        world.a.send_sysrq(ref, "s")
    with pytest.raises(CommandFailed, match="no serial line"):
        world.a.send_break(ref)
    world.a.pause(ref)
    with pytest.raises(DomainChanged, match="paused"):
        world.a.send_sysrq(ref, "sync")


def test_a_magic_key_reboots_a_guest_at_once(world: World) -> None:
    ref = world.linux("web", type="pv").ref
    world.a.send_sysrq(ref, "reboot")
    world.until(lambda: world.a.what_became_of(ref).fate in (Fate.REBOOTING, Fate.BACK))
    world.until(lambda: world.a.what_became_of(ref).fate is Fate.BACK)


def test_a_guest_without_a_kernel_takes_no_magic_key(world: World) -> None:
    ref = world.tiny("deaf").ref
    with pytest.raises(GuestIgnoredRequest, match="has not taken sysrq sync") as ignored:
        world.with_limits(sysrq_s=HOPELESS_S).send_sysrq(ref, "sync")
    assert "The key waits" in ignored.value.state_now


def test_another_key_leaves_a_console_where_xl_can_be_told(world: World) -> None:
    key = world.a.leaving_key("ctrl+t")
    assert key == ("ctrl+]" if world.release is BOOKWORM else "ctrl+t")
    assert world.a.leaving_key("") == "ctrl+]"
    argv = world.a.console_argv(world.tiny("t").ref, None, key)
    assert ("^T" in " ".join(argv)) is (key == "ctrl+t")


def test_what_a_guest_has_printed_is_empty_where_no_log_is_kept(world: World) -> None:
    assert world.a.last_printed(world.tiny("unlogged").ref, 10) == ()


def test_only_an_hvm_guest_has_a_serial_console(world: World) -> None:
    ref = world.tiny("t").ref
    assert world.a.console_argv(ref, ConsoleType.PV)
    with pytest.raises(CommandFailed, match="no serial console"):
        world.a.console_argv(ref, ConsoleType.SERIAL)
    assert world.a.vnc_of(ref) is None
