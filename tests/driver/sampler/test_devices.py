"""Disks and interfaces are counted from the guest's side, and none under another guest's number."""

import os
from collections.abc import Mapping

import pytest

from tests.driver.sampler.fake_bus import FakeBus
from xentui_driver.sampler.backends import backends
from xentui_driver.sampler.disks import DiskFigures, Disks
from xentui_driver.sampler.networks import NetworkFigures, Networks, interfaces_in


def disks_of(bus: FakeBus, disks: Disks | None = None) -> Mapping[int, Mapping[str, DiskFigures | None]]:
    return (disks or Disks(most_kept=100)).read(backends(str(bus.path)))


def networks_of(bus: FakeBus, networks: Networks | None = None) -> Mapping[int, Mapping[str, NetworkFigures]]:
    return (networks or Networks(str(bus.table))).read(backends(str(bus.path)))


def open_files() -> set[str]:
    return {os.readlink(f"/proc/self/fd/{each}") for each in os.listdir("/proc/self/fd") if _is_open(each)}


def _is_open(number: str) -> bool:
    return os.path.lexists(f"/proc/self/fd/{number}")


def test_a_kernel_without_the_bus_serves_nobody() -> None:
    assert backends("/no/such/bus") == []


def test_other_devices_and_strange_names_are_nobodys_disk(bus: FakeBus) -> None:
    for name in ("console-1-0", "vbd", "vbd-1", "vbd-x-51712", "vbd-1-sda", "9pfs-1-0"):
        (bus.path / name).mkdir()
    assert disks_of(bus) == {}
    assert networks_of(bus) == {}


def test_sectors_are_told_in_bytes(bus: FakeBus) -> None:
    bus.disk(3, reads=130, writes=128, read=33152, written=16384)
    assert disks_of(bus) == {3: {"51712": DiskFigures(16_973_824, 8_388_608, 130, 128)}}


def test_files_that_stay_open_say_what_is_new(bus: FakeBus) -> None:
    disks = Disks(most_kept=100)
    for reads in (1, 2, 3):
        bus.disk(3, reads=reads, writes=0, read=0, written=0)
        assert disks_of(bus, disks) == {3: {"51712": DiskFigures(0, 0, reads, 0)}}


@pytest.mark.parametrize("most_kept", [0, 1, 2, 100])
def test_only_so_many_files_stay_open_and_all_disks_are_counted(bus: FakeBus, most_kept: int) -> None:
    for domid in range(4):
        bus.disk(domid, reads=domid, writes=0, read=0, written=0)
    before, disks = open_files(), Disks(most_kept)
    for _ in range(2):
        assert {domid: figures["51712"] for domid, figures in disks_of(bus, disks).items()} == {
            domid: DiskFigures(0, 0, domid, 0) for domid in range(4)
        }
    assert len(open_files() - before) == 4 * min(most_kept, 4)


def test_the_files_of_a_disk_that_has_gone_are_closed(bus: FakeBus) -> None:
    bus.disk(3, reads=1, writes=0, read=0, written=0)
    before, disks = open_files(), Disks(most_kept=100)
    disks_of(bus, disks)
    bus.remove("vbd-3-51712")
    assert disks_of(bus, disks) == {}
    assert open_files() == before


@pytest.mark.parametrize("kind", ["qdisk", "tap"])
def test_a_disk_that_a_process_serves_is_there_and_not_counted(bus: FakeBus, kind: str) -> None:
    bus.disk(3, reads=1, writes=0, read=0, written=0)
    bus.uncounted_disk(3, 51728, kind)
    assert disks_of(bus) == {3: {"51712": DiskFigures(0, 0, 1, 0), "51728": None}}


def test_a_disk_whose_figures_cannot_be_read_is_not_counted(bus: FakeBus) -> None:
    bus.disk(3, reads=1, writes=0, read=0, written=0)
    (bus.path / "vbd-3-51712" / "statistics" / "wr_req").write_text("many\n")
    bus.uncounted_disk(4, 51712, "vbd")
    before = open_files()
    assert disks_of(bus) == {3: {"51712": None}, 4: {"51712": None}}
    assert open_files() == before


def test_what_dom0_transmits_the_guest_receives(bus: FakeBus) -> None:
    bus.carried(bus.interface(3, 0), rx=(2_105_820, 1500), tx=(3_160_586, 2200))
    assert networks_of(bus) == {3: {"0": NetworkFigures(3_160_586, 2_105_820, 2200, 1500)}}


def test_an_interface_is_found_whatever_it_is_called(bus: FakeBus) -> None:
    bus.carried(bus.interface(3, 1, "lan-of-web"), rx=(1, 1), tx=(2, 2))
    bus.carried("eth0", rx=(9, 9), tx=(9, 9))
    assert networks_of(bus) == {3: {"1": NetworkFigures(2, 1, 2, 1)}}


def test_the_emulated_card_of_an_hvm_guest_counts_with_the_other(bus: FakeBus) -> None:
    bus.carried(bus.interface(3, 0), rx=(1, 2), tx=(3, 4))
    bus.carried("vif3.0-emu", rx=(10, 20), tx=(30, 40))
    assert networks_of(bus) == {3: {"0": NetworkFigures(33, 11, 44, 22)}}


def test_a_name_that_goes_to_another_guest_takes_no_figures_along(bus: FakeBus) -> None:
    networks = Networks(str(bus.table))
    bus.carried(bus.interface(3, 0, "lan"), rx=(1, 1), tx=(1, 1))
    assert set(networks_of(bus, networks)) == {3}
    (bus.path / "vif-3-0" / "net" / "lan").rmdir()  # its backend is still there
    bus.interface(4, 0, "lan")
    for _ in range(2):
        assert set(networks_of(bus, networks)) == {4}


def test_an_interface_that_the_table_lacks_is_coming_or_going(bus: FakeBus) -> None:
    bus.interface(3, 0)
    assert networks_of(bus) == {}


def test_a_line_that_cannot_be_read_is_left_out() -> None:
    assert set(interfaces_in("head\nlo: 1 2\n a: x 1 0 0 0 0 0 0 1 1\n b: 1 1 0 0 0 0 0 0 1 1\n")) == {"b"}
