"""Ballooning: the target at once, the memory over time, and not always all of it."""

import pytest

from tests.driver.simulator.small_world import SmallWorld
from xentui_driver.simulator import Fault, GuestBehaviour
from xentui_driver.simulator.xl_memory import parse_size_kib

SLOW = GuestBehaviour(balloon_mib_s=10.0)


def memory_mib(world: SmallWorld, name: str = "web") -> int:
    return world.rows()[name][1]


@pytest.mark.parametrize(
    ("text", "kib"),
    [
        ("512", 512 << 10),
        ("512m", 512 << 10),
        ("512M", 512 << 10),
        ("2g", 2 << 20),
        ("1t", 1 << 30),
        ("600000k", 600_000),
        ("4096b", 4),
        ("-5", (1 << 64) - 5120),
        ("abc", None),
        ("512 m", None),
        ("0x200", None),
        ("", None),
    ],
)
def test_a_size_without_a_unit_is_in_mib(text: str, kib: int | None) -> None:
    assert parse_size_kib(text) == kib


def test_memory_moves_toward_its_target_at_the_guests_own_speed(world: SmallWorld) -> None:
    world.started("web", guest=SLOW)
    assert world.xl("mem-set", "web", "412m").exit_status == 0
    assert world.run("xenstore-read", "/local/domain/1/memory/target").stdout == f"{412 << 10}\n"
    assert memory_mib(world) == 512
    world.clock.advance(5.0)
    assert memory_mib(world) == 462
    world.clock.advance(60.0)
    assert memory_mib(world) == 412


def test_a_balloon_turns_round_on_its_way(world: SmallWorld) -> None:
    world.started("web", guest=SLOW)
    world.xl("mem-set", "web", "412m")
    world.clock.advance(5.0)
    world.xl("mem-set", "web", "512m")
    world.clock.advance(2.0)
    assert memory_mib(world) == 482
    world.clock.advance(60.0)
    assert memory_mib(world) == 512


def test_a_balloon_stops_at_what_the_guest_needs(world: SmallWorld) -> None:
    world.started("web", guest=GuestBehaviour(balloon_floor_kib=80 << 10))
    assert world.xl("mem-set", "web", "10m").exit_status == 0
    world.clock.advance(60.0)
    assert memory_mib(world) == 80


def test_a_fault_lets_balloons_stop_halfway(world: SmallWorld) -> None:
    world.started("web")
    world.let(Fault.BALLOON_SHORT)
    world.xl("mem-set", "web", "112m")
    world.clock.advance(60.0)
    assert memory_mib(world) == 312


def test_a_paused_guest_gives_nothing_back(world: SmallWorld) -> None:
    world.started("web")
    world.xl("pause", "web")
    world.xl("mem-set", "web", "100m")
    world.clock.advance(60.0)
    assert memory_mib(world) == 512
    world.xl("unpause", "web")
    world.clock.advance(60.0)
    assert memory_mib(world) == 100


def test_a_booting_guest_balloons_when_it_is_up(world: SmallWorld) -> None:
    world.xen.set_guest("web", GuestBehaviour(boot_s=30.0))
    world.xl("create", world.define("web"))
    world.xl("mem-set", "web", "100m")
    world.clock.advance(20.0)
    assert memory_mib(world) == 512
    world.clock.advance(20.0)
    assert memory_mib(world) == 100


def test_there_is_no_lower_bound_for_a_guest(world: SmallWorld) -> None:
    world.started("web", guest=GuestBehaviour(balloon_floor_kib=64 << 10))
    assert world.xl("mem-set", "web", "0").exit_status == 0
    world.clock.advance(60.0)
    assert memory_mib(world) == 64


def test_a_balloon_takes_no_more_than_the_host_has_and_goes_on_later(world: SmallWorld) -> None:
    world.started("other", memory=10 << 10)
    world.started("web", "maxmem = 8192")
    free_mib = int(world.xl("info", "free_memory").stdout)
    world.xl("mem-set", "web", "8192m")
    world.clock.advance(60.0)
    assert memory_mib(world) == 512 + free_mib
    assert world.xl("info", "free_memory").stdout == "0\n"
    world.xl("destroy", "other")
    world.clock.advance(60.0)
    assert memory_mib(world) == 8192


def test_two_growing_balloons_share_what_is_free(world: SmallWorld) -> None:
    for name in ("one", "two"):
        world.started(name, "maxmem = 12288", guest=SLOW)
    free_mib = int(world.xl("info", "free_memory").stdout)
    for name in ("one", "two"):
        world.xl("mem-set", name, "12288m")
    world.clock.advance(36_000.0)
    assert memory_mib(world, "one") + memory_mib(world, "two") == 1024 + free_mib


def test_linux_uses_a_new_maximum_after_its_next_reboot(world: SmallWorld) -> None:
    world.started("web")
    assert world.xl("mem-set", "web", "600m").exit_status == 1
    assert world.xl("mem-max", "web", "1024m").exit_status == 0
    assert world.xl("mem-set", "web", "600m").exit_status == 0
    world.clock.advance(60.0)
    assert memory_mib(world) == 512
    world.xl("reboot", "web")
    world.clock.advance(60.0)
    assert memory_mib(world) == 600


def test_dom0_gives_memory_to_the_host(world: SmallWorld) -> None:
    free_mib = int(world.xl("info", "free_memory").stdout)
    world.xl("mem-set", "0", "512m")
    world.clock.advance(60.0)
    assert int(world.xl("info", "free_memory").stdout) == free_mib + 512


def test_a_domain_that_is_not_there_has_no_target(world: SmallWorld) -> None:
    completed = world.xl("mem-set", "9", "512m")
    assert completed.exit_status == 1
    assert "unable to find domain info for domain 9" in completed.stderr


def test_without_free_memory_no_guest_starts(world: SmallWorld) -> None:
    world.let(Fault.NO_MEMORY)
    assert world.xl("info", "free_memory").stdout == "7\n"
    assert "Out of memory" in world.xl("create", world.define("web")).stderr
