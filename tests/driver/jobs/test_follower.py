import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.driver.jobs.keeping_jobs import done, record, store
from tests.driver.simulated_host import SimulatedHostWithDriver
from xentui_driver.definitions.naming import find_instance
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs import follower
from xentui_driver.jobs.actions import MIGRATE, START, Request
from xentui_driver.jobs.audit.log import AuditLog
from xentui_driver.jobs.audit.reading import read_audit
from xentui_driver.jobs.auditor import Auditor
from xentui_driver.jobs.follower import JobFollower, follow_job
from xentui_driver.jobs.orders import record_of
from xentui_driver.jobs.store import JobStore
from xentui_driver.jobs.this_host import simulated_host
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import Job, Result, Verdict, Who
from xentui_driver.simulator import Fault
from xentui_driver.toolstack.commands import Argv

HOST = simulated_host("dom0a")


class Office:
    """A host, a folder of jobs with one that no process performs any more, and a follower."""

    def __init__(self, folder: Path) -> None:
        self.host = SimulatedHostWithDriver()
        self.store = JobStore(str(folder / "jobs"), HOST, self.host.clock)
        self.auditor = Auditor(AuditLog(str(folder / "audit.jsonl"), syslog=None), required=True)
        self.changed: list[Job] = []
        self.watch = self.watcher(self.auditor)
        definition = self.host.define("web")
        request = Request(Instance(definition.path, definition=definition))
        writer = self.store.create(record_of(START, request, HOST, Who("root"), self.host.clock.epoch_s()))
        writer.begin()
        writer.close()

    def watcher(self, auditor: Auditor | None) -> JobFollower:
        return JobFollower(self.store, auditor, self.host.driver, self.changed.append)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(follower, "LOOK_AGAIN_S", 0.0)
    return Office(tmp_path)


def test_what_can_not_be_seen_is_settled_when_the_host_answers_again(office: Office) -> None:
    office.host.xen.set_fault(Fault.REFUSE)
    office.watch.look_once()
    assert [(job.verdict, job.result) for job in office.store.all()] == [(Verdict.UNKNOWN, None)]
    assert list(read_audit(office.auditor.path)) == []
    office.host.xen.set_fault(Fault.REFUSE, on=False)
    office.watch.look_once()
    office.watch.look_once()
    (job,) = office.store.all()
    assert job.result is not None
    assert job.result.after == "not running"
    assert [read.entry.verdict for read in read_audit(office.auditor.path) if read.entry] == [Verdict.UNKNOWN]
    assert [job.result is None for job in office.changed] == [True, False]


@pytest.mark.parametrize(("commands", "words"), [((), ""), ((("xl", "migrate", "1", "b"),), "probably moved to b")])
def test_only_a_migration_that_began_may_have_taken_its_guest_away(
    office: Office, commands: tuple[Argv, ...], words: str
) -> None:
    domain = office.host.started("db", 'uuid = "10111213-1415-1617-1819-1a1b1c1d1e1f"')
    request = Request(find_instance(office.host.driver.snapshot().instances, "db"), "b")
    writer = office.store.create(record_of(MIGRATE, request, HOST, Who("root"), office.host.clock.epoch_s()))
    writer.begin()
    for argv in commands:
        writer.command_begins(argv)
    writer.close()
    office.host.driver.destroy(domain.ref)
    office.watch.look_once()
    assert office.store.job("2").result is not None
    departure = find_instance(office.host.driver.snapshot().instances, "db").departure
    assert (departure.words if departure is not None else "") == words


def test_the_line_of_another_hosts_job_with_its_number_and_title_is_not_taken_for_its_own(office: Office) -> None:
    own = office.store.job("1").record
    there = replace(own, host=simulated_host("dom0b"))
    ended = Result(Verdict.SUCCEEDED, office.host.clock.epoch_s())
    office.auditor.settled(Job("1", there, Verdict.SUCCEEDED, result=ended), ended)
    office.watch.look_once()
    told = [(read.entry.host, read.entry.job) for read in read_audit(office.auditor.path) if read.entry]
    assert told == [("dom0b", "1"), ("dom0a", "1")]


def test_who_only_looks_settles_nothing_and_writes_no_audit(office: Office) -> None:
    office.watcher(None).look_once()
    assert [(job.verdict, job.result) for job in office.store.all()] == [(Verdict.UNKNOWN, None)]
    assert not Path(office.auditor.path).exists()


def test_what_began_while_the_folder_was_read_is_not_forgotten(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    before = office.store.all()
    new = Job("7", before[0].record, Verdict.RUNNING)

    def read_slowly(_known: object) -> tuple[Job, ...]:
        office.watch.add([new])
        return before

    monkeypatch.setattr(office.store, "all", read_slowly)
    monkeypatch.setattr(office.store, "unaudited", tuple)
    office.watch.look_once()
    assert new in office.watch.all


def test_a_console_that_may_write_takes_away_once_what_a_killed_one_has_left(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    swept: list[str] = []
    monkeypatch.setattr(Hypervisor, "sweep", lambda _self: swept.append("swept"))
    office.watcher(None).look_once()
    assert swept == []
    for _ in range(3):
        office.watch.look_once()
    assert swept == ["swept"]


def test_a_job_that_is_followed_is_news_only_when_it_is_not_as_it_was(office: Office) -> None:
    writer = office.store.create(record("db", domid=7, uuid=None, host=HOST))
    meanwhile = iter((lambda: None, writer.begin, lambda: None, lambda: done(writer)))
    over = follow_job(office.store, writer.id, office.changed.append, lambda _s: next(meanwhile)())
    verdicts = [Verdict.WAITING, Verdict.RUNNING, Verdict.SUCCEEDED]
    assert [job.verdict for job in office.changed] == verdicts
    assert over == office.changed[-1]


def test_a_job_is_followed_only_until_what_is_waited_for_is_so(office: Office) -> None:
    writer = office.store.create(record("db", domid=7, uuid=None, host=HOST))
    found = follow_job(
        office.store, writer.id, office.changed.append, lambda _s: writer.begin(), until=lambda job: job.has_begun
    )
    assert found.verdict is Verdict.RUNNING
    writer.close()


@pytest.mark.parametrize("hours", [-24, 24])
def test_what_was_over_at_the_first_look_is_told_from_news_by_whatever_clock_it_ended(
    tmp_path: Path, hours: int
) -> None:
    host = SimulatedHostWithDriver()
    kept = store(tmp_path, clock=host.clock)
    changed: list[Job] = []
    watch = JobFollower(kept, None, host.driver, changed.append)
    ended_s = host.clock.epoch_s() + hours * 3600
    done(kept.create(record()), ended_s=ended_s)
    watch.look_once()
    done(kept.create(record()), ended_s=ended_s)
    watch.look_once()
    assert [(job.id, watch.was_over_at_first(job)) for job in changed] == [("1", True), ("2", False)]


def test_a_number_that_begins_again_after_the_folder_was_removed_is_news(tmp_path: Path) -> None:
    host = SimulatedHostWithDriver()
    kept = store(tmp_path, clock=host.clock)
    watch = JobFollower(kept, None, host.driver, lambda _job: None)
    done(kept.create(record()))
    watch.look_once()
    shutil.rmtree(kept.folder)
    watch.look_once()
    done(kept.create(record()))
    watch.look_once()
    assert not watch.was_over_at_first(kept.job("1"))


def test_only_an_end_that_was_seen_after_a_reading_explains_what_was_read(office: Office) -> None:
    clock = office.host.clock
    office.watch.look_once()
    writer = office.store.create(replace(record(), host=HOST))
    writer.begin()
    office.watch.look_once()
    clock.wait(1.0)
    read_s = clock.monotonic_s()
    assert office.watch.ended_since(read_s) == ()
    clock.wait(1.0)
    writer.finish(Result(Verdict.SUCCEEDED, clock.epoch_s()))
    writer.close()
    office.watch.look_once()
    assert [job.id for job in office.watch.ended_since(read_s)] == ["2"]
    assert office.watch.ended_since(clock.monotonic_s()) == ()
    again = office.watcher(office.auditor)
    again.look_once()
    assert again.ended_since(0.0) == (), "what was over at first is no news"
