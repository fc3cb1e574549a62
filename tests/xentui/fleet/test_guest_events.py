"""Which changes between two snapshots of a host are events, and which aren't."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.driver.simulated_host import SimulatedHostWithDriver
from tests.scripted import ScriptedTransport, listing, row
from xentui.fleet import guest_events
from xentui.fleet.guest_events import GuestEvents
from xentui.fleet.host_state import HostState
from xentui.fleet.restarts import Restarted, Restarts
from xentui_driver.jobs.notices import Notice, NoticeKind, job_ended
from xentui_driver.model.domain import Domain, DomainRef, DomainRole, DomainState, UnreadableRow
from xentui_driver.model.errors import CommandFailed
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import HostId, Job, JobRecord, Result, Subject, Verdict, Who
from xentui_driver.model.node import NodeInfo
from xentui_driver.model.outcome import Outcome
from xentui_driver.model.snapshot import Snapshot
from xentui_driver.toolstack.listing import read_listing

WEB, DB = "7bb5acd8-4d94-433e-ba30-9aebfb57f0ea", "8bb5acd8-4d94-433e-ba30-9aebfb57f0ea"


def domain(
    domid: int,
    state: DomainState = DomainState.RUNNING,
    *,
    uuid: str = WEB,
    role: DomainRole = DomainRole.GUEST,
    name: str = "web",
    reason: str = "",
) -> Domain:
    return Domain(domid, uuid, name, role, state, reason, "r-----", 1024, 1, 1.0)


def snapshot(
    *domains: Domain, problems: tuple[str, ...] = (), unreadable: bool = False, is_checked: bool = True
) -> Snapshot:
    dom0 = domain(0, uuid="00000000-0000-0000-0000-000000000000", role=DomainRole.DOM0, name="Domain-0")
    lines = [Instance(f"{each.uuid}/{each.domid}", each) for each in (dom0, *domains)]
    if unreadable:
        lines.append(Instance("line 3", unreadable=UnreadableRow(3, "?", "this line of xl list can't be read")))
    return Snapshot("dom0a", NodeInfo(), None, tuple(lines), 0.0, problems, is_checked=is_checked)


class Observer:
    """The events found in one snapshot after the other, so far apart, in turns."""

    def __init__(self, gaps_s: Sequence[float] = (2.0,)) -> None:
        self._gaps_s = itertools.cycle(gaps_s)
        self.watch = GuestEvents()
        self.now_s = 1000.0
        self.busy: set[str] = set()

    def follow(self, state: HostState) -> list[Notice]:
        return list(self.watch.after(state, self.busy.__contains__, self.now_s))

    def sees(self, *snapshots: Snapshot) -> list[Notice]:
        found: list[Notice] = []
        for each in snapshots:
            self.now_s += next(self._gaps_s)
            found += self.follow(HostState("dom0a", 0.0, snapshot=each))
        return found


@pytest.fixture
def observer() -> Observer:
    return Observer()


def texts(notices: Iterable[Notice]) -> list[str]:
    return [notice.text for notice in notices]


def test_the_first_picture_has_no_news(observer: Observer) -> None:
    assert observer.sees(snapshot(domain(1, DomainState.CRASHED), domain(2, uuid=DB))) == []


@given(
    st.lists(
        st.lists(
            st.builds(
                domain,
                st.integers(1, 3),
                st.sampled_from((DomainState.RUNNING, DomainState.CRASHED, DomainState.SHUTDOWN)),
                uuid=st.sampled_from((WEB, DB, "00000000-0000-0000-0000-000000000000")),
                role=st.sampled_from((DomainRole.GUEST, DomainRole.GUEST, DomainRole.INCOMING)),
                name=st.sampled_from(("web", "web-2")),
            ),
            max_size=3,
            unique_by=lambda each: each.domid,
        ),
        max_size=12,
    ),
    st.lists(st.sampled_from((2.0, 2.0, 400.0)), min_size=1),
)
def test_that_a_guest_is_as_it_was_hides_no_news(listings: list[list[Domain]], gaps_s: list[float]) -> None:
    told = [Observer(gaps_s), Observer(gaps_s)]
    snapshots = [again for domains in listings for again in [snapshot(*domains)] * 2]
    with_shortcut = told[0].sees(*snapshots)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(guest_events, "_is_as_remembered", lambda *_: False)
        patch.setattr(guest_events, "_rests", lambda _: False)
        assert told[1].sees(*snapshots) == with_shortcut


def test_a_crash_is_told_once(observer: Observer) -> None:
    crashed = snapshot(domain(1, DomainState.CRASHED, reason="crash"))
    assert observer.sees(snapshot(domain(1)), crashed) == [
        Notice(NoticeKind.CRASHED, "web", "web has crashed.", WEB, 1, "error")
    ]
    dying = snapshot(domain(1, DomainState.DYING))
    assert observer.sees(crashed, dying, crashed, snapshot(unreadable=True), crashed) == []


def test_a_crash_that_was_there_before_us_is_no_news(observer: Observer) -> None:
    crashed = snapshot(domain(1, DomainState.CRASHED))
    assert observer.sees(crashed, crashed) == []


def test_the_next_domain_can_crash_again(observer: Observer) -> None:
    observer.sees(snapshot(domain(1)), snapshot(domain(1, DomainState.CRASHED)))
    found = observer.sees(snapshot(domain(2)), snapshot(domain(2, DomainState.CRASHED, reason="watchdog")))
    assert texts(found) == ["web has crashed (watchdog)."]
    assert found[0].domid == 2


def test_a_crash_is_news_also_while_a_job_is_under_way(observer: Observer) -> None:
    observer.busy.add(WEB)
    assert len(observer.sees(snapshot(), snapshot(domain(1, DomainState.CRASHED)))) == 1


@pytest.mark.parametrize("role", [role for role in DomainRole if role is not DomainRole.GUEST])
def test_only_guests_crash(observer: Observer, role: DomainRole) -> None:
    assert observer.sees(snapshot(domain(1)), snapshot(domain(1, DomainState.CRASHED, role=role))) == []


def test_a_guest_is_missed_in_the_second_picture_without_it(observer: Observer) -> None:
    assert observer.sees(snapshot(domain(1), domain(2, uuid=DB)), snapshot(domain(2, uuid=DB))) == []
    assert observer.sees(snapshot(domain(2, uuid=DB))) == [
        Notice(NoticeKind.VANISHED, "web", "web is gone from this host.", WEB, 1, "warning")
    ]
    assert observer.sees(*[snapshot(domain(2, uuid=DB))] * 5) == []


def test_a_guest_that_is_back_in_the_next_picture_was_rebooted(observer: Observer) -> None:
    assert observer.sees(snapshot(domain(1)), snapshot(), snapshot(domain(2)), snapshot(), snapshot(domain(2))) == []


def test_a_guest_can_vanish_again(observer: Observer) -> None:
    found = observer.sees(snapshot(domain(1)), snapshot(), snapshot(), snapshot(domain(2)), snapshot(), snapshot())
    assert [notice.domid for notice in found] == [1, 2]


@pytest.mark.parametrize(
    "doubtful",
    [
        snapshot(unreadable=True),
        snapshot(is_checked=False),
    ],
)
def test_an_incomplete_picture_proves_nothing(observer: Observer, doubtful: Snapshot) -> None:
    assert observer.sees(snapshot(domain(1)), doubtful, snapshot(), doubtful, doubtful) == []
    assert texts(observer.sees(snapshot())) == ["web is gone from this host."]


def test_a_listing_that_was_not_checked_says_so() -> None:
    for answer in ((1, "", "no xenstore"), CommandFailed("xenstore-list is gone.")):
        found = read_listing(
            ScriptedTransport({"xl list -v": listing(row("web", 1)), "xenstore-list /local/domain": answer}), 1.0
        )
        assert found.problems
        assert not found.is_checked


def test_what_the_words_of_a_problem_say_is_not_looked_at(observer: Observer) -> None:
    """A definition's file may be called like a sentence of ours."""
    worded = snapshot(problems=("the output of xl list could not be checked: /etc/xen/x.cfg can't be read.",))
    assert len(observer.sees(snapshot(domain(1)), worded, worded)) == 1


def test_two_guests_with_a_uuid_of_zeros_are_two(observer: Observer) -> None:
    nil = "00000000-0000-0000-0000-000000000000"
    one, two = domain(1, uuid=nil, name="one"), domain(2, uuid=nil, name="two")
    both, crashed = snapshot(one, two), snapshot(one, replace(two, state=DomainState.CRASHED))
    assert texts(observer.sees(both, crashed)) == ["two has crashed."]
    assert texts(observer.sees(snapshot(one), snapshot(one))) == ["two is gone from this host."]
    assert texts(observer.sees(snapshot(), snapshot())) == ["one is gone from this host."]


def test_what_else_a_picture_lacks_hides_no_guest(observer: Observer) -> None:
    without = snapshot(problems=("No definitions found: /etc/xen can't be read.",))
    assert len(observer.sees(snapshot(domain(1)), without, without)) == 1


def test_what_a_job_has_ended_is_no_news(observer: Observer) -> None:
    observer.sees(snapshot(domain(1)))
    observer.busy.add(WEB)
    assert observer.sees(snapshot()) == []
    observer.busy.clear()
    assert observer.sees(snapshot(), snapshot(), snapshot()) == []


def test_a_job_that_begins_between_the_two_pictures_counts_too(observer: Observer) -> None:
    observer.sees(snapshot(domain(1)), snapshot())
    observer.busy.add(WEB)
    assert observer.sees(snapshot(), snapshot()) == []


def test_a_guest_that_never_ran_is_not_missed(observer: Observer) -> None:
    assert observer.sees(snapshot(domain(1, DomainState.SHUTDOWN)), snapshot(), snapshot()) == []


def test_a_guest_that_ran_is_missed_also_when_it_was_last_seen_shut_down(observer: Observer) -> None:
    found = observer.sees(snapshot(domain(1)), snapshot(domain(1, DomainState.SHUTDOWN)), snapshot(), snapshot())
    assert texts(found) == ["web is gone from this host."]


def test_domain_0_is_never_missed(observer: Observer) -> None:
    without = Snapshot("dom0a", NodeInfo(), None, (), 0.0)
    assert observer.sees(snapshot(), without, without) == []


def test_a_guest_that_leaves_is_told_without_a_reason_and_not_before_it_has_left(observer: Observer) -> None:
    leaving = domain(1, DomainState.MIGRATING, role=DomainRole.MIGRATED_AWAY, name="web--migratedaway")
    assert observer.sees(snapshot(domain(1)), *[snapshot(leaving)] * 5) == []
    assert texts(observer.sees(snapshot(), snapshot())) == ["web is gone from this host."]


def test_a_guest_that_arrives_is_no_news_whether_it_stays_or_not(observer: Observer) -> None:
    arriving = domain(5, DomainState.MIGRATING, role=DomainRole.INCOMING, name="web--incoming")
    assert observer.sees(snapshot(), snapshot(arriving), snapshot(domain(5))) == []
    assert Observer().sees(snapshot(), snapshot(arriving), snapshot(), snapshot()) == []


def test_an_arrival_that_fails_is_not_missed_though_the_guest_was_here_before(observer: Observer) -> None:
    arriving = domain(5, DomainState.MIGRATING, role=DomainRole.INCOMING, name="web--incoming")
    assert len(observer.sees(snapshot(domain(1)), snapshot(), snapshot())) == 1
    assert observer.sees(snapshot(arriving), snapshot(), snapshot()) == []


def test_a_domain_that_is_being_torn_down_is_still_there(observer: Observer) -> None:
    dying = domain(1, DomainState.DYING, role=DomainRole.NAMELESS, name="")
    assert observer.sees(snapshot(domain(1)), *[snapshot(dying)] * 3, snapshot(domain(2)), snapshot(domain(2))) == []


def test_three_new_domains_within_ten_minutes_are_a_loop(observer: Observer) -> None:
    assert observer.sees(snapshot(domain(1)), snapshot(domain(2)), snapshot(domain(3))) == []
    assert observer.sees(snapshot(domain(4))) == [
        Notice(NoticeKind.CRASH_LOOP, "web", "web has restarted 3 times within 10 minutes.", WEB, 4, "error")
    ]


def test_a_loop_is_told_once_until_it_has_been_quiet(observer: Observer) -> None:
    observer.sees(*(snapshot(domain(domid)) for domid in range(1, 5)))
    for domid in range(5, 10):
        observer.now_s += 300.0
        assert observer.sees(*[snapshot(domain(domid))] * 3) == []
    observer.now_s += 600.0
    assert observer.sees(snapshot(domain(9))) == []
    assert len(observer.sees(*(snapshot(domain(domid)) for domid in range(10, 13)))) == 1


def test_restarts_far_apart_are_no_loop(observer: Observer) -> None:
    for domid in range(1, 20):
        observer.now_s += 299.0
        assert observer.sees(snapshot(domain(domid))) == []


def test_restarts_that_jobs_have_made_are_no_loop(observer: Observer) -> None:
    observer.busy.add(WEB)
    assert observer.sees(*(snapshot(domain(domid)) for domid in range(1, 10))) == []
    observer.busy.clear()
    assert observer.sees(snapshot(domain(10)), snapshot(domain(11))) == []
    assert len(observer.sees(snapshot(domain(12)))) == 1


def test_a_guest_that_is_started_by_others_after_each_fall_is_in_a_loop_too(observer: Observer) -> None:
    found = observer.sees(snapshot(domain(1)))
    for domid in (2, 3, 4):
        found += observer.sees(snapshot(), snapshot(), snapshot(domain(domid)))
    assert [notice.kind for notice in found] == [NoticeKind.VANISHED] * 3 + [NoticeKind.CRASH_LOOP]


def test_arrivals_are_no_restarts(observer: Observer) -> None:
    observer.sees(snapshot(domain(1)))
    for domid in (2, 3, 4, 5):
        arriving = domain(domid, DomainState.MIGRATING, role=DomainRole.INCOMING, name="web--incoming")
        found = observer.sees(snapshot(), snapshot(arriving), snapshot(domain(domid)))
        assert found == []


def test_two_guests_do_not_add_up_to_a_loop(observer: Observer) -> None:
    snapshots = (snapshot(domain(n), domain(n + 1, uuid=DB, name="db")) for n in (1, 3, 5))
    assert observer.sees(*snapshots) == []


def test_what_somebody_else_does_to_a_simulated_guest_is_seen(observer: Observer) -> None:
    host = SimulatedHostWithDriver()
    host.started("web")
    assert observer.sees(host.driver.snapshot(), host.driver.snapshot()) == []
    assert host.transport.run(("xl", "destroy", "web"), timeout_s=100).exit_status == 0
    assert texts(observer.sees(host.driver.snapshot(), host.driver.snapshot())) == ["web is gone from this host."]


@pytest.mark.parametrize(
    ("verdict", "severity"),
    [(Verdict.SUCCEEDED, "information"), (Verdict.CANCELLED, "warning"), (Verdict.FAILED, "error")],
)
def test_a_job_that_is_over_says_how_it_ended(verdict: Verdict, severity: str) -> None:
    record = JobRecord(
        "stop", "stop web", "stopping", HostId("dom0a", "m"), Subject("web", WEB, 3), Who("root"), submitted_s=1.0
    )
    job = Job("7", record, verdict, result=Result(verdict, 2.0, outcome=Outcome("web is stopped.")))
    assert job_ended(job) == Notice(
        NoticeKind.JOB_ENDED,
        "web",
        f"stop web: {verdict.value}. web is stopped.",
        WEB,
        3,
        severity,  # type: ignore[arg-type]
        verdict.value,
        "7",
    )


@pytest.mark.parametrize(
    ("code", "text", "severity"),
    [
        (1, "web rebooted as id 12.", "information"),
        (3, "web crashed and was started again as id 12.", "error"),
        (0, "web powered off and was started again as id 12.", "warning"),
        (None, "web has ended and was started again as id 12.", "warning"),
    ],
)
def test_a_guest_that_has_a_new_domain_is_told_with_its_reason(
    observer: Observer, code: int | None, text: str, severity: str
) -> None:
    back = Restarted(DomainRef(WEB, 11, "web"), DomainRef(WEB, 12, "web"), code)
    after = HostState("dom0a", 0.0, snapshot=snapshot(domain(12)), restarts=Restarts(count=1, _latest=(back,)))
    observer.sees(snapshot(domain(11)))
    (notice,) = observer.follow(after)
    assert (notice.kind, notice.text, notice.severity, notice.domid) == (NoticeKind.RESTARTED, text, severity, 12)
    observer.busy.add(WEB)
    assert observer.follow(after) == [], "what a job has done is no news"


def test_a_guest_between_two_domains_is_not_missed(observer: Observer) -> None:
    between = Instance("/etc/xen/web.cfg", rebooting=DomainRef(WEB, 11, "web"))
    gap = replace(snapshot(), instances=(*snapshot().instances, between))
    assert observer.sees(snapshot(domain(11)), *[gap] * 9, snapshot(domain(12))) == []
