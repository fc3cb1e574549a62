"""Keeps one sampler of a host at work: started when first asked, ended and started again when it errs."""

import threading
from collections.abc import Callable

from xentui_driver.host.counters.sample import Sample, SampleReader
from xentui_driver.host.counters.voucher import Sampled, Voucher
from xentui_driver.model.dataclass import dataclass, replace
from xentui_driver.model.errors import NotCounted, TransportClosed, XenError
from xentui_driver.toolstack.commands import SAMPLER
from xentui_driver.toolstack.xl import Xl
from xentui_driver.transport.protocol import Conversation, unheard

LONGEST_REST_S = 60.0

_QUESTION = "sample"


@dataclass(frozen=True, slots=True)
class SamplerFacts:
    """What is known of the sampler that is at work."""

    xen: str
    record_bytes: int
    cpu_s: float
    """The CPU time that its last answer took."""
    unheard: tuple[int, ...]
    """The domids whose QEMU owes an answer: what it serves isn't counted."""
    follows: bool
    """Whether xenstore tells it of what happens, so that it can call."""


class CounterSession:
    """The sampler of one host; any thread may read it, one at a time."""

    def __init__(self, xl: Xl, called: Callable[[], object] = unheard) -> None:
        """`called` is called in another thread when what the sampler said last may be out of date."""
        self.facts: SamplerFacts | None = None
        """None while no sampler is at work and believed."""
        self.newest: Sampled | None = None
        """What it said last; None likewise."""
        self._xl = xl
        self._called = called
        self._lock = threading.Lock()
        self._at_work: _AtWork | None = None
        self._failures = 0
        self._failure: NotCounted | None = None
        self._again_s = 0.0
        """Until then, after a failure, no sampler is started."""

    def read(self) -> Sampled:
        """List and count every domain. Blocks for some seconds at most. Raises NotCounted, TransportClosed."""
        with self._lock:
            if self._failure is not None and self._xl.clock.monotonic_s() < self._again_s:
                raise _again(self._failure)
            try:
                sampled = self._read()
            except TransportClosed:
                self._end()
                raise
            except XenError as error:
                raise self._failed(error) from error
            self._failures, self._failure = 0, None
            return sampled

    def close(self) -> None:
        """End the sampler, without waiting: a reading that is under way ends it when the transport is closed."""
        if self._lock.acquire(blocking=False):
            try:
                self._end()
            finally:
                self._lock.release()

    def _read(self) -> Sampled:
        if self._at_work is None:
            self._at_work = _AtWork(self._xl, self._called)
        self.newest = self._at_work.sampled()
        self.facts = self._at_work.facts
        return self.newest

    def _failed(self, error: XenError) -> NotCounted:
        """End the sampler, and start no other one for a while, each time a longer one."""
        self._end()
        self._failures += 1
        self._again_s = self._xl.clock.monotonic_s() + min(LONGEST_REST_S, 2.0**self._failures)
        self._failure = NotCounted(
            f"CPU, disks and networks aren't counted: {_as_ending(error.summary)}.",
            detail=error.detail,
            state_now="Everything else goes on.",
            next_step=error.next_step,
        )
        return self._failure

    def _end(self) -> None:
        at_work, self._at_work, self.facts, self.newest = self._at_work, None, None, None
        if at_work is not None:
            at_work.conversation.close()


class _AtWork:
    """A sampler from its start to its end."""

    def __init__(self, xl: Xl, called: Callable[[], object]) -> None:
        """Raises XenError."""
        self.conversation: Conversation = xl.transport.converse(SAMPLER, called)
        self._xl = xl
        self._voucher = Voucher(xl)
        self._reader = SampleReader()
        self._last: Sample | None = None
        self._cpu_s = 0.0
        self._ahead_s = 0.0
        """How far the driver's clock is ahead of the sampler's."""

    @property
    def facts(self) -> SamplerFacts | None:
        last = self._last
        if last is None:
            return None
        return SamplerFacts(last.xen, last.record_bytes, self._cpu_s, last.unheard, last.names is not None)

    def sampled(self) -> Sampled:
        """Raises XenError."""
        sampled = self._voucher.vouched(self._sample(), self._sample)
        counted = replace(sampled.counted, taken_s=sampled.counted.taken_s + self._ahead_s)
        return replace(sampled, counted=counted)

    def _sample(self) -> Sample:
        limits, before = self._xl.limits, self._last
        asked_s = self._xl.clock.monotonic_s()
        answer = self.conversation.ask(_QUESTION, timeout_s=limits.count_start_s if before is None else limits.count_s)
        answered_s = self._xl.clock.monotonic_s()
        sample = self._last = self._reader.read(answer)
        # Its moment was between these two; on this machine both clocks are the same.
        self._ahead_s = min(max(self._ahead_s, asked_s - sample.at_s), answered_s - sample.at_s)
        self._cpu_s = sample.cpu_s - (before.cpu_s if before is not None else 0.0)
        return sample


def _again(error: NotCounted) -> NotCounted:
    """The same failure; to raise the very same error again would make its traceback longer each time."""
    return NotCounted(error.summary, detail=error.detail, state_now=error.state_now, next_step=error.next_step)


def _as_ending(summary: str) -> str:
    """A sentence as the end of another one."""
    return (f"the {summary[4:]}" if summary.startswith("The ") else summary).rstrip(".")
