"""What guests say of their memory is read with few commands, and from those alone that could give some."""

import threading
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.driver.simulator.small_world import SmallWorld
from tests.scripted import ScriptedTransport
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.clock import Clock
from xentui_driver.model.domain import Domain, DomainRole, DomainState
from xentui_driver.simulator import Fault, GuestBehaviour, SimulatedClock, SimulatedXen, SimulatorTransport
from xentui_driver.toolstack.limits import Limits
from xentui_driver.toolstack.said_use import ASK_AGAIN_S, MOST_ASKED, REREAD_S, SaidUse, read_said_use
from xentui_driver.toolstack.xl import Xl
from xentui_driver.transport.protocol import Completed, Transport

MIB_KIB = 1 << 10
SPEAKING = GuestBehaviour(says_used_kib=200 * MIB_KIB)


class Counting(SimulatorTransport):
    """Notes the commands that it runs."""

    def __init__(self, xen: SimulatedXen) -> None:
        super().__init__(xen, "a")
        self.commands: list[tuple[str, ...]] = []

    def run(self, argv: Sequence[str], *, timeout_s: float) -> Completed:
        self.commands.append(tuple(argv))
        return super().run(argv, timeout_s=timeout_s)


class Asked:
    """The world's `a`, and the commands that it ran when it was last asked."""

    def __init__(self, world: SmallWorld) -> None:
        self._world = world
        self._transport = Counting(world.xen)

    @property
    def commands(self) -> list[tuple[str, ...]]:
        return self._transport.commands

    def said(self, before: SaidUse | None = None, listed: Sequence[Domain] | None = None) -> SaidUse:
        listed = domains(self._world) if listed is None else listed
        self.commands.clear()
        return read_said_use(xl(self._transport, self._world.clock), listed, before)


def xl(transport: Transport, clock: Clock) -> Xl:
    return Xl(transport, clock, Limits(), threading.Event())


def domains(world: SmallWorld) -> list[Domain]:
    return [each.domain for each in Hypervisor(world.a, world.clock).snapshot().instances if each.domain is not None]


def names(world: SmallWorld, said: SaidUse) -> set[str]:
    return {each.name for each in domains(world) if (each.uuid, each.domid) in said.used_kib}


@pytest.fixture
def world() -> SmallWorld:
    return SmallWorld()


@pytest.fixture
def asked(world: SmallWorld) -> Asked:
    """A host with two guests that say what they use, and three that don't."""
    for number in range(3):
        world.started(f"silent-{number}", memory=600 + number)
    for number in range(2):
        world.started(f"speaking-{number}", memory=500 + number, guest=SPEAKING)
    return Asked(world)


def test_those_that_say_something_are_found_in_time_and_then_read_with_one_command(
    asked: Asked, world: SmallWorld
) -> None:
    said = asked.said()
    for _ in range(5):
        world.clock.advance(REREAD_S)
        assert len(asked.commands) == 1
        said = asked.said(said)
    assert set(said.used_kib.values()) == {200 * MIB_KIB}
    assert names(world, said) == {"speaking-0", "speaking-1"}
    assert len(asked.commands) == 1


def test_a_single_look_asks_all_of_them_at_once(asked: Asked, world: SmallWorld) -> None:
    said = read_said_use(xl(world.a, world.clock), domains(world), most_commands=MOST_ASKED)
    assert names(world, said) == {"speaking-0", "speaking-1"}


def test_nothing_is_asked_again_so_soon(asked: Asked) -> None:
    said = asked.said()
    assert asked.said(said) is said
    assert asked.commands == []


def test_one_that_begins_to_speak_is_heard_within_two_minutes(asked: Asked, world: SmallWorld) -> None:
    said = None
    for _ in range(6):
        said = asked.said(said)
        world.clock.advance(REREAD_S)
    world.xen.set_guest("silent-0", SPEAKING)
    world.domain("silent-0").guest = SPEAKING
    for _ in range(int(2 * ASK_AGAIN_S / REREAD_S)):
        said = asked.said(said)
        world.clock.advance(REREAD_S)
    assert said is not None
    assert "silent-0" in names(world, said)


def test_one_that_speaks_no_more_is_unknown_again(asked: Asked, world: SmallWorld) -> None:
    said = None
    for _ in range(6):
        said = asked.said(said)
        world.clock.advance(REREAD_S)
    assert said is not None
    world.xl("destroy", "speaking-0")
    world.domain("speaking-1").guest = GuestBehaviour()
    assert asked.said(said).used_kib == {}


def test_a_small_or_paused_guest_is_not_asked(world: SmallWorld) -> None:
    world.started("small", memory=100)
    world.started("paused", memory=1000)
    world.xl("pause", "paused")
    asked = Asked(world)
    assert (asked.said().used_kib, asked.commands) == ({}, [])


def test_of_many_guests_only_the_largest_are_asked(world: SmallWorld) -> None:
    for number in range(20):
        world.started(f"g{number:02}", memory=200 + number)
    asked = Asked(world)
    said = None
    for _ in range(30):
        said = asked.said(said)
        assert len(asked.commands) <= 1
        world.clock.advance(REREAD_S)
    assert said is not None
    assert len(said.silent) == 8


@pytest.mark.parametrize("fault", [Fault.XENSTORED_DOWN, Fault.GARBAGE, Fault.EMPTY])
def test_a_host_that_errs_says_nothing(asked: Asked, world: SmallWorld, fault: Fault) -> None:
    listed = domains(world)
    world.let(fault)
    assert asked.said(listed=listed).used_kib == {}


@given(st.text(max_size=40))
def test_whatever_is_in_xenstore_makes_no_figure_that_can_not_be(text: str) -> None:
    class Says(ScriptedTransport):
        def run(self, argv: Sequence[str], *, timeout_s: float) -> Completed:
            return Completed(tuple(argv), 0, f"{text}\n" * (len(argv) - 1), "")

    guest = Domain(3, "u", "g", DomainRole.GUEST, DomainState.RUNNING, "", "-b----", 1 << 20, 1, 1.0)
    used_kib = read_said_use(xl(Says({}), SimulatedClock()), [guest]).used_kib
    assert all(0 <= each <= guest.memory_kib for each in used_kib.values())
