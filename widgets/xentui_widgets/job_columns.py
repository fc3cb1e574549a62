"""The columns of the jobs' table: a new one is one more line here."""

from collections.abc import Iterable
from typing import NamedTuple

from xentui_driver.model.job import Job, Verdict
from xentui_widgets.columns import Cell, Column
from xentui_widgets.job_looks import CELLS, appearance, brief_moment, clock_words, elapsed_s, said, short_who, title_of

_QUIET = frozenset({Verdict.SUCCEEDED, Verdict.CANCELLED})
"""Their last line is dim: it needs no attention."""


class JobRow(NamedTuple):
    """A job and the moment at which it is looked at."""

    job: Job
    now_s: float
    """Seconds since the epoch."""
    shows_host: bool = False
    """Jobs of several hosts are listed, so each says which one it is of."""


def job_rows(jobs: Iterable[Job], now_s: float, *, show_hosts: bool = False) -> tuple[JobRow, ...]:
    """The rows of these jobs, all of one moment."""
    return tuple(JobRow(job, now_s, show_hosts) for job in jobs)


def job_name(row: JobRow) -> str:
    """What the job does and to what, with its host's name where there are several hosts."""
    return title_of(row.job, shows_host=row.shows_host or row.job.is_foreign)


def job_text(job: Job) -> str:
    """What a filter looks in: who did what to which guest on which host, and how it stands."""
    record, commands = job.record, (" ".join(run.argv) for run in job.commands)
    subject, host = record.subject, record.host
    words = (record.title, record.operation, appearance(job).word, job.verdict.value, said(job), record.who.words)
    names = (subject.name, subject.uuid or "", host.name, f"job {job.id}" if job.id else "")
    return " ".join((*words, *names, *commands))


def _state(row: JobRow) -> Cell:
    look = appearance(row.job)
    return Cell(look.text, look.style)


def _title(row: JobRow) -> Cell:
    return Cell(job_name(row))


def _who(row: JobRow) -> Cell:
    return Cell(short_who(row.job))


def _begun(row: JobRow) -> Cell:
    return Cell(brief_moment(row.job.started_s, row.now_s))


def _elapsed(row: JobRow) -> Cell:
    return Cell(clock_words(elapsed_s(row.job, row.now_s)))


def _said(row: JobRow) -> Cell:
    return Cell(said(row.job), "dim" if row.job.verdict in _QUIET else "")


JOB_COLUMNS: tuple[Column[JobRow], ...] = (
    Column("state", "STATE", CELLS, 95, _state),
    Column("job", "JOB", 18, 100, _title, wanted=24, weight=2, maximum=40),
    Column("who", "WHO", 9, 75, _who, wanted=16),
    Column("begun", "STARTED", 8, 60, _begun),
    Column("elapsed", "ELAPSED", 8, 80, _elapsed, align="right"),
    Column("said", "LAST LINE", 12, 55, _said, wanted=16, weight=3),
)
