"""What is brought to the operator's notice, and told to the operator's own command."""

from enum import Enum

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.job import Job, Verdict
from xentui_driver.model.severity import Severity

_SEVERITIES: dict[Verdict, Severity] = {Verdict.SUCCEEDED: "information", Verdict.CANCELLED: "warning"}


class NoticeKind(Enum):
    """What has happened; the values are those of XENTUI_NOTICE."""

    JOB_ENDED = "job-ended"
    CRASHED = "crashed"
    VANISHED = "vanished"
    CRASH_LOOP = "crash-loop"
    RESTARTED = "restarted"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that has happened."""

    kind: NoticeKind
    who: str
    """The guest's name, or what else a job was about."""
    text: str
    uuid: str | None
    domid: int | None
    severity: Severity
    verdict: str = ""
    """Of a job only, as its number is."""
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
