"""What the driver promises of a guest's life, on the simulator and on real Xen alike."""

import contextlib

import pytest

from tests.contract.worlds import BOTH_TYPES, HOPELESS_S, LabBackend, World
from tests.lab import guests
from tests.lab.guests import GuestType
from xentui_driver.host.console_end import Ending
from xentui_driver.host.console_terminals import ConsoleType
from xentui_driver.host.ended import Fate
from xentui_driver.model.domain import DomainRef, DomainRole, DomainState
from xentui_driver.model.errors import (
    BadDefinition,
    DomainChanged,
    GuestIgnoredRequest,
    NameInUse,
    NoSuchDomain,
    NotEnoughMemory,
    RebootFailed,
    XenError,
)
from xentui_driver.model.instance import Instance
from xentui_driver.toolstack import commands

ALIVE = (DomainState.RUNNING, DomainState.RUNNING)
PATIENT_S = 600.0
"""Longer than anything takes that happens at all."""


def instance(world: World, name: str) -> Instance:
    found = [i for i in world.a.snapshot().instances if i.name == name]
    assert len(found) == 1
    return found[0]


def test_an_empty_host_has_a_dom0_and_its_memory_adds_up(world: World) -> None:
    snapshot = world.a.snapshot()
    assert [(i.name, i.domid, i.domain.role if i.domain else None) for i in snapshot.instances] == [
        ("Domain-0", 0, DomainRole.DOM0)
    ]
    assert snapshot.problems == ()
    memory = snapshot.memory
    assert memory is not None
    assert memory.total_kib == memory.free_kib + memory.dom0_kib + memory.guests_kib + memory.xen_kib
    assert memory.guests_kib == 0
    assert 0 < memory.xen_kib < memory.total_kib / 4


def test_a_guest_is_built_and_boots_when_its_console_is_there(world: World) -> None:
    definition = world.define(guests.linux("web"))
    patient = world.with_limits(console_s=PATIENT_S)
    states: list[DomainState] = []

    def attach(ref: DomainRef) -> None:
        states.append(world.domain("web").state)
        assert not patient.is_attached(ref)
        world.backend.attach_console(world.a.host_name, ref.domid)

    begun_s = world.backend.clock.monotonic_s()
    outcome = patient.start_watched(definition, built=attach, is_unwatched=lambda: False)
    assert world.backend.clock.monotonic_s() - begun_s < PATIENT_S, "it has waited no longer than for its console"
    assert outcome.ref is not None
    assert patient.is_attached(outcome.ref)
    assert states == [DomainState.PAUSED]
    assert world.domain("web").state in ALIVE


def test_a_guest_that_nobody_will_watch_boots_at_once(world: World) -> None:
    definition = world.define(guests.tiny("t"), obeys=False)
    asked: list[DomainState] = []

    def is_unwatched() -> bool:
        asked.append(world.domain("t").state)
        return len(asked) > 1

    outcome = world.a.start_watched(definition, built=lambda _ref: None, is_unwatched=is_unwatched)
    assert asked == [DomainState.PAUSED] * 2
    assert outcome.ref is not None
    assert not world.a.is_attached(outcome.ref)
    assert world.domain("t").state in ALIVE


def test_a_stop_says_whether_the_guest_has_heard_and_can_be_waited_for_once_more(world: World) -> None:
    domain = world.linux("web")
    assert "running" in world.a.standing(domain.uuid, "web")
    told: list[str] = []
    with contextlib.suppress(GuestIgnoredRequest):  # on a slow host it is quicker than xl
        world.a.stop(domain.ref, timeout_s=0.0, report=told.append)
    assert told[0] == "request sent, waiting for the guest to answer"
    assert "gone" in world.a.await_stop(domain.ref, report=told.append).summary
    assert world.a.standing(domain.uuid, "web") == "not running"


@BOTH_TYPES
def test_a_guest_is_started_paused_unpaused_and_stopped(world: World, type: GuestType) -> None:
    domain = world.linux("web", type=type)
    ref = domain.ref
    assert domain.state in ALIVE
    assert instance(world, "web").definition is not None
    with pytest.raises(NameInUse):
        world.a.start(instance(world, "web").definition)  # type: ignore[arg-type]
    assert "paused" in world.a.pause(ref).summary
    assert world.domain("web").state is DomainState.PAUSED
    assert world.a.pause(ref).steps == ()
    with pytest.raises(DomainChanged, match="paused"):
        world.a.stop(ref)
    assert "running again" in world.a.unpause(ref).summary
    assert world.domain("web").state in ALIVE
    assert world.a.last_end_of(instance(world, "web")) is None
    assert "gone" in world.a.stop(ref).summary
    stopped = instance(world, "web")
    assert stopped.state is DomainState.STOPPED
    ended = world.a.last_end_of(stopped)
    assert ended is not None
    assert ended.words.startswith("it powered off")
    assert ended.ended_s is not None
    with pytest.raises(NoSuchDomain):
        world.a.stop(ref)


def test_a_guest_started_paused_waits(world: World) -> None:
    world.a.start(world.define(guests.tiny("t"), obeys=False), paused=True)
    assert world.domain("t").state is DomainState.PAUSED


def test_the_console_of_a_guest_that_reboots_ends_with_it_and_its_next_domain_has_one(world: World) -> None:
    before = world.linux("web")
    alive = world.a.what_became_of(before.ref)
    assert world.a.console_types(before.ref) == (ConsoleType.PV,)
    assert world.a.console_end(before.ref, alive, 0).ending is Ending.LEFT
    assert world.a.console_end(before.ref, alive, -9).ending is Ending.LOST
    world.backend.attach_console(world.a.host_name, before.domid)
    world.until(lambda: world.a.is_attached(before.ref))
    taken = world.a.console_end(before.ref, alive, 0)
    assert taken.ending is Ending.TAKEN_OVER
    assert "taken over by root" in taken.words
    assert world.a.await_next(before.ref, lambda: False) == alive
    world.a.transport.start(commands.reboot(before.domid))
    world.until(lambda: world.a.what_became_of(before.ref) != alive)
    assert world.a.console_end(before.ref, alive, 0).comes_back
    after = world.a.await_next(before.ref, lambda: False)
    assert after.ref is not None
    assert after.ref.domid != before.domid
    assert world.a.console_argv(after.ref)
    world.until(lambda: world.a.what_became_of(before.ref).fate is Fate.BACK)


@BOTH_TYPES
def test_a_reboot_ends_with_a_new_domain_of_the_same_uuid(world: World, type: GuestType) -> None:
    before = world.linux("web", type=type)
    outcome = world.a.reboot(before.ref)
    after = world.domain("web")
    assert after.uuid == before.uuid
    assert after.domid != before.domid
    assert str(after.domid) in outcome.summary
    with pytest.raises(DomainChanged):
        world.a.destroy(before.ref)
    assert world.domain("web").domid == after.domid


def test_a_guest_that_may_not_restart_fails_its_reboot_with_the_reason(world: World) -> None:
    domain = world.linux("once", on_reboot="destroy")
    with pytest.raises(RebootFailed) as failed:
        world.a.reboot(domain.ref)
    assert "not built again" in failed.value.summary
    assert instance(world, "once").state is DomainState.STOPPED


def test_a_guest_kept_after_poweroff_is_shown_with_its_reason(world: World) -> None:
    domain = world.linux("kept", on_poweroff="preserve")
    outcome = world.with_limits(clear_s=HOPELESS_S).stop(domain.ref)
    assert outcome.warnings
    now = world.domain("kept")
    assert (now.state, now.reason) == (DomainState.SHUTDOWN, "poweroff")
    world.a.destroy(now.ref)
    assert world.domains("kept") == []


def test_a_guest_that_hears_nothing_is_told_as_not_acknowledging_and_goes_on(world: World) -> None:
    domain = world.tiny("deaf")
    told: list[str] = []
    with pytest.raises(GuestIgnoredRequest) as ignored:
        world.a.stop(domain.ref, report=told.append)
    waiting = [line for line in told if line.startswith("guest hasn't answered (no PV drivers seen), ")]
    if isinstance(world.backend, LabBackend):  # a simulated minute passes between two looks
        assert len(waiting) > 5
    assert "ignored" in ignored.value.summary
    assert "It is" in ignored.value.state_now
    assert world.domain("deaf").domid == domain.domid
    assert world.a.what_became_of(domain.ref).fate is Fate.ALIVE
    assert "forced off" in world.a.destroy(domain.ref).summary
    assert world.domains("deaf") == []
    assert world.a.what_became_of(domain.ref).fate is Fate.GONE


def test_a_definition_that_xl_refuses_names_the_reason(world: World) -> None:
    broken = world.define('name = "x"\nkernel = \n', file="broken.cfg")
    assert "line 2" in broken.error
    with pytest.raises(BadDefinition):
        world.a.start(broken)


def test_a_guest_too_large_for_the_host_is_refused(world: World) -> None:
    huge = world.define(guests.linux("huge", type="pvh", memory_mib=32 * 1024))
    with pytest.raises(NotEnoughMemory) as refused:
        world.a.start(huge)
    assert refused.value.state_now == "It has no domain."
    assert refused.value.next_step.startswith("It needs 32.1 GiB, and the host has ")
    assert " too little. " in refused.value.next_step
    assert world.domains("huge") == []


def test_a_guest_without_its_kernel_does_not_start(world: World) -> None:
    lost = world.define('name = "lost"\ntype = "pvh"\nkernel = "/srv/lab/nowhere"\nmemory = 64\n')
    with pytest.raises(XenError) as refused:
        world.a.start(lost)
    assert refused.value.state_now == "It has no domain."


def test_a_slash_in_a_name_leaves_a_guest_without_monitor_and_that_is_told(world: World) -> None:
    slashed = world.define(guests.tiny("a/b"), obeys=False)
    with pytest.raises(XenError) as told:
        world.a.start(slashed)
    assert "a/b (id" in told.value.state_now
    assert "without a monitor" in told.value.state_now
    world.a.destroy(world.domain("a/b").ref)


def test_dom0_is_never_paused_stopped_or_destroyed(world: World) -> None:
    dom0 = world.domain("Domain-0").ref
    for operation in (world.a.pause, world.a.stop, world.a.destroy, world.a.reboot):
        with pytest.raises(XenError, match="is not possible for Domain-0"):
            operation(dom0)
    assert world.domain("Domain-0").state in ALIVE
