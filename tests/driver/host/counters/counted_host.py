"""A host whose listing and whose sampler say what a test wants, on a clock of its own."""

import threading
from collections.abc import Callable

from tests.samples import record, sample
from tests.scripted import Answer, ScriptedConversation, ScriptedTransport, domids, listing, row
from xentui_driver.host.counters.session import CounterSession
from xentui_driver.simulator.clock import SimulatedClock
from xentui_driver.toolstack.limits import Limits
from xentui_driver.toolstack.xl import Xl
from xentui_driver.transport.protocol import unheard


class CountedHost(ScriptedTransport):
    """One with a dom0 and a guest of domid 7, until `rows` and `talk` are set otherwise."""

    def __init__(self) -> None:
        self.rows: Answer = listing(row("web", 7))
        self.ids: Answer = domids(7)
        self.say: Callable[[], str] = lambda: sample(record(7))
        self.begun = self.ended = 0
        """Conversations."""
        answers = {"xl list -v": lambda: _said(self.rows), "xenstore-list /local/domain": lambda: _said(self.ids)}
        super().__init__(answers)
        self.clock = SimulatedClock()
        self.session = CounterSession(Xl(self, self.clock, Limits(), threading.Event()))

    @property
    def checks(self) -> int:
        return self.asked.count("xl list -v")

    def converse(self, module: str, called: Callable[[], object] = unheard) -> ScriptedConversation:
        self.begun += 1
        self.called = called
        return _Counted(self)


def _said(answer: Answer) -> str:
    if isinstance(answer, Exception):
        raise answer
    assert isinstance(answer, str)
    return answer


class _Counted(ScriptedConversation):
    def __init__(self, host: CountedHost) -> None:
        super().__init__(lambda: host.say())
        self._host = host

    def close(self) -> None:
        self._host.ended += 1
