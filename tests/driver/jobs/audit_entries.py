"""Entries of an audit."""

from xentui_driver.jobs.audit.entry import AuditEntry
from xentui_driver.model.job import CommandRun, Subject, Verdict, Who

UUID = "7bb5acd8-4d94-433e-ba30-9aebfb57f0ea"


NOON_S = 1_795_788_201.123


def entry(job: str = "7", *, name: str = "web", uuid: str | None = UUID, time_s: float = NOON_S) -> AuditEntry:
    return AuditEntry(
        time_s=time_s,
        operation="stop",
        title=f"stop {name}",
        host="dom0a",
        who=Who("root", "alice", "10.0.0.5", "pts/0"),
        subject=Subject(name, uuid, 3, f"/etc/xen/{name}.cfg"),
        commands=(CommandRun(("xl", "shutdown", "3"), 0),),
        changes=(),
        before="running",
        after="stopped",
        verdict=Verdict.SUCCEEDED,
        summary=f"{name} is stopped.",
        job=job,
    )
