"""The xenstore tools, over the keys that the driver asks for."""

import pytest

from tests.driver.simulator.small_world import SmallWorld
from xentui_driver.simulator import DEAF
from xentui_driver.simulator.xenstore import sanitised


def test_the_domains_are_listed_by_number(world: SmallWorld) -> None:
    world.started("one")
    world.started("two lines")
    assert world.run("xenstore-list", "/local/domain").stdout == "0\n1\n2\n"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("memory/target", "524288"),
        ("memory/static-max", "1048576"),
        ("control/shutdown", ""),
        ("control/feature-poweroff", "1"),
        ("name", "web"),
        ("domid", "1"),
    ],
)
def test_a_key_is_read(world: SmallWorld, key: str, value: str) -> None:
    world.started("web", "maxmem = 1024")
    assert world.run("xenstore-read", f"/local/domain/1/{key}").stdout == f"{value}\n"


def test_a_guest_announces_what_it_hears_when_it_is_up(world: SmallWorld) -> None:
    world.xl("create", world.define("web"))
    path = "/local/domain/1/control/feature-poweroff"
    assert world.run("xenstore-read", path).stdout == "\n"
    world.clock.advance(10.0)
    assert world.run("xenstore-read", path).stdout == "1\n"


def test_a_guest_that_hears_nothing_announces_nothing(world: SmallWorld) -> None:
    world.started("deaf", guest=DEAF)
    assert world.run("xenstore-read", "/local/domain/1/control/feature-poweroff").stdout == "\n"


def test_a_migrated_guest_does_not_announce_itself_again(world: SmallWorld) -> None:
    world.started("web")
    assert world.a.start(["xl", "migrate", "web", "b"]).wait(30.0)
    path = "/local/domain/1/control/feature-poweroff"
    assert world.run("xenstore-read", path, on="b").stdout == "\n"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("two words", "two words"),
        ("red\x1b[31mname", "red\\x1b[31mname"),
        ("größe-名", "gr\\xc3\\xb6\\xc3\\x9fe-\\xe5\\x90\\x8d"),
        ("tab\there", "tab\\there"),
        ("forged\nDomain-0", "forged\\nDomain-0"),
        ("return\rDomain-0", "return\\rDomain-0"),
        ("a\\nb", "a\\\\nb"),
        ("\x07bell", "\\007bell"),
    ],
)
def test_a_value_is_made_harmless(value: str, told: str) -> None:
    assert sanitised(value) == told


def test_keys_are_read_up_to_the_first_that_is_missing(world: SmallWorld) -> None:
    completed = world.run("xenstore-read", "/local/domain/0/name", "/local/domain/7/name", "/local/domain/0/domid")
    assert completed.exit_status == 1
    assert completed.stdout == "Domain-0\n"
    assert completed.stderr == "xenstore-read: couldn't read path /local/domain/7/name\n"


def test_what_is_below_a_key_is_listed(world: SmallWorld) -> None:
    world.started("web")
    assert world.run("xenstore-list", "/local/domain/1/memory").stdout == "static-max\ntarget\n"
    assert "control" in world.run("xenstore-list", "/local/domain/1").stdout.splitlines()
    assert world.run("xenstore-list", "/local/domain/1/nothing").exit_status == 1


@pytest.mark.parametrize("path", ["/local/domain/x/name", "/vm", "/local/domain/1/memory/nothing", ""])
def test_a_path_that_is_not_there_fails(world: SmallWorld, path: str) -> None:
    world.started("web")
    assert world.run("xenstore-read", path).exit_status == 1


def test_no_path_at_all_is_a_mistake(world: SmallWorld) -> None:
    assert "Usage" in world.run("xenstore-read").stderr
