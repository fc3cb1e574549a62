"""Sets of jobs that were begun together, until the last one is over: then a summary says what came of each."""

from xentui.console.dialogs.stage import Stage
from xentui.console.screens.confirm import Skipped
from xentui_driver.jobs.actions import Action
from xentui_driver.jobs.jobs import Job, Prepared, Submitted, Verdict
from xentui_driver.model.dataclass import dataclass, field
from xentui_driver.model.severity import Severity
from xentui_widgets.choice_bar import Choice
from xentui_widgets.dialogs import Dialog, DialogFrame
from xentui_widgets.job_words import summary_lines


@dataclass(slots=True)
class _Set:
    """One set: what it was about, and what is over of it."""

    action: Action
    left_out: list[tuple[str, str]]
    """What was skipped or refused, and why."""
    ids: frozenset[str] | None = None
    """None until it is known which jobs have begun."""
    over: dict[str, Job] = field(default_factory=dict)


class Batches:
    """The sets that this console has begun; a single job is none."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._sets: dict[str, _Set] = {}

    def expect(self, action: Action, prepared: Prepared, skipped: Skipped) -> None:
        """Before it is handed over: some of it may be over before it is known what has begun."""
        if len(prepared.tasks) > 1:
            self._sets[prepared.set_id] = _Set(
                action, [(instance.name, refusal.reason) for instance, refusal in skipped]
            )

    def begin(self, prepared: Prepared, submitted: Submitted) -> None:
        """It is known now."""
        begun = self._sets.get(prepared.set_id)
        if begun is None:
            return
        begun.ids = frozenset(job.id for job in submitted.jobs)
        begun.left_out += [(begun.action.subject(request).name, error.summary) for request, error in submitted.refused]
        if begun.ids:
            self._end_if_over(prepared.set_id)
        else:
            self.forget(prepared)

    def forget(self, prepared: Prepared) -> None:
        """Nothing of it has begun."""
        self._sets.pop(prepared.set_id, None)

    def has(self, job: Job) -> bool:
        return job.record.set_id in self._sets

    def job_is_over(self, job: Job) -> None:
        """When it was the last of its set, tell of all of it."""
        self._sets[job.record.set_id].over[job.id] = job
        self._end_if_over(job.record.set_id)

    def _end_if_over(self, set_id: str) -> None:
        each = self._sets[set_id]
        if each.ids is not None and each.ids <= each.over.keys():
            del self._sets[set_id]
            self._tell(each)

    def _tell(self, over: _Set) -> None:
        jobs = [over.over[id] for id in sorted(over.over, key=int)]
        lines = summary_lines(jobs, over.left_out)
        app = self._stage.app
        all_done = not over.left_out and all(job.verdict is Verdict.SUCCEEDED for job in jobs)
        title = f"{over.action.label}: {len(jobs) + len(over.left_out)} instances"
        severity: Severity = "success" if all_done else "error"
        app.add_event(self._stage.hypervisor.host_name, f"{over.action.label}: {lines[0]}", severity)
        if all_done or not app.is_undisturbed:
            self._stage.toast(title, lines[0], "information" if all_done else "error")
            return
        frame = DialogFrame(title, lines, (Choice("close", "Close"),), symbols=self._stage.symbols)
        app.push_unasked(Dialog(frame))
