"""`xentui top`: two readings, then rates, as a table or as one document."""

import time
from collections.abc import Sequence

import pytest

from tests.xentui.command_line.commanding import Site
from tests.xentui.command_line.ran import Ran
from tests.xentui.console.driving import guest
from xentui_driver.simulator.faults import Fault


@pytest.fixture
def site(capsys: pytest.CaptureFixture[str]) -> Site:
    """web has neither network nor disk, two has one of each."""
    site = Site(capsys)
    site.write("/dev/vg/two", "")
    site.define("two", f"{guest('two')}vif = ['bridge=xenbr0']\ndisk = ['phy:/dev/vg/two,xvda,w']\n")
    site.xl("create", "/etc/xen/two.cfg")
    site.clock.wait(60.0)
    return site


def rows(ran: Ran) -> list[list[str]]:
    return [line.split() for line in ran.out.splitlines()[2:]]


def stops_after(site: Site, looks: int, monkeypatch: pytest.MonkeyPatch) -> Sequence[float]:
    """The operator presses ctrl+c after so many tables; returns the pauses before them."""
    waited: list[float] = []
    wait = site.clock.wait

    def wait_or_stop(seconds: float, *wake: object) -> bool:
        if seconds == 5.0:
            if len(waited) == looks:
                raise KeyboardInterrupt
            waited.append(seconds)
        return wait(seconds)

    monkeypatch.setattr(site.clock, "wait", wait_or_stop)
    return waited


def test_one_table_shows_what_every_domain_uses(site: Site) -> None:
    ran = site.run("top", "--once")
    assert (ran.status, ran.err) == (0, "")
    host, titles, *_ = ran.out.splitlines()
    assert host.startswith("dom0a  ")
    assert " of 8 CPUs busy  received " in host
    assert titles.split()[-6:] == ["MIB", "RECV/s", "SENT/s", "READ/s", "WRITE/s", "UPTIME"]
    assert {row[0] for row in rows(ran)} == {"Domain-0", "web", "two"}, "and nothing that doesn't run"
    assert next(row for row in rows(ran) if row[0] == "Domain-0")[-5:-1] == ["-"] * 4
    assert "-" not in next(row for row in rows(ran) if row[0] == "two")


def test_the_document_says_over_which_time_each_rate_was_taken(site: Site) -> None:
    ran = site.run("top", "--json", "--interval", "10", "--sort", "name")
    assert [each["name"] for each in ran.json["instances"]] == ["Domain-0", "two", "web"]
    dom0, two, _ = ran.json["instances"]
    assert two["network_over_s"] == two["disk_over_s"] == two["cpu_over_s"] == pytest.approx(10.0, abs=1.0)
    assert two["received_bytes_per_s"] >= 0
    assert dom0["received_bytes_per_s"] is None
    (host,) = ran.json["hosts"]
    assert host["cpus"] == 8
    total = sum(each["written_bytes_per_s"] or 0.0 for each in ran.json["instances"])
    assert host["written_bytes_per_s"] == pytest.approx(total)


@pytest.mark.parametrize(
    ("order", "field"),
    [("cpu", "cpu_percent"), ("memory", "memory_kib"), ("disk", "written_bytes_per_s"), ("net", "sent_bytes_per_s")],
)
def test_figures_are_sorted_the_largest_first_and_what_is_not_known_last(site: Site, order: str, field: str) -> None:
    instances = site.run("top", "--json", "--sort", order).json["instances"]
    partner = {"disk": "read_bytes_per_s", "net": "received_bytes_per_s"}.get(order)
    figures = [each[field] + (each[partner] if partner else 0) for each in instances if each[field] is not None]
    assert figures == sorted(figures, reverse=True)
    assert all(each[field] is not None for each in instances[: len(figures)])


def test_sorted_by_id_domains_stand_as_they_were_built(site: Site) -> None:
    assert [row[0] for row in rows(site.run("top", "--once", "--sort", "id"))] == ["Domain-0", "web", "two"]


def test_without_once_a_table_follows_the_other_until_ctrl_c(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    waited = stops_after(site, 3, monkeypatch)
    ran = site.run("--interval", "5", "top")
    assert ran.status == 0
    assert waited == [5.0] * 3
    assert ran.out.count("NAME ") == 3
    assert len(ran.out.split("\n\n")) == 4, "an empty line behind each"


def test_a_host_that_does_not_answer_is_asked_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    waited = stops_after(site, 3, monkeypatch)
    site.fault(Fault.SAMPLER_REFUSED)
    before = site.clock.wait

    def fail_once(seconds: float, *wake: object) -> bool:
        answer = before(seconds)
        site.world.set_fault(Fault.EMPTY, on=len(waited) == 2)
        return answer

    monkeypatch.setattr(site.clock, "wait", fail_once)
    ran = site.run("top", "--interval", "5")
    assert ran.out.count("NAME ") == 2
    assert ran.err.count("it printed nothing") == 1


def test_a_host_that_can_t_be_listed_has_no_table(site: Site) -> None:
    site.fault(Fault.EMPTY)
    ran = site.run("top", "--once")
    assert (ran.status, ran.out) == (1, "")
    assert site.run("top", "--json").json["error"]["summary"]


def test_counters_that_can_t_be_had_leave_dashes_and_say_why(site: Site) -> None:
    site.fault(Fault.SAMPLER_REFUSED)
    ran = site.run("top", "--once")
    assert ran.status == 1
    assert all(row[-5:-1] == ["-"] * 4 for row in rows(ran))
    assert "received" not in ran.out
    assert "xentui: incomplete: " in ran.err


def test_the_time_of_the_table_is_that_of_the_host(site: Site) -> None:
    ran = site.run("top", "--once")
    assert ran.out.split()[1] == time.strftime("%H:%M:%S", time.localtime(site.clock.epoch_s()))
