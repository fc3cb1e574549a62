"""What is being done right now: each job in a daemon thread of its own, its story kept line by line."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from xentui.actions import Action, Request
from xentui_driver.errors import TransportClosed, XenError
from xentui_driver.hypervisor import Hypervisor
from xentui_driver.model import Instance, Outcome

AT_ONCE = 4
"""Guests of one marked set that are worked on side by side."""
KEPT_JOBS = 100
KEPT_LINES = 400


class JobState(Enum):
    """Where a job is; the words are what the operator reads."""

    WAITING = "waiting"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """One action on one guest, as it is at one moment."""

    number: int
    action: Action
    request: Request
    steps: tuple[str, ...]
    """As they were shown before it began."""
    started_s: float
    """Seconds since the epoch."""
    state: JobState = JobState.WAITING
    lines: tuple[str, ...] = ()
    ended_s: float | None = None
    outcome: Outcome | None = None
    error: XenError | None = None

    @property
    def instance(self) -> Instance:
        return self.request.instance

    @property
    def is_over(self) -> bool:
        return self.state in (JobState.SUCCEEDED, JobState.FAILED)

    @property
    def has_begun(self) -> bool:
        return self.state is not JobState.WAITING

    @property
    def words(self) -> str:
        """How it stands, in one line."""
        if self.outcome is not None:
            return " ".join((self.outcome.summary, *self.outcome.warnings))
        if self.error is not None:
            return " ".join(part for part in (self.error.summary, self.error.state_now) if part)
        return self.lines[-1] if self.lines else self.action.doing


class Jobs:
    """Runs jobs and tells of every change by `changed`, from the thread that made it."""

    def __init__(self, hypervisor: Hypervisor, changed: Callable[[Job], object]) -> None:
        self._hypervisor = hypervisor
        self._changed = changed
        self._lock = threading.Lock()
        self._jobs: dict[int, Job] = {}
        self._last_number = 0

    @property
    def all(self) -> tuple[Job, ...]:
        """Oldest first."""
        with self._lock:
            return tuple(self._jobs.values())

    @property
    def under_way(self) -> tuple[Job, ...]:
        return tuple(job for job in self.all if not job.is_over)

    def of(self, key: str) -> Job | None:
        """The job under way on the instance of that key."""
        return next((job for job in self.under_way if job.instance.key == key), None)

    def submit(self, action: Action, requests: Sequence[Request]) -> tuple[Job, ...]:
        """Do it with each of them, a few at a time; one whose instance has a job already must not be among them."""
        jobs = [self._add(action, request) for request in requests]
        queue = [job.number for job in jobs]
        for _ in range(min(AT_ONCE, len(queue))):
            threading.Thread(target=self._work, args=(queue,), name=action.id, daemon=True).start()
        return tuple(jobs)

    def _add(self, action: Action, request: Request) -> Job:
        with self._lock:
            self._last_number += 1
            job = Job(self._last_number, action, request, action.steps(request), self._hypervisor.clock.epoch_s())
            self._jobs[job.number] = job
            over = [number for number, old in self._jobs.items() if old.is_over]
            for number in over[: max(0, len(self._jobs) - KEPT_JOBS)]:
                del self._jobs[number]
        return job

    def _work(self, queue: list[int]) -> None:
        while True:
            with self._lock:
                if not queue:
                    return
                number = queue.pop(0)
            self._do(number)

    def _do(self, number: int) -> None:
        job = self._change(number, state=JobState.RUNNING)

        def report(line: str) -> None:
            self._change(number, lines=(*self._jobs[number].lines, line)[-KEPT_LINES:])

        try:
            outcome = job.action.perform(self._hypervisor, job.request, report)
        except TransportClosed:
            return  # the console is leaving; whatever was started goes on
        except XenError as error:
            self._change(number, state=JobState.FAILED, error=error, ended_s=self._hypervisor.clock.epoch_s())
        else:
            self._change(number, state=JobState.SUCCEEDED, outcome=outcome, ended_s=self._hypervisor.clock.epoch_s())

    def _change(self, number: int, **changes: object) -> Job:
        with self._lock:
            job = self._jobs[number] = replace(self._jobs[number], **changes)  # type: ignore[arg-type]
        self._changed(job)
        return job
