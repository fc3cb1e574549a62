"""The audit of jobs: checked before one begins, with a line for each that has ended or was refused.

What makes its lines is imported when there is one: an operation begins without.
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
        """Raises AuditUnwritable when no line could be written and the settings ask for one."""
        if self._required:
            self._log.check()

    def try_out(self) -> None:
        """Raises AuditUnwritable when no line could be written, whatever the settings ask for."""
        self._log.check()

    def refused(self, record: JobRecord, error: XenError, now_s: float) -> None:
        """Write what was not begun; where that fails, the operator has the refusal itself."""
        self.noted(record, Result(Verdict.REFUSED, now_s, record.before, error=error))

    def noted(self, record: JobRecord, result: Result) -> None:
        """Write an operation that is no job."""
        self._write(_entry(record, result, None))

    def ended(self, writer: JobWriter, result: Result) -> bool:
        """Write a job that its own process has brought to its end; true when its line is in the audit."""
        entry = _entry(writer.record, result, writer.id, tuple(writer.commands), tuple(writer.changes))
        return self._write(entry)

    def settled(self, job: Job, result: Result) -> None:
        """Write a job whose runner is gone. Raises AuditUnwritable."""
        self._log.write(_entry(job.record, result, job.id, job.commands, job.changes))

    def _write(self, entry: "AuditEntry") -> bool:
        try:
            self._log.write(entry)
        except AuditUnwritable:
            return False  # the job stays unacknowledged: the next console finds it, tells, and tries again
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
