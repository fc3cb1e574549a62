"""What can be made to go wrong, each fault as its description says."""

import threading

import pytest

from tests.driver.simulator.small_world import SmallWorld
from tests.waiting import until
from xentui_driver.model.clock import SystemClock
from xentui_driver.model.errors import CommandTimedOut, HostUnreachable, OutputTooLarge, TransportClosed
from xentui_driver.simulator import Fault, SimulatedXen, SimulatorTransport, fault_named


@pytest.mark.parametrize("fault", Fault)
def test_a_fault_is_found_by_its_name_and_described(fault: Fault) -> None:
    assert fault_named(fault.flag) is fault
    assert fault.description
    assert fault.flag == fault.flag.lower().replace("_", "-")


def test_a_name_that_no_fault_has_is_refused_with_all_names() -> None:
    with pytest.raises(ValueError, match=r"hang.*migration-lost"):
        fault_named("explode")


def test_a_hanging_xl_takes_its_whole_time_limit(world: SmallWorld) -> None:
    world.let(Fault.HANG)
    begun_s = world.clock.monotonic_s()
    with pytest.raises(CommandTimedOut, match="xl list did not answer within 15 s"):
        world.a.run(["xl", "list"], timeout_s=15.0)
    assert world.clock.monotonic_s() - begun_s == pytest.approx(15.0)
    assert world.run("xenstore-list", "/local/domain").exit_status == 0


def test_a_hanging_command_is_woken_by_close() -> None:
    xen = SimulatedXen(SystemClock())
    xen.add_host("a")
    xen.set_fault(Fault.HANG)
    transport = SimulatorTransport(xen, "a")
    ended: list[BaseException] = []

    def ask() -> None:
        try:
            transport.run(["xl", "list"], timeout_s=3600.0)
        except TransportClosed as error:
            ended.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    transport.close()
    thread.join(10.0)
    assert len(ended) == 1


def test_a_hanging_command_really_waits_on_the_systems_clock() -> None:
    clock = SystemClock()
    xen = SimulatedXen(clock)
    xen.add_host("a")
    xen.set_fault(Fault.HANG)
    begun_s = clock.monotonic_s()
    with pytest.raises(CommandTimedOut):
        SimulatorTransport(xen, "a").run(["xl", "list"], timeout_s=0.05)
    assert clock.monotonic_s() - begun_s >= 0.05


def test_a_hanging_operation_goes_on_when_the_fault_is_gone(world: SmallWorld) -> None:
    path = world.define("web")
    world.let(Fault.HANG)
    operation = world.a.start(["xl", "create", path])
    begun_s = world.clock.monotonic_s()
    assert operation.exit_status() is None
    assert world.clock.monotonic_s() == begun_s
    world.let(Fault.HANG, on=False)
    assert operation.wait(10.0)
    assert operation.exit_status() == 0


def test_a_refused_xl_says_so_whatever_it_was_to_do(world: SmallWorld) -> None:
    world.let(Fault.REFUSE)
    for arguments in (["list"], ["info"], ["help"], ["destroy", "1"]):
        completed = world.xl(*arguments)
        assert completed.exit_status == 1
        assert completed.stdout == ""
        assert "Could not obtain handle on privileged command interface: Permission denied" in completed.stderr
        assert completed.stderr.endswith("cannot init xl context\n")
    assert world.run("xenstore-read", "/local/domain/0/name").exit_status == 1


def test_without_xenstored_everything_but_xl_info_hangs(world: SmallWorld) -> None:
    world.let(Fault.XENSTORED_DOWN)
    for argv in (["xl", "list", "-v"], ["xenstore-list", "/local/domain"], ["xenstore-read", "domid"]):
        with pytest.raises(CommandTimedOut):
            world.a.run(argv, timeout_s=60.0)
    assert "xen_version" in world.xl("info").stdout


def test_half_an_answer_ends_in_the_middle_of_a_row(world: SmallWorld) -> None:
    world.started("web")
    whole = world.xl("list", "-v").stdout
    world.let(Fault.HALF)
    part = world.xl("list", "-v").stdout
    assert whole.startswith(part)
    assert 0 < len(part) < len(whole)
    assert not part.endswith("\n")


def test_garbage_is_never_the_answer(world: SmallWorld) -> None:
    world.started("web")
    world.let(Fault.GARBAGE)
    first, second = world.xl("list", "-v").stdout, world.xl("list", "-v").stdout
    assert first != second
    assert "web" not in first.splitlines()[0]
    assert first.encode("utf-8", "surrogateescape")


def test_an_empty_answer_is_a_success(world: SmallWorld) -> None:
    world.let(Fault.EMPTY)
    completed = world.xl("list")
    assert (completed.exit_status, completed.stdout, completed.stderr) == (0, "", "")


def test_a_flood_is_too_large(world: SmallWorld) -> None:
    world.let(Fault.FLOOD)
    with pytest.raises(OutputTooLarge):
        world.xl("list")


def test_a_slow_host_takes_three_seconds_for_everything(world: SmallWorld) -> None:
    world.let(Fault.SLOW)
    begun_s = world.clock.monotonic_s()
    world.xl("info")
    assert world.clock.monotonic_s() - begun_s == pytest.approx(3.0)
    with pytest.raises(CommandTimedOut):
        world.a.run(["xl", "info"], timeout_s=2.0)


def test_a_host_that_does_not_answer_cannot_be_asked_or_read(world: SmallWorld) -> None:
    world.let(Fault.UNREACHABLE)
    with pytest.raises(HostUnreachable):
        world.xl("list")
    with pytest.raises(HostUnreachable):
        world.a.read_file("/etc/xen/xl.conf")
    with pytest.raises(HostUnreachable):
        world.a.start(["xl", "list"])


def test_a_fault_is_of_one_host_or_of_all(world: SmallWorld) -> None:
    world.let(Fault.EMPTY, host="b")
    assert world.xl("list").stdout
    assert not world.xl("list", on="b").stdout
    world.let(Fault.EMPTY, host=None)
    assert not world.xl("list").stdout
    world.let(Fault.EMPTY, on=False, host=None)
    assert world.xl("list").stdout
    assert world.xl("list", on="b").stdout


def test_a_fault_does_not_change_what_a_changing_command_does(world: SmallWorld) -> None:
    path = world.define("web")
    world.let(Fault.EMPTY)
    assert world.xl("create", path).exit_status == 0
    world.let(Fault.EMPTY, on=False)
    assert until(lambda: list(world.rows())) == ["web"]
