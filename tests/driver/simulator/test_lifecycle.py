"""What happens to a guest as time passes: booted, asked to stop, rebooted, crashed, destroyed."""

import pytest

from tests.driver.simulator.small_world import SmallWorld, advance_until
from xentui_driver.simulator import DEAF, Fault, GuestBehaviour
from xentui_driver.simulator.requests import shut_down

NO_ANSWER = "guest didn't acknowledge control request: -9"


def test_a_stopped_guest_shuts_down_for_a_while_and_is_gone(world: SmallWorld) -> None:
    world.started("web")
    completed = world.xl("shutdown", "web")
    assert (completed.exit_status, completed.stderr) == (0, "Shutting down domain 1\n")
    assert world.state("web") == "-b----"
    world.clock.advance(3.0)
    assert world.state("web") == "---s--"
    world.clock.advance(0.3)
    assert world.state("(null)") == "--ps--"
    world.clock.advance(1.0)
    assert world.rows() == {}


def test_a_rebooted_guest_comes_back_as_another_domain(world: SmallWorld) -> None:
    old = world.started("web")
    assert world.xl("reboot", "web").stderr == "Rebooting domain 1\n"
    world.clock.advance(3.0)
    assert world.state("web") == "---sr-"
    world.clock.advance(1.0)
    assert "web" not in world.rows()
    world.clock.advance(2.5)
    new = world.domain("web")
    assert new.uuid == old.uuid
    assert new.domid == old.domid + 1
    assert world.xl("list", "web").stdout.split()[-1] < "1.0"


def test_a_reboot_keeps_the_memory_target(world: SmallWorld) -> None:
    world.started("web", "maxmem = 1024")
    world.xl("mem-set", "web", "300m")
    world.clock.advance(10.0)
    world.xl("reboot", "web")
    world.clock.advance(20.0)
    assert world.rows()["web"][:2] == (2, 300)
    assert world.domain("web").maximum_kib == 1024 << 10


def test_a_reboot_keeps_the_name_that_it_was_given(world: SmallWorld) -> None:
    world.started("web")
    assert world.xl("rename", "web", "new name").exit_status == 0
    world.xl("reboot", "new name")
    world.clock.advance(20.0)
    assert list(world.rows()) == ["new name"]


def test_without_a_monitor_a_rebooting_guest_stays_as_it_is(world: SmallWorld) -> None:
    world.xl("create", "-e", world.define("web"))
    world.clock.advance(20.0)
    world.xl("reboot", "web")
    world.clock.advance(3600.0)
    assert world.state("web") == "---sr-"


def test_a_guest_that_cannot_be_built_again_is_gone_and_only_the_log_tells(world: SmallWorld) -> None:
    world.started("web", 'disk = [ "phy:/dev/san/disk,xvda,w" ]')
    world.xen.remove_file("a", "/dev/san/disk")
    world.xl("reboot", "web")
    world.clock.advance(20.0)
    assert world.rows() == {}
    log = world.a.read_file("/var/log/xen/xl-web.log").decode()
    assert "Domain 1 has shut down, reason code 1 0x1\n" in log
    assert log.index("Done. Rebooting now") < log.index("failed to stat")


def test_the_monitor_writes_its_log(world: SmallWorld) -> None:
    world.started("web")
    world.xl("shutdown", "web")
    world.clock.advance(20.0)
    assert world.a.read_file("/var/log/xen/xl-web.log").decode().splitlines() == [
        "Waiting for domain web (domid 1) to die [pid 4001]",
        "Domain 1 has shut down, reason code 0 0x0",
        "Action for shutdown reason code 0 is destroy",
        "Domain 1 needs to be cleaned up: destroying the domain",
        "Done. Exiting now",
    ]


@pytest.mark.parametrize(
    ("line", "reason", "expected"),
    [
        ('on_poweroff = "preserve"', 0, {"web": (1, 512, "---s--")}),
        ('on_crash = "preserve"', 3, {"web": (1, 512, "---sc-")}),
        ('on_crash = "restart"', 3, {"web": (2, 512, "-b----")}),
        ('on_reboot = "destroy"', 1, {}),
        ('on_watchdog = "restart"', 4, {"web": (2, 512, "-b----")}),
        ("", 3, {}),
    ],
)
def test_the_definition_says_what_happens_after_the_end(
    world: SmallWorld, line: str, reason: int, expected: dict[str, tuple[int, int, str]]
) -> None:
    domain = world.started("web", line)
    with world.xen.at_now() as now_s:
        shut_down(world.xen, world.xen.host("a"), domain, reason, now_s)
    world.clock.advance(60.0)
    assert world.rows() == expected


def test_xl_waits_a_minute_for_a_guest_that_does_not_answer(world: SmallWorld) -> None:
    world.started("deaf", guest=DEAF)
    begun_s = world.clock.monotonic_s()
    completed = world.xl("shutdown", "deaf")
    assert world.clock.monotonic_s() - begun_s == pytest.approx(60.0, abs=0.5)
    assert completed.exit_status == 1
    assert NO_ANSWER in completed.stderr
    assert completed.stderr.endswith("shutdown failed (rc=-9)\n")
    assert world.run("xenstore-read", "/local/domain/1/control/shutdown").stdout == "poweroff\n"
    assert world.state("deaf") == "-b----"


def test_a_booting_guest_hears_the_request_when_it_is_up(world: SmallWorld) -> None:
    world.xen.set_guest("web", GuestBehaviour(boot_s=30.0))
    world.xl("create", world.define("web"))
    begun_s = world.clock.monotonic_s()
    assert world.xl("shutdown", "web").exit_status == 0
    assert 29.0 < world.clock.monotonic_s() - begun_s < 32.0


def test_a_paused_guest_answers_after_it_goes_on(world: SmallWorld) -> None:
    world.started("web")
    world.xl("pause", "web")
    assert NO_ANSWER in world.xl("shutdown", "web").stderr
    world.xl("unpause", "web")
    world.clock.advance(5.0)
    assert world.rows() == {}


def test_a_pause_stops_the_guests_own_time(world: SmallWorld) -> None:
    world.xen.set_guest("web", GuestBehaviour(boot_s=10.0))
    world.xl("create", world.define("web"))
    world.clock.advance(5.0)
    world.xl("pause", "web")
    cpu = world.xl("list", "web").stdout.split()[-1]
    world.clock.advance(100.0)
    assert world.xl("list", "web").stdout.split()[-1] == cpu
    world.xl("unpause", "web")
    world.clock.advance(4.0)
    world.xl("list")
    assert not world.domain("web").up
    world.clock.advance(2.0)
    world.xl("list")
    assert world.domain("web").up


def test_pauses_are_counted(world: SmallWorld) -> None:
    world.started("web")
    world.xl("pause", "web")
    world.xl("pause", "web")
    world.xl("unpause", "web")
    assert world.state("web")[2] == "p"
    world.xl("unpause", "web")
    assert world.state("web")[2] == "-"
    assert "Unpausing domain: Invalid argument" in world.xl("unpause", "web").stderr


def test_destroy_returns_when_the_domain_is_gone(world: SmallWorld) -> None:
    world.started("web", memory=4096)
    begun_s = world.clock.monotonic_s()
    completed = world.xl("destroy", "web")
    assert (completed.exit_status, completed.stdout, completed.stderr) == (0, "", "")
    assert world.clock.monotonic_s() > begun_s
    assert world.rows() == {}


def test_a_domain_on_its_way_out_has_no_name_and_gives_its_memory_back(held_world: SmallWorld) -> None:
    world = held_world
    path = world.define("web", memory=8192)
    operation = world.a.start(["xl", "create", path])
    advance_until(world, lambda: operation.exit_status() is not None)
    operation = world.a.start(["xl", "destroy", "1"])
    advance_until(world, lambda: "(null)" in world.rows(), step_s=0.1)
    _, memory_mib, state = world.rows()["(null)"]
    assert state == "--p---"
    assert 0 < memory_mib < 8192
    assert world.run("xenstore-list", "/local/domain").stdout == "0\n"
    advance_until(world, lambda: operation.exit_status() == 0)


def test_the_monitor_of_a_destroyed_domain_says_so(world: SmallWorld) -> None:
    world.started("web")
    world.xl("destroy", "web")
    log = world.a.read_file("/var/log/xen/xl-web.log").decode()
    assert log.splitlines()[1:] == ["Domain 1 has been destroyed."]


def test_a_domain_that_is_being_built_has_no_vcpu_yet(held_world: SmallWorld) -> None:
    world = held_world
    operation = world.a.start(["xl", "create", world.define("web")])
    advance_until(world, lambda: bool(world.rows()), step_s=0.0)
    assert world.xl("list", "web").stdout.split()[-4:-1] == ["512", "0", "--p---"]
    advance_until(world, lambda: operation.exit_status() == 0)
    assert world.xl("list", "web").stdout.split()[-3] == "1"


def test_a_guest_that_is_off_hears_nothing(world: SmallWorld) -> None:
    world.started("web", 'on_poweroff = "preserve"')
    world.xl("shutdown", "web")
    world.clock.advance(10.0)
    assert NO_ANSWER in world.xl("reboot", "web").stderr
    world.xl("pause", "web")
    assert world.state("web") == "--ps--"
    world.xl("unpause", "web")
    assert world.state("web") == "---s--"


def test_a_zombie_keeps_its_row_and_nothing_else(world: SmallWorld) -> None:
    world.started("web", guest=GuestBehaviour(leaves_zombie=True))
    assert world.xl("destroy", "web").exit_status == 0
    world.clock.advance(3600.0)
    assert world.rows() == {"(null)": (1, 0, "--p--d")}
    assert world.started("web").domid == 2


def test_a_domid_is_not_given_out_again_within_a_minute(world: SmallWorld) -> None:
    host = world.xen.host("a")
    domain = world.started("web")
    world.xl("destroy", "web")
    freed_s = world.clock.monotonic_s()
    host._last_domid = domain.domid - 1
    assert host.peek_domid(freed_s + 30.0) == 2
    host._last_domid = domain.domid - 1
    assert host.peek_domid(freed_s + 61.0) == 1


def test_domids_begin_anew_after_the_last_one(world: SmallWorld) -> None:
    world.started("web")
    world.xen.host("a")._last_domid = 0x7FEF
    assert world.started("next").domid == 2


def test_an_hvm_guest_without_drivers_can_only_be_pressed(world: SmallWorld) -> None:
    world.started("win", type="hvm", guest=GuestBehaviour(pv_drivers=False))
    completed = world.xl("shutdown", "win")
    assert completed.exit_status == 1
    assert completed.stderr.splitlines()[1:] == [
        "PV control interface not available: external graceful shutdown not possible.",
        'Use "-F" to fallback to ACPI power event.',
        "shutdown failed (rc=-10)",
    ]
    assert world.xl("shutdown", "-F", "win").exit_status == 0
    world.clock.advance(10.0)
    assert world.rows() == {}


def test_an_hvm_guest_without_drivers_can_not_be_rebooted(world: SmallWorld) -> None:
    world.started("win", type="hvm", guest=GuestBehaviour(pv_drivers=False))
    assert 'Use "-F" to fallback to ACPI reset event.\nreboot failed (rc=-10)' in world.xl("reboot", "win").stderr
    completed = world.xl("reboot", "-F", "win")
    assert "Send trigger 'reset' failed: Function not implemented" in completed.stderr
    assert completed.stderr.endswith("reboot failed (rc=-3)\n")


def test_shutdown_w_waits_for_the_end(world: SmallWorld) -> None:
    world.started("web")
    completed = world.xl("shutdown", "-w", "web")
    assert completed.stderr.splitlines()[1:] == [
        "Waiting for 1 domains",
        "Domain 1 has been shut down, reason code 0",
    ]


def test_shutdown_ww_waits_until_the_domain_is_gone(world: SmallWorld) -> None:
    world.started("web")
    completed = world.xl("shutdown", "-ww", "web")
    assert completed.stderr.splitlines()[2:] == [
        "Domain 1 has been shut down, reason code 0",
        "Domain 1 continue waiting for death",
        "Domain 1 has been destroyed",
    ]
    world.clock.advance(1.0)
    assert world.rows() == {}


def test_shutdown_a_stops_at_the_first_failure(world: SmallWorld) -> None:
    world.started("one")
    world.started("deaf", guest=DEAF)
    world.started("three")
    assert world.xl("shutdown", "-a").exit_status == 1
    world.clock.advance(20.0)
    assert list(world.rows()) == ["deaf", "three"]


def test_shutting_down_without_a_name_takes_the_host_down(world: SmallWorld) -> None:
    assert world.xl("shutdown", "").stderr == "Shutting down domain 0\n"
    assert world.run("ssh", "a", "true", on="b").exit_status == 0
    world.clock.advance(10.0)
    assert world.run("ssh", "a", "true", on="b").exit_status == 255


def test_a_fault_makes_every_guest_deaf(world: SmallWorld) -> None:
    world.started("web")
    world.let(Fault.GUEST_IGNORES)
    assert NO_ANSWER in world.xl("shutdown", "web").stderr


def test_a_fault_takes_the_drivers_of_hvm_guests(world: SmallWorld) -> None:
    world.started("win", type="hvm")
    world.started("linux")
    world.let(Fault.NO_PV_DRIVERS)
    assert "shutdown failed (rc=-10)" in world.xl("shutdown", "win").stderr
    assert world.xl("shutdown", "linux").exit_status == 0
