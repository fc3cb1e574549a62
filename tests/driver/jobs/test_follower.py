from pathlib import Path

import pytest

from tests.driver.simulated_host import SimulatedHostWithDriver
from xentui_driver.definitions.naming import find_instance
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs import follower
from xentui_driver.jobs.actions import Request
from xentui_driver.jobs.audit.log import AuditLog
from xentui_driver.jobs.audit.reading import read_audit
from xentui_driver.jobs.auditor import Auditor
from xentui_driver.jobs.follower import JobFollower
from xentui_driver.jobs.orders import Task, record_of
from xentui_driver.jobs.store import JobStore
from xentui_driver.jobs.this_host import simulated_host
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import Job, Verdict, Who
from xentui_driver.simulator import Fault
from xentui_driver.toolstack.commands import Argv

HOST = simulated_host("dom0a")


class Office:
    """A host, a folder of jobs with one that nobody performs any more, and who watches it."""

    def __init__(self, folder: Path) -> None:
        self.host = SimulatedHostWithDriver()
        self.store = JobStore(str(folder / "jobs"), HOST, self.host.clock)
        self.auditor = Auditor(AuditLog(str(folder / "audit.jsonl"), syslog=None), required=True)
        self.changed: list[Job] = []
        self.watch = self.watcher(self.auditor)
        definition = self.host.define("web")
        task = Task("start", Request(Instance(definition.path, definition=definition)))
        writer = self.store.create(record_of(task, HOST, Who("root"), self.host.clock.epoch_s()))
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
    task = Task("migrate", Request(find_instance(office.host.driver.snapshot().instances, "db"), "b"))
    writer = office.store.create(record_of(task, HOST, Who("root"), office.host.clock.epoch_s()))
    writer.begin()
    for argv in commands:
        writer.command_begins(argv)
    writer.close()
    office.host.driver.destroy(domain.ref)
    office.watch.look_once()
    assert office.store.job("2").result is not None
    departure = find_instance(office.host.driver.snapshot().instances, "db").departure
    assert (departure.words if departure is not None else "") == words


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
