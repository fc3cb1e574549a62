"""From a key to a job: what is meant, what is asked, how sure the operator is."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from xentui.actions import REMOVE, START_ATTACHED, Action, Asks, Guard, Request
from xentui.flows.stage import Stage
from xentui.jobs import Job
from xentui.questions import Asking, asking_for
from xentui.screens.confirm import IN_DEFINITION, YES, Skipped, confirm
from xentui.screens.failure import failed_job
from xentui.threads import in_thread
from xentui_driver.errors import XenError
from xentui_driver.model import Instance

LARGE_SET = 5
"""Above so many marked instances the host's name has to be typed."""


class Acting:
    """The conversation that leads to an action; nothing here blocks."""

    def __init__(self, stage: Stage, attach_when_built: Callable[[Job], None]) -> None:
        self._stage = stage
        self._attach_when_built = attach_when_built

    def request(self, action: Action, targets: Sequence[Instance]) -> None:
        """Do `action` with what of the targets it can be done with, once the operator is sure.

        The first dialog is open when this returns, so that a key typed ahead can't reach the main screen.
        """
        if action.asks is not Asks.NOTHING or action is START_ATTACHED:
            targets = targets[:1]
        able = tuple(target for target in targets if not self._why_not(action, target))
        skipped = [(target, reason) for target in targets if (reason := self._why_not(action, target))]
        if not able:
            for instance, reason in skipped[:1]:
                self._stage.app.tell(instance.name, f"{action.label} is not possible: {reason}.", "warning")
        elif action.asks is not Asks.NOTHING:
            self._ask(action, able[0])
        else:
            self._confirm(action, [Request(instance) for instance in able], skipped)

    def submit(self, action: Action, requests: Sequence[Request]) -> None:
        """Begin without another question."""
        jobs = self._stage.jobs.submit(action, requests)
        if action is START_ATTACHED:
            self._attach_when_built(jobs[0])

    def job_is_over(self, job: Job) -> None:
        """Show a failure, unless the operator is busy with something else, and where a file went."""
        app = self._stage.app
        if job.error is None:
            if job.action is REMOVE:
                self._stage.toast(job.instance.name, job.words)
        elif app.is_undisturbed and not self._stage.jobs.under_way:
            app.push_screen(failed_job(job, self._stage.symbols))
        else:
            self._stage.toast(f"{job.action.label} failed", job.words, "error")

    def _why_not(self, action: Action, instance: Instance) -> str:
        job = self._stage.jobs.of(instance.key)
        return f"it is {job.action.doing} already" if job is not None else action.why_not(instance)

    def _ask(self, action: Action, instance: Instance) -> None:
        snapshot = self._stage.app.picture.snapshot
        free_kib = snapshot.memory.free_kib if snapshot is not None and snapshot.memory is not None else None
        asking = asking_for(action, instance, self._stage.hypervisor, free_kib, self._stage.symbols)

        def answered(value: int | str | None) -> None:
            if value is not None:
                self._confirm(action, [Request(instance, value)], ())

        self._stage.app.push_screen(asking.question, answered)
        if asking.load is not None:
            self._stage.work(self._complete, asking, instance)

    async def _complete(self, asking: Asking, instance: Instance) -> None:
        """Say more in an open question, once more is known."""
        assert asking.load is not None
        try:
            known = await in_thread(asking.load)
        except XenError as error:
            self._stage.app.tell(instance.name, error.summary, "warning")
            return
        if asking.question.is_attached:
            asking.question.learn(known)

    def _confirm(self, action: Action, requests: Sequence[Request], skipped: Skipped) -> None:
        guard = action.guard_for(tuple(request.instance for request in requests), LARGE_SET)
        if guard is Guard.NONE:
            self.submit(action, requests)
            return
        host = self._stage.hypervisor.host_name
        dialog = confirm(action, requests, guard=guard, host=host, skipped=skipped, symbols=self._stage.symbols)

        def answered(choice: str | None) -> None:
            if choice == YES:
                self.submit(action, requests)
            elif choice == IN_DEFINITION:
                self.submit(action, [replace(request, in_definition=True) for request in requests])

        self._stage.app.push_screen(dialog, answered)
