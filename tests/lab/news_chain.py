"""Runs in the dom0: how long it takes from a change in xenstore to a state that shows it, step by step.

Prints one JSON object: the median of each step in milliseconds of wall time, and what the steps are held against.
"""

import json
import os
import select
import socket
import statistics
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from xentui.fleet.host_state import HostState
from xentui.fleet.news_pace import NewsPace
from xentui.fleet.polling import Poller
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.host.sources import SourceName
from xentui_driver.model.clock import SystemClock
from xentui_driver.sampler.xenstored import SOCKETS, connected
from xentui_driver.toolstack.limits import Limits
from xentui_driver.transport.local import LocalTransport

NO_POLL_S, PATIENCE_S, REST_S = 36_000.0, 120.0, 2.0
TIMES = 12
STEPS = ("heard by a bare watch", "told by the sampler", "reading begun", "state delivered")


class Chain:
    """A poller that would next read its host in ten hours, and when it has come how far."""

    def __init__(self) -> None:
        self._hypervisor = Hypervisor(LocalTransport(), SystemClock(), limits=Limits().scaled(20.0))
        self._state = HostState(self._hypervisor.host_name, 0.0)
        self._poller = Poller(self._hypervisor, self._state, self._take, NO_POLL_S)
        self._listing = self._poller._threads[SourceName.LISTING]
        self._begun = self._listing.begun
        self._listing.begun = self._begins
        self._reached: dict[str, float] = {}
        self._delivered = threading.Event()
        self._cpu_s = 0.0
        """What both processes had used when it was delivered."""
        self._hypervisor.news.subscribe(lambda: self._note("told by the sampler"))

    def begin(self) -> None:
        self._poller.start()
        wait(lambda: SourceName.COUNTERS in self._state.readings)

        def follows() -> bool:
            self._poller.refresh()
            time.sleep(1.0)
            facts = self._hypervisor.counters.facts
            return facts is not None and facts.follows

        wait(follows)

    def steps_ms(self, change: Callable[[], object], watch: "BareWatch") -> dict[str, float]:
        """From that change on."""
        time.sleep(REST_S)  # what is read once more after news is over
        self._listing._pace = NewsPace()
        self._reached.clear()
        self._delivered.clear()
        watch.clear()
        began_cpu_s, began_s = self._used_cpu_s(), time.monotonic()
        change()
        answered_s = time.monotonic()
        assert self._delivered.wait(PATIENCE_S), "nothing came"
        reached = {**self._reached, "heard by a bare watch": watch.heard_s()}
        found = {step: 1000 * (reached[step] - began_s) for step in STEPS}
        return {
            "written": 1000 * (answered_s - began_s),
            **found,
            "CPU of both processes": 1000 * (self._cpu_s - began_cpu_s),
        }

    def _note(self, step: str) -> None:
        self._reached.setdefault(step, time.monotonic())

    def _begins(self) -> None:
        if "told by the sampler" in self._reached:
            self._note("reading begun")
        self._begun()

    def _take(self, state: HostState) -> None:
        is_listed = state.readings.get(SourceName.LISTING) is not self._state.readings.get(SourceName.LISTING)
        self._state = state
        if is_listed and "reading begun" in self._reached:
            self._note("state delivered")
            self._cpu_s = self._used_cpu_s()
            self._delivered.set()

    @staticmethod
    def _used_cpu_s() -> float:
        """By this process and the sampler, its child."""
        lists = [task / "children" for task in Path("/proc/self/task").iterdir()]
        children = [pid for each in lists for pid in each.read_text().split()]
        used_ns = [int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) for pid in children]
        return time.process_time() + sum(used_ns) / 1e9


class BareWatch(threading.Thread):
    """Hears of the same as early as anything can."""

    def __init__(self, path: str) -> None:
        super().__init__(daemon=True)
        found = connected(SOCKETS, 0.0)
        assert found is not None
        self._connection, self._path = found, path
        self._heard_s = 0.0
        self._has_heard = threading.Event()

    def run(self) -> None:
        self._connection.watch({self._path}, 0.0)
        while True:
            fired = self._connection.exchanged(0.0)
            if any(not each.is_first for each in fired) and not self._has_heard.is_set():
                self._heard_s = time.monotonic()
                self._has_heard.set()
            select.select([self._connection], [], [])

    def clear(self) -> None:
        self._has_heard.clear()

    def heard_s(self) -> float:
        assert self._has_heard.wait(PATIENCE_S)
        return self._heard_s


class Writer:
    """Writes to xenstore and waits for the answer (xs_wire.h)."""

    _HEADER = struct.Struct("<4I")
    _WRITE = 11

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(next(filter(os.path.exists, SOCKETS)))

    def write(self, path: str, value: str) -> None:
        body = f"{path}\0{value}".encode()
        self._socket.sendall(self._HEADER.pack(self._WRITE, 0, 0, len(body)) + body)
        answer = self._socket.recv(1 << 10)
        assert self._HEADER.unpack_from(answer)[0] == self._WRITE, answer


def wait(is_so: Callable[[], object]) -> None:
    ends_s = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < ends_s
        time.sleep(0.2)


def wall_ms(work: Callable[[], object]) -> float:
    """The median of some times."""
    took = []
    for _ in range(TIMES):
        began_s = time.monotonic()
        work()
        took.append(1000 * (time.monotonic() - began_s))
    return statistics.median(took)


def command(*argv: str) -> Callable[[], object]:
    return lambda: subprocess.run(argv, stdout=subprocess.DEVNULL, check=True)


def main(domid: str) -> None:
    chain, writer = Chain(), Writer()
    chain.begin()
    said: dict[str, dict[str, float]] = {}
    for key, value in (("memory/target", "4096"), ("control/shutdown", "")):
        path = f"/local/domain/{domid}/{key}"
        watch = BareWatch(path)
        watch.start()
        runs = [chain.steps_ms(lambda: writer.write(path, value), watch) for _ in range(TIMES)]  # noqa: B023
        said[key] = {step: round(statistics.median(run[step] for run in runs), 1) for step in runs[0]}
    said["beside"] = {
        "xl list": round(wall_ms(command("xl", "list")), 1),
        "xenstore-read": round(wall_ms(command("xenstore-read", "/local/domain/0/name")), 1),
        "true": round(wall_ms(command("true")), 1),
    }
    print(json.dumps(said), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
