"""Do something with a guest in sight of the operator, who may leave or be cut off meanwhile."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from xentui.command_line.progress import Progress
from xentui_driver.errors import StillRunning
from xentui_driver.hypervisor import Hypervisor
from xentui_driver.model import Outcome
from xentui_driver.xl import Report


def watched(host: Hypervisor, doing: str, perform: Callable[[Report], Outcome]) -> Outcome:
    """Do it with its progress on the terminal. Raises StillRunning when the operator leaves meanwhile."""
    progress = Progress(host.clock)
    try:
        with _no_hangup():
            return perform(progress)
    except KeyboardInterrupt:
        raise StillRunning(
            f"Interrupted while {doing}.",
            state_now="The request was made; what it has begun goes on, what was still to follow is not done.",
            next_step="`xentui list` tells how it stands.",
        ) from None
    finally:
        progress.clear()


@contextmanager
def _no_hangup() -> Iterator[None]:
    """A line that drops must not leave a guest destroyed that was to start again."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGHUP, before)
