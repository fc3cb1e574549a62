"""The node is power-cycled after its name was typed, by every step that there is."""

import threading

import pytest

from tests.driver.simulator.small_world import SmallWorld
from tests.scripted import ScriptedTransport
from xentui_driver.model.errors import CommandFailed, CommandTimedOut, HostUnreachable, InvalidInput
from xentui_driver.operations.powercycle import powercycle, steps
from xentui_driver.simulator import Fault, SimulatedClock
from xentui_driver.simulator.restart import BOOT_S
from xentui_driver.toolstack.limits import Limits
from xentui_driver.toolstack.xl import Xl, silent

REBOOT = "xl debug-keys R"
BOOT_ID = {"/proc/sys/kernel/random/boot_id": b"one\n"}


def simulated(world: SmallWorld) -> Xl:
    return Xl(world.a, world.clock, Limits(), threading.Event())


def scripted(transport: ScriptedTransport) -> Xl:
    return Xl(transport, SimulatedClock(), Limits(), threading.Event())


def test_the_simulated_host_syncs_remounts_reboots_and_comes_back_without_its_guests() -> None:
    world = SmallWorld()
    world.started("web")
    told: list[str] = []
    powercycle(simulated(world), "a", report=told.append)
    assert world.xen.host("a").pressed_sysrq == ["s", "u", "b"]
    assert told[-1] == "a is gone"
    with pytest.raises(HostUnreachable):
        world.xl("list")
    world.clock.advance(BOOT_S)
    assert world.rows() == {}
    assert "a" in world.xl("info").stdout


@pytest.mark.parametrize("typed", ["", "b", "A", "a ", "a\n"])
def test_another_name_does_nothing(typed: str) -> None:
    world = SmallWorld()
    with pytest.raises(InvalidInput, match="not the name of this host") as refused:
        powercycle(simulated(world), typed, report=silent)
    assert refused.value.state_now == "Nothing was done."
    assert world.xen.host("a").pressed_sysrq == []
    assert world.rows() == {}


def test_a_dead_disk_does_not_stop_it() -> None:
    """G10: Ganeti neither syncs nor says why it failed."""
    world = SmallWorld()
    world.let(Fault.DISK_DEAD)
    told: list[str] = []
    powercycle(simulated(world), "a", report=told.append)
    assert any(line.startswith("sync: sync did not answer") for line in told)
    assert world.xen.host("a").pressed_sysrq == ["s", "u", "b"]


def test_a_host_that_is_still_there_is_told_with_every_failure() -> None:
    late = CommandTimedOut("sync did not answer within 60 s and was stopped.")
    transport = ScriptedTransport({"sync": late, REBOOT: (1, "", "no\n")}, BOOT_ID)
    with pytest.raises(CommandFailed, match="still up") as failed:
        powercycle(scripted(transport), "dom0a", report=silent)
    assert transport.changed == ["sysrq s", "sysrq u", "sysrq b"]
    assert transport.asked == ["sync", REBOOT]
    assert "sync did not answer" in failed.value.detail
    assert "exit status 1" in failed.value.detail
    assert "IPMI" in failed.value.next_step


def test_a_host_that_vanishes_is_rebooting() -> None:
    transport = ScriptedTransport({"sync": "", REBOOT: HostUnreachable("dom0a can't be reached.")}, BOOT_ID)
    told: list[str] = []
    powercycle(scripted(transport), "dom0a", report=told.append)
    assert told[-1] == "dom0a is gone"


def test_a_host_that_has_booted_meanwhile_is_told_by_its_boot() -> None:
    class Quick(ScriptedTransport):
        boots = 0

        def read_file(self, path: str, *, limit_bytes: int = 1 << 20) -> bytes:
            self.boots += 1
            return f"{self.boots}\n".encode()

    told: list[str] = []
    powercycle(scripted(Quick({"sync": "", REBOOT: ""})), "dom0a", report=told.append)
    assert told[-1] == "dom0a has booted"


def test_the_steps_are_told_before() -> None:
    words = "\n".join(steps())
    assert [words.index(part) for part in ("sync", "sysrq s", "sysrq u", "sysrq b", REBOOT)] == sorted(
        words.index(part) for part in ("sync", "sysrq s", "sysrq u", "sysrq b", REBOOT)
    )
