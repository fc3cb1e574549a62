"""Follows jobs, whoever began them: one to its end, or all of a host in a thread of its own."""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress

from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.auditor import Auditor
from xentui_driver.jobs.reconcile import audit_settled, settle
from xentui_driver.jobs.store import JobStore
from xentui_driver.model.errors import CommandTimedOut, HostError, TransportClosed, XenError
from xentui_driver.model.job import Job, Verdict

EVERY_S = 0.25
"""The interval while a job is under way."""
IDLE_EVERY_S = 2.0
LOOK_AGAIN_S = 60.0
TOLD_AGAIN = 5
"""How many outcomes from before the first look are news to an operator who comes back."""

Changed = Callable[[Job], object]
Trouble = Callable[[XenError], object]


def look_repeatedly(look: Callable[[], float | None], pause: Callable[[float], object]) -> None:
    """Look again after the seconds that each look returns, until one returns None."""
    while (wait_s := look()) is not None:
        pause(wait_s)


def news_in(jobs: Iterable[Job], before: Mapping[str, Job]) -> tuple[Job, ...]:
    """The jobs of one store that have changed since the last look."""
    return tuple(job for job in jobs if job != before.get(job.id))


def follow_job(
    store: JobStore,
    id: str,
    changed: Changed,
    pause: Callable[[float], object],
    *,
    every_s: float = EVERY_S,
    until: Callable[[Job], bool] = lambda job: job.is_over,
) -> Job:
    """Call `changed` with one job now and whenever it changes; return it once `until` holds for it.

    Raises NoSuchJob, JobsUnwritable.
    """
    seen: dict[str, Job] = {}

    def look() -> float | None:
        job = store.job(id)
        news = news_in((job,), seen)
        seen[id] = job
        for each in news:
            changed(each)
        return None if until(job) else every_s

    look_repeatedly(look, pause)
    return seen[id]


class JobFollower(threading.Thread):
    """A daemon thread, woken when an order is given; leaving waits for nobody."""

    def __init__(
        self,
        store: JobStore,
        auditor: Auditor | None,
        host: Hypervisor,
        changed: Changed,
        trouble: Trouble = lambda _error: None,
    ) -> None:
        """Without an `auditor` it only looks, and leaves jobs whose runner is gone to another console.

        `changed` gets every job that has changed, `trouble` what prevents following them. Of the jobs that were over
        before the first look, only the last few count as changed.
        """
        super().__init__(name="jobs", daemon=True)
        self._store = store
        self._auditor = auditor
        self._host = host
        self._changed = changed
        self._trouble = trouble
        self._wake = threading.Event()
        self._leaving = False
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}
        self._last_trouble = ""
        self._has_looked = self._has_checked = False
        self._over_at_first: frozenset[str] = frozenset()
        """The jobs that were over at the first look, as far as the store still has them."""
        self._over_since_s: dict[str, float] = {}
        """When each that is over was first seen so, by the host's monotonic clock."""
        self._added: dict[str, Job] = {}
        """The jobs that were added since the last look began."""
        self._look_again_s: dict[str, float] = {}
        """When it next tries to settle a job that could not be settled, by the real clock."""

    @property
    def all(self) -> tuple[Job, ...]:
        """Oldest first."""
        with self._lock:
            return tuple(self._jobs.values())

    def was_over_at_first(self, job: Job) -> bool:
        """Whether it was over at the first look. Times don't tell that: the job may have them from another clock."""
        with self._lock:
            return job.id in self._over_at_first

    def over_for_s(self, job: Job) -> float:
        """For how long it has been seen to be over, in seconds; 0 while it isn't."""
        now_s = self._host.clock.monotonic_s()
        with self._lock:
            return now_s - self._over_since_s.get(job.id, now_s)

    def ended_since(self, moment_s: float) -> tuple[Job, ...]:
        """The jobs whose end was seen after that moment of the host's monotonic clock, oldest first."""
        with self._lock:
            ended = {id for id, at_s in self._over_since_s.items() if at_s > moment_s} - self._over_at_first
            return tuple(job for job in self._jobs.values() if job.id in ended)

    def look(self) -> None:
        """Look now."""
        self._wake.set()

    def add(self, jobs: Iterable[Job]) -> None:
        """Add jobs that have just begun, so that they are known at every moment.

        A job that is over already is left to the next look, which reports it.
        """
        with self._lock:
            new = {job.id: job for job in jobs if job.id not in self._jobs and not job.is_over}
            self._jobs |= new
            self._added |= new

    def leave(self) -> None:
        self._leaving = True
        self._wake.set()

    def run(self) -> None:
        look_repeatedly(self._look, self._wake.wait)

    def _look(self) -> float | None:
        self._wake.clear()
        if self._leaving:
            return None
        self.look_once()
        is_busy = any(not job.is_over and not job.is_foreign for job in self.all)
        return EVERY_S if is_busy else IDLE_EVERY_S

    def look_once(self) -> None:
        """Read the folder, and settle the jobs whose runner is gone. Blocks."""
        try:
            with self._lock:
                self._added.clear()
            self._take(self._store.all(self._jobs))
            if self._auditor is not None:
                self._settle(self._auditor)
        except TransportClosed:
            return
        except XenError as error:
            if error.summary != self._last_trouble:  # once, not every time
                self._last_trouble = error.summary
                self._trouble(error)
        else:
            self._last_trouble = ""

    def _settle(self, auditor: Auditor) -> None:
        """Raises AuditUnwritable, so that the operator knows before the next operation."""
        if self._settle_what_is_left():
            self._take(self._store.all(self._jobs))
        if not self._has_checked:
            self._host.sweep()
            auditor.try_out()
            self._has_checked = True
        audit_settled(self._store, auditor)

    def _settle_what_is_left(self) -> bool:
        """Settle the jobs whose runner is gone; whether there were any.

        Tried again later on a host that doesn't answer.
        """
        now_s = time.monotonic()
        is_changed = False
        for job in self.all:
            if job.verdict is Verdict.UNKNOWN and now_s >= self._look_again_s.get(job.id, 0.0):
                self._look_again_s[job.id] = now_s + LOOK_AGAIN_S
                with suppress(HostError, CommandTimedOut):
                    is_changed |= settle(self._store, self._host, job)
        return is_changed

    def _take(self, jobs: tuple[Job, ...]) -> None:
        over = frozenset(job.id for job in jobs if job.result is not None)
        now_s = self._host.clock.monotonic_s()
        with self._lock:
            before, self._jobs = self._jobs, self._added | {job.id: job for job in jobs}
            is_first, self._has_looked = not self._has_looked, True
            self._over_at_first = over if is_first else self._over_at_first & over
            self._over_since_s = {id: self._over_since_s.get(id, now_s) for id in over}
        old = [job for job in jobs if is_first and job.id in over]
        for job in news_in(jobs, before):
            if job not in old[:-TOLD_AGAIN]:
                self._changed(job)
