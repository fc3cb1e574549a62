"""The population of a demonstration: believable, reproducible, and every state is there."""

import pytest

from xentui_driver.definitions.xl_config.reader import parse
from xentui_driver.model.errors import ParseError
from xentui_driver.simulator import SimulatedClock, SimulatedXen, SimulatorTransport, populate
from xentui_driver.simulator.population import HOSTS


def populated(domains: int, churn: float = 0.4, seed: int = 1) -> tuple[SimulatedClock, SimulatorTransport]:
    clock = SimulatedClock()
    xen = SimulatedXen(clock)
    populate(xen, domains=domains, churn=churn, seed=seed)
    return clock, SimulatorTransport(xen, HOSTS[0])


def listing(transport: SimulatorTransport) -> list[str]:
    return transport.run(["xl", "list", "-v"], timeout_s=5.0).stdout.splitlines()[2:]


def states(transport: SimulatorTransport) -> set[str]:
    return {line.rsplit(None, 5)[1] for line in listing(transport)}


@pytest.mark.parametrize("domains", [0, 1, 2, 5, 12, 20, 200])
def test_there_are_as_many_guests_as_were_wanted(domains: int) -> None:
    clock, transport = populated(domains)
    assert len(listing(transport)) == domains
    clock.advance(3600.0)
    assert len(listing(transport)) == domains


def test_the_same_seed_makes_the_same_hosts() -> None:
    assert listing(populated(12)[1]) == listing(populated(12)[1])
    assert listing(populated(12)[1]) != listing(populated(12, seed=2)[1])


def test_a_dozen_guests_show_every_state() -> None:
    clock, transport = populated(12)
    seen: set[str] = set()
    for _ in range(20):
        seen |= states(transport)
        clock.advance(1.0)
    assert {"r-----", "-b----", "---sc-"} <= seen
    assert any("p" in state for state in seen)


@pytest.mark.parametrize("churn", [0.0, 0.25, 0.5])
def test_churn_is_the_share_of_the_rows_that_change(churn: float) -> None:
    clock, transport = populated(200, churn=churn)
    before = listing(transport)
    clock.advance(10.0)
    changed = sum(old != new for old, new in zip(before, listing(transport), strict=True))
    assert changed == 200 * churn


def test_every_definition_can_be_read_but_one() -> None:
    _, transport = populated(20)
    broken = []
    for entry in transport.list_directory("/etc/xen"):
        if entry.is_file and entry.name.endswith(".cfg"):
            text = transport.read_file(f"/etc/xen/{entry.name}").decode()
            try:
                assert parse(text, entry.name).get_string("name")
            except ParseError:
                broken.append(entry.name)
    assert broken == ["staging.cfg"]


def test_what_is_stopped_can_be_started() -> None:
    _, transport = populated(12)
    completed = transport.run(["xl", "create", "/etc/xen/web-04.example.net.cfg"], timeout_s=60.0)
    assert completed.exit_status == 0
    assert len(listing(transport)) == 13


def test_a_guest_can_move_to_the_other_host() -> None:
    _, transport = populated(12)
    operation = transport.start(["xl", "migrate", "1", HOSTS[1]])
    assert operation.wait(30.0)
    assert operation.exit_status() == 0


def test_the_hosts_memory_holds_all_guests() -> None:
    _, transport = populated(300)
    free_mib = int(transport.run(["xl", "info", "free_memory"], timeout_s=5.0).stdout)
    total_mib = int(transport.run(["xl", "info", "total_memory"], timeout_s=5.0).stdout)
    assert 0.02 * total_mib < free_mib < 0.7 * total_mib


def test_one_name_is_a_torture() -> None:
    _, transport = populated(12)
    assert "shop-99 [b]sale\x1b[31m" in transport.run(["xl", "list"], timeout_s=5.0).stdout
