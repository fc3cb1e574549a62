"""The lines of a stop while its request is out."""

from collections.abc import Sequence

import pytest

from tests.scripted import ScriptedTransport, domids, listing, row, uuid_of
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.domain import DomainRef
from xentui_driver.model.errors import Cancelled, GuestIgnoredRequest
from xentui_driver.simulator.clock import SimulatedClock

REF = DomainRef(uuid_of(3), 3, "web")
ASKED = "xenstore-read /local/domain/3/control/shutdown /local/domain/3/control/feature-poweroff"
THERE = {"xl list -v": listing(row("web", 3)), "xenstore-list /local/domain": domids(3)}


class SlowOperation:
    """`xl shutdown` while it waits for the guest: it ends after so many looks."""

    output_path = "/x.log"

    def __init__(self, argv: Sequence[str], looks: int) -> None:
        self.argv = tuple(argv)
        self._looks = looks

    def output(self) -> str:
        return "Shutting down domain 3\n"

    def exit_status(self) -> int | None:
        self._looks -= 1
        return None if self._looks > 0 else 0


class SlowTransport(ScriptedTransport):
    def start(self, argv: Sequence[str]) -> SlowOperation:  # type: ignore[override]
        return SlowOperation(argv, 35)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("poweroff\n1\n", "guest hasn't answered (PV drivers seen)"),
        ("poweroff\n\n", "guest hasn't answered (no PV drivers seen)"),
        ("\n1\n", "guest acknowledged (PV drivers seen)"),
        ((1, "poweroff\n", "couldn't read"), "guest hasn't answered"),
        ((1, "", "couldn't read"), "request sent"),
    ],
)
def test_each_second_says_whether_the_guest_has_heard(answer: str | tuple[int, str, str], words: str) -> None:
    told: list[str] = []
    driver = Hypervisor(SlowTransport({**THERE, ASKED: answer}), SimulatedClock())
    with pytest.raises(GuestIgnoredRequest):
        driver.stop(REF, timeout_s=2.0, report=told.append)
    live = [line for line in told if line.endswith(" of 60 s")]
    assert live[:3] == [f"{words}, {second} of 60 s" for second in (1, 2, 3)]


def test_who_does_not_want_to_wait_any_more_leaves_the_request_standing() -> None:
    looks: list[int] = []

    def cancelled() -> bool:
        looks.append(1)
        return len(looks) > 3

    transport = SlowTransport({**THERE, ASKED: "poweroff\n1\n"})
    driver = Hypervisor(transport, SimulatedClock(), cancelled=cancelled)
    with pytest.raises(Cancelled) as left:
        driver.stop(REF)
    still = "`xl shutdown 3` was left alone and is still running. The guest may still do what it was asked to do."
    assert left.value.state_now == still
    assert len(looks) == 4, "not after the minute in which xl itself waits for the guest"


def test_waiting_once_more_asks_nothing_of_the_guest() -> None:
    transport = ScriptedTransport({**THERE, ASKED: "\n1\n"})
    driver = Hypervisor(transport, SimulatedClock())
    with pytest.raises(
        GuestIgnoredRequest, match=r"has not shut down after .*: guest acknowledged \(PV drivers seen\)"
    ):
        driver.await_stop(REF, timeout_s=1.0)
    assert transport.started == []


def test_while_a_guest_that_has_shut_down_is_cleared_away_nothing_tells_an_end() -> None:
    """The job isn't over, and the row of its guest says so."""
    down = listing(row("web", 3, "---s--"))
    listings = [listing(row("web", 3)), down]
    script = ScriptedTransport({**THERE, ASKED: "\n1\n", "xl shutdown 3": "", "xl list -v": [*listings]})
    host = Hypervisor(script, SimulatedClock())
    lines: list[str] = []
    assert host.stop(REF, report=lines.append).summary == "web (id 3) has shut down."
    waiting = [line for line in lines if line.startswith("shut down, waiting for its memory to be freed: ")]
    assert waiting
    assert not [line for line in lines if "has shut down" in line]
