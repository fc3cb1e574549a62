"""`head -c` on a simulated host."""

from tests.driver.simulator.small_world import SmallWorld


def test_the_beginning_of_a_file_is_printed_byte_for_byte(world: SmallWorld) -> None:
    world.xen.write_file("a", "/root/x", "a\udcff\0b\r\ncd")
    completed = world.run("head", "-c", "5", "--", "/root/x")
    assert completed.stdout.encode("utf-8", "surrogateescape") == b"a\xff\0b\r"


def test_a_file_that_is_not_there_is_an_error(world: SmallWorld) -> None:
    completed = world.run("head", "-c", "5", "--", "/root/none")
    assert completed.exit_status == 1
    assert "No such file or directory" in completed.stderr
