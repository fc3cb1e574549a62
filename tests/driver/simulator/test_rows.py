"""Rows of `xl list` are those that the real xl printed, byte for byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.driver.simulator.small_world import SmallWorld, captured
from xentui_driver.simulator import BuildSettings, GuestBehaviour, SimulatedDomain
from xentui_driver.simulator.rows import Columns, header, rows
from xentui_driver.toolstack.parse.xl_list import parse_single

EVIL = "evil\nDomain-0   0  1 1 r-----  0.0\x1b[31mred"


class Posing(SimulatedDomain):
    """A domain whose state is given, not lived."""

    pose = "------"

    def state(self, now_s: float) -> str:
        return self.pose


def posing(
    domid: int, name: str | None, memory_mib: int, vcpus: int, state: str, cpu_s: float, reason: int | None = None
) -> Posing:
    first = domid * 16
    octets = bytes(number % 256 for number in range(first, first + 16)).hex()
    uuid = "-".join((octets[:8], octets[8:12], octets[12:16], octets[16:20], octets[20:]))
    settings = BuildSettings(name or "", memory_kib=memory_mib * 1024)
    domain = Posing(
        domid, "00000000-0000-0000-0000-000000000000" if not domid else uuid, settings, GuestBehaviour(), 0.0
    )
    domain.name = name
    domain.online_vcpus = vcpus
    domain.pose = state
    domain.shutdown_reason = reason
    domain.set_cpu_time(cpu_s)
    return domain


def captured_domains() -> list[SimulatedDomain]:
    return [
        posing(0, "Domain-0", 1024, 4, "r-----", 11794.3),
        posing(1, "web01", 2048, 2, "-b----", 152.7),
        posing(2, "db server 01", 512, 1, "-b----", 3.0),
        posing(3, "a-very-long-domain-name-that-exceeds-forty-characters-by-far", 4096, 2, "r-----", 120000.6),
        posing(4, None, 0, 1, "--p--d", 77.7),
        posing(5, "mail--incoming", 2048, 2, "--p---", 0.0),
        posing(6, "web02--migratedaway", 2048, 2, "--pss-", 55.5, reason=2),
        posing(7, "crashy", 512, 1, "---sc-", 9.9, reason=3),
        posing(8, "runnable", 512, 1, "------", 1.2),
        posing(9, EVIL, 128, 1, "-b----", 0.4),
        posing(10, "win7-dm", 32, 1, "-b----", 4.4),
        posing(11, "rebooting", 512, 1, "---sr-", 8.8, reason=1),
        posing(12, "wdog", 512, 1, "---sw-", 8.8, reason=4),
        posing(13, "odd", 512, 1, "---s?-", 8.8, reason=7),
        posing(14, None, 0, 1, "--ps-d", 12.3, reason=0),
        posing(15, "büro-café-日本", 512, 1, "-b----", 2.2),
        posing(16, "novcpu", 256, 0, "--p---", 0.0),
        posing(32766, "big", 1048576, 128, "-b----", 99999999.9),
    ]


@pytest.mark.parametrize(
    ("capture", "columns"),
    [
        ("list.out", Columns()),
        ("list_-v.out", Columns(verbose=True)),
        ("list_-Z.out", Columns(context=True)),
        ("list_-c.out", Columns(cpupool=True)),
        ("list_-n.out", Columns(numa=True)),
        ("list_-v_-c_-n.out", Columns(verbose=True, cpupool=True, numa=True)),
    ],
)
def test_a_listing_is_the_captured_one(capture: str, columns: Columns) -> None:
    expected = captured(capture).replace("evil\\nDomain-0   0  1 1 r-----  0.0\\e[31mred", EVIL)
    assert header(columns) + rows(captured_domains(), columns, 0.0) == expected


def test_a_row_is_made_again_only_when_something_has_changed() -> None:
    domain = posing(1, "web", 512, 1, "-b----", 1.0)
    before = rows([domain], Columns(), 0.0)
    domain.pose = "r-----"
    assert rows([domain], Columns(), 5.0) == before
    domain.change(6.0)
    assert rows([domain], Columns(), 6.0) != before


@pytest.mark.parametrize(
    ("flag", "reason", "letters"),
    [
        ("off", 0, "---s--"),
        ("boot", 1, "---sr-"),
        ("suspend", 2, "---ss-"),
        ("crash", 3, "---sc-"),
        ("odd", 9, "---s?-"),
    ],
)
def test_the_fifth_letter_is_the_reason_of_the_shutdown(flag: str, reason: int, letters: str) -> None:
    domain = SimulatedDomain(1, "", BuildSettings(flag), GuestBehaviour(), 0.0)
    domain.shutdown_reason = reason
    assert domain.state(0.0) == letters


def test_seconds_have_the_steps_of_a_32_bit_float(world: SmallWorld) -> None:
    domain = world.started("old")
    domain.set_cpu_time(365 * 86_400 + 0.4)
    told = float(world.xl("list", "old").stdout.split()[-1])
    assert told != pytest.approx(365 * 86_400 + 0.4, abs=0.05)
    assert told == pytest.approx(365 * 86_400, abs=2.2)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_the_driver_finds_its_way_through_any_name(name: str) -> None:
    domain = posing(5, name, 2048, 2, "-b----", 152.7)
    found, whole_name = parse_single(header(Columns(verbose=True)) + rows([domain], Columns(verbose=True), 0.0))
    assert found is not None
    assert (found.domid, found.memory_kib, found.vcpus) == (5, 2048 << 10, 2)
    assert whole_name.strip() == name.strip()
