"""Writes the audit of jobs: checks it before a job begins, and adds a line for each that ended or was refused.

The module that makes its lines is imported with the first line: an operation begins without it.
"""

from typing import TYPE_CHECKING

from xentui_driver.jobs.audit.log import AuditLog
from xentui_driver.jobs.orders import Workplace
from xentui_driver.jobs.writer import JobWriter
from xentui_driver.model.errors import AuditUnwritable, XenError
from xentui_driver.model.job import CommandRun, Job, JobRecord, Result, Verdict

if TYPE_CHECKING:
    from xentui_driver.jobs.audit.entry import AuditEntry


class Auditor:
    """Writes one line for each operation."""

    def __init__(self, log: AuditLog, *, required: bool) -> None:
        self._log = log
        self._required = required

    @classmethod
    def of(cls, workplace: Workplace) -> "Auditor":
        return cls(
            AuditLog(workplace.audit_file, syslog=_syslog if workplace.audit_syslog else None),
            required=workplace.audit_required,
        )

    @property
    def path(self) -> str:
        return self._log.path

    def check(self) -> None:
        """Raises AuditUnwritable when no line could be written and the settings require one."""
        if self._required:
            self._log.check()

    def try_out(self) -> None:
        """Raises AuditUnwritable when no line could be written, whatever the settings require."""
        self._log.check()

    def refused(self, record: JobRecord, error: XenError, now_s: float) -> None:
        """Write a line for a refusal; if that fails, the operator still sees the refusal itself."""
        self.noted(record, Result(Verdict.REFUSED, now_s, record.before, error=error))

    def noted(self, record: JobRecord, result: Result) -> None:
        """Write a line for an operation that isn't a job."""
        self._write(_entry(record, result, None))

    def ended(self, writer: JobWriter, result: Result) -> bool:
        """Write a line for a job that its own process has finished; true when the line is in the audit."""
        entry = _entry(writer.record, result, writer.id, tuple(writer.commands), tuple(writer.changes))
        return self._write(entry)

    def settled(self, job: Job, result: Result) -> None:
        """Write a line for a job whose runner is gone. Raises AuditUnwritable."""
        self._log.write(_entry(job.record, result, job.id, job.commands, job.changes))

    def _write(self, entry: "AuditEntry") -> bool:
        try:
            self._log.write(entry)
        except AuditUnwritable:
            return False  # the job stays unmarked: the next console finds it, reports it, and tries again
        return True


def _syslog(line: str) -> None:
    from xentui_driver.jobs.audit.system_log import to_syslog

    to_syslog(line)


def _entry(
    record: JobRecord,
    result: Result,
    job: str | None,
    commands: tuple[CommandRun, ...] = (),
    changes: tuple[str, ...] = (),
) -> "AuditEntry":
    from xentui_driver.jobs.audit.entry import AuditEntry

    return AuditEntry(
        time_s=result.ended_s,
        operation=record.operation,
        title=record.title,
        host=record.host.name,
        who=record.who,
        subject=record.subject,
        commands=commands,
        changes=changes,
        before=record.before,
        after=result.after,
        verdict=result.verdict,
        summary=_summary(result),
        job=job,
    )


def _summary(result: Result) -> str:
    if result.outcome is not None:
        return result.outcome.summary
    return result.error.summary if result.error is not None else ""
