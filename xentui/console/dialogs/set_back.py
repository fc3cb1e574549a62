"""Sets back what a job has changed: a new job, asked about, and refused when something has changed since."""

from collections.abc import Sequence

from xentui.console.dialogs.request_action import RequestAction
from xentui.console.dialogs.stage import Stage
from xentui.console.questions.changes import count_change, memory_change
from xentui.console.screens.confirm import Skipped
from xentui.console.threads import in_thread
from xentui_driver.jobs.actions import BALLOON, RENAME, Action, Asks, Request
from xentui_driver.jobs.jobs import Job
from xentui_driver.jobs.set_back import left_alone, set_back
from xentui_driver.model.errors import XenError


class SetBack:
    """The conversation that leads from a job to the one that takes it back; nothing here blocks."""

    def __init__(self, stage: Stage, request_action: RequestAction) -> None:
        self._stage = stage
        self._request_action = request_action

    def set_back(self, job: Job) -> None:
        """Look at the guest as it is now, and ask."""
        self._stage.work(self._ask, job)

    async def _ask(self, job: Job) -> None:
        found = await self._found(job)
        if found is None:
            return
        action, request = found
        left = self._stage.advice(left_alone(job, action, request.instance))
        words = (
            f"Sets back job {job.id}, {job.record.title}.",
            *_change(action, job, request),
            *((left,) if left else ()),
        )

        def begin(asked_for: Action, asked: Sequence[Request], _skipped: Skipped) -> None:
            self._stage.work(self._begin, job, asked_for, asked[0])

        self._request_action.confirm_unasked(action, request, words, begin)

    async def _begin(self, job: Job, asked_for: Action, asked: Request) -> None:
        """Begin what was asked about, unless something has changed while the question was open: then ask again."""
        found = await self._found(job)
        if found is None:
            return
        action, request = found
        if action is not asked_for:
            await self._ask(job)
        else:
            self._request_action.submit(action, [asked if asked.in_definition else request])

    async def _found(self, job: Job) -> tuple[Action, Request] | None:
        """What sets it back now; None when nothing can, which is told."""
        host, instance = self._stage.fleet.owner(job), self._stage.fleet.instance_of(job)
        try:
            return await in_thread(lambda: set_back(job, instance, host.hypervisor, host.jobs.all))
        except XenError as error:
            self._stage.tell_error(host, job.record.subject.name, error)
            self._stage.toast_refusal(host, error)
            return None


def _change(action: Action, job: Job, request: Request) -> tuple[str, ...]:
    """From what to what; the settings of a definition are in the steps."""
    if action.asks is Asks.MEMORY and isinstance(request.value, int):
        what = "Memory" if action is BALLOON else "Maximum"
        return (f"{what} {memory_change(int(job.record.value), request.value)}",)
    if action.asks is Asks.VCPUS and isinstance(request.value, int):
        return (f"vCPUs {count_change(int(job.record.value), request.value)}",)
    return (f"{job.record.value} -> {request.value}",) if action is RENAME else ()
