"""A guest on its way from one host to another, and where it is when that fails."""

from dataclasses import replace

import pytest

from tests.driver.simulator.small_world import SmallWorld, advance_until, definition
from tests.waiting import until
from xentui_driver.simulator import DEAF, Fault, GuestBehaviour, HostFacts, SimulatedOperation

SUCCESS = "Migration successful.\n"
NOT_SUSPENDED = "Migration failed, failed to suspend at sender.\n"


def migrate(world: SmallWorld, *arguments: str) -> SimulatedOperation:
    operation = world.a.start(["xl", "migrate", *arguments])
    assert operation.wait(30.0)
    return operation


def test_a_guest_goes_on_at_the_target(world: SmallWorld) -> None:
    before = world.started("web", "maxmem = 1024")
    operation = migrate(world, "web", "b")
    assert operation.exit_status() == 0
    assert operation.output().endswith(SUCCESS)
    assert world.rows() == {}
    after = world.domain("web", on="b")
    assert after.uuid == before.uuid
    assert (after.target_kib, after.maximum_kib) == (512 << 10, 1024 << 10)
    assert world.rows(on="b")["web"] == (1, 512, "-b----")
    assert float(world.xl("list", "web", on="b").stdout.split()[-1]) < 1.0


def test_the_lines_of_both_ends_come_in_the_order_of_the_real_ones(world: SmallWorld) -> None:
    world.started("web")
    lines = migrate(world, "web", "b").output().splitlines()
    expected = [
        "migration target: Ready to receive domain.",
        " Savefile contains xl domain config in JSON format",
        "Parsing config from <saved>",
        "xc: info: Saving domain 1, type x86 HVM",
        "xc: info: Restore successful",
        "migration target: Transfer complete, requesting permission to start domain.",
        "migration sender: Target has acknowledged transfer.",
        "migration sender: Giving target permission to start.",
        "migration target: Got permission, starting domain.",
        "migration target: Domain started successsfully.",
        "migration sender: Target reports successful startup.",
        "Migration successful.",
    ]
    assert [line for line in lines if line in expected] == expected


def test_both_halves_are_seen_on_the_way(held_world: SmallWorld) -> None:
    world = held_world
    start(world, "web", memory=4096)
    operation = world.a.start(["xl", "migrate", "web", "b"])
    advance_until(world, lambda: world.rows(on="b").get("web--incoming", (0, 0, ""))[1] > 1000)
    assert world.rows(on="b")["web--incoming"][2] == "--p---"
    assert world.rows(on="b")["web--incoming"][1] < 4096
    assert "xc: info: Saving domain" in operation.output()
    assert operation.exit_status() is None
    advance_until(world, lambda: world.rows().get("web--migratedaway") is not None, step_s=0.1)
    assert world.rows()["web--migratedaway"][2] == "---ss-"
    assert world.rows(on="b")["web--incoming"][1] == 4096
    advance_until(world, lambda: operation.exit_status() == 0, step_s=0.1)


def test_memory_is_spoken_for_as_soon_as_the_guest_is_on_its_way(held_world: SmallWorld) -> None:
    world = held_world
    start(world, "web", memory=8192)
    operation = world.a.start(["xl", "migrate", "web", "b"])
    advance_until(world, lambda: "web--incoming" in world.rows(on="b"))
    with world.xen.at_now() as now_s:
        host = world.xen.host("b")
        assert host.claimable_kib(now_s) < host.facts.memory_kib - (8192 << 10)
    advance_until(world, lambda: operation.exit_status() == 0)


def test_a_guest_left_paused_stays_so_at_the_target(world: SmallWorld) -> None:
    world.started("web")
    assert migrate(world, "-p", "web", "b").exit_status() == 0
    assert world.state("web", on="b")[2] == "p"


def test_the_target_watches_the_guest(world: SmallWorld) -> None:
    world.started("web")
    migrate(world, "web", "b")
    world.xl("reboot", "web", on="b")
    world.clock.advance(20.0)
    assert world.rows(on="b")["web"] == (2, 512, "-b----")
    assert world.b.read_file("/var/log/xen/xl-web--incoming.log").startswith(
        b"Waiting for domain web--incoming (domid 1)"
    )


@pytest.mark.parametrize(
    ("host", "words", "status"),
    [
        ("nowhere", "ssh: Could not resolve hostname nowhere", 255),
        ("b", "ssh: connect to host b port 22: No route to host", 255),
    ],
)
def test_a_host_that_cannot_be_reached_ends_it_before_anything_has_happened(
    world: SmallWorld, host: str, words: str, status: int
) -> None:
    world.started("web")
    world.let(Fault.UNREACHABLE, host="b")
    operation = migrate(world, "web", host)
    assert operation.exit_status() == 1
    assert words in operation.output()
    assert "truncated reading banner from migration receiver stream" in operation.output()
    assert f"exited with error status {status}" in operation.output()
    assert world.state("web") == "-b----"


def test_a_pv_guest_without_log_dirty_mode_stays(world: SmallWorld) -> None:
    for host in ("a", "b"):
        world.xen.host(host).facts = replace(world.xen.host(host).facts, shadow_paging=False)
    world.started("web", type="pv")
    operation = migrate(world, "web", "b")
    assert operation.exit_status() == 1
    assert "Failed to enable logdirty: 95,22,0" in operation.output()
    assert operation.output().endswith(NOT_SUSPENDED)
    assert world.state("web") == "-b----"
    assert world.rows(on="b") == {}


def test_the_fault_refuses_every_migration(world: SmallWorld) -> None:
    world.started("web")
    world.let(Fault.MIGRATION_REFUSED)
    assert "Failed to enable logdirty" in migrate(world, "web", "b").output()
    world.let(Fault.MIGRATION_REFUSED, on=False)
    assert migrate(world, "web", "b").exit_status() == 0


def test_a_guest_that_does_not_suspend_stays_after_a_minute(world: SmallWorld) -> None:
    world.started("deaf", guest=DEAF)
    begun_s = world.clock.monotonic_s()
    operation = migrate(world, "deaf", "b")
    assert world.clock.monotonic_s() - begun_s > 60.0
    assert "guest didn't acknowledge suspend, cancelling request" in operation.output()
    assert operation.output().endswith(NOT_SUSPENDED)
    assert world.state("deaf") == "-b----"
    assert world.rows(on="b") == {}


def test_an_hvm_guest_without_drivers_is_not_asked(world: SmallWorld) -> None:
    world.started("win", type="hvm", guest=GuestBehaviour(pv_drivers=False))
    assert migrate(world, "win", "b").exit_status() == 0


def test_too_little_memory_at_the_target_leaves_the_guest_where_it_is(world: SmallWorld) -> None:
    world.xen.add_host("small", HostFacts(memory_kib=6 << 20))
    world.started("web", memory=4096)
    operation = migrate(world, "web", "small")
    assert "Failed to populate physmap (16 = Device or resource busy)" in operation.output()
    assert "migration target: Domain creation failed (code -3)." in operation.output()
    assert world.state("web") == "-b----"
    assert world.run("ssh", "small", "xl", "info", "free_memory").stdout.strip() > "0"


def test_a_guest_may_move_to_its_own_host(world: SmallWorld) -> None:
    world.started("web")
    assert migrate(world, "web", "a").exit_status() == 0
    assert world.rows() == {"web": (2, 512, "-b----")}


def test_a_disk_that_the_target_does_not_see_leaves_the_guest_where_it_is(world: SmallWorld) -> None:
    world.started("web", 'disk = [ "phy:/dev/san/disk,xvda,w" ]')
    world.xen.remove_file("b", "/dev/san/disk")
    assert "failed to stat: /dev/san/disk" in migrate(world, "web", "b").output()
    assert world.state("web") == "-b----"


def test_a_name_that_is_taken_there_is_noticed_last_and_the_guest_resumes_unwatched(world: SmallWorld) -> None:
    for transport, host in ((world.a, "a"), (world.b, "b")):
        world.xen.write_file(host, "/etc/xen/web.cfg", definition("web"))
        assert transport.run(["xl", "create", "/etc/xen/web.cfg"], timeout_s=60.0).exit_status == 0
    world.clock.advance(20.0)
    operation = migrate(world, "web", "b")
    assert operation.exit_status() == 1
    assert 'Domain with name "web" already exists.' in operation.output()
    assert operation.output().endswith("migration sender: Resumed OK.\nMigration failed due to problems at target.\n")
    assert world.state("web") == "-b----"
    assert list(world.rows(on="b")) == ["web"]
    world.xl("reboot", "web")
    world.clock.advance(60.0)
    assert world.state("web") == "---sr-"


def test_a_link_lost_in_the_handshake_leaves_two_halves(world: SmallWorld) -> None:
    world.started("web")
    world.let(Fault.MIGRATION_LOST)
    operation = migrate(world, "web", "b")
    assert operation.exit_status() == 1
    assert "** Migration failed during final handshake **\nDomain state is now undefined !" in operation.output()
    assert world.state("web--migratedaway") == "---ss-"
    assert world.state("web", on="b") == "-b----"


def test_a_guest_that_shuts_down_on_the_way_stays_behind(held_world: SmallWorld) -> None:
    world = held_world
    start(world, "web", memory=4096)
    operation = world.a.start(["xl", "migrate", "web", "b"])
    advance_until(world, lambda: "web--incoming" in world.rows(on="b"))
    shutdown = world.a.start(["xl", "shutdown", "web"])
    advance_until(world, lambda: operation.exit_status() is not None)
    assert shutdown.exit_status() == 0
    assert operation.exit_status() == 1
    advance_until(world, lambda: not world.rows() and not world.rows(on="b"))


def test_a_guest_that_is_destroyed_on_the_way_leaves_nothing(held_world: SmallWorld) -> None:
    world = held_world
    start(world, "web", memory=4096)
    operation = world.a.start(["xl", "migrate", "web", "b"])
    advance_until(world, lambda: "web--incoming" in world.rows(on="b"))
    world.a.start(["xl", "destroy", "web"])
    advance_until(world, lambda: operation.exit_status() == 1)
    assert world.rows() == {}
    assert world.rows(on="b") == {}


def test_an_incoming_half_that_is_destroyed_breaks_the_stream(held_world: SmallWorld) -> None:
    world = held_world
    start(world, "web", memory=4096)
    operation = world.a.start(["xl", "migrate", "web", "b"])
    advance_until(world, lambda: "web--incoming" in world.rows(on="b"))
    world.b.start(["xl", "destroy", "web--incoming"])
    advance_until(world, lambda: operation.exit_status() == 1)
    assert "Broken pipe" in operation.output()
    assert world.rows()["web"][2] == "-b----"


def test_dom0_and_what_is_not_there_cannot_be_migrated(world: SmallWorld) -> None:
    for word in ("0", "", "99"):
        operation = migrate(world, word, "b")
        assert operation.exit_status() == 1
        assert operation.output().endswith("unable to retrieve domain configuration\n")


def start(world: SmallWorld, name: str, memory: int) -> None:
    """As `SmallWorld.started`, under a clock that stands still."""
    operation = world.a.start(["xl", "create", world.define(name, memory=memory)])
    advance_until(world, lambda: operation.exit_status() == 0)
    world.clock.advance(20.0)
    until(lambda: world.rows()[name][2] == "-b----")
