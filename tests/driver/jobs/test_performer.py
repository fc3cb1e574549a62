"""Old jobs are removed while jobs are performed, but not after each one: that reads every job that is kept."""

from pathlib import Path
from typing import NoReturn

from tests.driver.jobs.keeping_jobs import HERE, WHO, record
from xentui_driver.jobs.actions import Request
from xentui_driver.jobs.audit.log import AuditLog
from xentui_driver.jobs.auditor import Auditor
from xentui_driver.jobs.orders import Task, Workplace
from xentui_driver.jobs.performer import PRUNE_EVERY, BegunJob, Performer
from xentui_driver.jobs.store import JobStore
from xentui_driver.jobs.writer import JobWriter
from xentui_driver.simulator import SimulatedClock


def no_host(_writer: JobWriter) -> NoReturn:
    raise AssertionError("a job that was cancelled before its turn needs no host")


def test_old_jobs_are_taken_away_once_in_so_many_jobs(tmp_path: Path) -> None:
    clock = SimulatedClock()
    store = JobStore(str(tmp_path / "jobs"), HERE, clock, keep_jobs=2)
    audit = AuditLog(str(tmp_path / "audit.jsonl"), syslog=None)
    workplace = Workplace(HERE, store.folder, audit.path)
    performer = Performer(workplace, store, Auditor(audit, required=True), clock, no_host)
    kept = []
    for _ in range(PRUNE_EVERY + 1):
        writer = store.create(record())
        store.cancel(writer.id, WHO)
        performer.perform([BegunJob(Task(Request(), writer.record), writer)])
        kept.append(len(store.all()))
    assert kept == [*range(1, PRUNE_EVERY), 2, 3]
