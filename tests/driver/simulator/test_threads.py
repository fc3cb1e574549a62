"""Many threads ask and change one world, and it stays whole."""

from concurrent.futures import ThreadPoolExecutor

from tests.driver.simulator.small_world import SmallWorld
from xentui_driver.toolstack.parse.xl_info import parse_info
from xentui_driver.toolstack.parse.xl_list import parse_lines


def test_every_listing_is_whole_while_guests_come_and_go(world: SmallWorld) -> None:
    paths = [world.define(f"guest-{number}", memory=64) for number in range(8)]

    def live(path: str) -> int:
        statuses = []
        for _ in range(6):
            statuses.append(world.xl("create", path).exit_status)
            name = f"guest-{paths.index(path)}"
            world.xl("mem-set", name, "32m")
            statuses.append(world.xl("destroy", name).exit_status)
        return sum(statuses)

    def look(_: int) -> bool:
        for _ in range(40):
            lines = parse_lines(world.xl("list", "-v").stdout)
            assert all(line.domain is not None for line in lines)
            assert [line.domain.domid for line in lines if line.domain] == sorted(
                {line.domain.domid for line in lines if line.domain}
            )
            node = parse_info(world.xl("info").stdout)
            assert node.memory_free_kib is not None
            assert node.memory_free_kib <= 16 << 20
        return True

    with ThreadPoolExecutor(12) as pool:
        lives = [pool.submit(live, path) for path in paths]
        looks = [pool.submit(look, number) for number in range(4)]
        assert [each.result(60.0) for each in lives] == [0] * len(paths)
        assert all(each.result(60.0) for each in looks)
    assert world.rows() == {}


def test_a_domid_belongs_to_one_domain_only(world: SmallWorld) -> None:
    paths = [world.define(f"guest-{number}", memory=64) for number in range(24)]
    with ThreadPoolExecutor(12) as pool:
        assert set(pool.map(lambda path: world.xl("create", path).exit_status, paths)) == {0}
    assert sorted(row[0] for row in world.rows().values()) == list(range(1, 25))


def test_operations_under_a_simulated_clock_end_in_the_order_of_their_time(world: SmallWorld) -> None:
    for name in ("one", "two", "three"):
        world.started(name)
    operations = [world.a.start(["xl", "reboot", name]) for name in ("one", "two", "three")]
    for operation in operations:
        assert operation.wait(30.0)
    assert [operation.exit_status() for operation in operations] == [0, 0, 0]
    world.clock.advance(30.0)
    assert {name: row[2] for name, row in world.rows().items()} == dict.fromkeys(("one", "two", "three"), "-b----")
