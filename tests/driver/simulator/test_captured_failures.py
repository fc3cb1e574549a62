"""What real Xen 4.17.7 said when something failed is what the simulator says, but for numbers of that moment."""

from dataclasses import replace

import pytest

from tests.driver.simulator.lasting import lasting
from tests.driver.simulator.small_world import SmallWorld, captured
from xentui_driver.simulator import DEAF, HostFacts


def check(capture: str, said: str, status: int | None) -> None:
    assert lasting(said) == lasting(captured(f"lab-{capture}.err"))
    assert status == int(captured(f"lab-{capture}.rc"))


@pytest.mark.parametrize(
    ("capture", "name", "line"),
    [
        ("xl_create.name_exists", "taken", ""),
        ("xl_create.missing_disk", "g", 'disk = [ "/srv/lab/nosuch.img,raw,xvda,rw" ]'),
        ("xl_create.missing_bridge", "g", 'vif = [ "bridge=nosuch" ]'),
        ("xl_create.missing_kernel", "g", 'kernel = "/srv/lab/nosuch"'),
        ("xl_create.more_than_free", "g", "memory = 32768"),
        ("xl_create.name_with_slash", "a/b", ""),
    ],
)
def test_a_start_fails_in_the_captured_words(world: SmallWorld, capture: str, name: str, line: str) -> None:
    world.started("taken")
    completed = world.xl("create", world.define(name, line))
    check(capture, completed.stderr, completed.exit_status)


@pytest.mark.parametrize(
    ("capture", "arguments"),
    [
        ("xl_mem_set.too_high", ["mem-set", "1", "999m"]),
        ("xl_shutdown.ignored", ["shutdown", "1"]),
        ("xl_reboot_999", ["reboot", "999"]),
        ("xl_console_0", ["console", "0"]),
    ],
)
def test_a_command_fails_in_the_captured_words(world: SmallWorld, capture: str, arguments: list[str]) -> None:
    world.started("deaf", guest=DEAF)
    completed = world.xl(*arguments)
    check(capture, completed.stderr, completed.exit_status)


def migration(world: SmallWorld, name: str, host: str = "b") -> tuple[str, int | None]:
    operation = world.a.start(["xl", "migrate", name, host])
    assert operation.wait(30.0)
    return operation.output(), operation.exit_status()


def test_a_pv_guest_that_xen_cannot_follow(world: SmallWorld) -> None:
    world.xen.host("a").facts = replace(world.xen.host("a").facts, shadow_paging=False)
    world.started("web", type="pv")
    check("xl_migrate.powered_off", *migration(world, "web"))


def test_a_name_that_is_taken_at_the_target(world: SmallWorld) -> None:
    world.started("mover")
    path = "/etc/xen/mover.cfg"
    world.xen.write_file("b", path, 'name = "mover"\ntype = "pvh"\nkernel = "/boot/vmlinuz"\n')
    assert world.xl("create", path, on="b").exit_status == 0
    check("xl_migrate.name_exists", *migration(world, "mover"))


def test_a_target_that_is_too_small(world: SmallWorld) -> None:
    world.xen.add_host("small", HostFacts(memory_kib=6 << 20))
    world.started("web", memory=4096)
    check("xl_migrate.no_memory", *migration(world, "web", "small"))


def test_a_paused_guest_that_is_to_suspend(world: SmallWorld) -> None:
    world.started("web")
    world.xl("pause", "web")
    check("xl_migrate.paused", *migration(world, "web"))


def test_a_target_that_is_not_there(world: SmallWorld) -> None:
    world.started("web")
    world.xen.host("b").reachable = False
    check("xl_migrate.no_route", *migration(world, "web"))


def test_a_migration_that_succeeds_says_the_captured_lines(world: SmallWorld) -> None:
    world.started("web")
    said, status = migration(world, "web")
    # The first lines of the two ends come in one order or the other.
    assert sorted(lasting(said).splitlines()) == sorted(lasting(captured("lab-xl_migrate.ok.err")).splitlines())
    assert status == 0
