"""What the operator is told when a job is over, and what can be done about one that has failed."""

from collections.abc import Callable, Sequence

from xentui.console.dialogs.request_action import RequestAction
from xentui.console.dialogs.stage import Stage
from xentui.console.screens.failure import failed_job
from xentui_driver.jobs.actions import DESTROY, KEEP_WAITING, STOP, STOP_ACPI, Action, Request
from xentui_driver.jobs.jobs import Job, Verdict
from xentui_driver.model.errors import GuestIgnoredRequest, NoGuestDrivers
from xentui_driver.model.identity import identifies, same_guest
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import Subject
from xentui_widgets.choice_bar import Choice
from xentui_widgets.dialogs import Dialog

FOLLOW_UPS: dict[str, Action] = {action.id: action for action in (KEEP_WAITING, STOP_ACPI, DESTROY)}
"""Offered, and never done unasked, when a guest has not shut down in time."""


class JobOutcome:
    """Shows how jobs have ended; nothing here blocks."""

    def __init__(self, stage: Stage, request_action: RequestAction) -> None:
        self._stage = stage
        self._request_action = request_action

    def job_is_over(self, job: Job) -> None:
        """Show a failure in a dialog unless the operator is busy with something else; all else in a toast."""
        record, names = job.record, self._stage.names
        if job.verdict is Verdict.SUCCEEDED:
            self._stage.toast(names.on(record.host.name, record.subject.name), job.words, "success")
        elif job.verdict is Verdict.CANCELLED:
            self._stage.toast(f"{names.job(job)}: cancelled", job.words)
        elif self._stage.app.is_undisturbed and self._is_ours(job):
            self._show(job, self._stage.app.push_unasked)
        else:
            self._stage.toast(f"{names.job(job)}: {job.verdict.value}", job.words, "error")

    def show(self, job: Job) -> None:
        """Show a job that has failed or whose outcome is unknown, with what can be done about it."""
        self._show(job, self._stage.app.push_screen)

    def _show(self, job: Job, push: Callable[[Dialog, Callable[[str | None], None]], object]) -> None:
        if job.result is None or job.result.error is None:
            return
        instance = self._stage.fleet.instance_of(job)
        offered = self._follow_ups(job, instance)
        choices = [Choice("close", "Close"), *(_choice(action) for action in offered)]
        dialog = failed_job(job, choices, self._stage.names, self._stage.keys)

        def answered(choice: str | None) -> None:
            if choice in FOLLOW_UPS and instance is not None:
                self._do(FOLLOW_UPS[choice], instance)

        push(dialog, answered)

    def _is_ours(self, job: Job) -> bool:
        return job.record.who == self._stage.fleet.owner(job).jobs.who

    def _follow_ups(self, job: Job, instance: Instance | None) -> Sequence[Action]:
        asked_to_stop = job.record.operation in (STOP.id, STOP_ACPI.id, KEEP_WAITING.id)
        ignored = job.result is not None and isinstance(job.result.error, GuestIgnoredRequest | NoGuestDrivers)
        if (
            self._stage.fleet.owner(job).settings.read_only
            or not asked_to_stop
            or not ignored
            or instance is None
            or not _is_it(instance, job.record.subject)
        ):
            return ()
        return [action for action in FOLLOW_UPS.values() if not action.why_not(instance)]

    def _do(self, action: Action, instance: Instance) -> None:
        """The first two are harmless and need no question; destroy asks in its own dialog."""
        if action is DESTROY:
            self._request_action.request(action, (instance,))
        else:
            self._request_action.submit(action, [Request(instance)])


def _is_it(instance: Instance, subject: Subject) -> bool:
    """The domain that the job was about; where its UUID says nothing another may have its number by now."""
    if instance.domid != subject.domid:
        return False
    return same_guest(instance.uuid, subject.uuid) or (not identifies(subject.uuid) and instance.name == subject.name)


def _choice(action: Action) -> Choice:
    keys = {KEEP_WAITING.id: ("w", "Keep waiting"), STOP_ACPI.id: ("a", "ACPI"), DESTROY.id: ("X", "Destroy")}
    key, label = keys[action.id]
    return Choice(action.id, label, key, danger=action is DESTROY)
