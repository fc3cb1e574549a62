"""A started command, which goes on even when its caller is gone."""

import itertools
import re
import threading
from collections.abc import Sequence

from xentui_driver.model.errors import ToolMissing
from xentui_driver.simulator import tools
from xentui_driver.simulator.clock import expect_worker, working
from xentui_driver.simulator.host import SimulatedHost
from xentui_driver.simulator.invocation import Invocation
from xentui_driver.simulator.world import SimulatedXen

FOLDER = "/var/lib/xentui/operations"
OUTPUT_LIMIT_BYTES = 1 << 20
_SIGABRT_STATUS = -6

_numbers = itertools.count(1)


class SimulatedOperation:
    """Runs in a thread of its own and writes to a file of the host as it goes; nothing wakes or ends it."""

    def __init__(self, xen: SimulatedXen, host: SimulatedHost, argv: Sequence[str]) -> None:
        self._xen = xen
        self._host = host
        self._argv = tuple(argv)
        self._exit_status: int | None = None
        self._ended = threading.Event()
        self._output_path = f"{FOLDER}/{next(_numbers):06d}-{_words(argv)}.log"
        self._write("")
        expect_worker(xen.clock)
        threading.Thread(target=self._run, name=" ".join(argv), daemon=True).start()

    @property
    def argv(self) -> tuple[str, ...]:
        return self._argv

    @property
    def output_path(self) -> str:
        return self._output_path

    def output(self) -> str:
        """At most its last `OUTPUT_LIMIT_BYTES` bytes."""
        with self._xen.at_now():
            content = self._host.files.read(self._output_path) or b""
        return content[-OUTPUT_LIMIT_BYTES:].decode("utf-8", "surrogateescape")

    def exit_status(self) -> int | None:
        return self._exit_status

    def wait(self, timeout_s: float) -> bool:
        """Wait until it has ended, for that many real seconds at most; false if it hasn't. Tests use it."""
        return self._ended.wait(timeout_s)

    def _run(self) -> None:
        with working(self._xen.clock):
            self._perform()

    def _perform(self) -> None:
        status = _SIGABRT_STATUS
        try:
            status = tools.run(Invocation(self._xen, self._host, sink=self._write), self._argv)
        except ToolMissing as error:
            self._write(f"{error}\n")
            status = 127
        finally:
            self._exit_status = status
            self._ended.set()

    def _write(self, text: str) -> None:
        with self._xen.at_now():
            content = text.encode("utf-8", "surrogateescape")
            self._host.files.append(self._output_path, content, self._xen.clock.epoch_s())


def _words(argv: Sequence[str]) -> str:
    return re.sub(r"[^A-Za-z0-9._]+", "-", " ".join(argv))[:60]
