"""Says what has come to an end or has happened by itself: as an event, a message, the bell."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol

from xentui.console.adds_events import AddsEvents
from xentui.fleet.fleet import Fleet
from xentui.fleet.host import Host
from xentui.fleet.host_state import HostState
from xentui_driver.jobs.notices import Notice, NoticeKind
from xentui_driver.model.errors import XenError
from xentui_driver.model.job import Job, Subject, Verdict
from xentui_driver.model.row_key import RowKey
from xentui_driver.model.severity import Severity
from xentui_widgets.event_log import GuestOn
from xentui_widgets.job_words import moment_words

if TYPE_CHECKING:
    from xentui.fleet.guest_notices import GuestNotices

_ENDS = (NoticeKind.CRASHED, NoticeKind.VANISHED, NoticeKind.CRASH_LOOP)
_SEVERITIES: dict[Verdict, Severity] = {Verdict.SUCCEEDED: "success", Verdict.CANCELLED: "warning"}


class Tells(AddsEvents, Protocol):
    """The application, as far as reports have to do with it."""

    def say(self, title: str, text: str, severity: Severity) -> None:
        """For a few seconds, where messages are wanted."""
        ...

    def show_end(self, job: Job) -> None:
        """Show how a job that nobody waits for has ended."""
        ...

    def keep_death(self, of: GuestOn) -> None:
        """Keep what is left of a guest's end, before it is overwritten."""
        ...

    def ring(self) -> None: ...


class Reports:
    """Of all hosts of a fleet."""

    def __init__(self, fleet: Fleet, tells: Tells, failed: Callable[[str, XenError], object]) -> None:
        """`failed` gets the host, in another thread, whose notice command could not be run, and why."""
        self._fleet = fleet
        self._tells = tells
        self._failed = failed
        self._notices: dict[str, GuestNotices] = {}

    def job_is_over(self, job: Job, is_waited_for: bool) -> None:
        """Add it to the events, and show it unless a dialog that waits for the job does."""
        assert job.result is not None, "it is over"
        host = self._fleet.owner(job)
        by = "" if job.record.who == host.jobs.who else f" (by {job.record.who.words})"
        guest = self._fleet.instance_of(job)
        was_over = host.jobs.was_over_at_first(job)
        self._tells.add_event(
            job.record.subject.name,
            job.words + by,
            _SEVERITIES.get(job.verdict, "error"),
            "; ".join(job.record.steps),
            moment_words(job.result.ended_s, self._fleet.clock.epoch_s()) if was_over else "",
            host=host.name,
            job=job.key,
            row=guest.row_key if guest is not None else None,
        )
        if was_over:
            return
        self._tells.ring()
        if not is_waited_for:
            self._tells.show_end(job)

    def of_guests(self, state: HostState, interval_s: float) -> None:
        """Show what has happened to guests without a job: a crash, a guest that has vanished."""
        for notice in self._notices_of(self._fleet.host(state.host)).after(state, interval_s):
            row, death = _row_of(notice, state), _death_of(notice, state.host)
            self._tells.add_event(notice.who, notice.text, notice.severity, host=state.host, row=row, death=death)
            if death is not None:
                self._tells.keep_death(death)
            self._tells.say(self._fleet.named(state.host, notice.who), notice.text, notice.severity)
            self._tells.ring()

    def _notices_of(self, host: Host) -> "GuestNotices":
        """Made with the first listing, behind the first frame."""
        from xentui.fleet.guest_notices import GuestNotices

        if host.name not in self._notices:
            failed = partial(_notice_failed, self._failed, host.name)
            self._notices[host.name] = GuestNotices(host.name, host.jobs, host.hypervisor.clock, host.settings, failed)
        return self._notices[host.name]


def _notice_failed(failed: Callable[[str, XenError], object], host: str, line: str) -> None:
    failed(host, XenError(line, next_step="Check [notices] command in the configuration."))


def _death_of(notice: Notice, host: str) -> GuestOn | None:
    """The guest whose end it tells of: one that has only rebooted hasn't ended."""
    is_end = notice.kind in _ENDS or (notice.kind is NoticeKind.RESTARTED and notice.severity == "error")
    return GuestOn(host, Subject(notice.who, notice.uuid, notice.domid)) if is_end else None


def _row_of(notice: Notice, state: HostState) -> RowKey | None:
    """The row of the guest that it is about, while it has one."""
    instances = state.snapshot.instances if state.snapshot is not None else ()
    same = [each for each in instances if each.uuid == notice.uuid]
    meant = [each for each in same if each.domid == notice.domid] or same
    return meant[0].row_key if len(meant) == 1 else None
