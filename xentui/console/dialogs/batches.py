"""Sets of jobs that were begun together, until the last one is over: then a summary says what came of each."""

from functools import partial

from xentui.console.dialogs.stage import Stage
from xentui.console.screens.confirm import Skipped
from xentui.fleet.host import Host
from xentui_driver.jobs.actions import Action
from xentui_driver.jobs.jobs import Job, Order, Submitted, Verdict
from xentui_driver.model.dataclass import dataclass, field
from xentui_driver.model.job import JobKey
from xentui_driver.model.severity import Severity
from xentui_widgets.choice_bar import Choice
from xentui_widgets.dialogs import Dialog, DialogFrame
from xentui_widgets.job_words import summary_lines


@dataclass(slots=True)
class _Set:
    """One set: what it was about, and what is over of it."""

    host: Host
    action: Action
    left_out: list[tuple[str, str]]
    """What was skipped or refused, and why."""
    keys: frozenset[JobKey]
    over: dict[JobKey, Job] = field(default_factory=dict)


class Batches:
    """The sets that this console has begun; a single job is none."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def begin(self, host: Host, action: Action, order: Order, submitted: Submitted, skipped: Skipped) -> None:
        """Wait for the jobs of a set, and tell of all of them when the last one is over."""
        if len(order.tasks) < 2:
            return
        left_out = [(instance.name, refusal.reason) for instance, refusal in skipped]
        left_out += [(action.subject(request).name, error.summary) for request, error in submitted.refused]
        begun = _Set(host, action, left_out, frozenset(job.key for job in submitted.jobs))
        for key in begun.keys:
            self._stage.router.subscribe(key, partial(self._job_changed, begun), tells_end=True)

    def _job_changed(self, begun: _Set, job: Job) -> None:
        if job.result is None:
            return
        begun.over[job.key] = job
        if begun.keys == begun.over.keys():
            self._tell(begun)

    def _tell(self, over: _Set) -> None:
        jobs = sorted(over.over.values(), key=lambda job: int(job.id))
        lines = summary_lines(jobs, over.left_out)
        app = self._stage.app
        all_done = not over.left_out and all(job.verdict is Verdict.SUCCEEDED for job in jobs)
        title = self._stage.fleet.named(
            over.host.name, f"{over.action.label}: {len(jobs) + len(over.left_out)} instances"
        )
        severity: Severity = "success" if all_done else "error"
        app.add_event(over.host.name, f"{over.action.label}: {lines[0]}", severity)
        if all_done or not app.is_undisturbed:
            self._stage.toast(title, lines[0], "information" if all_done else "error")
            return
        frame = DialogFrame(title, lines, (Choice("close", "Close"),), symbols=self._stage.symbols)
        app.push_unasked(Dialog(frame))
