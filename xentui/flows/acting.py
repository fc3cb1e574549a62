"""From an action and its targets to jobs: what can be done, what has to be told, and whether the operator is sure."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from xentui.actions import START_ATTACHED, Action, Asks, Guard, Request
from xentui.actions.action import builds_second_copy, in_spite_of_departure
from xentui.flows.sets import JobSets
from xentui.flows.stage import Stage
from xentui.jobs import Job, Jobs, Prepared, Submitted
from xentui.questions import Asking, asking_for
from xentui.screens.confirm import IN_DEFINITION, YES, Skipped, confirm
from xentui.screens.failure import failure
from xentui.settings import guard_of
from xentui.threads import in_thread
from xentui_driver.errors import XenError
from xentui_driver.model import Instance

LARGE_SET = 5
"""Above so many marked instances the host's name has to be typed."""

Begun = Callable[[Job], object]


def nothing(_job: Job) -> None:
    """For who needs not know that a job has begun."""


class Acting:
    """The conversation that leads to an action; nothing here blocks."""

    def __init__(self, stage: Stage, sets: JobSets, attach_when_built: Begun) -> None:
        self._stage = stage
        self._sets = sets
        self._attach_when_built = attach_when_built

    def request(self, action: Action, targets: Sequence[Instance]) -> None:
        """Do `action` with what of the targets it can be done with, once the operator is sure.

        The first dialog is open when this returns, so that a key typed ahead can't reach the main screen.
        """
        if action.asks not in (Asks.NOTHING, Asks.HOST) or action is START_ATTACHED:
            targets = targets[:1]
        reasons = [self._why_not(action, target) or _not_among(action, target, targets) for target in targets]
        able = tuple(target for target, reason in zip(targets, reasons, strict=True) if not reason)
        skipped = [(target, reason) for target, reason in zip(targets, reasons, strict=True) if reason]
        if not able:
            for instance, reason in skipped[:1]:
                self._stage.app.tell(instance.name, f"{action.label} is not possible: {reason}.", "warning")
        elif action.asks is not Asks.NOTHING:
            self._ask(action, able, skipped)
        else:
            self._confirm(action, [Request(instance) for instance in able], skipped)

    def submit(
        self, action: Action, requests: Sequence[Request], skipped: Skipped = (), begun: Begun = nothing
    ) -> None:
        """Begin without another question; `begun` hears of each job."""
        prepared = self._stage.jobs.prepare(action, requests)
        self._sets.expect(action, prepared, skipped)
        self._stage.work(self._hand_over, action, prepared, begun)
        self._stage.app.jobs_changed()

    async def _hand_over(self, action: Action, prepared: Prepared, begun: Begun) -> None:
        jobs: Jobs = self._stage.jobs
        try:
            submitted = await in_thread(lambda: jobs.submit(prepared))
        except XenError as error:
            self._sets.forget(prepared)
            self._show_refused(action, error, prepared.tasks[0].request)
            return
        finally:
            self._stage.app.jobs_changed()
        self._sets.begin(prepared, submitted)
        for job in submitted.jobs:
            if action is START_ATTACHED:
                self._attach_when_built(job)
            begun(job)
        self._tell_refused(action, submitted)

    def _tell_refused(self, action: Action, submitted: Submitted) -> None:
        for request, error in submitted.refused:
            self._stage.tell_error(action.subject(request).name, error)
        if submitted.refused and not submitted.jobs:
            request, error = submitted.refused[0]
            self._show_refused(action, error, request)

    def _show_refused(self, action: Action, error: XenError, request: Request) -> None:
        """In a dialog, unless the operator is busy with something else."""
        app = self._stage.app
        if app.is_undisturbed:
            app.push_screen(failure(f"{action.label}: not begun", error, action.steps(request), self._stage.symbols))
        else:
            self._stage.toast(f"{action.label}: not begun", error.summary, "error")

    def _why_not(self, action: Action, instance: Instance) -> str:
        job = self._stage.jobs.of(instance)
        return f"it is {job.record.doing} already" if job is not None else action.why_not(instance)

    def _ask(self, action: Action, instances: Sequence[Instance], skipped: Skipped) -> None:
        snapshot = self._stage.app.picture.snapshot
        free_kib = snapshot.memory.free_kib if snapshot is not None and snapshot.memory is not None else None
        first = instances[0]
        asking = asking_for(action, first, self._stage.hypervisor, free_kib, self._stage.symbols)

        def answered(value: int | str | None) -> None:
            if value is not None:
                self._confirm(action, [Request(instance, value) for instance in instances], skipped)

        self._stage.app.push_screen(asking.question, answered)
        if asking.load is not None:
            self._stage.work(self._complete, asking, first)

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
        instances = tuple(request.instance for request in requests)
        guard = guard_of(self._stage.settings, action, instances, LARGE_SET)
        if guard is Guard.NONE:
            self.submit(action, requests, skipped)
            return
        host = self._stage.host_words
        dialog = confirm(action, requests, guard=guard, host=host, skipped=skipped, symbols=self._stage.symbols)

        told = [in_spite_of_departure(request) for request in requests]

        def answered(choice: str | None) -> None:
            if choice == YES:
                self.submit(action, told, skipped)
            elif choice == IN_DEFINITION:
                self.submit(action, [replace(request, in_definition=True) for request in told], skipped)

        self._stage.app.push_screen(dialog, answered)


def _not_among(action: Action, instance: Instance, targets: Sequence[Instance]) -> str:
    """Its own name is typed for a guest that has left, so nobody starts it with others in passing."""
    if len(targets) > 1 and builds_second_copy(action, instance) and instance.departure is not None:
        return f"it has {instance.departure.words}: start it by itself"
    return ""
