"""The jobs of one host, for the application: it begins jobs, and follows all jobs, whoever began them."""

import itertools
import os
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress

from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.actions import Action, Request
from xentui_driver.jobs.actions.action import subject_of
from xentui_driver.jobs.auditor import Auditor
from xentui_driver.jobs.follower import JobFollower
from xentui_driver.jobs.launcher import Launcher
from xentui_driver.jobs.orders import Order, Workplace, order_of, record_of
from xentui_driver.jobs.store import JobStore
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import NoSuchJob, NotHandedOver, XenError
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import Job, JobRecord, Result, Verdict, Who

__all__ = ["Job", "Jobs", "Order", "RefusedRequest", "Submitted", "Verdict", "Workplace"]

_SET_NUMBERS = itertools.count(1)
"""One counter for all hosts of this process, so that two orders of one moment differ."""
RefusedRequest = tuple[Request, XenError]
"""The requests that were not begun, each with the reason."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """What has begun of an order, and what was refused."""

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
        """`remove` removes what isn't needed once this process ends."""
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
        self._follower = JobFollower(store, auditor, hypervisor, self._job_changed, self._troubled_by)
        self._lock = threading.Condition()
        self._pending: dict[str, Order] = {}
        """The jobs that are being handed over at the moment, by the id of their set."""

    def subscribe(self, changed: Callable[[Job], object], trouble: Callable[[XenError], object]) -> None:
        """Set the callbacks for jobs and for trouble, before `start`; the follower's thread calls both."""
        self._changed, self._trouble = changed, trouble

    def start(self) -> None:
        """Begin to follow the host's jobs."""
        self._follower.start()

    def look(self) -> None:
        """Look for changes now."""
        self._follower.look()

    def leave(self) -> None:
        """Stop following; every job goes on."""
        self._follower.leave()

    @property
    def all(self) -> tuple[Job, ...]:
        """All jobs, oldest first; those that are being handed over come last."""
        with self._lock:
            pending = [task.record for order in self._pending.values() for task in order.tasks]
        return self._follower.all + tuple(Job("", record, Verdict.WAITING) for record in pending)

    def was_over_at_first(self, job: Job) -> bool:
        """Whether a job of this host was over when they were first looked at: no news, but an outcome to know of."""
        return self._follower.was_over_at_first(job)

    def over_for_s(self, job: Job) -> float:
        """For how long a job of this host has been seen to be over, in seconds; 0 while it isn't."""
        return self._follower.over_for_s(job)

    @property
    def under_way(self) -> tuple[Job, ...]:
        """The jobs of this host that are under way, whoever began them."""
        return tuple(job for job in self.all if not job.is_over and not job.is_foreign)

    def of(self, instance: Instance) -> Job | None:
        """The job that is under way on that instance; None when there is none."""
        under_way = self.under_way
        keys = subject_of(Request(instance)).keys if under_way else frozenset()
        return next((job for job in under_way if job.record.subject.keys & keys), None)

    def ended_since(self, since_s: float) -> tuple[Job, ...]:
        """The jobs of this host whose end was seen after that moment of its monotonic clock, oldest first."""
        found = self._follower.ended_since(since_s)
        return tuple([each for each in found if each.has_begun and not each.is_foreign])

    def ended_on(self, instance: Instance, since_s: float) -> Job | None:
        """The last job on that instance whose end was seen after that moment of the host's monotonic clock."""
        ended = self.ended_since(since_s)
        keys = subject_of(Request(instance)).keys if ended else frozenset()
        return next((each for each in reversed(ended) if each.record.subject.keys & keys), None)

    def prepare(self, action: Action, requests: Sequence[Request]) -> Order:
        """Note what is about to be handed over, so that it is shown and nothing else begins on its guests."""
        now_s = self._hypervisor.clock.epoch_s()
        set_id = f"{now_s:.3f}-{os.getpid()}-{next(_SET_NUMBERS)}"
        order = order_of(action, requests, self.workplace.host, self.who, now_s, set_id)
        with self._lock:
            self._pending[set_id] = order
        return order

    def submit(self, order: Order) -> Submitted:
        """Hand the order over, to be performed a few operations at a time.

        Blocks until they have begun, or are refused. Raises JobsUnwritable when nothing can be begun at all.
        """
        try:
            answers = self._launcher.submit(order)
            begun: list[Job] = []
            refused: list[RefusedRequest] = []
            for task, answer in zip(order.tasks, answers, strict=True):
                if isinstance(answer, XenError):
                    refused.append((task.request, answer))
                else:
                    begun.append(self.store.job(answer))
            self._follower.add(begun)
        except NotHandedOver as error:
            for task in order.tasks:
                self._auditor.refused(task.record, error, self._hypervisor.clock.epoch_s())
            raise
        finally:
            with self._lock:
                del self._pending[order.set_id]
                self._lock.notify_all()
            self._follower.look()
        return Submitted(tuple(begun), tuple(refused))

    def require_free(self, action: Action, request: Request) -> None:
        """Raises GuestBusy while another job works on the same guest, whoever began it; JobsUnwritable."""
        now_s = self._hypervisor.clock.epoch_s()
        self.store.require_free(record_of(action, request, self.workplace.host, self.who, now_s, is_possible=False))

    def refused(self, action: Action, request: Request, error: XenError) -> None:
        """Write a refusal into the audit that came before there was an order."""
        now_s = self._hypervisor.clock.epoch_s()
        record = record_of(action, request, self.workplace.host, self.who, now_s, is_possible=False)
        self._auditor.refused(record, error, now_s)

    def note(self, record: JobRecord, result: Result) -> None:
        """Write an operation into the audit that isn't a job."""
        self._auditor.noted(record, result)

    def wait_for_hand_over(self, limit_s: float) -> bool:
        """Block until nothing is being handed over any more; false when that takes too long."""
        with self._lock:
            return self._lock.wait_for(lambda: not self._pending, limit_s)

    @property
    def outlive_us(self) -> bool:
        """Whether jobs go on when this process ends."""
        return self._launcher.outlives_us

    def cancel(self, job: Job) -> None:
        """Raises NoSuchJob, CancelRefused."""
        self._require(job)
        self.store.cancel(job.id, self.who)
        self._follower.look()

    def release(self, job: Job) -> None:
        """Tell the job not to wait for its console any longer; if that fails, it goes on by itself after a while."""
        with suppress(XenError):
            self._require(job)
            self.store.release(job.id)

    def _require(self, job: Job) -> None:
        """The job of that number. Raises NoSuchJob, also when it is a job of another host."""
        if self.store.job(job.id).key != job.key:
            raise NoSuchJob(
                f"Job {job.id} ({job.record.title}) of {job.record.host.name} is not in {self.store.folder}."
            )

    def _job_changed(self, job: Job) -> None:
        self._changed(job)

    def _troubled_by(self, error: XenError) -> None:
        self._trouble(error)
