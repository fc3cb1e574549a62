"""Jobs that a conversation waits for: begun, followed to their end, and told by the conversation itself."""

import asyncio

from xentui.console.dialogs.request_action import RequestAction
from xentui.console.dialogs.stage import Stage
from xentui.console.threads import in_thread
from xentui.console.wording import error_in_keys
from xentui_driver.jobs.actions import Action, Request
from xentui_driver.jobs.jobs import Job, Verdict
from xentui_driver.model.errors import XenError
from xentui_driver.model.outcome import Outcome


class AwaitJob:
    """Does something as a job and gives its outcome to who has asked."""

    def __init__(self, stage: Stage, acting: RequestAction) -> None:
        self._stage = stage
        self._acting = acting
        self._orders: set[str] = set()
        self._awaited: dict[str, asyncio.Future[Job]] = {}

    async def do(self, action: Action, request: Request) -> Outcome:
        """The outcome. Raises XenError when it is refused or fails."""
        prepared = self._stage.jobs.prepare(action, (request,))
        self._orders.add(prepared.set_id)  # it may be over before its number is known here
        submitted = await in_thread(lambda: self._stage.jobs.submit(prepared))
        for _, error in submitted.refused:
            raise error
        job = submitted.jobs[0]
        ended: asyncio.Future[Job] = asyncio.get_running_loop().create_future()
        self._awaited[job.id] = ended
        self.job_changed(job)
        return _outcome(await ended)

    def is_awaited(self, job: Job) -> bool:
        return job.record.set_id in self._orders

    def job_changed(self, job: Job) -> None:
        awaited = self._awaited.get(job.id)
        if awaited is not None and not awaited.done() and job.is_over:
            awaited.set_result(job)

    def cancel(self, job: Job) -> None:
        """Ask for it; what comes of it is seen at the job."""
        self._stage.work(self._cancel, job)

    async def _cancel(self, job: Job) -> None:
        try:
            await in_thread(lambda: self._stage.jobs.cancel(job))
        except XenError as error:
            self._stage.tell_error(job.record.subject.name, error)
            self._stage.toast("Not cancelled", error_in_keys(error), "error")


def _outcome(job: Job) -> Outcome:
    """Raises XenError."""
    assert job.result is not None, "it is over"
    if job.result.outcome is not None:
        return job.result.outcome
    if job.result.error is not None:
        raise job.result.error
    assert job.verdict is Verdict.CANCELLED, "anything else has an outcome or an error"
    raise XenError(
        f"{job.record.title}: cancelled before it had begun.",
        state_now="Nothing was done.",
        next_step="Begin it again if it is wanted.",
    )
