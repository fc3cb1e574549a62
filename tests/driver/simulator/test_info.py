"""`xl info` has the lines of the real one, and figures that add up."""

from tests.driver.simulator.small_world import SmallWorld, captured
from xentui_driver.toolstack.parse.xl_info import parse_info


def keys(text: str) -> list[str]:
    return [line[:24] for line in text.splitlines()]


def test_info_has_the_captured_keys_in_their_order(world: SmallWorld) -> None:
    assert keys(world.xl("info").stdout) == keys(captured("info.out"))


def test_the_tables_of_info_n_stand_between_the_captured_keys(world: SmallWorld) -> None:
    told = [line for line in keys(world.xl("info", "-n").stdout) if not line[:3].strip().isdigit()]
    numbers = [line for line in keys(captured("info_-n.out")) if line[:4].strip(" :").isdigit()]
    expected = [line for line in keys(captured("info_-n.out")) if line not in numbers]
    assert [line for line in told if not line[:4].strip(" :").isdigit()] == expected


def test_a_key_is_the_beginning_of_what_is_wanted(world: SmallWorld) -> None:
    assert world.xl("info", "nr_").stdout == "32\n2\n"
    assert world.xl("info", "free_memory").stdout.strip().isdigit()


def test_memory_adds_up(world: SmallWorld) -> None:
    before = parse_info(world.xl("info").stdout)
    world.started("web", memory=1024)
    after = parse_info(world.xl("info").stdout)
    assert before.memory_free_kib is not None
    assert after.memory_free_kib is not None
    assert before.memory_free_kib - after.memory_free_kib == 1 << 20
    assert after.memory_total_kib == 16 << 20
    assert after.problems == ()
