"""What operations on a guest tell of its end: the jobs about it, as evidence."""

from collections.abc import Iterable

from xentui_driver.host.death.evidence import Touch
from xentui_driver.model.job import Job, Subject

MOST = 20


def touches_of(jobs: Iterable[Job], subject: Subject) -> tuple[Touch, ...]:
    """Those of the guest, the oldest first and not more than `MOST`: by what identifies it, else by its name."""
    keys = subject.keys
    own = (
        job for job in jobs if not job.is_foreign and job.is_readable and _is_about(job.record.subject, subject, keys)
    )
    found = sorted((_touch(job) for job in own), key=lambda touch: touch.at_s)
    return tuple(found[-MOST:])


def _is_about(other: Subject, subject: Subject, keys: frozenset[str]) -> bool:
    return bool(other.keys & keys) if keys and other.keys else bool(subject.name) and other.name == subject.name


def _touch(job: Job) -> Touch:
    record, result = job.record, job.result
    error = result.error if result is not None else None
    began_s = job.started_s if job.started_s is not None else record.submitted_s
    return Touch(
        record.operation,
        record.title,
        record.who.words,
        result.ended_s if result is not None else began_s,
        job.verdict,
        job.words,
        record.subject.domid,
        error.next_step if error is not None else "",
        tuple(error.detail.splitlines()) if error is not None else (),
    )
