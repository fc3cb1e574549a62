"""How the tests of the lab share its two hosts; no host is needed to see it."""

import threading
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.lab import sharing
from tests.lab.host import LabHost
from tests.lab.image import Image
from tests.lab.lab import Lab
from tests.lab.qemu import Machine
from tests.waiting import until


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tuple(LabHost(Image(tmp_path), Machine(number, 1, tmp_path), pid=number + 10) for number in range(2)))


def test_another_process_finds_the_same_hosts(lab: Lab) -> None:
    again = Lab.at(lab.place)
    assert again.place == lab.place
    assert [host.name for host in again.hosts] == ["host-a", "host-b"]


def test_a_claimed_host_is_waited_for_and_the_other_is_not(lab: Lab) -> None:
    again = Lab.at(lab.place)
    had: list[str] = []

    def claim(host: LabHost) -> None:
        with host.claimed():
            had.append(host.name)

    waiting = threading.Thread(target=claim, args=(again.hosts[0],))
    with lab.hosts[0].claimed():
        waiting.start()
        claim(again.hosts[1])
        assert had == ["host-b"]
    waiting.join(timeout=30)
    assert had == ["host-b", "host-a"]


def test_a_test_of_both_hosts_waits_for_one_that_has_either(lab: Lab) -> None:
    again = Lab.at(lab.place)
    had = threading.Event()

    def claim_both() -> None:
        with ExitStack() as claims:
            for host in again.hosts:
                claims.enter_context(host.claimed())
            had.set()

    waiting = threading.Thread(target=claim_both)
    with lab.hosts[1].claimed():
        waiting.start()
        until(lambda: (lab.hosts[0].machine.run_folder / "host-a.claim").exists())
        assert not had.is_set()
    waiting.join(timeout=30)
    assert had.is_set()


class Collected:
    """As much of a collected test as its turn depends on."""

    def __init__(self, path: str, *fixtures: str) -> None:
        self.path = Path(path)
        self.fixturenames = fixtures

    def get_closest_marker(self, name: str) -> bool | None:
        return True if name == "lab" else None


def test_long_tests_come_first_and_those_of_both_hosts_last() -> None:
    pair = Collected("tests/contract/test_migration.py", "pair")
    short = Collected("tests/lab/test_transport.py", "lab_host")
    moved = Collected("tests/program/test_on_real_xen.py", "lab_hosts", "empty_hosts")
    long = Collected("tests/program/test_powercycle.py", "lab_host")
    items = [pair, short, moved, long]
    sharing.put_in_order(items)  # type: ignore[arg-type]
    assert items == [long, short, moved, pair]
