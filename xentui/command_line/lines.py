"""`xentui --lines`: the console as a plain stream, one line a change; for screen readers, logs and dumb terminals.

Nothing moves a cursor or is written twice. What is done to guests is done by the commands of the command line.
"""

import select
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from queue import Empty, SimpleQueue

from xentui.command_line.answers import SUCCEEDED
from xentui.command_line.changes import first_lines, lines_between
from xentui.command_line.wording import in_commands
from xentui.fleet.fleet import Fleet
from xentui.fleet.guest_notices import GuestNotices
from xentui.fleet.host_state import HostState
from xentui.fleet.pollers import Pollers
from xentui_driver.host.sources import Reading, SourceName
from xentui_driver.jobs.jobs import Job
from xentui_driver.model.errors import XenError
from xentui_driver.model.job import JobKey
from xentui_driver.model.text import harmless

LOOK_EVERY_S = 1.0
"""So soon it is told that a host has stopped answering."""

Say = Callable[[str, str], None]
"""Takes the name of a host and a line about it."""
News = Callable[[], None]
"""Something to be told, brought by a thread and done in the main one."""


def show_lines(fleet: Fleet, interval_s: float) -> int:
    """Tell what changes until the operator presses ctrl+c. Raises BrokenPipeError when nobody reads it any more."""
    stream = LineStream(fleet, interval_s, _print)
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
        self._news: SimpleQueue[News] = SimpleQueue()
        self._pollers = Pollers(fleet, lambda reading: self._news.put(partial(self._take, reading)), interval_s)
        self._told: dict[JobKey, bool] = {}
        """Of each job that was told, whether its end was."""
        self._stale: set[str] = set()
        """The hosts that were said to have stopped answering."""
        self._started_s = fleet.clock.epoch_s()
        self._notices = {
            host.name: GuestNotices(
                host.name, host.jobs, host.hypervisor.clock, host.settings, partial(self._later, host.name)
            )
            for host in fleet.hosts
        }

    def start(self) -> None:
        for host in self._fleet.hosts:
            host.jobs.subscribe(
                lambda job: self._news.put(partial(self._take_job, job)), partial(self._in_trouble, host.name)
            )
            host.jobs.start()
        self._pollers.start()

    def tell_news(self, wait_s: float) -> None:
        """Say what the threads have brought; wait for it that long."""
        with suppress(Empty):
            self._news.get(timeout=wait_s)()
        self._tell_stale_hosts()

    def close(self) -> None:
        """Stop polling and following; every job goes on."""
        self._pollers.leave()
        self._fleet.close()
        self._fleet.remove()

    def _take(self, reading: Reading) -> None:
        before = self._fleet.states[reading.host]
        state = before.with_reading(reading)
        self._fleet.take(state)
        self._lines(reading.host, self._news_of(before, state))
        self._tell_error(reading, before.error_of(reading.source))

    def _news_of(self, before: HostState, state: HostState) -> Iterable[str]:
        if state.restarts is not before.restarts:
            yield from (notice.text for notice in self._notices[state.host].after(state, self._interval_s))
        if state.snapshot is None or state.snapshot is before.snapshot:
            return
        yield from (
            first_lines(state.snapshot) if before.snapshot is None else lines_between(before.snapshot, state.snapshot)
        )

    def _tell_error(self, reading: Reading, old: XenError | None) -> None:
        error = reading.error
        if error is not None and (old is None or old.summary != error.summary):
            self._say(reading.host, error.told(in_commands(error.next_step)))
        if error is None and old is not None and reading.source is SourceName.LISTING:
            self._say(reading.host, "answers again")

    def _tell_stale_hosts(self) -> None:
        for host in self._fleet.hosts:
            state = self._fleet.states[host.name]
            now_s = host.hypervisor.clock.monotonic_s()
            waiting_s = self._pollers.waiting_s(host.name)
            old = state.staleness(now_s, waiting_s=waiting_s, interval_s=self._interval_s, frozen=False)
            if state.failure is not None:  # it was told when it came, and its end will be
                self._stale.discard(host.name)
                continue
            if old is not None and host.name not in self._stale:
                self._say(host.name, f"{old.reason}: what was said of it is {old.age_s:.0f} s old")
                self._stale.add(host.name)
            if old is None and host.name in self._stale:
                self._say(host.name, "what is said of it is new again")
                self._stale.remove(host.name)

    def _take_job(self, job: Job) -> None:
        """A job of another host in a shared folder is left to that host, and one without an outcome to the next look.

        A job whose process has died is over before anybody has looked at what it did.
        """
        has_ended = job.result is not None
        was_over_before_us = job.result is not None and job.result.ended_s < self._started_s
        if job.is_foreign or was_over_before_us or self._told.get(job.key) == has_ended:
            return
        self._told[job.key] = has_ended
        title = f"job {job.id}: {job.record.title}, by {job.record.who.words}"
        self._say(self._fleet.owner(job).name, f"{title}: {job.words}" if has_ended else title)

    def _in_trouble(self, host: str, error: XenError) -> None:
        self._later(host, error.told(in_commands(error.next_step)))

    def _later(self, host: str, line: str) -> None:
        """Say it in the main thread; another one calls this."""
        self._news.put(partial(self._say, host, line))

    def _lines(self, host: str, lines: Iterable[str]) -> None:
        for line in lines:
            self._say(host, line)


def _reader_has_left() -> bool:
    """Whether nobody reads our output any more: the next line, which would fail, may be hours away (poll(2))."""
    output = select.poll()
    output.register(sys.stdout.fileno(), 0)
    return any(event & select.POLLERR for _, event in output.poll(0))


def _print(host: str, line: str) -> None:
    print(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {host} {harmless(line, len(line))}", flush=True)
