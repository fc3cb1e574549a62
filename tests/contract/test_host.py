"""The host itself: its figures, what is wrong with it, and the halves of a migration."""

from dataclasses import replace

import pytest

from tests.contract.worlds import World
from tests.lab import guests
from xentui_driver.host.doctor.finding import Finding, Health
from xentui_driver.model.errors import DomainChanged, InvalidInput, MigrationRefused, NoSuchDomain
from xentui_driver.model.node import NodeSource
from xentui_driver.operations.handover import MigrationState


def found(findings: tuple[Finding, ...], check: str) -> Finding:
    return next(finding for finding in findings if finding.check == check)


def test_the_node_has_its_figures_and_its_topology(world: World) -> None:
    node = world.a.node_info(topology=True)
    assert node.source is NodeSource.XEN
    assert node.host_name == world.a.host_name
    assert node.xen_version is not None
    assert node.xen_version.startswith(f"{world.release.xen}.")
    assert (node.scheduler, node.numa_nodes) == ("credit2", len(node.numa))
    assert node.sockets
    assert node.memory_total_kib is not None
    assert node.memory_free_kib is not None
    assert node.memory_free_kib < node.memory_total_kib
    assert sum(each.memory_total_kib or 0 for each in node.numa) <= node.memory_total_kib
    assert "hvm-3.0-x86_64" in node.xen_capabilities
    assert {"pv", "hvm", "hap"} <= set(node.virtualisation)
    assert "dom0_mem=768M" in (node.xen_command_line or "")
    assert node.problems == ()


def test_a_guest_has_been_up_no_longer_than_its_host(world: World) -> None:
    tiny = world.tiny("t")
    snapshot = world.a.snapshot()
    guest = next(each for each in snapshot.instances if each.domid == tiny.domid)
    assert snapshot.up_s is not None
    assert guest.up_s is not None
    assert guest.up_s <= min(snapshot.up_s, 600)


def test_each_vcpu_has_its_place_and_each_cpu_its_node(world: World) -> None:
    tiny = world.tiny("t")
    layout = world.a.layout()
    cpus = [cpu for node in layout.node.numa for cpu in node.cpus]
    assert layout.node.cpus
    assert len(cpus) in (0, layout.node.cpus), "Xen can't place the CPUs of an emulated machine: then no node has any"
    assert layout.doubtful == frozenset()
    assert {place.domid for place in layout.vcpus} == {0, tiny.domid}
    assert {place.cpu for place in layout.vcpus} <= {*range(layout.node.cpus), None}
    dom0 = [place for place in layout.vcpus if place.domid == 0]
    assert [place.number for place in dom0] == list(range(len(dom0)))
    assert all(place.hard is None for place in layout.vcpus)


def test_the_memory_adds_up(world: World) -> None:
    snapshot = world.a.snapshot(topology=True)
    memory = snapshot.memory
    assert memory is not None
    assert memory.total_kib == memory.free_kib + memory.dom0_kib + memory.guests_kib + memory.xen_kib
    assert memory.dom0_kib == 768 << 10
    assert snapshot.node.numa


def test_a_doctor_finds_a_sound_host_sound(world: World) -> None:
    world.tiny("t")
    findings = world.a.doctor()
    assert [finding for finding in findings if finding.health in (Health.BAD, Health.UNKNOWN)] == []
    assert [f.check for f in findings if f.health is Health.WARNING] == ["console logging"]
    assert "Guests: 1" in found(findings, "monitors").words


def test_a_doctor_finds_the_guest_that_was_started_without_a_monitor(world: World) -> None:
    """As after an upgrade of the tools, or a kill of what looked like a stray xl."""
    definition = world.define(guests.tiny("bare"), file="bare.cfg", obeys=False)
    world.a.transport.run(("xl", "create", "-e", definition.path), timeout_s=240)
    finding = found(world.a.doctor(), "monitors")
    assert finding.health is Health.BAD
    assert "bare (id " in finding.words


def test_a_doctor_finds_what_a_migration_left(world: World) -> None:
    domain = world.tiny("t")
    world.a.pause(domain.ref)
    world.a.transport.run(("xl", "rename", str(domain.domid), "t--incoming"), timeout_s=60)
    finding = found(world.a.doctor(), "leftovers")
    assert finding.health is Health.WARNING
    assert "t--incoming" in finding.words


def test_the_target_is_asked_before_a_guest_moves(world: World) -> None:
    """The host is its own target: before the guest is gone, and after."""
    domain = world.tiny("mover")
    info = world.a.migration_info(domain.ref)
    assert (info.name, info.uuid, info.type, info.problems) == ("mover", domain.uuid, "pvh", ())
    assert info.memory_kib >= domain.memory_kib + 2048
    assert info.memory_kib % 2048 == 0
    with pytest.raises(MigrationRefused, match="has mover"):
        world.a.accept_migration(info)
    world.a.destroy(domain.ref)
    world.a.accept_migration(info)
    for broken in (
        replace(info, memory_kib=1 << 40),
        replace(info, disks=("/dev/no/such/disk",)),
        replace(info, bridges=("no-such-bridge",)),
        replace(info, xen_version="4.99"),
    ):
        with pytest.raises(MigrationRefused):
            world.a.accept_migration(broken)


def test_a_pv_guest_says_why_it_can_move_nowhere(world: World) -> None:
    info = world.a.migration_info(world.booting("stayer", type="pv").ref)
    assert len(info.problems) == 1
    assert "shadow paging" in info.problems[0]


def test_a_paused_leftover_is_all_that_is_cleared_away_at_the_target(world: World) -> None:
    domain = world.tiny("t")
    assert world.a.migration_status(domain.uuid).state is MigrationState.HERE
    with pytest.raises(DomainChanged):
        world.a.finalize_migration_target(domain.uuid, success=False)
    world.a.pause(domain.ref)
    with pytest.raises(DomainChanged):
        world.a.finalize_migration_target(domain.uuid, success=False)
    world.a.transport.run(("xl", "rename", str(domain.domid), "t--incoming"), timeout_s=60)
    assert world.a.migration_status(domain.uuid).state is MigrationState.ARRIVING
    world.a.finalize_migration_target(domain.uuid, success=False)
    assert world.a.migration_status(domain.uuid).state is MigrationState.NOT_HERE


def test_a_running_guest_gets_its_name_back_after_a_failure(world: World) -> None:
    domain = world.tiny("t")
    world.a.transport.run(("xl", "rename", str(domain.domid), "t--migratedaway"), timeout_s=60)
    assert world.a.migration_status(domain.uuid).state is MigrationState.HANDED_OVER
    with pytest.raises(DomainChanged, match="not handed over"):
        world.a.finalize_migration_source(domain.uuid, success=True)
    outcome = world.a.finalize_migration_source(domain.uuid, success=False)
    assert outcome.steps == (f"xl rename {domain.domid} t",)
    assert world.domain("t").domid == domain.domid
    world.a.destroy(domain.ref)
    with pytest.raises(NoSuchDomain):
        world.a.finalize_migration_source(domain.uuid, success=False)


def test_a_host_whose_name_was_not_typed_is_not_power_cycled(world: World) -> None:
    with pytest.raises(InvalidInput):
        world.a.powercycle(f"{world.a.host_name}b")
    assert world.a.node_info().host_name == world.a.host_name


def test_a_disk_is_known_with_the_guests_that_have_it(world: World) -> None:
    world.tiny("t")
    world.define(guests.config(name="own", type="pvh", memory=4, disk=("/srv/own.img,raw,xvda,rw",)), file="own.cfg")
    world.define(guests.config(name="too", type="pvh", memory=4, disk=("/srv/own.img,raw,xvda,ro",)), file="too.cfg")
    users = world.a.disk_users(world.a.snapshot().instances)
    known = sorted((user.guest, user.target, user.is_writable, user.is_running) for user in users)
    assert known == [("own", "/srv/own.img", True, False), ("too", "/srv/own.img", False, False)]
