"""The jobs of one host as the application has them: begin some, follow all, whoever has begun them."""

import os
import threading
from collections.abc import Callable, Sequence

from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.actions import Action, Request
from xentui_driver.jobs.actions.action import subject_of
from xentui_driver.jobs.auditor import Auditor
from xentui_driver.jobs.follower import JobFollower
from xentui_driver.jobs.launcher import Launcher
from xentui_driver.jobs.orders import Order, Task, Workplace, record_of
from xentui_driver.jobs.store import JobStore
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import NotHandedOver, XenError
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import Job, JobRecord, Result, Verdict, Who

__all__ = ["Job", "Jobs", "Prepared", "RefusedRequest", "Submitted", "Verdict", "Workplace"]

RefusedRequest = tuple[Request, XenError]
"""What was not begun, and why."""


@dataclass(frozen=True, eq=False, slots=True)
class Prepared:
    """What is about to be handed over; each is a thing of its own."""

    tasks: tuple[Task, ...]
    set_id: str
    """What their jobs have in common, and no other's: they are known by it before their numbers are."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """What has begun and what was refused of it."""

    jobs: tuple[Job, ...]
    refused: tuple[RefusedRequest, ...]


class Jobs:
    """One host's jobs."""

    def __init__(
        self,
        hypervisor: Hypervisor,
        workplace: Workplace,
        launcher: Launcher,
        store: JobStore,
        who: Who,
        *,
        remove: Callable[[], object] = lambda: None,
    ) -> None:
        """`remove` takes away what is of no use once this process ends."""
        self.remove = remove
        self.workplace = workplace
        self.who = who
        self.store = store
        self._hypervisor = hypervisor
        self._launcher = launcher
        self._changed: Callable[[Job], object] = lambda _job: None
        self._trouble: Callable[[XenError], object] = lambda _error: None
        self._auditor = Auditor.of(workplace)
        auditor = self._auditor if launcher.changes_hosts else None
        self._watch = JobFollower(store, auditor, hypervisor, self._tell, self._tell_trouble)
        self._lock = threading.Condition()
        self._pending: dict[Prepared, list[JobRecord]] = {}
        self._sets = 0

    def subscribe(self, changed: Callable[[Job], object], trouble: Callable[[XenError], object]) -> None:
        """Who wants to know; before `start`. Both are called from the thread that has noticed."""
        self._changed, self._trouble = changed, trouble

    def start(self) -> None:
        """Begin to follow."""
        self._watch.start()

    def look(self) -> None:
        """Somebody knows that there is news."""
        self._watch.look()

    def leave(self) -> None:
        """Follow no more; every job goes on."""
        self._watch.leave()

    @property
    def all(self) -> tuple[Job, ...]:
        """Oldest first, those that are just being handed over last."""
        with self._lock:
            pending = [record for records in self._pending.values() for record in records]
        return self._watch.all + tuple(Job("", record, Verdict.WAITING) for record in pending)

    @property
    def under_way(self) -> tuple[Job, ...]:
        """Of this host, whoever has begun them."""
        return tuple(job for job in self.all if not job.is_over and not job.is_foreign)

    def of(self, instance: Instance) -> Job | None:
        """The job under way on that instance."""
        keys = subject_of(Request(instance)).keys
        return next((job for job in self.under_way if job.record.subject.keys & keys), None)

    def prepare(self, action: Action, requests: Sequence[Request]) -> "Prepared":
        """Note what is about to be handed over, so that it is shown, and nothing else begun on it, from now on."""
        tasks = tuple(Task(action.id, request) for request in requests)
        now_s = self._hypervisor.clock.epoch_s()
        with self._lock:
            self._sets += 1
            prepared = Prepared(tasks, f"{now_s:.3f}-{os.getpid()}-{self._sets}")
            self._pending[prepared] = [
                record_of(task, self.workplace.host, self.who, now_s, set_id=prepared.set_id) for task in tasks
            ]
        return prepared

    def submit(self, prepared: "Prepared") -> "Submitted":
        """Have it done with each of them, a few at a time. Blocks until they have begun, or are refused.

        Raises JobsUnwritable when nothing can be begun at all.
        """
        try:
            answers = self._launcher.submit(Order(prepared.tasks, self.who, prepared.set_id))
            begun: list[Job] = []
            refused: list[RefusedRequest] = []
            for task, answer in zip(prepared.tasks, answers, strict=True):
                if isinstance(answer, XenError):
                    refused.append((task.request, answer))
                else:
                    begun.append(self.store.job(answer))
            self._watch.add(begun)
        except NotHandedOver as error:
            for task in prepared.tasks:
                self.refused(task.action, task.request, error)
            raise
        finally:
            with self._lock:
                del self._pending[prepared]
                self._lock.notify_all()
            self._watch.look()
        return Submitted(tuple(begun), tuple(refused))

    def refused(self, action: Action, request: Request, error: XenError) -> None:
        """Note in the audit what was refused before it came to a job."""
        now_s = self._hypervisor.clock.epoch_s()
        task = Task(action.id, request)
        record = record_of(task, self.workplace.host, self.who, now_s, is_possible=False)
        self._auditor.refused(record, error, now_s)

    def note(self, record: JobRecord, result: Result) -> None:
        """A line of the audit for what is no job."""
        self._auditor.noted(record, result)

    def wait_for_hand_over(self, limit_s: float) -> bool:
        """Block until nothing is just being handed over; false when that takes too long."""
        with self._lock:
            return self._lock.wait_for(lambda: not self._pending, limit_s)

    @property
    def outlive_us(self) -> bool:
        """Whether jobs go on when this process ends."""
        return self._launcher.outlives_us

    def cancel(self, job: Job) -> None:
        """Raises NoSuchJob, CancelRefused."""
        self.store.cancel(job.id, self.who)
        self._watch.look()

    def release(self, job: Job) -> None:
        """The console that it waits for is there."""
        self.store.release(job.id)

    def _tell(self, job: Job) -> None:
        self._changed(job)

    def _tell_trouble(self, error: XenError) -> None:
        self._trouble(error)
