"""Ganeti's known faults of the host's side, each with what would catch it here."""

import threading

import pytest

from tests.driver.simulator.small_world import SmallWorld
from tests.scripted import DATA, ScriptedTransport, domids, listing, row, uuid_of
from xentui_driver.host.doctor.examine import examine
from xentui_driver.host.doctor.finding import Health
from xentui_driver.model.domain import DomainRef
from xentui_driver.model.errors import CommandFailed, DomainChanged
from xentui_driver.operations.departure_book import DepartureBook
from xentui_driver.operations.handover import finalize_source, finalize_target
from xentui_driver.operations.migration import migrate
from xentui_driver.operations.powercycle import powercycle
from xentui_driver.simulator import Fault, SimulatedClock
from xentui_driver.toolstack.limits import Limits
from xentui_driver.toolstack.neighbour import on_host
from xentui_driver.toolstack.parse.xl_list import parse_lines
from xentui_driver.toolstack.xl import Xl, silent
from xentui_driver.transport.protocol import FileEntry, Transport


def xl_of(transport: Transport) -> Xl:
    return Xl(transport, SimulatedClock(), Limits(), threading.Event())


def test_a_guest_that_idles_since_it_arrived_survives_a_failed_migration() -> None:
    """G5: Ganeti destroys what is listed with a CPU time of 0.0, and never the leftover that is called --incoming."""
    arrived = ScriptedTransport(
        {"xl list -v": listing(row("web", 3, "-b----", cpu=0.0)), "xenstore-list /local/domain": domids(3)}
    )
    with pytest.raises(DomainChanged, match="isn't a leftover"):
        finalize_target(xl_of(arrived), uuid_of(3), success=False, report=silent)
    assert arrived.started == []
    leftover = listing(row("web--incoming", 3, "--p---", cpu=0.0))
    left = ScriptedTransport(
        {
            "xl list -v": [leftover, leftover, listing()],
            "xenstore-list /local/domain": [domids(3), domids(3), domids()],
            "xl destroy 3": "",
        }
    )
    finalize_target(xl_of(left), uuid_of(3), success=False, report=silent)
    assert left.started == ["xl destroy 3"]


def test_a_power_cycle_syncs_first_and_every_failure_is_told() -> None:
    """G10: Ganeti's crashes on its own file, never tells its failure, and syncs nothing."""
    transport = ScriptedTransport({"sync": (1, "", "sync: I/O error\n"), "xl debug-keys R": (1, "", "no\n")})
    told: list[str] = []
    with pytest.raises(CommandFailed) as failed:
        powercycle(xl_of(transport), "dom0a", report=told.append)
    assert transport.asked[0] == "sync"
    assert transport.changed == ["sysrq s", "sysrq u", "sysrq b"]
    assert "`sync` failed with exit status 1" in failed.value.detail
    assert any("`xl debug-keys R` failed" in line for line in told)


def test_the_words_of_a_cause_reach_the_operator() -> None:
    """G11: Verify ignores one failure, dies of another, and throws the tool's words away."""
    wrapper = (1, "", "ERROR:  Can't find hypervisor information in sysfs!\n")
    files = {"/proc/xen/capabilities": b"control_d\n", "/sys/hypervisor/type": b"xen\n"}
    transport = ScriptedTransport({"xl info": wrapper, "xenstore-list /local/domain": (1, "", "no\n")}, files)
    found = {finding.check: finding for finding in examine(xl_of(transport), "/etc/xen")}
    assert found["xl"].health is Health.BAD
    assert "Can't find hypervisor information in sysfs" in found["xl"].words


def test_the_configuration_of_xl_is_looked_for_where_it_is() -> None:
    """G13: Ganeti names /etc/xen/xen/xl.conf."""
    world = SmallWorld()
    world.xen.remove_file("a", "/etc/xen/xl.conf")
    words = [f.words for f in examine(xl_of(world.a), "/etc/xen") if f.check == "xl.conf"]
    assert words[0].startswith("/etc/xen/xl.conf: No such file")


def book_of(world: SmallWorld) -> DepartureBook:
    return DepartureBook(world.a, world.clock, "/etc/xen")


def migrated(world: SmallWorld) -> str:
    """The command that moved a guest from `a` to `b`."""
    domain = world.started("web")
    xl = Xl(world.a, world.clock, Limits(), threading.Event())
    return migrate(xl, DomainRef(domain.uuid, domain.domid, "web"), "b", book=book_of(world), report=silent).steps[0]


def test_a_migration_goes_through_ssh_and_opens_no_port() -> None:
    """G16: Ganeti's goes through a plain TCP listener: no key, no cipher, root's xl behind it."""
    words = migrated(SmallWorld()).split()
    assert words == ["xl", "migrate", "1", "b"]  # without -s it is ssh, with the operator's own keys (xl_migrate.c)
    assert on_host("b", ("xl", "info"))[:3] == ("ssh", "-o", "BatchMode=yes")


def test_a_migration_takes_the_guest_as_it_is_not_as_a_file_says() -> None:
    """G17: -C puts a file over libxl's own configuration, and what was plugged in meanwhile is lost."""
    assert "-C" not in migrated(SmallWorld()).split()


def test_a_guest_that_stays_suspended_after_a_failed_handover_is_not_called_running() -> None:
    """G18: Ganeti gives it its name back and takes `---ss-` for running."""
    world = SmallWorld()
    domain = world.started("web")
    world.let(Fault.MIGRATION_LOST, host=None)
    world.xl("migrate", str(domain.domid), "b")
    xl = Xl(world.a, world.clock, Limits(), threading.Event())
    with pytest.raises(CommandFailed, match="still suspended") as failed:
        finalize_source(xl, domain.uuid, success=False, report=silent)
    assert world.state("web") == "---ss-"
    assert "does not run" in failed.value.state_now
    assert "start it from its definition" in failed.value.next_step


def test_a_guests_interfaces_need_no_file_of_ours_on_the_target() -> None:
    """G23: Ganeti's vif script reads a file named after the guest, which isn't there and has another name there."""
    world = SmallWorld()
    world.started("other")
    domain = world.started("web", 'vif = [ "bridge=xenbr0" ]')
    folders = ("/etc/xen", "/var/lib/xen", "/root")

    def ours() -> list[FileEntry]:
        """Without what libxl notes of each domain."""
        there = [entry for folder in folders for entry in world.b.list_directory(folder)]
        return [entry for entry in there if not entry.name.startswith("userdata-d.")]

    before = ours()
    xl = Xl(world.a, world.clock, Limits(), threading.Event())
    migrate(xl, DomainRef(domain.uuid, domain.domid, "web"), "b", book=book_of(world), report=silent)
    finalize_target(Xl(world.b, world.clock, Limits(), threading.Event()), domain.uuid, success=True, report=silent)
    assert ours() == before


def test_what_is_parsed_is_what_xl_prints() -> None:
    """G25: Ganeti's collector waits for LISP, which xl of today doesn't print."""
    captured = (DATA / "xl-golden/list_-v.out").read_text()
    assert len([line for line in parse_lines(captured) if line.domain is not None]) > 3
    assert "(domain" not in captured
