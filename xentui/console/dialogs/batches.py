"""Sets of jobs that were begun together: when the last one is over, a summary tells how each has ended."""

from collections.abc import Callable, Sequence

from xentui.console.dialogs.follow_ups import FOLLOW_UPS, choice_of, follow_ups
from xentui.console.dialogs.stage import Stage
from xentui.console.screens.confirm import Skipped
from xentui.fleet.host import Host
from xentui_driver.jobs.actions import Action
from xentui_driver.jobs.jobs import Job, Order, Submitted, Verdict
from xentui_driver.model.errors import XenError
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import JobKey
from xentui_driver.model.severity import Severity
from xentui_widgets.choice_bar import CLOSE
from xentui_widgets.dialogs import Dialog, DialogFrame
from xentui_widgets.job_words import summary_lines
from xentui_widgets.units import plural

Request = Callable[[Action, Sequence[Instance]], object]
"""Asks about an action on these guests, and begins it."""
HostOrder = tuple[Host, Order]


class Batch:
    """One set, with an order for each of its hosts."""

    def __init__(
        self, stage: Stage, action: Action, orders: Sequence[HostOrder], skipped: Skipped, *, request: Request
    ) -> None:
        self._stage = stage
        self._request = request
        self._action = action
        self._hosts = tuple(host for host, _ in orders)
        self._skipped = [
            (stage.names.on(instance.host, instance.name), refusal.reason) for instance, refusal in skipped
        ]
        self._refused: list[tuple[str, str]] = []
        self._not_handed_over = len(orders)
        self._begun: set[JobKey] = set()
        self._over: dict[JobKey, Job] = {}

    @property
    def is_on_one_host(self) -> bool:
        return len(self._hosts) == 1

    def begin(self, host: Host, submitted: Submitted) -> None:
        """Wait for the jobs of one host; those that it has refused are named in the summary."""
        for request, error in submitted.refused:
            self._note_refused(host, self._action.subject(request).name, error)
        for job in submitted.jobs:
            self._begun.add(job.key)
            self._stage.router.subscribe(job.key, self._job_changed, tells_end=True)
        self._not_handed_over -= 1
        if not self.is_on_one_host:
            self._tell_if_over()

    def refuse(self, host: Host, order: Order, error: XenError) -> None:
        """Nothing of this host's order was begun."""
        for task in order.tasks:
            self._note_refused(host, task.record.subject.name, error)
        self._not_handed_over -= 1
        self._tell_if_over()

    def _note_refused(self, host: Host, name: str, error: XenError) -> None:
        self._refused.append((self._stage.names.on(host.name, name), error.summary))

    def _job_changed(self, job: Job) -> None:
        if job.result is not None:
            self._over[job.key] = job
            self._tell_if_over()

    def _tell_if_over(self) -> None:
        if not self._not_handed_over and self._begun == self._over.keys():
            self._tell()

    def _tell(self) -> None:
        jobs = sorted(self._over.values(), key=lambda job: (job.record.host.name, int(job.id)))
        names, app = self._stage.names, self._stage.app
        lines = summary_lines(jobs, self._skipped, self._refused, named=names.on)
        severity = self._severity(jobs)
        where = self._hosts[0].name if self.is_on_one_host else plural(len(self._hosts), "host")
        count = len(jobs) + len(self._skipped) + len(self._refused)
        title = names.on(where, f"{self._action.label}: {plural(count, 'guest')}")
        app.add_event(where, f"{self._action.label}: {lines[0]}", severity)
        if severity == "success" or not app.is_undisturbed:
            self._stage.toast(title, lines[0], severity)
            return
        offered = self._follow_ups(jobs)
        choices = [CLOSE, *(choice_of(FOLLOW_UPS[id], len(rows)) for id, rows in offered.items())]
        frame = DialogFrame(title, lines, choices, symbols=self._stage.symbols)

        def answered(choice: str | None) -> None:
            if choice in offered:
                self._request(FOLLOW_UPS[choice], offered[choice])

        app.push_unasked(Dialog(frame), answered)

    def _follow_ups(self, jobs: Sequence[Job]) -> dict[str, list[Instance]]:
        """What can be done about those that have failed, each with the guests that it is of use for."""
        fleet = self._stage.fleet
        found: dict[str, list[Instance]] = {}
        for job in jobs:
            instance = fleet.instance_of(job)
            for action in follow_ups(job, instance, fleet):
                if instance is not None:
                    found.setdefault(action.id, []).append(instance)
        return {id: found[id] for id in FOLLOW_UPS if id in found}

    def _severity(self, jobs: Sequence[Job]) -> Severity:
        """What was skipped was named in the question: it is no news."""
        verdicts = {job.verdict for job in jobs}
        if self._refused or verdicts - {Verdict.SUCCEEDED, Verdict.CANCELLED}:
            return "error"
        return "warning" if Verdict.CANCELLED in verdicts else "success"


class Batches:
    """Makes the sets; a single job is none."""

    def __init__(self, stage: Stage, request: Request) -> None:
        """`request` begins what is chosen in a summary."""
        self._stage = stage
        self._request = request

    def open(self, action: Action, orders: Sequence[HostOrder], skipped: Skipped) -> Batch | None:
        """A set that waits for these orders to be handed over."""
        if sum(len(order.tasks) for _, order in orders) < 2:
            return None
        return Batch(self._stage, action, orders, skipped, request=self._request)
