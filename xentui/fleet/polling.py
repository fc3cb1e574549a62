"""One long-lived thread for each source of each host: read, deliver, wait; never two readings at once, never an end."""

import threading
import time
from collections import deque
from collections.abc import Callable

from xentui.fleet.host_state import HostState
from xentui.fleet.intervals import DEFAULT_INTERVAL_S
from xentui.fleet.news_pace import NewsPace
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.host.sources import Cue, DomainsRead, Known, Reading, Source, SourceName
from xentui_driver.model.clock import Clock
from xentui_driver.model.dataclass import replace
from xentui_driver.model.errors import TransportClosed

_LONGEST_BACK_OFF_S = 30.0
_INTERVALS_ALONE = 2
"""A source that is read with a listing is read alone when no listing has begun for so many intervals."""

Deliver = Callable[[HostState], object]
"""Gets each new state of a host, in their order."""


class Poller:
    """Polls every source of one host, and makes its next state of each reading.

    That is done in the threads of the sources, one after the other: with thousands of guests it takes time that the
    event loop doesn't have.
    """

    def __init__(
        self, hypervisor: Hypervisor, state: HostState, deliver: Deliver, interval_s: float = DEFAULT_INTERVAL_S
    ) -> None:
        """`deliver` is called in the threads of the sources, and must not block."""
        self._hypervisor = hypervisor
        self._state = state
        self._changing = threading.Lock()
        self._deliver = deliver
        self._threads = {
            source.name: SourceThread(source, hypervisor.clock, lambda: self._state.known, self._arrived, interval_s)
            for source in hypervisor.sources
        }
        self._listing = self._threads[SourceName.LISTING]
        self._reads_beside_listings = False
        self._replaced: HostState | None = None
        """The state that the last listing has replaced."""
        self._listing.begun = self._listing_began

    @property
    def interval_s(self) -> float:
        return self._listing.interval_s

    @property
    def frozen(self) -> bool:
        return self._listing.frozen

    @frozen.setter
    def frozen(self, is_frozen: bool) -> None:
        for thread in self._threads.values():
            thread.frozen = is_frozen

    def waiting_s(self, source: SourceName = SourceName.LISTING) -> float:
        """How long the current reading has been waiting for the host, in seconds; 0 between two readings."""
        return self._threads[source].waiting_s

    def start(self) -> None:
        for thread in self._threads.values():
            thread.start()

    def refresh(self) -> None:
        """Read everything now, also when frozen; sources that can be read during a listing don't wait for it."""
        is_listing = self._listing.is_reading
        self._listing.refresh()
        for thread in self._threads.values():
            thread.retry()
            if is_listing and thread.source.cue is Cue.WITH_LISTING:
                thread.refresh()

    def set_interval(self, interval_s: float) -> None:
        for thread in self._threads.values():
            thread.interval_s = interval_s
        self.refresh()

    def leave(self) -> None:
        """Returns at once; a reading that hangs ends when its transport is closed."""
        for thread in self._threads.values():
            thread.leave()

    def join(self, timeout_s: float) -> bool:
        """Wait for the threads to end after `leave`; whether all have."""
        for thread in self._threads.values():
            thread.join(timeout_s)
        return not any(thread.is_alive() for thread in self._threads.values())

    def change(self, change: Callable[[HostState], HostState]) -> None:
        """Make the next state without a reading. May wait for a state that is being made: not for the event loop."""
        with self._changing:
            self._make(change)

    def try_change(self, change: Callable[[HostState], HostState]) -> None:
        """The same, but not while another state is being made. Returns at once."""
        if self._changing.acquire(blocking=False):
            try:
                self._make(change)
            finally:
                self._changing.release()

    def _make(self, change: Callable[[HostState], HostState]) -> HostState:
        before, self._state = self._state, change(self._state)
        if self._state is not before:
            self._deliver(self._state)
        return self._state

    def _arrived(self, reading: Reading) -> None:
        with self._changing:
            before = self._state
            after = self._make(lambda state: state.with_reading(reading))
        if isinstance(reading.value, DomainsRead):
            self._replaced = before
            if after.snapshot is None:
                self._begin_beside_listings()
            self._cue(Cue.AFTER_LISTING, reading.value)
            self._note_returns(before, after)
        elif reading.source is SourceName.NODE:
            self._begin_beside_listings()
            self._cue(Cue.BEHIND_LISTING)

    def _let_go(self) -> None:
        """Free what nobody else holds of the state that was replaced, piece by piece.

        Who holds it last frees it, all at once, and every other thread waits: with thousands of guests longer than a
        key may. The screen shows a newer one long since, and the processor has nothing to do until `xl` answers.
        """
        if self._replaced is not None:
            pieces = self._replaced.pieces
            self._replaced = None
            while pieces:
                pieces.pop()

    def _listing_began(self) -> None:
        self._let_go()
        if self._reads_beside_listings:
            self._cue(Cue.WITH_LISTING)

    def _begin_beside_listings(self) -> None:
        """The first listing has the processor to itself, and a picture that waits for no definitions, too.

        Thousands of them would make both late.
        """
        if not self._reads_beside_listings:
            self._reads_beside_listings = True
            self._cue(Cue.WITH_LISTING)

    def _note_returns(self, before: HostState, after: HostState) -> None:
        """Uses the very listing that shows a guest that had left: the next one may lack it again."""
        if before.snapshot is not None and before.snapshot.departures and after.snapshot is not None:
            self._hypervisor.note_returns(after.snapshot)

    def _cue(self, cue: Cue, domains: DomainsRead | None = None) -> None:
        for thread in self._threads.values():
            if thread.source.cue is cue:
                thread.cue(domains)


class SourceThread(threading.Thread):
    """Reads one source of one host.

    It is a daemon thread of its own, not one of the event loop's executor: leaving must not wait for an xl that hangs.
    """

    def __init__(
        self,
        source: Source,
        clock: Clock,
        known: Callable[[], Known],
        arrived: Callable[[Reading], object],
        interval_s: float,
    ) -> None:
        super().__init__(name=f"poll {source.name.value} of {source.host}", daemon=True)
        self.source = source
        self.interval_s = interval_s
        self.frozen = False
        self.begun: Callable[[], object] = lambda: None
        """Called in this thread when a reading begins."""
        self._clock = clock
        self._known = known
        self._arrived = arrived
        self._wake = threading.Event()
        self._is_asked = False
        """Whether it is to be read now."""
        self._pace = NewsPace()
        self._pacing = threading.Lock()
        self._leaving = False
        self._started_s: float | None = None
        self._failures = 0
        self._skipped_cues = 0
        """After failures: the source is read again at the last of so many more cues."""
        self._listed: deque[DomainsRead] = deque(maxlen=1)
        """The newest listing, until a reading uses them; a listing may be complete at any moment."""
        if source.news is not None:
            source.news.subscribe(self.hear)

    @property
    def is_reading(self) -> bool:
        return self._started_s is not None

    @property
    def waiting_s(self) -> float:
        started_s = self._started_s
        return 0.0 if started_s is None else self._clock.monotonic_s() - started_s

    def run(self) -> None:
        if self.source.cue is not Cue.INTERVAL:
            self._pause()
        while not self._leaving:
            self._is_asked = False
            reading = self._read()
            if self._leaving or reading is None:
                return
            self._count(reading)
            self._arrived(reading)
            self._pause()

    def refresh(self) -> None:
        """Read now, also when frozen."""
        self._is_asked = True
        self._wake.set()

    def hear(self) -> None:
        """Read soon, because there may be something new; what is frozen stays as it is."""
        self._keep_pace(lambda pace: pace.heard(time.monotonic()))
        self._wake.set()

    def retry(self) -> None:
        """Forget past failures, so that the source is read at the next cue."""
        self._failures = self._skipped_cues = 0

    def cue(self, domains: DomainsRead | None) -> None:
        """Note that a listing begins, or is complete with these domains.

        A source that fails skips more and more listings.
        """
        if domains is not None:
            self._listed.append(domains)
        self._skipped_cues = max(0, self._skipped_cues - 1)
        if not self._skipped_cues:
            self.refresh()

    def leave(self) -> None:
        self._leaving = True
        self._wake.set()

    def _read(self) -> Reading | None:
        """None when the transport is closed."""
        self._started_s, began_s = self._clock.monotonic_s(), time.monotonic()
        self._keep_pace(lambda pace: pace.begun(began_s, self.interval_s))
        self.begun()
        domains = self._listed.pop() if self._listed else None
        try:
            return self.source.take(replace(self._known(), domains=domains), self._clock)
        except TransportClosed:
            return None
        finally:
            self._keep_pace(lambda pace: pace.ended(began_s, time.monotonic()))
            self._started_s = None

    def _count(self, reading: Reading) -> None:
        self._failures = self._failures + 1 if reading.error is not None else 0
        self._skipped_cues = int(self._backed_off_s / self.interval_s)

    def _keep_pace(self, change: Callable[[NewsPace], NewsPace]) -> None:
        with self._pacing:
            self._pace = change(self._pace)

    def _pause(self) -> None:
        begun_s = time.monotonic()
        while not self._is_asked and not self._leaving:
            left_s = self._left_s(begun_s)
            if left_s is not None and left_s <= 0:
                return
            self._wake.wait(left_s)
            self._wake.clear()

    def _left_s(self, begun_s: float) -> float | None:
        """Until the reading after a pause that began then; None to wait until it is woken."""
        if self.frozen:
            return None
        early_s = None if self._failures else self._pace.due_s(self.interval_s)
        wait_s = self._wait_s
        due = [at_s for at_s in (early_s, None if wait_s is None else begun_s + wait_s) if at_s is not None]
        return min(due) - time.monotonic() if due else None

    @property
    def _wait_s(self) -> float | None:
        """Seconds between two readings; None to wait until it is woken."""
        if self.source.cue is Cue.AFTER_LISTING:
            return None
        intervals = 1 if self.source.cue is Cue.INTERVAL else _INTERVALS_ALONE
        return max(self.interval_s * intervals, self._backed_off_s)

    @property
    def _backed_off_s(self) -> float:
        return min(_LONGEST_BACK_OFF_S, self.interval_s * 2 ** min(self._failures, 6)) if self._failures else 0.0
