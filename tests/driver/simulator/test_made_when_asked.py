"""A simulated host that is there as soon as somebody asks it something."""

import threading

import pytest

from xentui_driver.model.errors import TransportClosed
from xentui_driver.simulator import SimulatedClock, SimulatedXen, SimulatorTransport
from xentui_driver.simulator.made_when_asked import MadeWhenAsked


class Making:
    """Makes a host, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> SimulatorTransport:
        self.times += 1
        world = SimulatedXen(SimulatedClock())
        world.add_host("dom0a")
        return SimulatorTransport(world, "dom0a")


@pytest.fixture
def making() -> Making:
    return Making()


def test_its_name_is_known_before_it_is_made(making: Making) -> None:
    assert MadeWhenAsked("dom0a", making).host_name == "dom0a"
    assert making.times == 0


def test_it_is_made_once_whoever_asks_at_the_same_time(making: Making) -> None:
    host = MadeWhenAsked("dom0a", making)
    threads = [threading.Thread(target=host.read_links, args=("/etc/xen",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert making.times == 1


def test_another_way_to_it_leads_to_the_same_host(making: Making) -> None:
    host = MadeWhenAsked("dom0a", making)
    host.write_file("/root/note", b"x", replacing=None)
    assert host.again().read_file("/root/note") == b"x"


def test_once_it_is_closed_it_answers_no_more_and_is_not_made_for_that(making: Making) -> None:
    never_asked, asked = MadeWhenAsked("dom0a", making), MadeWhenAsked("dom0a", making)
    asked.read_links("/etc/xen")
    for host in (never_asked, asked):
        host.close()
        with pytest.raises(TransportClosed):
            host.run(("xl", "list"), timeout_s=1.0)
    assert making.times == 1


def test_one_that_is_closed_while_it_is_made_answers_nobody(making: Making) -> None:
    def made() -> SimulatorTransport:
        host.close()
        return making()

    host = MadeWhenAsked("dom0a", made)
    with pytest.raises(TransportClosed):
        host.run(("xl", "list"), timeout_s=1.0)
