"""The poller never ends by itself, never reads a source twice at once, and leaves at once."""

import threading
from collections.abc import Callable
from typing import ClassVar

import pytest

from tests.samples import record, sample
from tests.scripted import Answer, ScriptedTransport, domids, listing, row, uuid_of
from tests.waiting import ROOM_S, until
from xentui.fleet.host_state import MANY, HostState
from xentui.fleet.news_pace import MOST_AT_ONCE
from xentui.fleet.polling import Poller
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.host.sources import DomainsRead, Reading, SourceName
from xentui_driver.model.clock import SystemClock
from xentui_driver.model.dataclass import replace
from xentui_driver.model.departure import Departure
from xentui_driver.model.domain import DomainRef
from xentui_driver.model.errors import CommandTimedOut, TransportClosed
from xentui_driver.model.instance import Instance
from xentui_driver.operations.departure_book import DepartureBook

INFO = "total_memory : 16384\nfree_memory : 4096\nnr_cpus : 4\n"
LISTED = listing(row("web", 1))
WEB = b'name = "web"\nmemory = 512\n'


class Polled:
    """A poller, and what it has delivered so far."""

    def __init__(
        self,
        answer: Answer | list[Answer],
        *,
        info: Answer | list[Answer] = INFO,
        ids: list[Answer] | None = None,
        interval_s: float = 60.0,
        talk: Callable[[], str] | None = None,
    ) -> None:
        known: list[Answer] = ids or [domids(1)]
        answers = {"xl list -v": answer, "xenstore-list /local/domain": known, "xl info": info}
        self.transport = ScriptedTransport(answers, {"/etc/xen/web.cfg": WEB}, talk=talk)
        self.state = HostState("dom0a", 0.0)
        self.readings: list[Reading] = []
        hypervisor = Hypervisor(self.transport)
        self.news = hypervisor.news
        self.sources = tuple(source.name for source in hypervisor.sources)
        self.poller = Poller(hypervisor, self.state, self._take, interval_s)
        self._lock = threading.Lock()

    def _take(self, state: HostState) -> None:
        with self._lock:
            before, self.state = self.state, state
            self.readings += (each for each in state.readings.values() if each is not before.readings.get(each.source))

    def of(self, source: SourceName) -> list[Reading]:
        with self._lock:
            return [each for each in self.readings if each.source is source]

    def start(self) -> "Polled":
        self.poller.start()
        return self

    def come(self, source: SourceName, count: int) -> list[Reading]:
        """Wait for so many readings."""
        until(lambda: len(self.of(source)) >= count)
        return self.of(source)

    def leave(self) -> None:
        self.poller.leave()
        assert self.poller.join(ROOM_S)


def hanging(event: threading.Event, told: str) -> Callable[[], str]:
    def answer() -> str:
        event.wait(30)
        return told

    return answer


def test_every_source_is_read_and_they_make_a_picture() -> None:
    polled = Polled(LISTED).start()
    until(lambda: polled.state.snapshot)
    polled.leave()
    snapshot = polled.state.snapshot
    assert snapshot is not None
    assert [i.name for i in snapshot.instances] == ["Domain-0", "web"]
    assert snapshot.instances[1].definition is not None
    assert snapshot.memory is not None


class Noting(str):
    """Notes which thread has let go of it."""

    let_go_by: ClassVar[list[str]] = []

    def __del__(self) -> None:
        self.let_go_by.append(threading.current_thread().name)


def test_what_a_state_held_is_let_go_of_by_the_thread_that_lists() -> None:
    """Not by the last one that shows it: that is the event loop."""
    polled = Polled(LISTED, talk=lambda: sample(record(1))).start()
    for source in polled.sources:
        polled.come(source, 1)
    polled.poller.change(lambda state: replace(state, _rows=(Instance("web", rebooting=DomainRef("", 7, Noting())),)))
    polled.poller.refresh()
    polled.come(SourceName.LISTING, 2)
    until(lambda: polled.state.snapshot and polled.state.snapshot.instances[0].name)
    assert not Noting.let_go_by
    polled.poller.refresh()
    until(lambda: Noting.let_go_by)
    polled.leave()
    assert Noting.let_go_by == ["poll listing of dom0a"]


def test_a_refresh_reads_every_source_before_its_time() -> None:
    polled = Polled(LISTED, talk=lambda: sample(record(1))).start()
    for source in polled.sources:
        polled.come(source, 1)
    polled.poller.refresh()
    for source in polled.sources:
        polled.come(source, 2)
    polled.leave()
    assert all(reading.error is None for reading in polled.readings)


def test_what_the_sampler_calls_for_is_read_long_before_its_time() -> None:
    """And once more: what has begun goes on without a word."""
    polled = Polled(LISTED, talk=lambda: sample(record(1)), interval_s=3600.0).start()
    polled.come(SourceName.COUNTERS, 1)
    polled.transport.called()
    for source in (SourceName.LISTING, SourceName.DEFINITIONS, SourceName.NODE):
        polled.come(source, 3)
    polled.leave()
    assert len(polled.of(SourceName.LISTING)) == 3


def test_news_that_come_during_a_reading_are_read_after_it() -> None:
    answers = threading.Event()
    polled = Polled([hanging(answers, LISTED), LISTED], interval_s=3600.0).start()
    until(lambda: polled.poller.waiting_s() > 0)
    polled.news.tell()
    answers.set()
    polled.come(SourceName.LISTING, 2)
    polled.leave()


def test_a_storm_of_news_is_read_a_few_times() -> None:
    polled = Polled(LISTED, interval_s=3600.0).start()
    polled.come(SourceName.LISTING, 1)
    for _ in range(10_000):
        polled.news.tell()
    polled.come(SourceName.LISTING, 2)
    polled.leave()
    assert len(polled.of(SourceName.LISTING)) <= 1 + MOST_AT_ONCE


def test_what_is_frozen_stays_as_it_is_whatever_happens() -> None:
    polled = Polled(LISTED, interval_s=3600.0).start()
    polled.come(SourceName.NODE, 1)
    polled.poller.frozen = True
    tell_until_another_host_has_answered(polled)
    polled.leave()
    assert len(polled.of(SourceName.LISTING)) == 1


def test_a_host_that_fails_is_asked_no_sooner_for_its_news() -> None:
    polled = Polled([CommandTimedOut("no answer"), LISTED], interval_s=3600.0).start()
    polled.come(SourceName.LISTING, 1)
    tell_until_another_host_has_answered(polled)
    polled.leave()
    assert len(polled.of(SourceName.LISTING)) == 1


def tell_until_another_host_has_answered(polled: Polled) -> None:
    """The same news, told to this one first."""
    other = Polled(LISTED, interval_s=3600.0).start()
    other.come(SourceName.LISTING, 1)
    polled.news.tell()
    other.news.tell()
    other.come(SourceName.LISTING, 3)
    other.leave()


def test_news_hold_up_no_leaving() -> None:
    polled = Polled(LISTED, interval_s=3600.0).start()
    polled.come(SourceName.LISTING, 1)
    polled.poller.leave()
    polled.news.tell()
    assert polled.poller.join(ROOM_S)


def test_a_failure_is_a_reading_and_polling_goes_on() -> None:
    polled = Polled([CommandTimedOut("no answer"), LISTED]).start()
    (failed,) = polled.come(SourceName.LISTING, 1)
    assert failed.error is not None
    polled.poller.refresh()
    assert isinstance(polled.come(SourceName.LISTING, 2)[1].value, DomainsRead)
    polled.leave()


def test_a_listing_that_fails_asks_no_node() -> None:
    polled = Polled(CommandTimedOut("no answer")).start()
    polled.come(SourceName.LISTING, 1)
    polled.leave()
    assert "xl info" not in polled.transport.asked


def test_a_node_that_hangs_holds_up_nothing_else() -> None:
    answers = threading.Event()
    polled = Polled(LISTED, info=hanging(answers, INFO), interval_s=0.01).start()
    polled.come(SourceName.LISTING, 5)
    polled.come(SourceName.DEFINITIONS, 5)
    assert polled.of(SourceName.NODE) == []
    assert polled.poller.waiting_s(SourceName.NODE) > 0
    answers.set()
    polled.come(SourceName.NODE, 1)
    polled.leave()


def test_definitions_are_read_while_a_listing_hangs() -> None:
    answers = threading.Event()
    polled = Polled(hanging(answers, LISTED), interval_s=0.01).start()
    polled.come(SourceName.DEFINITIONS, 3)
    assert polled.of(SourceName.LISTING) == []
    answers.set()
    polled.leave()


def test_a_refresh_does_not_wait_for_a_listing_that_hangs() -> None:
    answers = threading.Event()
    polled = Polled(hanging(answers, LISTED)).start()
    until(lambda: polled.poller.waiting_s() > 0)
    polled.poller.refresh()
    polled.come(SourceName.DEFINITIONS, 1)
    answers.set()
    polled.leave()


def test_a_node_that_fails_again_and_again_is_not_asked_at_each_listing() -> None:
    polled = Polled(LISTED, info=CommandTimedOut("no answer"), interval_s=0.001).start()
    polled.come(SourceName.NODE, 4)
    polled.come(SourceName.LISTING, 40)
    polled.leave()
    failed = len(polled.of(SourceName.NODE))
    assert failed <= len(polled.of(SourceName.LISTING)) // 2


def test_the_memory_of_the_node_is_that_of_the_listing_before_it() -> None:
    """As of the moment when the node was read: an older listing may have a guest that is gone."""
    polled = Polled([listing(row("web", 1, mem=2048)), listing(row("web", 1, mem=1024))]).start()
    until(lambda: polled.state.snapshot)
    first = polled.state.snapshot
    assert first is not None
    assert first.memory is not None
    assert first.memory.guests_kib == 2048 << 10
    polled.poller.refresh()
    polled.come(SourceName.NODE, 2)
    polled.leave()
    second = polled.state.snapshot
    assert second is not None
    assert second.memory is not None
    assert second.memory.guests_kib == 1024 << 10


def test_a_closed_transport_ends_it_without_a_word() -> None:
    polled = Polled(TransportClosed("leaving")).start()
    until(lambda: not any(thread.name == "poll listing of dom0a" for thread in threading.enumerate()))
    assert polled.of(SourceName.LISTING) == []
    polled.leave()


def test_frozen_reads_only_when_asked() -> None:
    polled = Polled(LISTED, interval_s=0.01)
    polled.poller.frozen = True
    polled.start()
    polled.come(SourceName.NODE, 1)
    polled.poller.refresh()
    polled.come(SourceName.NODE, 2)
    polled.leave()
    assert len(polled.of(SourceName.LISTING)) == 2


def test_leaving_does_not_wait_for_a_reading_that_hangs() -> None:
    answers = threading.Event()
    polled = Polled(hanging(answers, LISTED)).start()
    until(lambda: polled.poller.waiting_s() > 0)
    polled.poller.leave()
    answers.set()
    assert polled.poller.join(ROOM_S)
    assert polled.of(SourceName.LISTING) == []


def test_a_guest_that_is_back_in_one_listing_only_has_not_left_any_more() -> None:
    """It may have ended again before anybody has looked at that listing."""
    left = Departure(uuid_of(9), "mail", 3, "dom0a", "dom0b", 1.0, is_certain=True)
    back = row("mail", 9, uuid=uuid_of(9))
    polled = Polled([LISTED, listing(row("web", 1), back), LISTED], ids=[domids(1), domids(1, 9), domids(1)])
    DepartureBook(polled.transport, SystemClock(), "/etc/xen").note(left)
    polled.start()
    until(lambda: polled.state.snapshot)
    assert polled.state.snapshot is not None
    assert polled.state.snapshot.departures == (left,)
    for count in (2, 3):
        polled.poller.refresh()
        polled.come(SourceName.LISTING, count)
    polled.leave()
    assert DepartureBook(polled.transport, SystemClock(), "/etc/xen").all() == ()


def test_the_definitions_are_read_behind_the_first_listing() -> None:
    """Thousands of them would make it late."""
    answers = threading.Event()
    polled = Polled(hanging(answers, LISTED)).start()
    until(lambda: polled.poller.waiting_s() > 0)
    assert polled.poller.waiting_s(SourceName.DEFINITIONS) == 0
    assert polled.of(SourceName.DEFINITIONS) == []
    answers.set()
    polled.come(SourceName.DEFINITIONS, 1)
    polled.leave()
    assert polled.readings[0].source is SourceName.LISTING


def test_those_of_many_guests_are_read_behind_the_first_picture() -> None:
    many = listing(*(row(f"web-{domid}", domid) for domid in range(1, MANY + 2)))
    polled = Polled(many, ids=[domids(*range(1, MANY + 2))]).start()
    polled.come(SourceName.DEFINITIONS, 1)
    polled.leave()
    order = [each.source for each in polled.readings]
    assert order.index(SourceName.NODE) < order.index(SourceName.DEFINITIONS)


@pytest.mark.parametrize("slow", ["listing", "node"])
def test_nothing_is_counted_before_all_else_was_read(slow: str) -> None:
    answers = threading.Event()
    said = hanging(answers, LISTED) if slow == "listing" else LISTED
    info = hanging(answers, INFO) if slow == "node" else INFO
    polled = Polled(said, info=info, talk=lambda: sample(record(1))).start()
    until(lambda: polled.poller.waiting_s(SourceName(slow)) > 0)
    assert polled.of(SourceName.COUNTERS) == []
    assert polled.poller.waiting_s(SourceName.COUNTERS) == 0
    answers.set()
    polled.come(SourceName.COUNTERS, 1)
    polled.leave()


@pytest.mark.parametrize("slow", ["listing", "node"])
def test_while_another_source_hangs_counters_are_read_alone(slow: str) -> None:
    answers = threading.Event()
    said: list[Answer] = [LISTED, LISTED, LISTED, hanging(answers, LISTED)] if slow == "listing" else [LISTED]
    info = hanging(answers, INFO) if slow == "node" else INFO
    polled = Polled(said, info=info, interval_s=0.01, talk=lambda: sample(record(1))).start()
    polled.come(SourceName.COUNTERS, 5)
    answers.set()
    polled.leave()
