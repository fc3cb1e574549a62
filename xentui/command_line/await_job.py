"""Performs an operation as a job and follows it; the operator may leave or be cut off meanwhile."""

import time
from collections.abc import Callable

from xentui.command_line.progress_line import ProgressLine
from xentui.fleet.host import Host
from xentui_driver.jobs.actions import Action, Request
from xentui_driver.jobs.follower import follow_job
from xentui_driver.jobs.job_result import outcome_or_error
from xentui_driver.jobs.jobs import Job, Jobs
from xentui_driver.model.clock import Clock
from xentui_driver.model.errors import StillRunning
from xentui_driver.model.outcome import Outcome

LOOK_EVERY_S = 0.05


def performed(host: Host, action: Action, request: Request) -> Outcome:
    """Perform it as a job, with its progress on the terminal.

    Raises XenError when it is refused or fails, StillRunning when the operator leaves meanwhile.
    """
    job = begun(host.jobs, action, request)
    return outcome_of(followed(host.jobs, job, host.hypervisor.clock))


def begun(jobs: Jobs, action: Action, request: Request) -> Job:
    """The job, once it has begun. Raises XenError when it is refused."""
    try:
        submitted = jobs.submit(jobs.prepare(action, (request,)))
    except KeyboardInterrupt:
        raise StillRunning(
            f"{action.label}: interrupted while it was being started.",
            state_now="If it has started, it goes on.",
            next_step="Check `xentui jobs`.",
        ) from None
    for _, error in submitted.refused:
        raise error
    return submitted.jobs[0]


def followed(jobs: Jobs, job: Job, clock: Clock, until: Callable[[Job], bool] = lambda job: job.is_over) -> Job:
    """The job once `until` holds for it. Raises StillRunning when the operator leaves meanwhile."""
    progress = ProgressLine(clock)
    seen = job

    def changed(now: Job) -> None:
        nonlocal seen
        seen = now

    def pause(wait_s: float) -> None:
        progress(seen.words)
        time.sleep(wait_s)  # real time, because the job's own may be simulated

    try:
        return follow_job(jobs.store, job.id, changed, pause, every_s=LOOK_EVERY_S, until=until)
    except KeyboardInterrupt:
        raise _left(jobs, seen) from None
    finally:
        progress.clear()


def _left(jobs: Jobs, job: Job) -> StillRunning:
    if not jobs.outlive_us:
        return StillRunning(f"{job.record.title}: interrupted.", state_now="The simulated host ends with this command.")
    return StillRunning(
        f"{job.record.title} goes on as job {job.id}.",
        state_now=job.words,
        next_step=f"`xentui jobs --follow {job.id}` follows it again.",
    )


def outcome_of(job: Job) -> Outcome:
    """The outcome of a job that is over. Raises XenError when it has none."""
    if job.result is not None:
        return outcome_or_error(job.record, job.result)
    raise StillRunning(
        f"{job.record.title}: {job.without_outcome}.",
        state_now=job.words,
        next_step=f"`xentui list` shows the guest's state, `xentui jobs --follow {job.id}` what is known of the job.",
    )
