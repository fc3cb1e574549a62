"""The copy that a migration brings is left alone while it is received; one that was left behind can be discarded."""

import threading
from collections.abc import Mapping

import pytest

from tests.driver.simulator.small_world import SmallWorld, advance_until
from tests.scripted import ScriptedTransport
from xentui_driver.definitions.naming import find_instance
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.definition import Definition
from xentui_driver.model.domain import DomainRef, DomainRole
from xentui_driver.model.errors import CommandFailed, DomainChanged, FileMissing, FileUnreadable
from xentui_driver.operations.receivers import receivers
from xentui_driver.transport.protocol import FileEntry


def ref_on(world: SmallWorld, name: str, host: Hypervisor) -> DomainRef:
    ref = find_instance(host.snapshot().instances, name).ref
    assert ref is not None, name
    return ref


def left_behind() -> tuple[SmallWorld, Hypervisor]:
    """On `a`: a receiver has died between the last byte and the permission to go on (xl_migrate.c)."""
    world = SmallWorld()
    world.xl("create", "-p", world.define("web"))
    world.xl("rename", "web", "web--incoming")
    return world, Hypervisor(world.a, world.clock)


def test_a_copy_that_was_left_behind_is_discarded() -> None:
    world, host = left_behind()
    outcome = host.discard(ref_on(world, "web--incoming", host))
    assert outcome.summary == "web--incoming (id 1), which never ran here, was discarded."
    assert outcome.steps == ("xl destroy 1",)
    assert world.rows() == {}


def test_it_is_neither_destroyed_nor_reset_nor_given_a_console_nor_unpaused() -> None:
    world, host = left_behind()
    ref = ref_on(world, "web--incoming", host)
    with pytest.raises(DomainChanged, match="arriving in a migration") as refused:
        host.destroy(ref)
    assert "discard the copy" in refused.value.next_step
    with pytest.raises(DomainChanged, match="can't be reset"):
        host.reset(ref, Definition("/etc/xen/0.cfg", "web"))
    with pytest.raises(CommandFailed, match="no console"):
        host.console_argv(ref)
    with pytest.raises(DomainChanged, match="would break it"):
        host.unpause(ref)
    assert world.rows() != {}


def test_a_guest_is_not_discarded() -> None:
    world = SmallWorld()
    world.started("web")
    host = Hypervisor(world.a, world.clock)
    with pytest.raises(DomainChanged, match="isn't a copy left by a migration"):
        host.discard(ref_on(world, "web", host))
    assert world.rows() != {}


def test_while_a_guest_is_received_nothing_is_discarded_and_it_arrives() -> None:
    world = SmallWorld(held=True)
    starting = threading.Thread(target=world.xl, args=("create", world.define("web")))
    starting.start()
    advance_until(world, lambda: not starting.is_alive())
    world.clock.advance(60.0)
    moving = threading.Thread(target=world.xl, args=("migrate", "web", "b"))
    moving.start()
    there = Hypervisor(world.b, world.clock)
    advance_until(world, lambda: "web--incoming" in world.rows("b"), step_s=0.1)
    instance = find_instance(there.snapshot().instances, "web--incoming")
    assert instance.domain is not None
    assert instance.domain.role is DomainRole.INCOMING
    with pytest.raises(DomainChanged, match=r"a guest is being received here \(xl migrate-receive, process \d+\)"):
        there.discard(instance.domain.ref)
    advance_until(world, lambda: not moving.is_alive())
    assert list(world.rows("b")) == ["web"]


def test_the_monitor_of_a_guest_that_has_arrived_is_no_receiver() -> None:
    world = SmallWorld()
    world.started("web")
    world.xl("migrate", "web", "b")
    words = [world.b.read_file(f"/proc/{e.name}/cmdline") for e in world.b.list_directory("/proc") if e.name.isdigit()]
    assert any(b"migrate-receive" in each for each in words)
    assert receivers(world.b) == ()


class Processes(ScriptedTransport):
    """/proc with one process, whose standard input may not be looked at, or that ends meanwhile."""

    def __init__(self, command: bytes, failure: Exception | None = None) -> None:
        super().__init__({}, {"/proc/77/cmdline": command})
        self._failure = failure

    def list_directory(self, path: str) -> tuple[FileEntry, ...]:
        assert path == "/proc"
        return (FileEntry("77", False, 0, 0.0), FileEntry("self", False, 0, 0.0, "77"))

    def read_links(self, path: str) -> Mapping[str, str]:
        assert path == "/proc/77/fd"
        if self._failure is not None:
            raise self._failure
        return {"0": "socket:[1]"}


@pytest.mark.parametrize(
    ("command", "failure", "pids"),
    [
        (b"xl\0migrate-receive\0", None, (77,)),
        (b"/usr/lib/xen-4.17/bin/xl\0-t\0migrate-receive\0", None, (77,)),
        (b"xl\0migrate-receive\0", FileUnreadable("no"), (77,)),
        (b"xl\0migrate-receive\0", FileMissing("gone"), ()),
        (b"sh\0-c\0xl migrate-receive\0", None, ()),
        (b"grep\0migrate-receive\0", None, ()),
        (b"xl\0list\0", None, ()),
        (b"", None, ()),
    ],
)
def test_a_receiver_is_known_by_its_command_and_its_input(
    command: bytes, failure: Exception | None, pids: tuple[int, ...]
) -> None:
    assert receivers(Processes(command, failure)) == pids
