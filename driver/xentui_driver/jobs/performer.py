"""Performs operations and writes their jobs: in a process of its own on a real host, in threads on a simulated one."""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress

from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.auditor import Auditor
from xentui_driver.jobs.memory_reservation import MemoryReservations
from xentui_driver.jobs.orders import Order, Task, Workplace
from xentui_driver.jobs.store import JobStore
from xentui_driver.jobs.writer import JobWriter
from xentui_driver.model.clock import Clock
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import Cancelled, CommandFailed, TransportClosed, XenError
from xentui_driver.model.job import JobRecord, Result, Subject, Verdict
from xentui_driver.model.outcome import Outcome

OpenForJob = Callable[[JobWriter], Hypervisor]
"""A way to the host for one job: it tells the writer of each change before the change is made."""
Ended = Callable[[JobWriter], None]
PRUNE_EVERY = 20
"""Old jobs are removed once in so many jobs, because that reads every job that is kept."""


@dataclass(frozen=True, slots=True)
class BegunJob:
    """A job that has its folder and will be performed."""

    task: Task
    writer: JobWriter


class Performer:
    """Begins the tasks of an order and performs them, a few at a time."""

    def __init__(
        self,
        workplace: Workplace,
        store: JobStore,
        auditor: Auditor,
        clock: Clock,
        open_host: OpenForJob,
        ended: Ended = lambda _writer: None,
    ) -> None:
        self._workplace = workplace
        self._store = store
        self._auditor = auditor
        self._clock = clock
        self._open_host = open_host
        self._ended = ended

    def begin(self, order: Order) -> tuple[BegunJob | XenError, ...]:
        """Make a job for each task; a refusal takes its place, and goes to the audit too."""
        return tuple(map(self._begin, order.tasks))

    def perform(self, begun: Sequence[BegunJob]) -> None:
        """Perform them all. Blocks until each is over."""
        queue, book = list(begun), MemoryReservations()
        lock = threading.Lock()

        def work() -> None:
            while True:
                with lock:
                    if not queue:
                        return
                    next_one = queue.pop(0)
                self._perform(next_one, book if len(begun) > 1 else None)

        workers = [
            threading.Thread(target=work, name=f"perform {number}", daemon=True)
            for number in range(min(self._workplace.at_once, len(queue)))
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        if any(int(each.writer.id) % PRUNE_EVERY == 0 for each in begun):
            self._store.prune()

    def _begin(self, task: Task) -> BegunJob | XenError:
        try:
            self._auditor.check()
            self._refuse_impossible(task)
            return BegunJob(task, self._store.create(task.record))
        except XenError as error:
            self._auditor.refused(task.record, error, self._clock.epoch_s())
            return error

    def _refuse_impossible(self, task: Task) -> None:
        """Raises CommandFailed; GuestBusy where another job explains the state that forbids it."""
        record, here = task.record, self._workplace.host
        if record.host != here:
            raise CommandFailed(
                f"{record.title}: not started: it is for the host {record.host.name}, and this is {here.name}.",
                state_now="Nothing was done.",
                next_step=f"Start it on {record.host.name}.",
            )
        if (refusal := task.action.why_not(task.request.instance)) is not None:
            if refusal.of_state:
                self._store.require_free(record)
            raise CommandFailed(
                f"{record.title}: not possible: {refusal.reason}.",
                state_now="Nothing was done.",
                next_step=refusal.next_step,
            )

    def _perform(self, begun: BegunJob, book: MemoryReservations | None) -> None:
        writer, task = begun.writer, begun.task
        try:
            if writer.is_cancelled:
                self._finish(begun, Result(Verdict.CANCELLED, self._clock.epoch_s(), writer.record.before))
                return
            host = self._open_host(writer)
            try:
                result = self._result(task, writer, host, book)
            finally:
                host.close()
            self._finish(begun, result)
        except TransportClosed:
            return  # a simulated host ends with its console; nobody can tell how the job would have ended
        finally:
            writer.close()

    def _result(self, task: Task, writer: JobWriter, host: Hypervisor, book: MemoryReservations | None) -> Result:
        outcome: Outcome | None = None
        error: XenError | None = None
        writer.begin()
        try:
            if book is not None and task.action.builds:
                with book.reserved(host, task.request.instance, writer):
                    outcome = task.action.perform(host, task.request, writer)
            else:
                outcome = task.action.perform(host, task.request, writer)
        except TransportClosed:
            raise
        except XenError as failed:
            error = failed
        after = _after(host, writer.record, outcome)
        return Result(_verdict(error), self._clock.epoch_s(), after, outcome, error)

    def _finish(self, begun: BegunJob, result: Result) -> None:
        writer = begun.writer
        is_kept = writer.finish(result)
        if self._auditor.ended(writer, result):
            writer.audited()
        if is_kept:
            self._ended(writer)


def _verdict(error: XenError | None) -> Verdict:
    if error is None:
        return Verdict.SUCCEEDED
    return Verdict.CANCELLED if isinstance(error, Cancelled) else Verdict.FAILED


def _after(host: Hypervisor, record: JobRecord, outcome: Outcome | None) -> str:
    """The state of its subject now; empty when that isn't a guest."""
    subject = _subject(record, outcome)
    if not subject.is_guest:
        return ""
    with suppress(XenError):
        return host.standing(subject.uuid, subject.name, record.subject.domid)
    return "can't be seen"


def _subject(record: JobRecord, outcome: Outcome | None) -> Subject:
    """The new domain that it made, else its subject."""
    if outcome is not None and outcome.ref is not None:
        return Subject(outcome.ref.name, outcome.ref.uuid)
    return record.subject
