"""An audit to read back."""

from xentui_driver.jobs.audit.entry import AuditEntry
from xentui_driver.model.job import CommandRun, Subject, Verdict, Who

NOON_S = 1_795_788_201.0


WEB = AuditEntry(
    time_s=NOON_S,
    operation="stop",
    title="stop web",
    host="dom0a",
    who=Who("root", "alice", "10.0.0.5", "pts/0"),
    subject=Subject("web", "7bb5acd8-4d94-433e-ba30-9aebfb57f0ea", 3, "/etc/xen/web.cfg"),
    commands=(CommandRun(("xl", "shutdown", "3"), 0),),
    changes=(),
    before="running",
    after="stopped",
    verdict=Verdict.SUCCEEDED,
    summary="web is stopped.",
    job="7",
)
