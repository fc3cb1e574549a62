"""Passes changes of jobs on to the dialogs that wait for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from xentui.console.threads import in_thread
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.job import Job, JobKey

if TYPE_CHECKING:
    from xentui_driver.jobs.jobs import Order, Submitted

Changed = Callable[[Job], object]
Submit = Callable[["Order"], "Submitted"]
Ended = Callable[[Job, bool], object]
"""Gets a job that is over, and whether a subscriber tells the operator how it has ended."""


@dataclass(frozen=True, eq=False, slots=True)
class Subscription:
    """A dialog that waits for a job."""

    key: JobKey
    changed: Changed
    tells_end: bool


class JobRouter:
    """Knows which dialog waits for which job; used from the event loop only."""

    def __init__(self, ended: Ended) -> None:
        """`ended` gets each job once when it has an outcome, before the subscribers do."""
        self._ended = ended
        self._subscriptions: dict[JobKey, list[Subscription]] = {}
        self._held_back: dict[str, list[Job]] = {}
        """Changes of jobs whose order is being handed over, by the name of their set."""
        self._early_ends: set[JobKey] = set()
        """Those that came with what was submitted, until the folder of jobs brings them once more."""

    def subscribe(self, key: JobKey, changed: Changed, *, tells_end: bool = False) -> Subscription:
        """`changed` gets the job at each change, until it has an outcome or the subscription is cancelled.

        With `tells_end` the subscriber tells the operator how the job has ended, and nothing else does.
        """
        made = Subscription(key, changed, tells_end)
        self._subscriptions.setdefault(key, []).append(made)
        return made

    def cancel(self, subscription: Subscription) -> None:
        """Pass nothing more on; the job may be over already."""
        waiting = self._subscriptions.get(subscription.key, [])
        if subscription in waiting:
            waiting.remove(subscription)
        if not waiting:
            self._subscriptions.pop(subscription.key, None)

    def job_changed(self, job: Job) -> None:
        """Pass on what the folder of jobs has brought, each end once, unless only another host can tell how it stands.

        It is held back while the order that it belongs to is being handed over.
        """
        if job.is_foreign:
            return
        if job.result is not None and job.key in self._early_ends:
            self._early_ends.remove(job.key)
            return
        held_back = self._held_back.get(job.record.set_id)
        if held_back is not None:
            held_back.append(job)
        else:
            self._pass_on(job)

    async def hand_over(self, order: Order, submit: Submit, begun: Callable[[Submitted], object]) -> Submitted:
        """Submit an order in a thread; the caller subscribes to its jobs in `begun`. Raises as `submit`.

        A job may be over before its number is known here, so its changes are held back until then.
        """
        held_back = self._held_back[order.set_id] = []
        as_begun: tuple[Job, ...] = ()
        try:
            submitted = await in_thread(lambda: submit(order))
            begun(submitted)
            as_begun = submitted.jobs
            return submitted
        finally:
            del self._held_back[order.set_id]
            for job in as_begun:
                self._pass_on(job)
            self._early_ends |= {job.key for job in as_begun if job.result is not None}
            for job in held_back:
                self.job_changed(job)

    def _pass_on(self, job: Job) -> None:
        waiting = tuple(self._subscriptions.get(job.key, ()))
        if job.result is not None:
            self._subscriptions.pop(job.key, None)
            self._ended(job, any(each.tells_end for each in waiting))
        for each in waiting:
            each.changed(job)
