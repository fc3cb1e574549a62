"""The state of a host: what its sources have said, each with its age and its failure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.driver.simulated_host import SimulatedHostWithDriver
from tests.instances import running
from tests.scripted import Answer, ScriptedTransport, domids, listing, row, uuid_of
from tests.xentui.fleet.watching import Watcher
from xentui.fleet.host_state import MANY, HostState
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.host.sources import DefinitionsRead, DomainsRead, NodeRead, Reading, SourceName
from xentui_driver.model.counters import Counted, DiskCounters, DomainCounters
from xentui_driver.model.dataclass import replace
from xentui_driver.model.errors import CommandTimedOut, ParseError, XenError
from xentui_driver.model.node import NodeInfo
from xentui_driver.model.rates import NO_RATES
from xentui_driver.operations.rebuilds import Monitors
from xentui_driver.simulator import SimulatedClock
from xentui_driver.toolstack.listing import Listing

FAILURE = CommandTimedOut("xl list -v did not answer within 15 s and was ended.")
INFO = "total_memory : 16384\nfree_memory : 4096\nnr_cpus : 4\n"
WEB = "/etc/xen/web.cfg"

if TYPE_CHECKING:
    from xentui_driver.host.sources import Value


NOTHING_LISTED = Listing(())


def listed(taken_s: float = 1.0, listing: Listing = NOTHING_LISTED) -> Reading:
    read = DomainsRead(listing, Monitors(), taken_s, taken_s)
    return Reading("dom0a", SourceName.LISTING, taken_s, read)


def reading(source: SourceName, taken_s: float, said: Value | XenError) -> Reading:
    if isinstance(said, XenError):
        return Reading("dom0a", source, taken_s, error=said)
    return Reading("dom0a", source, taken_s, said)


def good(taken_s: float = 1.0) -> HostState:
    state = HostState("dom0a", 0.0).with_reading(listed(taken_s))
    state = state.with_reading(reading(SourceName.DEFINITIONS, taken_s, DefinitionsRead()))
    return state.with_reading(reading(SourceName.NODE, taken_s, NodeRead(NodeInfo(cpus=4))))


def staleness(
    state: HostState, now_s: float, *, waiting_s: float = 0.0, frozen: bool = False
) -> tuple[float, str] | None:
    found = state.staleness(now_s, waiting_s=waiting_s, interval_s=2.0, frozen=frozen)
    return (found.age_s, found.reason) if found else None


def problems(state: HostState) -> tuple[str, ...]:
    assert state.snapshot is not None
    return state.snapshot.problems


def test_a_failed_listing_loses_nothing() -> None:
    state = good()
    failed = state.with_reading(reading(SourceName.LISTING, 13.0, FAILURE))
    assert failed.snapshot is state.snapshot
    assert staleness(state, 2.0) is None
    assert staleness(failed, 13.0) == (12.0, FAILURE.summary)
    assert staleness(failed.with_reading(listed(14.0)), 15.0) is None


def test_what_stops_several_sources_at_once_is_one_error() -> None:
    lost = [reading(source, 3.0, FAILURE) for source in (SourceName.DEFINITIONS, SourceName.LISTING, SourceName.NODE)]
    state, told = good(), []
    for each in (*lost, *lost):
        told.append(state.new_error(each))
        state = state.with_reading(each)
    assert told == [FAILURE, None, None, None, None, None]
    back = state.with_reading(listed(4.0))
    again = reading(SourceName.LISTING, 5.0, FAILURE)
    assert back.new_error(listed(5.0)) is None
    assert back.new_error(again) is FAILURE, "since it has answered"


def test_a_listing_that_hangs_is_told_before_it_fails() -> None:
    assert staleness(good(), 3.0, waiting_s=1.0) is None
    assert staleness(good(), 8.0, waiting_s=6.0) == (7.0, "xl has not answered for 6 s")


def test_without_any_answer_the_wait_counts_from_the_start() -> None:
    assert staleness(HostState("dom0a", 10.0), 15.0, waiting_s=5.0) == (5.0, "xl has not answered for 5 s")


def test_a_frozen_picture_says_so_once_it_is_old() -> None:
    assert staleness(good(), 4.0, frozen=True) is None
    assert staleness(good(), 61.0, frozen=True) == (60.0, "polling is frozen")


def test_an_answer_that_can_t_be_read_is_no_silence() -> None:
    unreadable = ParseError("xl list -v", 2, "garbage", "no row of a domain")
    for failure, lack in ((FAILURE, "no answer"), (unreadable, "no readable answer")):
        state = HostState("dom0a", 0.0).with_reading(reading(SourceName.LISTING, 5.0, failure))
        found = state.staleness(5.0, waiting_s=0.0, interval_s=2.0, frozen=False)
        assert found is not None
        assert found.lack == lack


def test_the_first_picture_has_what_every_source_says() -> None:
    state = HostState("dom0a", 0.0).with_reading(listed())
    assert state.snapshot is None
    state = state.with_reading(reading(SourceName.DEFINITIONS, 1.0, DefinitionsRead()))
    assert state.snapshot is None
    assert state.with_reading(reading(SourceName.NODE, 1.1, FAILURE)).snapshot is not None


def test_the_first_picture_of_many_guests_waits_for_their_listing_only() -> None:
    domains = tuple(domain for n in range(1, MANY + 2) if (domain := running(f"web-{n}", n).domain) is not None)
    read = DomainsRead(Listing(domains), Monitors(), 1.0, 1.0)
    state = HostState("dom0a", 0.0).with_reading(reading(SourceName.LISTING, 1.0, read))
    assert state.snapshot is not None
    assert len(state.snapshot.instances) == MANY + 1
    assert state.lacks_definitions
    state = state.with_reading(reading(SourceName.DEFINITIONS, 2.0, DefinitionsRead()))
    assert not state.lacks_definitions
    assert not HostState("dom0a", 0.0).lacks_definitions, "nothing is shown that could lack them"


def test_the_first_picture_does_not_wait_for_a_source_that_hangs() -> None:
    state = HostState("dom0a", 0.0).with_reading(listed(1.0))
    assert state.without_waiting(2.0).snapshot is None
    assert state.without_waiting(5.0).snapshot is not None
    assert state.with_reading(listed(5.0)).snapshot is not None
    assert HostState("dom0a", 0.0).without_waiting(60.0).snapshot is None, "there is nothing to show"


def test_a_node_that_fails_costs_only_the_node() -> None:
    state = good().with_reading(reading(SourceName.NODE, 3.0, CommandTimedOut("xl info did not answer.")))
    assert state.snapshot is not None
    assert state.snapshot.node == NodeInfo()
    assert problems(state) == ("xl info did not answer.",)
    assert staleness(state, 3.0) is None
    state = state.with_reading(reading(SourceName.NODE, 5.0, NodeRead(NodeInfo(cpus=4))))
    assert state.snapshot is not None
    assert state.snapshot.node.cpus == 4
    assert problems(state) == ()


def test_a_source_that_lets_listings_go_by_is_said_to_be_silent() -> None:
    state = good()
    for taken_s in (3.0, 5.0, 7.0):
        state = state.with_reading(reading(SourceName.DEFINITIONS, taken_s, DefinitionsRead()))
        state = state.with_reading(listed(taken_s))
    assert problems(state) == ("xl info has not answered for 4 s",)
    assert state.snapshot is not None
    assert state.snapshot.node == NodeInfo(), "its free memory is no longer that of this listing"
    assert problems(state.with_reading(reading(SourceName.NODE, 7.1, NodeRead(NodeInfo(cpus=4))))) == ()


def test_a_source_that_is_only_asked_seldom_is_not_silent() -> None:
    state = good()
    for taken_s in (61.0, 121.0, 181.0):
        state = state.with_reading(listed(taken_s))
        assert problems(state) == ()
        state = state.with_reading(reading(SourceName.NODE, taken_s + 0.1, NodeRead()))
        state = state.with_reading(reading(SourceName.DEFINITIONS, taken_s + 0.1, DefinitionsRead()))


def test_a_reading_that_says_nothing_new_makes_no_new_picture() -> None:
    state = good()
    again = state.with_reading(reading(SourceName.NODE, 3.0, NodeRead(NodeInfo(cpus=4))))
    assert again.snapshot is state.snapshot
    assert again.readings[SourceName.NODE].taken_s == 3.0


def test_only_a_listing_and_the_definitions_make_new_rows() -> None:
    host = SimulatedHostWithDriver()
    host.started("web")
    watcher = Watcher(host.driver)
    before = watcher.look().snapshot
    node = NodeRead(NodeInfo(cpus=64), store=watcher.state.known.node.store)
    after = watcher.state.with_reading(reading(SourceName.NODE, 9.0, node)).snapshot
    assert before is not None
    assert after is not None
    assert after.node.cpus == 64
    assert after.instances is before.instances


def test_what_the_node_says_is_beside_the_rows_and_a_listing_may_make_others() -> None:
    state = good().with_reading(listed(2.0))
    node = state.with_reading(reading(SourceName.NODE, 3.0, NodeRead(NodeInfo(cpus=8))))
    assert node.snapshot is not state.snapshot
    assert node.has_rows_of(state)
    assert node.with_reading(listed(4.0)).has_rows_of(node), "a listing that says the same"
    assert not node.with_reading(listed_web(4.0)).has_rows_of(node)
    assert not node.with_reading(listed(4.0, Listing((), problems=("line 3 can't be read",)))).has_rows_of(node)
    assert not good().has_rows_of(HostState("dom0a", 0.0))


def test_a_running_guest_has_its_own_maximum_and_none_once_the_node_does_not_answer() -> None:
    host = SimulatedHostWithDriver()
    host.started("web", "maxmem = 1024")
    host.define("web", "maxmem = 4096")
    watcher = Watcher(host.driver)
    watcher.look()
    assert maximum_kib(watcher.state) == 1024 << 10
    failed = watcher.state.with_reading(reading(SourceName.NODE, 9.0, XenError("no answer")))
    assert maximum_kib(failed) is None


def maximum_kib(state: HostState) -> int | None:
    web = state.instance(WEB)
    assert web is not None
    assert web.definition is not None
    assert web.definition.maximum_memory_kib == 4096 << 10
    return web.running_maximum_kib


def test_definitions_that_can_t_be_read_now_keep_their_rows() -> None:
    host = SimulatedHostWithDriver()
    host.define("web")
    watcher = Watcher(host.driver)
    watcher.look()
    failed = watcher.state.with_reading(reading(SourceName.DEFINITIONS, 9.0, XenError("no folder")))
    assert failed.instance(WEB) is not None
    assert problems(failed) == ("no folder",)


def test_a_definition_that_is_written_between_two_listings_is_shown_at_once() -> None:
    host = SimulatedHostWithDriver()
    watcher = Watcher(host.driver)
    before = watcher.look()
    host.define("web")
    watcher.read(SourceName.DEFINITIONS)
    assert watcher.state.instance(WEB) is not None
    assert watcher.state.restarts is before.restarts, "no listing is taken into account twice"


def watched(answers: dict[str, Answer | list[Answer]], clock: SimulatedClock) -> tuple[Watcher, ScriptedTransport]:
    ids: Answer = domids(7)
    transport = ScriptedTransport({"xenstore-list /local/domain": ids, "xl info": INFO} | answers)
    return Watcher(Hypervisor(transport, clock)), transport


def test_figures_that_no_moment_makes_fit_are_read_twice_only_once() -> None:
    watcher, transport = watched({"xl list -v": listing(row("web", 7, mem=15_000))}, SimulatedClock())
    for _ in range(2):
        told = watcher.snapshot().problems
        assert [problem for problem in told if "memory doesn't add up" in problem]
        assert not [problem for problem in told if "different moments" in problem]
    assert transport.asked.count("xl list -v") == 3


def test_a_listing_that_took_long_shows_nobody_busier_than_its_vcpus() -> None:
    clock = SimulatedClock()

    def slow(seconds: float, cpu_time_s: float) -> Answer:
        def answer() -> str:
            clock.wait(seconds)
            return listing(row("web", 7, cpu=cpu_time_s))

        return answer

    watcher, _ = watched({"xl list -v": [slow(2.0, 0.0), slow(0.0, 3.0)]}, clock)
    watcher.look()
    clock.wait(1.0)
    (web,) = (each for each in watcher.snapshot().instances if each.name == "web")
    assert web.cpu_percent == 100.0


def test_a_look_costs_three_commands_and_the_first_two_ask_xenstore_too() -> None:
    watcher, transport = watched({"xl list -v": listing(row("web", 7))}, SimulatedClock())
    costs = []
    for _ in range(4):
        transport.asked.clear()
        watcher.look()
        costs.append(len(transport.asked))
    assert costs == [4, 4, 3, 3]


def test_one_guest_is_not_taken_for_another_that_has_its_domid() -> None:
    one, other = (listing(row("web", 7, uuid=uuid_of(number), cpu=cpu)) for number, cpu in ((1, 5.0), (2, 9.0)))
    clock = SimulatedClock()
    watcher, _ = watched({"xl list -v": [one, other]}, clock)
    watcher.look()
    clock.wait(2.0)
    assert [each.cpu_percent for each in watcher.snapshot().instances if each.name == "web"] == [None]


WEB_DOMAIN = running("web", 1).domain
NEVER_COUNTED = CommandTimedOut("The counters gave no answer in 2 s.")


def listed_web(taken_s: float) -> Reading:
    assert WEB_DOMAIN is not None
    read = DomainsRead(Listing((WEB_DOMAIN,)), Monitors(), taken_s, taken_s)
    return Reading("dom0a", SourceName.LISTING, taken_s, read)


def counted(taken_s: float) -> Reading:
    """Of a guest that writes 100 bytes a second."""
    assert WEB_DOMAIN is not None
    disk = DiskCounters(0, round(100 * taken_s), 0, 0)
    value = Counted(taken_s, {(WEB_DOMAIN.uuid, 1): DomainCounters(0, disks={"51712": disk})})
    return reading(SourceName.COUNTERS, taken_s, value)


def rated(*readings: Reading) -> HostState:
    """The state of a host whose guest has rates, after these readings."""
    state = good(0.0)
    for each in (listed_web(0.0), counted(0.1), listed_web(2.0), counted(2.1), *readings):
        state = state.with_reading(each)
    return state


def written(state: HostState) -> float | None:
    assert state.snapshot is not None
    disk = state.snapshot.instances[0].rates.disk
    return disk.outward.bytes_per_s if disk is not None else None


def test_the_counters_give_each_guest_and_the_host_their_rates() -> None:
    state = rated()
    assert written(state) == 100.0
    assert state.rates.disk is not None
    assert state.rates.disk.bytes_per_s == 100.0


def test_the_first_picture_shows_no_rate() -> None:
    state = good(0.0).with_reading(listed_web(0.0)).with_reading(counted(0.1))
    assert written(state) is None
    assert state.rates == NO_RATES
    assert problems(state) == ()


def test_counters_that_fail_cost_only_the_rates() -> None:
    state = rated(reading(SourceName.COUNTERS, 3.0, NEVER_COUNTED))
    assert written(state) is None
    assert state.rates == NO_RATES
    assert problems(state) == (NEVER_COUNTED.summary,)
    assert staleness(state, 3.0) is None
    assert state.snapshot is not None
    assert state.snapshot.node.cpus == 4


def test_counters_that_come_again_need_two_readings() -> None:
    state = rated(reading(SourceName.COUNTERS, 3.0, NEVER_COUNTED), listed_web(4.0), counted(4.1))
    assert written(state) is None
    assert problems(state) == ()
    assert written(state.with_reading(counted(6.1))) == 100.0


def test_counters_that_let_listings_go_by_are_soon_no_longer_shown() -> None:
    state = rated(listed_web(4.0))
    assert written(state) == 100.0, "it is a listing late"
    state = rated(*(listed_web(at_s) for at_s in (4.0, 6.0, 8.0, 10.0)))
    assert written(state) is None
    assert "CPU, disks and networks have not been counted for 6 s" in problems(state)


def test_a_host_without_counters_has_no_problem_with_them() -> None:
    state = good(0.0)
    for at_s in (2.0, 4.0, 6.0, 8.0, 10.0):
        for source, value in ((SourceName.NODE, NodeRead()), (SourceName.DEFINITIONS, DefinitionsRead())):
            state = state.with_reading(reading(source, at_s, value))
        state = state.with_reading(listed_web(at_s))
    assert problems(state) == ()


def counted_in_listing(taken_s: float) -> Reading:
    read, counters = listed_web(taken_s), counted(taken_s).value
    assert isinstance(read.value, DomainsRead)
    assert isinstance(counters, Counted)
    return replace(read, value=replace(read.value, counted=counters))


def test_counters_that_come_with_a_listing_are_in_its_picture_and_make_no_other() -> None:
    state = good(0.0)
    for at_s in (2.0, 4.0):
        state = state.with_reading(counted_in_listing(at_s))
        after = state.with_reading(counted(at_s)).with_reading(reading(SourceName.NODE, at_s, state.known.node))
        assert after.snapshot is state.snapshot or at_s == 2.0, "the first one may bring news"
        state = after
    assert written(state) == 100.0


def test_a_listing_without_them_between_two_costs_no_rate() -> None:
    state = good(0.0)
    for each in (counted_in_listing(2.0), listed_web(4.0), counted_in_listing(6.0)):
        state = state.with_reading(each)
    assert written(state) == 100.0


def test_a_guest_has_its_uptime_also_while_the_node_does_not_answer_and_a_new_domain_begins_again() -> None:
    host = SimulatedHostWithDriver()
    host.started("web")
    watcher = Watcher(host.driver)
    watcher.look()
    host.clock.advance(125.0)
    watcher.look()
    web = watcher.state.instance(WEB)
    assert web is not None
    assert web.up_s is not None
    assert 120 <= web.up_s <= 180
    failed = watcher.state.with_reading(reading(SourceName.NODE, 9.0, XenError("no answer"))).instance(WEB)
    assert failed is not None
    assert failed.up_s == web.up_s
    assert web.ref is not None
    host.driver.reset(web.ref, web.definition)
    watcher.look()
    again = watcher.state.instance(WEB)
    assert again is not None
    assert again.up_s == 0
