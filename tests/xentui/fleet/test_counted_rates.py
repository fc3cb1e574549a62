"""What the counters of domains say is used: the exact mean, and nothing that can't be."""

from collections.abc import Mapping
from math import isclose

from hypothesis import given
from hypothesis import strategies as st

from xentui.fleet.counted_rates import counted_cpu_percent, counted_rates, device_rates
from xentui_driver.model.counters import DiskCounters, DomainCounters, NetworkCounters
from xentui_driver.model.rates import Flow, Rates, Traffic, total_rates

COUNT = st.integers(0, 2**64)
DISK = st.builds(DiskCounters, COUNT, COUNT, COUNT, COUNT)
NETWORK = st.builds(NetworkCounters, COUNT, COUNT, COUNT, COUNT)
DEVICES = st.sampled_from(["51712", "51728", "0", "1"])
COUNTERS = st.builds(
    DomainCounters,
    st.none() | st.integers(0, 2**63),
    st.none() | st.dictionaries(DEVICES, DISK),
    st.none() | st.dictionaries(DEVICES, NETWORK),
)
SECONDS = st.floats(0.2, 3600.0)


def disks(**counts: DiskCounters) -> DomainCounters:
    return DomainCounters(disks=counts)


def disk(counts: int) -> DiskCounters:
    return DiskCounters(counts, 2 * counts, 3 * counts, 4 * counts)


@given(COUNTERS, COUNTERS, SECONDS)
def test_no_rate_is_ever_negative_or_more_than_a_device_can(
    before: DomainCounters, after: DomainCounters, over_s: float
) -> None:
    rates = counted_rates(before, after, over_s)
    for traffic in (rates.network, rates.disk):
        for flow in (traffic.inward, traffic.outward) if traffic is not None else ():
            assert 0 <= flow.bytes_per_s <= 4e12
            assert 0 <= flow.requests_per_s <= 4e12


@given(COUNTERS, COUNTERS, SECONDS, st.integers(0, 512))
def test_no_domain_uses_more_cpu_than_its_vcpus(
    before: DomainCounters, after: DomainCounters, over_s: float, vcpus: int
) -> None:
    percent = counted_cpu_percent(before, after, over_s, vcpus)
    assert percent is None or 0 <= percent <= 100 * vcpus


@given(st.integers(0, 2**40), st.integers(0, 10**9), SECONDS, st.integers(1, 4))
def test_counters_that_only_grow_give_the_exact_mean(start: int, growth: int, over_s: float, count: int) -> None:
    names = [str(number) for number in range(count)]
    before = disks(**{name: disk(start) for name in names})
    after = disks(**{name: disk(start + growth) for name in names})
    found = counted_rates(before, after, over_s).disk
    assert found is not None
    assert isclose(found.inward.bytes_per_s * over_s, count * growth, abs_tol=1e-6)
    assert isclose(found.outward.bytes_per_s * over_s, 2 * count * growth, abs_tol=1e-6)
    assert isclose(found.inward.requests_per_s * over_s, 3 * count * growth, abs_tol=1e-6)
    assert isclose(found.outward.requests_per_s * over_s, 4 * count * growth, abs_tol=1e-6)


@given(st.integers(1, 64), st.floats(0.0, 1.0), SECONDS, st.integers(0, 10**18))
def test_cpu_time_gives_the_exact_mean(vcpus: int, busy: float, over_s: float, start_ns: int) -> None:
    used_ns = int(busy * vcpus * over_s * 1e9)
    found = counted_cpu_percent(DomainCounters(start_ns), DomainCounters(start_ns + used_ns), over_s, vcpus)
    assert found is not None
    assert isclose(found, 100 * busy * vcpus, abs_tol=1e-4)


def test_a_moment_that_is_not_exact_makes_nobody_busier_than_its_vcpus() -> None:
    assert counted_cpu_percent(DomainCounters(0), DomainCounters(4_100_000_000), 2.0, 2) == 200.0
    assert counted_cpu_percent(DomainCounters(0), DomainCounters(4_300_000_000), 2.0, 2) is None


def test_directions_are_those_of_the_guest() -> None:
    before = DomainCounters(networks={"0": NetworkCounters(0, 0, 0, 0)})
    after = DomainCounters(networks={"0": NetworkCounters(3_000_000, 200, 30, 4)})
    assert counted_rates(before, after, 2.0) == Rates(Traffic(Flow(1_500_000.0, 15.0), Flow(100.0, 2.0), 2.0))


def test_a_device_that_is_new_or_gone_or_began_again_leaves_the_rest() -> None:
    before = disks(a=disk(100), gone=disk(10**9), again=disk(500))
    after = disks(a=disk(300), new=disk(10**9), again=disk(499))
    only_a = counted_rates(disks(a=disk(100)), disks(a=disk(300)), 2.0)
    assert counted_rates(before, after, 2.0) == only_a


def test_without_a_device_that_counts_nothing_is_known() -> None:
    nothing: Mapping[str, DiskCounters] = {}
    for before, after in ((None, {"a": disk(1)}), (nothing, nothing), ({"a": disk(2)}, {"a": disk(1)})):
        assert counted_rates(DomainCounters(disks=before), DomainCounters(disks=after), 2.0).disk is None


def test_a_domain_that_is_in_one_reading_only_has_no_rates() -> None:
    assert counted_rates(None, disks(a=disk(1)), 2.0) == Rates() == counted_rates(disks(a=disk(1)), None, 2.0)
    assert counted_cpu_percent(None, DomainCounters(1), 2.0, 1) is None


def test_a_host_has_what_its_domains_have_together() -> None:
    one, other = Traffic(Flow(1.0, 2.0), Flow(3.0, 4.0), 2.0), Traffic(Flow(10.0, 20.0), Flow(30.0, 40.0), 2.0)
    total = total_rates([Rates(network=one), Rates(network=other), Rates()])
    assert total == Rates(network=Traffic(Flow(11.0, 22.0), Flow(33.0, 44.0), 2.0))


@given(COUNTERS, COUNTERS, SECONDS)
def test_each_device_has_its_own_rate_and_together_they_are_those_of_the_domain(
    before: DomainCounters, after: DomainCounters, over_s: float
) -> None:
    each, together = device_rates(before, after, over_s), counted_rates(before, after, over_s)
    assert each.disks.keys() == (after.disks or {}).keys()
    assert each.networks.keys() == (after.networks or {}).keys()
    for devices, total in ((each.disks, together.disk), (each.networks, together.network)):
        known = [traffic for traffic in devices.values() if traffic is not None]
        assert all(0 <= traffic.bytes_per_s <= 4e12 for traffic in known)
        assert (total is None) == (not known)
        if total is not None:
            assert isclose(sum(traffic.bytes_per_s for traffic in known), total.bytes_per_s, rel_tol=1e-9)


def test_a_device_that_was_just_attached_or_whose_counters_began_again_has_no_rate() -> None:
    before = DomainCounters(disks={"51712": disk(10), "51728": disk(500)})
    after = DomainCounters(disks={"51728": disk(400), "51744": disk(900), "51712": disk(30)})
    rates = device_rates(before, after, 2.0).disks
    assert list(rates) == ["51712", "51728", "51744"]
    assert rates["51728"] is None
    assert rates["51744"] is None
    assert rates["51712"] == Traffic(Flow(10.0, 30.0), Flow(20.0, 40.0), 2.0)


def test_without_two_readings_each_device_is_named_and_none_has_a_rate() -> None:
    assert device_rates(None, DomainCounters(disks={"51712": disk(1)}), 0.0).disks == {"51712": None}
    assert device_rates(DomainCounters(disks={"51712": disk(1)}), None, 2.0).disks == {}
