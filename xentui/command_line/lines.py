"""`xentui --lines`: the console as a plain stream, one line a change; for screen readers, logs and dumb terminals.

Nothing moves a cursor or is written twice. What is done to guests is done by the commands of the command line.
"""

import select
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from xentui.command_line.answers import SUCCEEDED
from xentui.command_line.changes import first_lines, lines_between
from xentui.command_line.inbox import Inbox, News
from xentui.command_line.wording import in_commands
from xentui.fleet.fleet import Fleet
from xentui.fleet.guest_notices import GuestNotices
from xentui.fleet.host import Host
from xentui.fleet.host_state import PATIENCE_S, HostState
from xentui.fleet.pollers import Pollers
from xentui_driver.host.sources import DomainsRead, SourceName
from xentui_driver.jobs.jobs import Job, Verdict
from xentui_driver.jobs.notices import NoticeKind
from xentui_driver.model.errors import XenError
from xentui_driver.model.job import JobKey
from xentui_widgets.symbols import Symbols

LOOK_EVERY_S = 1.0
"""So soon it is told that a host has stopped answering."""

Say = Callable[[float, str, str], None]
"""Takes the time of a line in seconds since the epoch, the name of a host, and the line about it."""


def show_lines(fleet: Fleet, interval_s: float, symbols: Symbols) -> int:
    """Tell what changes until the operator presses ctrl+c. Raises BrokenPipeError when nobody reads it any more."""
    stream = LineStream(fleet, interval_s, partial(_print, symbols))
    try:
        stream.start()
        while not _reader_has_left():
            stream.tell_news(LOOK_EVERY_S)
        raise BrokenPipeError
    except KeyboardInterrupt:
        return SUCCEEDED
    finally:
        stream.close()


class LineStream:
    """Polls a fleet, follows its jobs, and says what is new."""

    def __init__(self, fleet: Fleet, interval_s: float, say: Say) -> None:
        self._fleet = fleet
        self._say = say
        self._interval_s = interval_s
        self._inbox = Inbox()
        self._pollers = Pollers(fleet, self._arrived, interval_s)
        self._under_way: dict[JobKey, Verdict] = {}
        """The jobs that were told and are not over, and how they stood then."""
        self._silent: set[str] = set()
        """The hosts that were said not to answer in time."""
        self._notices = {
            host.name: GuestNotices(
                host.name, host.jobs, host.hypervisor.clock, host.settings, partial(self._in_trouble, host.name)
            )
            for host in fleet.hosts
        }

    def start(self) -> None:
        for host in self._fleet.hosts:
            host.jobs.subscribe(partial(self._job_changed, host), partial(self._jobs_in_trouble, host.name))
            host.jobs.start()
        self._pollers.start()

    def tell_news(self, wait_s: float) -> None:
        """Say the oldest of what the threads have brought; wait for it that long."""
        news = self._inbox.take(wait_s)
        if news is not None:
            for line in news.lines():
                self._say(news.came_s, news.host, line)
        for host in self._fleet.hosts:
            self._tell_silence(host)

    def close(self) -> None:
        """Stop polling and following; every job goes on."""
        self._pollers.leave()
        self._fleet.close()
        self._fleet.remove()

    def _arrived(self, state: HostState) -> None:
        self._put(("state", state.host), state.host, partial(self._of_state, state))

    def _job_changed(self, host: Host, job: Job) -> None:
        self._put(job.key, host.name, partial(self._of_job, host, job))

    def _jobs_in_trouble(self, host: str, error: XenError) -> None:
        self._in_trouble(host, error.told(in_commands(error.next_step)))

    def _in_trouble(self, host: str, line: str) -> None:
        self._put((host, line), host, lambda: (line,))

    def _put(self, about: object, host: str, lines: Callable[[], Iterable[str]]) -> None:
        """Any thread calls this."""
        self._inbox.put(about, News(self._fleet.clock.epoch_s(), host, lines))

    def _of_state(self, state: HostState) -> Iterator[str]:
        before = self._fleet.states[state.host]
        self._fleet.take(state)
        yield from self._changes(before, state)
        for error in state.new_errors(before):
            yield error.told(in_commands(error.next_step))
        if state.failure is not None:
            self._silent.discard(state.host)
        elif before.failure is not None or self._breaks_silence(before, state):
            self._silent.discard(state.host)
            yield "answers again"

    def _changes(self, before: HostState, state: HostState) -> Iterator[str]:
        if state.restarts is not before.restarts:
            notices = self._notices[state.host].after(state, self._interval_s)
            yield from (notice.text for notice in notices if notice.kind is not NoticeKind.CRASHED)  # its row says it
        if state.snapshot is None or state.snapshot is before.snapshot:
            return
        yield from (
            first_lines(state.snapshot) if before.snapshot is None else lines_between(before.snapshot, state.snapshot)
        )

    def _breaks_silence(self, before: HostState, state: HostState) -> bool:
        """Whether a host that was too slow has answered in time: one that goes on being slow is told once."""
        listing = state.readings.get(SourceName.LISTING)
        if listing is None or listing is before.readings.get(SourceName.LISTING) or state.host not in self._silent:
            return False
        read = listing.value
        return isinstance(read, DomainsRead) and read.ended_s - read.began_s <= PATIENCE_S

    def _tell_silence(self, host: Host) -> None:
        state = self._fleet.states[host.name]
        if state.failure is not None or host.name in self._silent:
            return  # it was told
        now_s = host.hypervisor.clock.monotonic_s()
        waiting_s = self._pollers.waiting_s(host.name)
        old = state.staleness(now_s, waiting_s=waiting_s, interval_s=self._interval_s, frozen=False)
        if old is not None:
            self._silent.add(host.name)
            age = f"; the last answer is {old.age_s:.0f} s old" if state.snapshot is not None else ""
            self._say(self._fleet.clock.epoch_s(), host.name, f"{old.reason}{age}")

    def _of_job(self, host: Host, job: Job) -> Iterator[str]:
        """A job of another host in a shared folder is left to that host, and one without an outcome to the next look.

        A job whose process has died is over before anybody has looked at what it did.
        """
        if job.is_foreign or host.jobs.was_over_at_first(job):
            return
        title = f"job {job.id}: {job.record.title}, by {job.record.who.words}"
        if job.result is not None:
            self._under_way.pop(job.key, None)
            yield f"{title}: {_end_of(job)}"
        elif not job.is_over and self._under_way.get(job.key) is not job.verdict:
            self._under_way[job.key] = job.verdict
            yield f"{title}: {'waiting' if job.verdict is Verdict.WAITING else 'running'}"


def _end_of(job: Job) -> str:
    """How it has ended, and what to do after a failure: no dialog tells it here."""
    error = job.result.error if job.result is not None else None
    return job.words if error is None else error.told(in_commands(error.next_step))


def _reader_has_left() -> bool:
    """Whether nobody reads our output any more: the next line, which would fail, may be hours away (poll(2))."""
    output = select.poll()
    output.register(sys.stdout.fileno(), 0)
    return any(event & select.POLLERR for _, event in output.poll(0))


def _print(symbols: Symbols, came_s: float, host: str, line: str) -> None:
    when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(came_s))
    print(f"{when} {host} {symbols.show(line, len(line))}", flush=True)
