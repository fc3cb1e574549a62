"""Notices what happens to guests by itself, by comparing states, and runs the operator's command for it."""

from collections.abc import Callable

from xentui.fleet.guest_events import GuestEvents
from xentui.fleet.host_state import HostState
from xentui.fleet.settings.values import Settings
from xentui_driver.jobs.jobs import Jobs
from xentui_driver.jobs.notices import Notice
from xentui_driver.jobs.notify_command import NoticeCommand
from xentui_driver.model.clock import Clock
from xentui_driver.model.identity import same_guest

ECHO_S = 30.0
"""For this long after a job, or for two polls, what its guest does counts as the job's doing."""


class GuestNotices:
    """Watches one host."""

    def __init__(
        self, host_name: str, jobs: Jobs, clock: Clock, settings: Settings, failed: Callable[[str], object]
    ) -> None:
        """`failed` is called, from another thread, with the reason when the operator's command could not be run."""
        self._host_name = host_name
        self._jobs = jobs
        self._clock = clock
        self._events = GuestEvents()
        self._command = NoticeCommand(settings.notice_command, failed)

    def after(self, state: HostState, interval_s: float) -> tuple[Notice, ...]:
        """The notices in a state with a new listing; runs the operator's command for each."""
        now_s = self._clock.monotonic_s()
        echo_s = max(ECHO_S, 2 * interval_s)
        notices = self._events.after(state, lambda uuid: self._has_job(uuid, echo_s), now_s)
        for notice in notices:
            self._command.run(notice, self._host_name)
        return notices

    def _has_job(self, uuid: str, echo_s: float) -> bool:
        """Whether a job of this host on the guest of that UUID is under way, or was so a moment ago.

        By when its end was seen: its own times may be those of a clock that was set since.
        """
        return any(
            not job.is_foreign
            and same_guest(job.record.subject.uuid, uuid)
            and (not job.is_over or (job.result is not None and self._jobs.over_for_s(job) < echo_s))
            for job in self._jobs.all
        )
