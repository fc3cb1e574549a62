"""Stores of jobs in a folder of the test, and records to keep in them."""

from pathlib import Path

from xentui_driver.jobs.store import JobStore
from xentui_driver.jobs.writer import JobWriter
from xentui_driver.model.clock import Clock
from xentui_driver.model.job import HostId, JobRecord, Result, Subject, Verdict, Who
from xentui_driver.model.outcome import Outcome
from xentui_driver.simulator.clock import SimulatedClock

HERE = HostId("dom0a", "machine-a", "boot-1")
THERE = HostId("dom0b", "machine-b", "boot-1")
WHO = Who("root", "ann", "192.0.2.7", "pts/3")
UUID = "7bb5acd8-4d94-433e-ba30-9aebfb57f0ea"


def store(folder: Path, *, host: HostId = HERE, clock: Clock | None = None, keep_jobs: int = 500) -> JobStore:
    return JobStore(str(folder / "jobs"), host, clock or SimulatedClock(), keep_jobs=keep_jobs)


def record(
    name: str = "web",
    *,
    uuid: str | None = UUID,
    domid: int | None = 3,
    definition: str | None = None,
    operation: str = "stop",
    host: HostId = HERE,
    cancelling: str = "",
    set_id: str = "",
) -> JobRecord:
    return JobRecord(
        operation=operation,
        title=f"Stop {name}",
        doing="stopping",
        host=host,
        subject=Subject(name, uuid, domid, definition),
        who=WHO,
        submitted_s=1_790_000_000.0,
        steps=(f"xl shutdown {domid}",),
        before="running",
        set_id=set_id,
        cancelling=cancelling,
    )


def done(writer: JobWriter, verdict: Verdict = Verdict.SUCCEEDED, ended_s: float = 1_790_000_005.0) -> None:
    """Bring a job to its end."""
    assert writer.finish(Result(verdict, ended_s, "not running", Outcome("web has shut down.")))
    writer.close()
