"""Settles jobs whose runner is gone without an outcome: they become unknown, and get their line in the audit."""

from contextlib import suppress

from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.host.logs.console_logging import keeps_console_output
from xentui_driver.jobs.actions import KEEP_CONSOLES, MIGRATE, OPERATIONS, SAVE, SAVE_RUNNING
from xentui_driver.jobs.actions.action import best_match
from xentui_driver.jobs.audit.entry import AuditEntry
from xentui_driver.jobs.audit.reading import read_audit
from xentui_driver.jobs.auditor import Auditor
from xentui_driver.jobs.store import JobStore
from xentui_driver.model.domain import DomainRef
from xentui_driver.model.errors import CommandFailed, XenError
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import Job, JobRecord, Result, Unread, Verdict
from xentui_driver.model.job_advice import what_to_check
from xentui_driver.toolstack import commands

_KEEPS = {
    True: "xenconsoled keeps what guests print now.",
    False: "xenconsoled runs now and doesn't keep what guests print.",
    None: "xenconsoled isn't seen to run now: no guest has a console without it.",
}
_CLOCK_SLACK_S = 86_400.0
"""How long before a job's beginning the search of the audit starts, because clocks get set."""


def settle(store: JobStore, host: Hypervisor, job: Job) -> bool:
    """Look at the host and write what was found as the job's outcome, in one console only.

    Raises HostError or CommandTimedOut while the host doesn't answer: then nothing is written, and a later look tries
    again.
    """
    if job.result is not None or job.is_foreign or job.is_newer or not job.is_readable:
        return False
    return store.settle(job.id, lambda job: found_out(host, job))


def found_out(host: Hypervisor, job: Job) -> Result:
    """The result that the host's state allows now. The verdict stays unknown: somebody else may have made the change.

    Blocks. Raises XenError when the host doesn't answer.
    """
    subject = job.record.subject
    after = host.standing(subject.uuid, subject.name, subject.domid) if subject.is_guest else ""
    looks = ""
    with suppress(XenError):
        looks = _looks(host, job)
    error = CommandFailed(
        f"{job.record.title}: {job.without_outcome}.",
        detail="\n".join(f"begun: {' '.join(command.argv)}" for command in job.commands),
        state_now=looks or (f"{subject.name} is {after} now." if after else "Its present state can't be read."),
        next_step=what_to_check(job),
    )
    return Result(Verdict.UNKNOWN, host.clock.epoch_s(), after, error=error)


def audit_settled(store: JobStore, auditor: Auditor) -> None:
    """Write the lines that the audit still lacks. Raises AuditUnwritable."""
    for job in store.unaudited():

        def write(job: Job = job) -> None:
            assert job.result is not None, "it is over"
            if not _is_in_audit(auditor.path, job):
                auditor.settled(job, job.result)

        store.audit(job.id, write)


def _looks(host: Hypervisor, job: Job) -> str:
    """Raises XenError."""
    record = job.record
    action = OPERATIONS.get(record.operation)
    if action is None:
        return ""
    subject = record.subject
    if action is MIGRATE and subject.uuid is not None and subject.domid is not None:
        ref = DomainRef(subject.uuid, subject.domid, subject.name)
        moves = commands.migrate(subject.domid, record.value)
        has_begun = Unread.EVENTS in job.unread or any(command.argv == moves for command in job.commands)
        definitions = (subject.definition,) if subject.definition else ()
        return host.settle_migration(ref, record.value, has_begun=has_begun, definitions=definitions).words
    if action is KEEP_CONSOLES:
        return _KEEPS[keeps_console_output(host.transport)]
    if action in (SAVE, SAVE_RUNNING):
        _settle_save(host, record)
    now = _instance_now(host, job)
    is_done = action.is_done(record, now)
    if is_done is None:
        return ""
    state = f"it is {now.state.value}" if now is not None else "it is gone"
    done = "which looks like success" if is_done else "which doesn't look like success"
    return f"Checked afterwards: {state}, {done}."


def _settle_save(host: Hypervisor, record: JobRecord) -> None:
    """Raises XenError."""
    subject = record.subject
    if subject.uuid is not None and subject.domid is not None:
        host.settle_save(
            DomainRef(subject.uuid, subject.domid, subject.name),
            str(record.value),
            keep_running=record.operation == SAVE_RUNNING.id,
            definitions=(subject.definition,) if subject.definition else (),
        )


def _instance_now(host: Hypervisor, job: Job) -> Instance | None:
    """Raises XenError."""
    subject = job.record.subject
    instances = host.snapshot().instances
    named = (instance for instance in instances if instance.name == subject.name)
    return best_match(subject, instances) or next(named, None)


def _is_in_audit(path: str, job: Job) -> bool:
    with suppress(XenError):
        entries = read_audit(path, since_s=job.record.submitted_s - _CLOCK_SLACK_S)
        return any(read.entry is not None and _is_of(read.entry, job) for read in entries)
    return False


def _is_of(entry: AuditEntry, job: Job) -> bool:
    """Compares the title too, because numbers start over where a folder of jobs was removed."""
    record = job.record
    return (entry.host, entry.job, entry.title) == (record.host.name, job.id, record.title)
