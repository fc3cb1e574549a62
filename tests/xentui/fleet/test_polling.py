"""The poller never ends by itself, never polls twice at once, and leaves at once."""

import threading

from tests.scripted import ScriptedTransport, domids, listing
from tests.waiting import ROOM_S, until
from xentui.fleet.polling import Polled, Poller
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.errors import CommandTimedOut, TransportClosed

INFO = "total_memory : 16384\nfree_memory : 4096\nnr_cpus : 4\n"


def poller(answer: object, got: list[Polled], interval_s: float = 60.0) -> Poller:
    answers = {"xl list -v": answer, "xenstore-list /local/domain": domids(), "xl info": INFO}
    return Poller(Hypervisor(ScriptedTransport(answers)), got.append, interval_s)  # type: ignore[arg-type]


def test_a_refresh_polls_before_its_time() -> None:
    got: list[Polled] = []
    made = poller(listing(), got)
    made.start()
    until(lambda: len(got) == 1)
    made.refresh()
    until(lambda: len(got) == 2)
    made.leave()
    made.join(ROOM_S)
    assert not made.is_alive()
    assert all(polled.snapshot is not None for polled in got)


def test_a_failure_is_a_result_and_polling_goes_on() -> None:
    got: list[Polled] = []
    made = poller([CommandTimedOut("no answer"), listing()], got)
    made.start()
    until(lambda: len(got) == 1)
    assert got[0].failure is not None
    made.refresh()
    until(lambda: len(got) == 2)
    assert got[1].snapshot is not None
    made.leave()


def test_a_closed_transport_ends_it_without_a_word() -> None:
    got: list[Polled] = []
    made = poller(TransportClosed("leaving"), got)
    made.start()
    made.join(ROOM_S)
    assert not made.is_alive()
    assert got == []


def test_frozen_polls_only_when_asked() -> None:
    got: list[Polled] = []
    made = poller(listing(), got, interval_s=0.01)
    made.frozen = True
    made.start()
    until(lambda: len(got) == 1)
    made.refresh()
    until(lambda: len(got) == 2)
    made.leave()
    made.join(ROOM_S)
    assert len(got) == 2


def test_leaving_does_not_wait_for_a_poll_that_hangs() -> None:
    got: list[Polled] = []
    hanging = threading.Event()

    def hang() -> str:
        hanging.wait(30)
        return listing()

    made = poller(hang, got)
    made.start()
    until(lambda: made.waiting_s > 0)
    made.leave()
    hanging.set()
    made.join(ROOM_S)
    assert got == []
