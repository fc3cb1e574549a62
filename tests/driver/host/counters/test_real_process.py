"""The session with a process of its own: killed, hanging, left."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from tests.own_children import own_children
from tests.scripted import ScriptedTransport, domids, listing
from tests.waiting import ROOM_S, until
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.errors import NotCounted, TransportClosed
from xentui_driver.toolstack.limits import Limits
from xentui_driver.transport.conversation import ChildConversation
from xentui_driver.transport.local import LocalTransport
from xentui_driver.transport.protocol import unheard

TALKERS = "tests.driver.transport.talkers"
PATIENT = Limits(count_start_s=ROOM_S, count_s=ROOM_S)


class Here(ScriptedTransport):
    """A host without guests, whose sampler is a process of this machine."""

    def __init__(self, talker: str) -> None:
        super().__init__({"xl list -v": listing(), "xenstore-list /local/domain": domids()})
        self.local = LocalTransport()
        self.talker = talker

    def converse(  # type: ignore[override]
        self, module: str, called: Callable[[], object] = unheard
    ) -> ChildConversation:
        return self.local.converse(f"{TALKERS}.{self.talker}", called)

    def close(self) -> None:
        self.local.close()


@pytest.fixture
def host() -> Iterator[Here]:
    made = Here("counts")
    yield made
    made.close()


def talkers() -> set[int]:
    return own_children(TALKERS)


def test_one_that_is_killed_is_started_again(host: Here) -> None:
    hypervisor = Hypervisor(host, limits=PATIENT)
    assert hypervisor.counters.read().counted.domains
    (first,) = talkers()
    os.kill(first, signal.SIGKILL)
    with pytest.raises(NotCounted, match="the talkers has ended"):
        hypervisor.counters.read()

    def reads() -> bool:
        try:
            return bool(hypervisor.counters.read().counted.domains)
        except NotCounted:
            return False

    until(reads)
    until(lambda: len(talkers()) == 1)
    assert first not in talkers()
    hypervisor.close()
    until(lambda: not talkers())


def test_leaving_waits_for_none_that_hangs(host: Here) -> None:
    host.talker = "hangs"
    hypervisor = Hypervisor(host, limits=PATIENT)
    ended: list[TransportClosed] = []

    def read() -> None:
        try:
            hypervisor.counters.read()
        except TransportClosed as error:
            ended.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    until(talkers)
    began_s = time.monotonic()
    hypervisor.close()
    assert time.monotonic() - began_s < 0.1
    thread.join(ROOM_S)
    assert len(ended) == 1
    until(lambda: not talkers())
