"""Jobs that a dialog waits for: it begins them, follows them to their end, and tells the operator itself."""

import asyncio

from xentui.console.dialogs.stage import Stage
from xentui.console.job_router import Subscription
from xentui.fleet.host import Host
from xentui_driver.jobs.actions import Action, Request
from xentui_driver.jobs.job_result import outcome_or_error
from xentui_driver.jobs.jobs import Job, Submitted
from xentui_driver.model.job import Result
from xentui_driver.model.outcome import Outcome


class AwaitJob:
    """Runs an action as a job and returns its outcome to the caller."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    async def do(self, host: Host, action: Action, request: Request) -> Outcome:
        """The outcome. Raises XenError when it is refused or fails."""
        jobs, router = host.jobs, self._stage.router
        ended: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        subscriptions: list[Subscription] = []

        def changed(job: Job) -> None:
            if job.result is not None and not ended.done():
                ended.set_result(job.result)

        def begun(submitted: Submitted) -> None:
            subscriptions.extend(router.subscribe(job.key, changed, tells_end=True) for job in submitted.jobs)

        order = jobs.prepare(action, (request,))
        try:
            submitted = await router.hand_over(order, jobs.submit, begun)
            for _, error in submitted.refused:
                raise error
            return outcome_or_error(order.tasks[0].record, await ended)
        finally:
            for each in subscriptions:
                router.cancel(each)
