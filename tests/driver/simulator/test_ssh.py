"""ssh between the hosts of a world."""

import pytest

from tests.driver.simulator.small_world import SmallWorld
from xentui_driver.simulator import Fault
from xentui_driver.toolstack.neighbour import on_host


def test_a_command_runs_on_the_other_host(world: SmallWorld) -> None:
    completed = world.run("ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "--", "b", "xl", "info")
    assert completed.exit_status == 0
    assert completed.stdout.startswith("host                   : b\n")
    assert world.a.run(on_host("b", ("true",)), timeout_s=5.0).exit_status == 0


def test_the_other_hosts_exit_status_and_words_come_back(world: SmallWorld) -> None:
    completed = world.run("ssh", "root@b", "xl", "list", "nosuch")
    assert (completed.exit_status, completed.stdout) == (1, "")
    assert completed.stderr == "nosuch is an invalid domain identifier (rc=-6)\n"


def test_the_other_hosts_faults_are_felt(world: SmallWorld) -> None:
    world.let(Fault.REFUSE, host="b")
    assert "cannot init xl context" in world.run("ssh", "b", "xl", "info").stderr
    assert world.run("ssh", "b", "true").exit_status == 0


def test_a_command_that_is_not_there_is_the_shells_matter(world: SmallWorld) -> None:
    completed = world.run("ssh", "b", "virsh", "list")
    assert completed.exit_status == 127
    assert "virsh: command not found" in completed.stderr


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("nowhere", "ssh: Could not resolve hostname nowhere: Name or service not known\r\n"),
        ("b", "ssh: connect to host b port 22: No route to host\r\n"),
    ],
)
def test_a_host_that_is_not_there_is_255(world: SmallWorld, host: str, words: str) -> None:
    world.let(Fault.UNREACHABLE, host="b")
    completed = world.run("ssh", host, "true")
    assert (completed.exit_status, completed.stderr) == (255, words)
    assert world.run("ssh").exit_status == 255
