"""A simulated host behind the Transport: commands, operations, files, terminals, and leaving."""

import pytest

from tests.driver.simulator.small_world import SmallWorld, advance_until
from xentui_driver.model.errors import CommandTimedOut, FileUnreadable, ToolMissing, TransportClosed
from xentui_driver.simulator import DEAF, SimulatorTransport
from xentui_driver.transport.protocol import Operation, Transport


def test_it_is_a_transport(world: SmallWorld) -> None:
    transport: Transport = SimulatorTransport(world.xen, "a")
    operation: Operation = transport.start(["xl", "list"])
    assert transport.host_name == "a"
    assert operation.argv == ("xl", "list")


def test_a_command_answers_with_its_words_and_its_status(world: SmallWorld) -> None:
    completed = world.a.run(["xl", "list", "nosuch"], timeout_s=1.0)
    assert completed.argv == ("xl", "list", "nosuch")
    assert (completed.exit_status, completed.stdout) == (1, "")
    assert completed.stderr == "nosuch is an invalid domain identifier (rc=-6)\n"


@pytest.mark.parametrize("argv", [["virsh", "list"], [], ["xenstored"]])
def test_a_tool_that_is_not_there_is_missing(world: SmallWorld, argv: list[str]) -> None:
    with pytest.raises(ToolMissing):
        world.a.run(argv, timeout_s=1.0)
    with pytest.raises(ToolMissing):
        world.a.start(argv)


def test_a_command_that_takes_longer_than_its_limit_is_ended(world: SmallWorld) -> None:
    world.started("deaf", guest=DEAF)
    begun_s = world.clock.monotonic_s()
    with pytest.raises(CommandTimedOut, match="xl shutdown deaf did not answer within 10 s") as late:
        world.a.run(["xl", "shutdown", "deaf"], timeout_s=10.0)
    assert world.clock.monotonic_s() - begun_s == pytest.approx(10.0)
    assert late.value.detail == "Shutting down domain 1"


def test_a_console_without_a_terminal_prints_and_goes_on(world: SmallWorld) -> None:
    world.started("web")
    with pytest.raises(CommandTimedOut):
        world.a.run(["xl", "console", "web"], timeout_s=5.0)
    completed = world.xl("console", "0")
    assert (completed.exit_status, completed.stderr) == (22, "Can't specify Domain-0\n")


def test_a_console_ends_with_its_domain(held_world: SmallWorld) -> None:
    world = held_world
    create = world.a.start(["xl", "create", world.define("web")])
    advance_until(world, lambda: create.exit_status() == 0)
    console = world.a.start(["xl", "console", "web"])
    destroy = world.a.start(["xl", "destroy", "web"])
    advance_until(world, lambda: destroy.exit_status() == 0 and console.exit_status() == 0)
    assert "web hvc0" in console.output()


def test_an_operations_output_grows_and_can_be_read_as_a_file(held_world: SmallWorld) -> None:
    world = held_world
    operation = world.a.start(["xl", "create", world.define("web")])
    advance_until(world, lambda: "Parsing config" in operation.output(), step_s=0.0)
    assert operation.exit_status() is None
    assert world.a.read_file(operation.output_path).decode() == operation.output()
    advance_until(world, lambda: operation.exit_status() == 0)


def test_an_operation_outlives_the_transport_that_started_it(held_world: SmallWorld) -> None:
    world = held_world
    operation = world.a.start(["xl", "create", world.define("web")])
    world.a.close()
    world.a = SimulatorTransport(world.xen, "a")
    advance_until(world, lambda: operation.exit_status() == 0)
    assert list(world.rows()) == ["web"]


def test_two_operations_of_the_same_words_have_outputs_of_their_own(world: SmallWorld) -> None:
    first, second = world.a.start(["xl", "list"]), world.a.start(["xl", "list"])
    assert first.output_path != second.output_path
    folder, _, name = first.output_path.rpartition("/")
    assert name in {entry.name for entry in world.a.list_directory(folder)}


def test_a_closed_transport_does_nothing_more(world: SmallWorld) -> None:
    world.a.close()
    world.a.close()
    with pytest.raises(TransportClosed):
        world.a.run(["xl", "list"], timeout_s=1.0)
    with pytest.raises(TransportClosed):
        world.a.start(["xl", "list"])
    with pytest.raises(TransportClosed):
        world.a.read_file("/etc/xen/xl.conf")
    assert world.xl("list", on="b").exit_status == 0


def test_a_file_is_read_whole_or_not_at_all(world: SmallWorld) -> None:
    world.xen.write_file("a", "/etc/xen/web.cfg", "name = 'w\udce9b'\n")
    assert world.a.read_file("/etc/xen/web.cfg") == b"name = 'w\xe9b'\n"
    with pytest.raises(FileUnreadable, match="larger than 5 bytes"):
        world.a.read_file("/etc/xen/web.cfg", limit_bytes=5)
    with pytest.raises(FileUnreadable, match="No such file"):
        world.a.read_file("/etc/xen/gone.cfg")
    with pytest.raises(FileUnreadable):
        world.a.read_file("/etc/xen")


def test_a_folder_is_listed_by_name(world: SmallWorld) -> None:
    world.xen.write_file("a", "/etc/xen/web.cfg", "12345")
    world.xen.write_file("a", "/etc/xen/auto/web.cfg", "")
    found = {entry.name: (entry.is_file, entry.size_bytes) for entry in world.a.list_directory("/etc/xen")}
    assert found == {"auto": (False, 4096), "scripts": (False, 4096), "web.cfg": (True, 5), "xl.conf": (True, 0)}
    assert list(found) == sorted(found)
    assert [entry.name for entry in world.a.list_directory("/etc/xen/auto/")] == ["web.cfg"]
    assert "etc" in {entry.name for entry in world.a.list_directory("/")}


@pytest.mark.parametrize(
    ("path", "reason"), [("/gone", "No such file or directory"), ("/etc/xen/xl.conf", "Not a directory")]
)
def test_what_is_no_folder_cannot_be_listed(world: SmallWorld, path: str, reason: str) -> None:
    with pytest.raises(FileUnreadable, match=reason):
        world.a.list_directory(path)


def test_a_file_knows_when_it_was_written(world: SmallWorld) -> None:
    world.clock.advance(100.0)
    world.xen.write_file("a", "/etc/xen/new.cfg", "")
    (entry,) = [e for e in world.a.list_directory("/etc/xen") if e.name == "new.cfg"]
    assert entry.modified_s == world.clock.epoch_s()


def test_a_console_on_a_terminal_is_a_program_of_its_own(world: SmallWorld) -> None:
    domain = world.started("web")
    argv = world.a.terminal_argv(["xl", "console", str(domain.domid)])
    assert argv[-4:-2] == ("-m", "xentui_driver.simulator.guest_console")
    assert argv[-1] == "web"
    assert world.a.terminal_argv(["xl", "console", "web"]) == argv
    with pytest.raises(ToolMissing):
        world.a.terminal_argv(["vi", "/etc/xen/web.cfg"])


def test_a_guest_on_emulated_hardware_writes_to_its_screen(world: SmallWorld) -> None:
    world.started("win", type="hvm")
    assert world.a.terminal_argv(["xl", "console", "win"])[-2:] == ("--silent", "win")
    domid = world.domain("win").domid
    read = world.a.run(["xenstore-read", f"/local/domain/{domid}/console/vnc-port"], timeout_s=1.0)
    assert read.stdout == f"{5900 + domid}\n"
    serial = world.started("lin", 'serial = "pty"', "vnc = 0", type="hvm")
    assert world.a.terminal_argv(["xl", "console", "lin"])[-1] == "lin"
    path = f"/local/domain/{serial.domid}/console/vnc-port"
    assert world.a.run(["xenstore-read", path], timeout_s=1.0).exit_status == 1
