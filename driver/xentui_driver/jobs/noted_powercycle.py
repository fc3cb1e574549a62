"""The power cycle, the one operation that isn't a job: nothing outlives it, and a dead disk must not delay it."""

import threading

from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.jobs import Jobs
from xentui_driver.model.errors import XenError
from xentui_driver.model.job import JobRecord, Result, Subject, Verdict
from xentui_driver.model.outcome import Outcome
from xentui_driver.operations.powercycle import steps
from xentui_driver.toolstack.xl import Report

AUDIT_LIMIT_S = 3.0
"""The time limit for the audit's line: its disk may be the one that is dead."""


def powercycle(host: Hypervisor, jobs: Jobs, typed_host_name: str, report: Report) -> None:
    """Write the audit's line if that can be done in time, then reboot the node.

    Raises as `Hypervisor.powercycle`. The line says `running`: when the host goes down, no process is left to write the
    outcome.
    """
    record = JobRecord(
        operation="powercycle",
        title=f"Power-cycle {host.host_name}",
        doing="going down",
        host=jobs.workplace.host,
        subject=Subject(host.host_name, other="host"),
        who=jobs.who,
        submitted_s=host.clock.epoch_s(),
        steps=steps(),
        before="up",
    )
    going = Outcome("The host was told to reboot at once; its guests die with it.")
    _note_in_time(jobs, record, Result(Verdict.RUNNING, record.submitted_s, outcome=going))
    try:
        host.powercycle(typed_host_name, report=report)
    except XenError as error:
        _note_in_time(jobs, record, Result(Verdict.FAILED, host.clock.epoch_s(), "up", error=error))
        raise


def _note_in_time(jobs: Jobs, record: JobRecord, result: Result) -> None:
    noting = threading.Thread(target=jobs.note, args=(record, result), name="audit", daemon=True)
    noting.start()
    noting.join(AUDIT_LIMIT_S)
