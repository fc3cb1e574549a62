"""What the listings and the counters of a host say together of each domain."""

from collections.abc import Iterable
from math import isclose

from hypothesis import given
from hypothesis import strategies as st

from tests.instances import running
from xentui.fleet.history import History
from xentui.fleet.past import Figures, Past
from xentui_driver.model.counters import Counted, DomainCounters, Identity, NetworkCounters
from xentui_driver.model.dataclass import replace
from xentui_driver.model.domain import Domain
from xentui_driver.model.rates import Rates


def domain(domid: int, cpu_time_s: float = 0.0, vcpus: int = 4) -> Domain:
    made = running("web", domid).domain
    assert made is not None
    return replace(made, cpu_time_s=cpu_time_s, vcpus=vcpus)


def identity(domid: int) -> Identity:
    return domain(domid).uuid, domid


def counters(domid: int, at_s: float) -> DomainCounters:
    """Of a domain that uses `domid` % and receives so many bytes a second."""
    received = round(domid * at_s)
    return DomainCounters(round(domid * at_s * 1e7), networks={"0": NetworkCounters(received, 0, 0, 0)})


def counted(at_s: float, *domids: int) -> Counted:
    return Counted(at_s, {identity(domid): counters(domid, at_s) for domid in domids})


def listed(history: History, at_s: float, *domids: int) -> History:
    return history.with_domains([domain(domid) for domid in domids], at_s, at_s)


def read(history: History, times_s: Iterable[float], *domids: int) -> History:
    """A listing, and then counters, at each of these times."""
    for at_s in times_s:
        history = listed(history, at_s, *domids).with_counters(counted(at_s, *domids))
    return history


def received(history: History, domid: int) -> float | None:
    network = history.usages()[identity(domid)].rates.network
    return network.inward.bytes_per_s if network is not None else None


def test_the_first_reading_shows_no_rate_and_the_second_says_over_which_time() -> None:
    first = read(History(), (10.0,), 50)
    assert first.usages()[identity(50)].rates == Rates()
    usage = read(first, (14.0,), 50).usages()[identity(50)]
    assert usage.cpu.percent == 50.0
    assert usage.cpu.over_s == 4.0
    assert usage.rates.network is not None
    assert usage.rates.network.over_s == 4.0
    assert usage.rates.network.inward.bytes_per_s == 50.0


def test_a_listing_leaves_the_rates_and_so_do_counters_that_come_too_soon() -> None:
    history = read(History(), (0.0, 2.0), 50)
    assert received(listed(history, 4.0, 50), 50) == 50.0
    spiky = Counted(2.1, {identity(50): DomainCounters(networks={"0": NetworkCounters(10**9, 0, 0, 0)})})
    assert received(history.with_counters(spiky), 50) == 50.0


def test_a_domain_has_rates_once_a_listing_has_shown_it() -> None:
    history = listed(History(), 0.0, 40).with_counters(counted(0.0, 40, 50)).with_counters(counted(2.0, 40, 50))
    assert set(history.usages()) == {identity(40)}
    history = listed(history, 2.1, 40, 50)
    assert received(history, 40) == 40.0
    assert received(history, 50) is None
    assert received(history.with_counters(counted(4.0, 40, 50)), 50) == 50.0


def test_without_counters_the_listing_tells_the_cpu_use_and_nothing_the_rest() -> None:
    history = read(History(), (0.0, 10.0), 50).without_counters()
    usage = history.usages()[identity(50)]
    assert usage.rates == Rates()
    assert usage.cpu.percent == 0.0, "as the listing says"
    assert usage.cpu.over_s == 10.0


def test_what_no_domain_can_have_used_is_taken_from_the_listing() -> None:
    history = listed(History(), 0.0, 1).with_counters(Counted(0.0, {identity(1): DomainCounters(0)}))
    impossible = Counted(10.0, {identity(1): DomainCounters(10**12)})
    history = history.with_domains([domain(1, 5.0)], 10.0, 10.0).with_counters(impossible)
    assert history.usages()[identity(1)].cpu.percent == 50.0


def test_a_clock_that_goes_back_begins_again() -> None:
    history = read(History(), (100.0, 102.0, 50.0), 50)
    assert received(history, 50) is None
    assert received(read(history, (52.0,), 50), 50) == 50.0


def test_who_does_nothing_has_equal_figures_however_exact_the_polls_are() -> None:
    idle = DomainCounters(5, networks={"0": NetworkCounters(7, 7, 7, 7)})
    history, found = listed(History(), 0.0, 1), []
    for at_s in (0.0, 2.004, 4.001, 6.013):
        history = history.with_counters(Counted(at_s, {identity(1): idle}))
        found.append(history.usages()[identity(1)])
    assert found[1] == found[2] == found[3] != found[0]


IDLE = (None, 0, 7)
"""What a domain's counters have grown by; nothing as the very same value, or as an equal one."""


@given(st.lists(st.tuples(st.sampled_from((2.0, 2.02, 4.0)), st.sampled_from(IDLE)), max_size=12))
def test_counters_that_are_the_very_same_value_say_what_equal_ones_say(steps: list[tuple[float, int | None]]) -> None:
    at_s, now = 0.0, DomainCounters(0, networks={"0": NetworkCounters(0, 0, 0, 0)})
    one = other = listed(History(), at_s, 1)
    for pause_s, growth in steps:
        at_s += pause_s
        if growth is not None:
            grown = (now.cpu_time_ns or 0) + growth * 10**6
            now = DomainCounters(grown, networks={"0": NetworkCounters(grown, grown, growth, growth)})
        one = one.with_counters(Counted(at_s, {identity(1): now}))
        other = other.with_counters(Counted(at_s, {identity(1): replace(now)}))
        assert one.usages() == other.usages()
        assert [usage.cpu.over_s for usage in one.usages().values()] == [
            usage.cpu.over_s for usage in other.usages().values()
        ]


def test_the_host_has_what_its_domains_have_together() -> None:
    network = read(History(), (0.0, 10.0), 30, 40).host.rates.network
    assert network is not None
    assert network.inward.bytes_per_s == 70.0


STEPS = st.lists(
    st.tuples(
        st.floats(0.0, 5.0),  # since the last one
        st.booleans(),  # whether it is a listing, or counters
        st.sets(st.integers(1, 8), max_size=8),  # the domains that are there
    ),
    max_size=40,
)


@given(STEPS)
def test_no_figure_is_ever_shown_under_another_identity(steps: list[tuple[float, bool, set[int]]]) -> None:
    history, now_s = History(), 1000.0
    for pause_s, is_listing, domids in steps:
        now_s += pause_s
        if is_listing:
            history = listed(history, now_s, *domids)
            assert set(history.usages()) == {identity(domid) for domid in domids}
        else:
            history = history.with_counters(counted(now_s, *domids))
        for (_, domid), usage in history.usages().items():
            rate = usage.rates.network
            assert rate is None or isclose(rate.inward.bytes_per_s, domid, abs_tol=1.3 / rate.over_s)
            assert (
                usage.cpu.percent is None or usage.cpu.percent == 0.0 or isclose(usage.cpu.percent, domid, abs_tol=1e-3)
            )


def test_the_past_of_a_domain_and_of_the_host_hold_every_figure_of_the_listings() -> None:
    history = read(History(), (0.0, 2.0, 4.0), 30, 40)
    web = history.past(identity(30)).recent()
    assert [each.at_s for each in web] == [0.0, 2.0, 4.0]
    memory_kib = domain(30).memory_kib
    assert web[-1].figures == Figures(30.0, memory_kib, 30.0, 0.0, None, None)
    assert history.host_past.recent()[-1].figures == Figures(70.0, 2 * memory_kib, 70.0, 0.0, None, None)
    assert listed(history, 6.0, 40).past(identity(30)) == Past(), "it is gone"


def restarted(domid: int, uuid: str) -> Domain:
    return replace(domain(domid), uuid=uuid)


def test_a_guest_that_is_started_again_keeps_its_past_and_gets_no_rate_from_it() -> None:
    uuid = domain(1).uuid
    history = History().with_domains([restarted(1, uuid)], 0.0, 0.0)
    history = history.with_domains([], 2.0, 2.0).with_domains([restarted(9, uuid)], 4.0, 4.0)
    assert [each.at_s for each in history.past((uuid, 9)).recent()] == [0.0, 4.0]
    assert history.usages()[uuid, 9].cpu.percent is None
    other = history.with_domains([restarted(9, uuid), restarted(10, domain(2).uuid)], 6.0, 6.0)
    assert [each.at_s for each in other.past((domain(2).uuid, 10)).recent()] == [6.0]


def test_two_domains_of_one_uuid_have_a_past_each() -> None:
    uuid = domain(1).uuid
    history = History().with_domains([restarted(1, uuid)], 0.0, 0.0)
    history = history.with_domains([restarted(1, uuid), restarted(2, uuid)], 2.0, 2.0)
    assert [each.at_s for each in history.past((uuid, 1)).recent()] == [0.0, 2.0]
    assert [each.at_s for each in history.past((uuid, 2)).recent()] == [2.0]


def test_the_past_of_guests_that_never_come_back_is_bounded() -> None:
    history = History()
    for number in range(500):
        history = history.with_domains([restarted(number, f"{number:08}-0000-4000-8000-000000000001")], number, number)
    assert len(history._gone) == 64
