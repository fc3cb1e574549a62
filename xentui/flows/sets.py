"""Sets of jobs that were begun together, until the last one is over: then a summary says what came of each."""

from dataclasses import dataclass, field

from xentui.actions import Action
from xentui.flows.stage import Stage
from xentui.job_words import summary_lines
from xentui.jobs import Job, Submitted, Verdict
from xentui.screens.confirm import Skipped
from xentui_widgets.choice_bar import Choice
from xentui_widgets.dialogs import Dialog, DialogFrame
from xentui_widgets.event_log import Severity


@dataclass(slots=True)
class _Set:
    """One set: what it was about, and what is over of it."""

    action: Action
    ids: frozenset[str]
    left_out: list[tuple[str, str]]
    """What was skipped or refused, and why."""
    over: dict[str, Job] = field(default_factory=dict)


class JobSets:
    """The sets that this console has begun."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._sets: list[_Set] = []

    def begin(self, action: Action, submitted: Submitted, skipped: Skipped) -> None:
        """A single job is no set."""
        if len(submitted.jobs) + len(submitted.refused) < 2:
            return
        left_out = [(instance.name, reason) for instance, reason in skipped]
        left_out += [(action.subject(request).name, error.summary) for request, error in submitted.refused]
        begun = _Set(action, frozenset(job.id for job in submitted.jobs), left_out)
        self._sets.append(begun)
        for job in submitted.jobs:
            if job.is_over:
                self.job_is_over(job)

    def has(self, job: Job) -> bool:
        return any(job.id in each.ids for each in self._sets)

    def job_is_over(self, job: Job) -> None:
        """When it was the last of its set, tell of all of it."""
        for each in self._sets:
            if job.id in each.ids:
                each.over[job.id] = job
                if len(each.over) == len(each.ids):
                    self._sets.remove(each)
                    self._tell(each)
                return

    def _tell(self, over: _Set) -> None:
        jobs = [over.over[id] for id in sorted(over.ids, key=int)]
        lines = summary_lines(jobs, over.left_out)
        app = self._stage.app
        all_done = not over.left_out and all(job.verdict is Verdict.SUCCEEDED for job in jobs)
        title = f"{over.action.label}: {len(jobs) + len(over.left_out)} instances"
        severity: Severity = "success" if all_done else "error"
        app.tell(self._stage.hypervisor.host_name, f"{over.action.label}: {lines[0]}", severity)
        if all_done or not app.is_undisturbed:
            self._stage.toast(title, lines[0], "information" if all_done else "error")
            return
        frame = DialogFrame(title, lines, (Choice("close", "Close"),), symbols=self._stage.symbols)
        app.push_screen(Dialog(frame))
