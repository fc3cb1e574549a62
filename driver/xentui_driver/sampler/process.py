"""The sampler: answers each line on its standard input with one on its standard output, and ends with its input.

Between two answers it says one empty line when something has happened that the last one may not show.
"""

import resource
import select
import signal
import sys
import time
from contextlib import suppress
from io import FileIO

from xentui_driver.sampler.answers import refusal_line, sample_line
from xentui_driver.sampler.backends import backends
from xentui_driver.sampler.control_interface import ControlInterface, open_library, running_xen
from xentui_driver.sampler.device_models import DeviceModels
from xentui_driver.sampler.disks import Disks
from xentui_driver.sampler.networks import Networks
from xentui_driver.sampler.refusal import FAILED, Refusal
from xentui_driver.sampler.watches import Watches

_LONGEST_S = 10
"""The kernel ends a sampler that hangs so long in a call: whoever asked has given it up, or may be dead."""
_OTHER_FILES = 64
_FILES_OF_A_DISK = 4


class Sampler:
    """Everything that is counted, open and ready to be read again and again."""

    def __init__(self) -> None:
        """Raises Refusal, OSError."""
        self._xen = running_xen()
        self._control = ControlInterface(open_library(self._xen))
        self.watches = Watches()
        self._disks = Disks(most_kept=(_most_files() - _OTHER_FILES) // _FILES_OF_A_DISK)
        self._device_models = DeviceModels()
        self._networks = Networks()

    def sample(self) -> str:
        """Raises Refusal, OSError."""
        self.watches.sample_begins()
        began_ns = time.monotonic_ns()
        domains = self._control.domains()
        ended_ns = time.monotonic_ns()
        at_ns = (began_ns + ended_ns) // 2
        uuids = {each.domid: each.uuid for each in domains}
        free_kib = self._control.free_kib(domains)
        served = backends()
        return sample_line(
            xen=self._xen,
            record_bytes=self._control.record_bytes,
            at_ns=at_ns,
            cpu_ns=time.process_time_ns(),
            free_kib=free_kib,
            names=self.watches.followed(set(uuids)),
            domains=domains,
            disks=self._device_models.completed(self._disks.read(served), uuids, at_ns),
            networks=self._networks.read(served),
        )


def main() -> int:
    """Nobody reads its answers any more when its output is closed, and nobody asks when its input is."""
    sampler: Sampler | None = None
    questions = FileIO(sys.stdin.fileno(), closefd=False)  # one that is read ahead is never waited for
    try:
        while _is_asked(questions, sampler.watches if sampler is not None else None):
            signal.alarm(_LONGEST_S)
            sampler = sampler or Sampler()
            _say(sampler.sample())
            signal.alarm(0)
    except Refusal as refusal:
        return _refuse(refusal.reason, refusal.words)
    except BrokenPipeError:
        return 1
    except OSError as error:
        return _refuse(FAILED, str(error))
    return 0


def _is_asked(questions: FileIO, watches: Watches | None) -> bool:
    """Wait for the next question, and meanwhile tell, once, that there is news; false when no more will come."""
    has_told = False
    while True:
        waiting = select.poll()  # `select` knows no descriptor above 1023, and each disk has four
        waiting.register(questions, select.POLLIN)
        if watches is not None and (connection := watches.connection) is not None:
            waiting.register(connection, select.POLLIN | (select.POLLOUT if connection.has_more_to_send else 0))
        if watches is not None and watches.has_news and not has_told:
            has_told = True
            _say("")
        if questions.fileno() in dict(waiting.poll()):
            return bool(questions.readline())
        if watches is not None:
            watches.take()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _refuse(reason: str, words: str) -> int:
    _say(refusal_line(reason, words))
    return 1


def _most_files() -> int:
    """How many files this process may have open, made as many as the system allows."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return soft if soft != resource.RLIM_INFINITY else 1 << 20


if __name__ == "__main__":
    raise SystemExit(main())
