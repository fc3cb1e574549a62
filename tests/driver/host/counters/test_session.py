"""The sampler is started late, checked often, never believed unchecked, and started again less and less often."""

import threading
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.driver.host.counters.counted_host import CountedHost
from tests.samples import DOM0, record, sample
from tests.scripted import domids, listing, row, uuid_of
from xentui_driver.host.counters.session import LONGEST_REST_S, CounterSession
from xentui_driver.host.counters.voucher import AGAIN_AFTER_S, CHECK_EVERY_S
from xentui_driver.model.domain import DomainRole
from xentui_driver.model.errors import CommandTimedOut, NotCounted, OutputTooLarge, TransportClosed, XenError
from xentui_driver.sampler.watches import NOT_FOLLOWED, NamesFollowed
from xentui_driver.simulator.clock import SimulatedClock
from xentui_driver.simulator.population import populate
from xentui_driver.simulator.transport import SimulatorTransport
from xentui_driver.simulator.world import SimulatedXen
from xentui_driver.toolstack.limits import Limits
from xentui_driver.toolstack.listing import read_listing
from xentui_driver.toolstack.xl import Xl


@pytest.fixture
def host() -> CountedHost:
    return CountedHost()


def raising(error: XenError) -> Callable[[], str]:
    def say() -> str:
        raise error

    return say


def refusal_of(host: CountedHost) -> NotCounted:
    with pytest.raises(NotCounted) as refused:
        host.session.read()
    return refused.value


def test_nothing_is_started_before_it_is_asked_and_then_once(host: CountedHost) -> None:
    assert host.begun == 0
    for _ in range(3):
        assert set(host.session.read().counted.domains) == {(uuid_of(0), 0), (uuid_of(7), 7)}
    assert (host.begun, host.ended) == (1, 0)


def test_it_is_checked_at_its_start_and_each_minute(host: CountedHost) -> None:
    for _ in range(3):
        host.session.read()
    assert host.checks == 1
    host.clock.wait(CHECK_EVERY_S)
    host.session.read()
    assert host.checks == 2


def test_it_is_checked_whenever_the_set_of_domains_has_changed(host: CountedHost) -> None:
    host.session.read()
    host.say = lambda: sample(record(7), record(9))
    host.rows, host.ids = listing(row("web", 7), row("db", 9)), domids(7, 9)
    for _ in range(2):
        assert (uuid_of(9), 9) in host.session.read().counted.domains
    assert host.checks == 2


def test_one_that_differs_is_not_believed_and_ended(host: CountedHost) -> None:
    host.say = lambda: sample(record(7, mem=1))
    error = refusal_of(host)
    assert error.summary == "CPU, disks and networks aren't counted: what the sampler counts isn't what xl list says."
    assert error.detail.startswith("id 7: 524288 KiB listed")
    assert (host.begun, host.ended) == (1, 1)
    assert host.session.facts is None


def test_a_difference_that_is_over_at_the_next_look_is_none(host: CountedHost) -> None:
    said = [sample(record(7, mem=1)), sample(record(7, mem=1))]
    host.say = lambda: said.pop() if said else sample(record(7))
    assert host.session.read().counted.domains
    assert host.checks == 2


@pytest.mark.parametrize(
    "say",
    [
        raising(CommandTimedOut("The sampler gave no answer in 2 s and was ended.")),
        raising(OutputTooLarge("The sampler answered with more than 8 MiB and was ended.")),
        lambda: "garbage",
        lambda: '{"refusal": {"reason": "unknown record", "words": "its records have 120 bytes"}}',
    ],
)
def test_after_a_failure_it_rests_longer_each_time_and_says_why(host: CountedHost, say: Callable[[], str]) -> None:
    host.say = say
    first, rested = refusal_of(host), []
    assert first.state_now == "Everything else goes on."
    for begun in range(2, 10):
        while host.begun < begun:
            assert refusal_of(host).summary == first.summary
            host.clock.wait(1.0)
        rested.append(host.clock.monotonic_s())
    pauses = [later - earlier for earlier, later in pairwise(rested)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == pytest.approx(LONGEST_REST_S, abs=1.0)
    assert host.ended == host.begun


def test_one_that_answers_again_is_believed_after_a_check(host: CountedHost) -> None:
    host.session.read()
    host.say = raising(CommandTimedOut("The sampler gave no answer in 2 s and was ended."))
    refusal_of(host)
    host.say = lambda: sample(record(7))
    refusal_of(host)
    host.clock.wait(2.0)
    assert host.session.read().counted.domains
    assert host.checks == 2


def test_without_a_listing_one_that_was_never_checked_is_not_believed(host: CountedHost) -> None:
    host.rows = CommandTimedOut("xl list gave no answer in 5 s and was ended.")
    assert "xl list gave no answer" in refusal_of(host).summary or "xenstored" in refusal_of(host).summary


def test_a_listing_that_hangs_later_takes_nothing_away_and_is_not_asked_for_each_time(host: CountedHost) -> None:
    host.session.read()
    host.rows = CommandTimedOut("xl list gave no answer in 5 s and was ended.")
    host.say = lambda: sample(record(7), record(9))
    for _ in range(5):
        assert (uuid_of(9), 9) in host.session.read().counted.domains
    assert host.checks == 2


def test_leaving_is_no_failure(host: CountedHost) -> None:
    host.say = raising(TransportClosed("The console is leaving."))
    with pytest.raises(TransportClosed):
        host.session.read()
    assert host.ended == 1


def test_the_facts_of_a_sampler_at_work_are_told(host: CountedHost) -> None:
    used = iter((0.5, 0.51, 0.53))
    host.say = lambda: sample(record(7), cpu_s=next(used))
    host.session.read()
    host.session.read()
    facts = host.session.facts
    assert facts is not None
    assert (facts.xen, facts.record_bytes) == ("4.17", 112)
    assert facts.cpu_s == pytest.approx(0.02)


def test_moments_are_on_our_clock_and_as_far_apart_as_on_the_samplers(host: CountedHost) -> None:
    its_s = iter((1000.0, 1000.0, 1002.0))

    def say() -> str:
        host.clock.wait(0.5)
        return sample(record(7), at_s=next(its_s))

    host.say = say
    first = host.session.read().counted.taken_s
    assert host.clock.monotonic_s() - 0.5 <= first <= host.clock.monotonic_s()
    host.clock.wait(1.5)
    assert host.session.read().counted.taken_s - first == pytest.approx(2.0)


RECORDS = st.lists(st.tuples(st.integers(1, 6), st.integers(1, 3), st.integers(0, 1 << 40)), unique_by=lambda it: it[0])


@given(st.lists(RECORDS, min_size=1, max_size=6))
def test_no_figure_is_ever_under_another_identity(samples: list[list[tuple[int, int, int]]]) -> None:
    """Domids and UUIDs come, go and are swapped; CPU times tell which record a figure is from."""
    host = CountedHost()
    for drawn in samples:
        records = [record(domid, uuid=uuid_of(uuid), cpu=ns / 1e9) for domid, uuid, ns in sorted(drawn)]
        rows = [row("x", each.domid, cpu=each.cpu_time_ns / 1e9, uuid=each.uuid) for each in records]
        said = sample(*records)
        host.say, host.rows, host.ids = (lambda said=said: said), listing(*rows), domids(*(r.domid for r in records))  # type: ignore[misc]
        sampled = host.session.read()
        assert {identity: domain.cpu_time_ns for identity, domain in sampled.counted.domains.items()} == {
            (each.uuid, each.domid): each.cpu_time_ns for each in (DOM0, *records)
        }


def names_of(host: CountedHost) -> dict[int, str]:
    return {each.domid: each.name for each in host.session.read().listing.domains}


def test_between_two_checks_xl_is_not_asked_and_the_figures_are_new(host: CountedHost) -> None:
    host.session.read()
    host.say = lambda: sample(record(7, cpu=9.04, mem=300, vcpus=2), free_mib=77)
    sampled = host.session.read()
    (_, web) = sampled.listing.domains
    assert (web.name, web.memory_kib, web.vcpus, web.cpu_time_s) == ("web", 300 << 10, 2, 9.0)
    assert sampled.free_kib == 77 << 10
    assert host.checks == 1


def test_a_domain_of_which_nothing_new_is_said_stays_the_very_same(host: CountedHost) -> None:
    (_, web) = host.session.read().listing.domains
    host.say = lambda: sample(record(7), at_s=3.0)
    assert host.session.read().listing.domains[1] is web
    host.clock.wait(CHECK_EVERY_S)
    assert host.session.read().listing.domains[1] is web, "also as xl has listed it again"
    assert host.checks == 2
    host.say = lambda: sample(record(7, cpu=2.0))
    assert host.session.read().listing.domains[1].cpu_time_s == 2.0


def test_a_new_name_is_asked_for_once(host: CountedHost) -> None:
    assert names_of(host)[7] == "web"
    host.rows = listing(row("shop", 7))
    host.say = lambda: sample(record(7), names=NamesFollowed(2, 0.0))
    assert [names_of(host)[7] for _ in range(3)] == ["shop"] * 3
    assert host.checks == 2


def test_where_nobody_tells_of_new_names_xl_is_asked_each_time(host: CountedHost) -> None:
    host.say = lambda: sample(record(7), names=NOT_FOLLOWED)
    for checks in range(1, 4):
        host.session.read()
        assert host.checks == checks


def test_a_listing_in_doubt_is_asked_for_each_time(host: CountedHost) -> None:
    host.ids = CommandTimedOut("xenstore-list gave no answer.")
    for checks in range(1, 4):
        assert host.session.read().listing.problems
        assert host.checks == checks


def test_while_xenstored_is_silent_names_stay_and_their_age_is_told_and_xl_is_not_asked(host: CountedHost) -> None:
    host.session.read()
    host.say = lambda: sample(record(7, mem=300), record(9), names=NamesFollowed(None, 9.4))
    host.rows = CommandTimedOut("xl list gave no answer in 5 s and was ended.")
    listed = host.session.read().listing
    assert [(each.domid, each.name, each.role) for each in listed.domains] == [
        (0, "Domain-0", DomainRole.DOM0),
        (7, "web", DomainRole.GUEST),
        (9, "", DomainRole.NAMELESS),
    ]
    assert listed.problems == ("names may be old: xenstored has not answered for 9 s",)
    assert host.checks == 1


def test_while_xl_hangs_for_another_reason_that_is_told_until_it_answers(host: CountedHost) -> None:
    host.session.read()
    host.say = lambda: sample(record(7), record(9))
    host.rows = CommandTimedOut("xl list gave no answer in 5 s and was ended.")
    for _ in range(2):
        (problem,) = host.session.read().listing.problems
        assert problem.startswith("names may be old: ")
    host.rows, host.ids = listing(row("web", 7), row("db", 9)), domids(7, 9)
    host.clock.wait(AGAIN_AFTER_S)
    listed = host.session.read().listing
    assert ([each.name for each in listed.domains], listed.problems) == (["Domain-0", "web", "db"], ())


@pytest.mark.parametrize("seed", range(6))
def test_it_lists_what_xl_lists(seed: int) -> None:
    """The very same rows, whatever the guests do: nobody can tell which of the two has been asked."""
    xen = SimulatedXen(SimulatedClock(), seed)
    populate(xen, domains=25, churn=0.8, seed=seed)
    transport = SimulatorTransport(xen, "dom0a")
    session = CounterSession(Xl(transport, xen.clock, Limits(), threading.Event()))
    for _ in range(40):
        xen.clock.wait(2.0)
        assert session.read().listing.domains == read_listing(transport, 5.0).domains
