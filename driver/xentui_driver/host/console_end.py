"""Why a console has ended: left, or with its guest, or taken over, or its client's own end.

The client ends silently both when the operator leaves it and when the guest ends (xenconsole, main.c).
"""

import errno
import signal
from enum import Enum

from xentui_driver.host.console_holder import console_holder
from xentui_driver.host.ended import Became, Fate, what_became_of
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.domain import DomainRef
from xentui_driver.model.errors import XenError
from xentui_driver.toolstack.lock_holder import LockHolder, holder_words
from xentui_driver.toolstack.xl import Xl

UNKNOWN = Became(Fate.ALIVE)
"""What is taken for the fate of a guest whose host doesn't answer."""


class Ending(Enum):
    """How a console ends."""

    LEFT = "left"
    WITH_GUEST = "ended with its guest"
    TAKEN_OVER = "taken over"
    LOST = "lost"
    """Its client was ended from outside."""
    HELD = "held"
    """Another client was attached already."""
    FAILED = "failed"
    """Its client has ended by itself, and says why."""


@dataclass(frozen=True, slots=True)
class ConsoleEnd:
    """How a console has ended, and what has become of its guest."""

    ending: Ending
    words: str
    """What is said of the guest or of the console, after its name: "rebooted as id 12"."""
    became: Became = UNKNOWN

    @property
    def comes_back(self) -> bool:
        """Whether the guest has another domain, or gets one without being started."""
        return self.ending is Ending.WITH_GUEST and self.became.fate in (Fate.REBOOTING, Fate.BACK)


def console_end(xl: Xl, ref: DomainRef, was: Became, exit_status: int) -> ConsoleEnd:
    """How the console of that domain has ended.

    Arguments:
        was: The guest's fate when the console was attached: one that had ended before has not ended its console.
        exit_status: That of the client; minus the signal's number when a signal ended it.
    """
    try:
        became = what_became_of(xl, ref)
        holder = console_holder(xl.transport, ref.domid) if became == was else None
    except XenError as error:
        return _by_client(exit_status, f"; what the guest does is unknown: {error.summary}")
    if became != was:
        return ConsoleEnd(Ending.WITH_GUEST, became.words, became)
    by_client = _by_client(exit_status)
    if holder is None or by_client.ending is Ending.HELD:
        return by_client
    return _taken(holder, xl.clock.epoch_s())


def _taken(holder: LockHolder, now_s: float) -> ConsoleEnd:
    return ConsoleEnd(Ending.TAKEN_OVER, f"console taken over by {holder_words(holder, now_s)}")


def _by_client(exit_status: int, unknown: str = "") -> ConsoleEnd:
    if exit_status == 0:
        return ConsoleEnd(Ending.LEFT, f"console detached{unknown}")
    if exit_status == errno.EAGAIN:
        return ConsoleEnd(Ending.HELD, f"another client is attached{unknown}")
    if exit_status < 0:
        return ConsoleEnd(Ending.LOST, f"console lost: its client was ended by {_signal_name(-exit_status)}{unknown}")
    return ConsoleEnd(Ending.FAILED, f"its client exited with status {exit_status}{unknown}")


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # a real-time signal
        return f"signal {number}"
