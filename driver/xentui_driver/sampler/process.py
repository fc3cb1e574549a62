"""The sampler: answers each line on its standard input with one on its standard output, and ends with its input."""

import resource
import signal
import sys
import time
from contextlib import suppress

from xentui_driver.sampler.answers import refusal_line, sample_line
from xentui_driver.sampler.backends import backends
from xentui_driver.sampler.control_interface import ControlInterface, open_library, running_xen
from xentui_driver.sampler.device_models import DeviceModels
from xentui_driver.sampler.disks import Disks
from xentui_driver.sampler.names import Names
from xentui_driver.sampler.networks import Networks
from xentui_driver.sampler.refusal import FAILED, Refusal

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
        self._names = Names()
        self._disks = Disks(most_kept=(_most_files() - _OTHER_FILES) // _FILES_OF_A_DISK)
        self._device_models = DeviceModels()
        self._networks = Networks()

    def sample(self) -> str:
        """Raises Refusal, OSError."""
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
            names=self._names.followed(set(uuids)),
            domains=domains,
            disks=self._device_models.completed(self._disks.read(served), uuids, at_ns),
            networks=self._networks.read(served),
        )


def main() -> int:
    """Nobody reads its answers any more when its output is closed, and nobody asks when its input is."""
    sampler: Sampler | None = None
    while sys.stdin.readline():
        signal.alarm(_LONGEST_S)
        try:
            sampler = sampler or Sampler()
            _answer(sampler.sample())
        except Refusal as refusal:
            return _refuse(refusal.reason, refusal.words)
        except BrokenPipeError:
            return 1
        except OSError as error:
            return _refuse(FAILED, str(error))
        signal.alarm(0)
    return 0


def _answer(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _refuse(reason: str, words: str) -> int:
    _answer(refusal_line(reason, words))
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
