"""The events for which the operator's own command is run."""

from enum import Enum

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.job import Job, Verdict
from xentui_driver.model.severity import Severity

_SEVERITIES: dict[Verdict, Severity] = {Verdict.SUCCEEDED: "information", Verdict.CANCELLED: "warning"}


class NoticeKind(Enum):
    """The kind of event; the values are those of XENTUI_NOTICE."""

    JOB_ENDED = "job-ended"
    CRASHED = "crashed"
    VANISHED = "vanished"
    CRASH_LOOP = "crash-loop"
    RESTARTED = "restarted"


@dataclass(frozen=True, slots=True)
class Notice:
    """One event."""

    kind: NoticeKind
    who: str
    """The guest's name, or whatever else a job was about."""
    text: str
    uuid: str | None
    domid: int | None
    severity: Severity
    verdict: str = ""
    """The verdict of a job, for notices about jobs."""
    job: str = ""


def job_ended(job: Job) -> Notice:
    """The notice of a job that is over."""
    subject = job.record.subject
    return Notice(
        NoticeKind.JOB_ENDED,
        subject.name,
        f"{job.record.title}: {job.verdict.value}. {job.words}",
        subject.uuid,
        subject.domid,
        _SEVERITIES.get(job.verdict, "error"),
        job.verdict.value,
        job.id,
    )
