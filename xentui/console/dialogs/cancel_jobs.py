"""Cancels jobs, once the operator knows what that does: it ends a wait, and takes nothing back."""

from collections.abc import Sequence

from xentui.console.dialogs.stage import Stage
from xentui.console.screens.confirm import YES
from xentui.console.threads import in_thread
from xentui_driver.jobs.jobs import Job
from xentui_driver.model.errors import XenError
from xentui_widgets.choice_bar import Choice
from xentui_widgets.dialogs import Dialog, DialogFrame

NOT_BEGUN = "It will not be started."
NONE_BEGUN = "None of them will be started."


class CancelJobs:
    """A question, and then a request to the process of each job; the list of jobs shows what has come of it."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def cancel(self, jobs: Sequence[Job]) -> None:
        """Ask about one job, or about what still waits of a set."""
        frame = self._about_one(jobs[0]) if len(jobs) == 1 else self._about_several(jobs)
        self._stage.ask(Dialog(frame), lambda: self._cancel_all(jobs))

    def _about_one(self, job: Job) -> DialogFrame:
        what_it_means, yes = (job.record.cancelling, "Stop waiting") if job.has_begun else (NOT_BEGUN, "Cancel it")
        return self._frame(f"Cancel {self._stage.names.job(job)}?", [job.words, "", what_it_means], yes)

    def _about_several(self, jobs: Sequence[Job]) -> DialogFrame:
        lines = [*map(self._stage.names.job, jobs), "", NONE_BEGUN]
        return self._frame(f"Cancel {len(jobs)} jobs that wait?", lines, "Cancel them")

    def _frame(self, title: str, lines: Sequence[str], yes: str) -> DialogFrame:
        choices = (Choice("no", "Keep", "n", escape="keeps"), Choice(YES, yes, "y"))
        return DialogFrame(title, lines, choices, symbols=self._stage.symbols)

    def _cancel_all(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            self._stage.work(self._cancel, job)

    async def _cancel(self, job: Job) -> None:
        host = self._stage.fleet.owner(job)
        try:
            await in_thread(lambda: host.jobs.cancel(job))
        except XenError as error:
            self._stage.tell_error(host, job.record.subject.name, error)
            self._stage.toast_refusal(host, error)
