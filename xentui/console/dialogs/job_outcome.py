"""What the operator is told when a job is over, and what can be done about one that has failed."""

from collections.abc import Callable, Sequence

from xentui.console.dialogs.follow_ups import FOLLOW_UPS, choice_of, follow_ups
from xentui.console.dialogs.request_action import RequestAction
from xentui.console.dialogs.stage import Stage
from xentui.console.screens.failure import failed_job
from xentui_driver.jobs.actions import DESTROY, Action, Request
from xentui_driver.jobs.jobs import Job, Verdict
from xentui_driver.model.instance import Instance
from xentui_widgets.choice_bar import CLOSE, Choice
from xentui_widgets.dialogs import Dialog
from xentui_widgets.event_log import GuestOn

_CONSOLE = Choice("console", "Console", "c", only_shows=True)
"""To see why, or to stop it from inside: the advice says so."""
_WHY, _JOB = Choice("why", "Why", "Y", only_shows=True), Choice("job", "Job", "E", only_shows=True)
"""Where it is told why a guest has ended or doesn't start, and all that the job has done and printed."""


class JobOutcome:
    """Shows how jobs have ended; nothing here blocks."""

    def __init__(
        self, stage: Stage, request_action: RequestAction, attach_console: Callable[[Instance], object]
    ) -> None:
        self._stage = stage
        self._request_action = request_action
        self._attach_console = attach_console

    def job_is_over(self, job: Job) -> None:
        """Show a failure in a dialog unless the operator is busy with something else; all else in a toast."""
        record, names = job.record, self._stage.names
        if job.verdict is Verdict.SUCCEEDED:
            self._stage.toast(names.on(record.host.name, record.subject.name), job.words, "success")
        elif job.verdict is Verdict.CANCELLED:
            self._stage.toast(f"{names.job(job)}: cancelled", job.words)
        elif self._stage.app.is_undisturbed and self._is_ours(job):
            self._show(job, self._stage.app.push_unasked, leads_to=[_JOB])
        else:
            self._stage.toast(f"{names.job(job)}: {job.verdict.value}", job.words, "error")

    def show(self, job: Job) -> None:
        """Show a job that has failed or whose outcome is unknown, with what can be done about it."""
        if job.result is None or job.result.error is None:
            self._stage.answer(self._stage.names.job(job), "There is no more to open: it has not failed.")
        self._show(job, self._stage.app.push_screen)

    def _show(
        self,
        job: Job,
        push: Callable[[Dialog, Callable[[str | None], None]], object],
        leads_to: Sequence[Choice] = (),
    ) -> None:
        if job.result is None or job.result.error is None:
            return
        instance = self._stage.fleet.instance_of(job)
        offered = follow_ups(job, instance, self._stage.fleet)
        why = [_WHY] if _has_end(job, instance) else []
        choices = [CLOSE, *map(choice_of, offered), *(_CONSOLE for _ in offered[:1]), *why, *leads_to]
        dialog = failed_job(job, choices, self._stage.names, self._stage.keys)

        def answered(choice: str | None) -> None:
            if choice in FOLLOW_UPS and instance is not None:
                self._do(FOLLOW_UPS[choice], instance)
            elif choice == _CONSOLE.id and instance is not None:
                self._attach_console(instance)
            elif choice == _WHY.id:
                self._stage.app.show_death(GuestOn(self._stage.fleet.owner(job).name, job.record.subject))
            elif choice == _JOB.id:
                self._stage.app.show_job(job.key)

        push(dialog, answered)

    def _is_ours(self, job: Job) -> bool:
        return job.record.who == self._stage.fleet.owner(job).jobs.who

    def _do(self, action: Action, instance: Instance) -> None:
        """The first two are harmless and need no question; forcing off asks in its own dialog."""
        if action is DESTROY:
            self._request_action.request(action, (instance,))
        else:
            self._request_action.submit(action, [Request(instance)])


def _has_end(job: Job, instance: Instance | None) -> bool:
    """Whether it is about a guest that doesn't run now, so that there is something to find out about its end."""
    subject = job.record.subject
    is_guest = bool(subject.name) and not subject.other
    return is_guest and (instance is None or instance.domain is None or instance.has_trouble)
