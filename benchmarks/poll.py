"""What a poll costs, from what the sampler says to the bytes on the terminal, beside a program on curses.

Every tenth guest is busy: at each poll, every two seconds, its CPU time has grown by another amount. On a quiet host
nothing grows but the time of day. Counted is what comes in these two seconds: a tick of the clock, and the poll.

CPU is that of this process with all its threads, beside what it takes to read the same text into values and then to
draw with curses: nothing is counted there for what lies between, the sorting and wording of rows. The bytes are what a
terminal with the theme of the console gets, beside what curses sends for the same cells, and how many look different.
All are means over a minute.
"""

import asyncio
import gc
import itertools
import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from typing import Any, NamedTuple

import pyte
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver

from benchmarks.same_cells import SameCells
from tests.pseudo_terminal import understood_by_pyte
from tests.samples import record, sample
from tests.scripted import Answer, ScriptedTransport, domids, listing, row, uuid_of
from xentui.__main__ import OBJECTS_BETWEEN_COLLECTIONS
from xentui.console.app import XentuiApp
from xentui.console.terminal.cell_differences import CellDifferences
from xentui.fleet.fleet import Fleet
from xentui.fleet.host import Host
from xentui.fleet.open_jobs import open_simulated_jobs
from xentui.fleet.settings.values import DEFAULTS
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.host.sources import Known
from xentui_driver.model.dataclass import replace
from xentui_driver.sampler.disks import DiskFigures
from xentui_driver.sampler.networks import NetworkFigures
from xentui_driver.simulator.clock import SimulatedClock

SIZES = ((80, 24), (120, 40))
COUNTS = (26, 100, 1_000, 5_000)
EVERY_S = 2.0
POLLS = 30
HOSTS = {"busy": 0.1, "quiet": 0.0}
"""The share of its guests that are busy."""
POLLS_BEFORE = 12
EVERY_S_BEFORE = 12.0
"""So far apart that the graphs are full when the measured polls begin."""
_ASIDE_S = 0.001
_FRAMES_S = 0.04
"""Two of them."""
_NEVER_S = 3600.0
_BYTES_PER_CPU_S = 1 << 20
"""What a busy guest reads and writes, receives and sends."""
_BOOTED_S = 1_700_000_000
_INFO = """nr_cpus                : 64
nr_nodes               : 2
total_memory           : 33554432
free_memory            : 262144
xen_version            : 4.17.7
xen_scheduler          : credit2
"""
_DEFINITION = """name = "{name}"
type = "pvh"
memory = 2048
maxmem = 4096
vcpus = 2
disk = [ "/dev/vg0/{name},raw,xvda,w" ]
vif = [ "bridge=xenbr0" ]
"""


class Terminal(HeadlessDriver):
    """Keeps what it is sent: the cells that differ, as the console's own driver does."""

    sent = ""

    def __init__(self, app: App[Any], *, size: tuple[int, int], **others: Any) -> None:
        super().__init__(app, size=size, **others)
        self._differences = CellDifferences(*size)

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        self._differences.write(data)
        Terminal.sent += self._differences.news()


def _store(count: int) -> dict[str, Answer]:
    """What xenstore has of the guests: each was started half an hour after the one before it."""
    domids = range(1, count + 1)
    maxima = " ".join(("xenstore-read", *(f"/local/domain/{domid}/memory/static-max" for domid in domids)))
    starts = " ".join(f"/vm/{uuid_of(domid)}/start_time" for domid in domids)
    told = "4194304\n" * count
    return {
        maxima: told,
        f"{maxima} {starts}": told + "".join(f"{_BOOTED_S + domid * 1800}.00\n" for domid in domids),
    }


class Guests:
    """The guests of a host, as its tools print them."""

    def __init__(self, count: int, busy_share: float) -> None:
        self._dice = random.Random(count)
        self._cpu_s = {f"guest-{number:04}.example.net": float(number) for number in range(1, count + 1)}
        self._busy = self._dice.sample(list(self._cpu_s), round(count * busy_share))
        self._listing = self._sample = ""
        definitions = {f"/etc/xen/{name}.cfg": _DEFINITION.format(name=name).encode() for name in self._cpu_s}
        answers: dict[str, Answer | list[Answer]] = {
            "xl list -v": lambda: self._listing,
            "xl info": _INFO,
            "xenstore-list /local/domain": domids(*range(1, count + 1)),
            **_store(count),
        }
        clock = {"/proc/uptime": b"8640000.00 1.00\n", "/proc/stat": f"btime {_BOOTED_S}\n".encode()}
        self.transport = ScriptedTransport(answers, definitions | clock, talk=lambda: self._sample)
        self._worked_s = 0.0
        self.work(0.0)

    def work(self, for_s: float) -> None:
        """So much time goes by."""
        for name in self._busy:
            self._cpu_s[name] += self._dice.uniform(0.1, 1.0) * for_s
        self._worked_s += for_s
        numbered = tuple(enumerate(self._cpu_s.items(), 1))
        self._listing = listing(*(row(name, domid, mem=2048, cpu=cpu_s) for domid, (name, cpu_s) in numbered))
        carried = {domid: int(cpu_s * _BYTES_PER_CPU_S) for domid, (_, cpu_s) in numbered}
        self._sample = sample(
            *(record(domid, cpu=cpu_s, mem=2048) for domid, (_, cpu_s) in numbered),
            at_s=self._worked_s,
            disks={domid: {"51712": DiskFigures(each, each, each, each)} for domid, each in carried.items()},
            networks={domid: {"0": NetworkFigures(each, each, each, each)} for domid, each in carried.items()},
        )


class Cost(NamedTuple):
    """Of one poll."""

    cpu_ms: float
    reading_ms: float
    """CPU too: of the sources alone."""
    curses_ms: float
    """CPU of the program on curses."""
    sent_bytes: float
    curses_bytes: float
    """For the same cells."""
    cells: float
    """That look different."""


class Console:
    """The console on a host, which it polls when it is told to, and on a terminal that is looked at."""

    def __init__(self, guests: Guests, size: tuple[int, int], state_folder: str) -> None:
        self._guests = guests
        self._clock = SimulatedClock()
        self._hypervisor = hypervisor = Hypervisor(guests.transport, self._clock)
        self._alone = Hypervisor(guests.transport, self._clock)
        """Reads the same for the program on curses, one poll after the other."""
        environ = {**os.environ, "XDG_STATE_HOME": state_folder}
        jobs = open_simulated_jobs(hypervisor, lambda: guests.transport, DEFAULTS, environ)
        settings = replace(DEFAULTS, view=replace(DEFAULTS.view, interval_s=_NEVER_S))
        self.app = XentuiApp(Fleet([Host(hypervisor, DEFAULTS, lambda: jobs)]), settings=settings)
        self.app.driver_class = Terminal
        self._screen = pyte.Screen(*size)
        self._shown = pyte.ByteStream(self._screen)
        self._curses = SameCells(*size)

    async def first_poll(self) -> None:
        await self._polled()
        while any(thread.name == "load" for thread in threading.enumerate()):
            await asyncio.sleep(_ASIDE_S)  # the rest of the program's modules: they belong to its start
        self._look()
        self._curses.draw(self._cells)
        self._reading_ms()

    def close(self) -> None:
        self._alone.close()
        self._curses.close()

    async def poll(self, after_s: float) -> Cost:
        """One more poll, so much later than the last one, and a tick half way."""
        self._guests.work(after_s)
        before = self._cells
        halves = [await self._half(after_s / 2, self.app.overview.show_host, self._drawn)]  # as each second does
        halves.append(await self._half(after_s / 2, self.app.poll_now, self._polled))
        changed = sum(was != now for was, now in zip(before, self._cells, strict=True))
        cpu_ms, curses_ms, sent, curses_sent = map(sum, zip(*halves, strict=True))
        return Cost(cpu_ms, self._reading_ms(), curses_ms, sent, curses_sent, changed)

    async def _half(
        self, after_s: float, happens: Callable[[], object], is_over: Callable[[], Awaitable[None]]
    ) -> tuple[float, float, float, float]:
        """CPU of the console and of curses in ms, and the bytes that each sends."""
        started_s = time.process_time()
        self._clock.advance(after_s)
        happens()
        await is_over()
        cpu_ms = (time.process_time() - started_s) * 1000
        sent = len(self._look())
        curses_sent, curses_ms = self._curses.draw(self._cells)
        return cpu_ms, curses_ms, sent, curses_sent

    async def _polled(self) -> None:
        """Until every source was read, and what it has brought is drawn."""
        while not self._is_read:
            await asyncio.sleep(_ASIDE_S)
        await self._drawn()

    @property
    def _is_read(self) -> bool:
        readings = self.app.fleet.states[self._hypervisor.host_name].readings.values()
        now_s = self._clock.monotonic_s()
        return len(readings) == len(self._hypervisor.sources) and all(each.taken_s >= now_s for each in readings)

    async def _drawn(self) -> None:
        """Until nothing is sent any more; `pilot.pause` would send every widget a message."""
        sent = -1
        while len(Terminal.sent) != sent:
            sent = len(Terminal.sent)
            await asyncio.sleep(_FRAMES_S)

    def _look(self) -> bytes:
        """What has been sent since the last look."""
        sent, Terminal.sent = Terminal.sent.encode(), ""
        self._shown.feed(understood_by_pyte(sent))
        return sent

    @property
    def _cells(self) -> list[pyte.screens.Char]:
        return [self._screen.buffer[y][x] for y in range(self._screen.lines) for x in range(self._screen.columns)]

    def _reading_ms(self) -> float:
        started_s = time.process_time()
        for source in self._alone.sources:
            source.take(Known(), self._clock)
        return (time.process_time() - started_s) * 1000


async def measure(count: int, size: tuple[int, int], busy_share: float) -> Cost:
    """The mean cost of a poll."""
    with tempfile.TemporaryDirectory(prefix="poll-") as folder:
        console = Console(Guests(count, busy_share), size, folder)
        with closing(console):
            console.app.message_lines.are_shown = False
            async with console.app.run_test(headless=False, size=size):
                await console.first_poll()
                for _ in range(POLLS_BEFORE):
                    await console.poll(EVERY_S_BEFORE)
                costs = [await console.poll(EVERY_S) for _ in range(POLLS)]
    return Cost(*(sum(each) / len(costs) for each in zip(*costs, strict=True)))


def main() -> int:
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    print(f"A poll: the mean of {POLLS}, {EVERY_S:.0f} s apart; ratios to reading and curses, and to curses alone")
    print(f"{'guests':>6}  {'size':<7} {'host':<6} {'CPU ms':>7} {'reading':>8} {'curses':>7} {'ratio':>7}", end=" ")
    print(f"{'bytes':>7} {'curses':>7} {'ratio':>7} {'cells':>6}")
    for (columns, lines), count in itertools.product(SIZES, COUNTS):
        for host, share in HOSTS.items():
            cost = asyncio.run(measure(count, (columns, lines), share))
            print(
                f"{count:>6}  {columns}x{lines:<4} {host:<6} {cost.cpu_ms:>7.1f} {cost.reading_ms:>8.1f}"
                f" {cost.curses_ms:>7.1f} {cost.cpu_ms / (cost.reading_ms + cost.curses_ms):>6.1f}x"
                f" {cost.sent_bytes:>7.0f} {cost.curses_bytes:>7.0f} {cost.sent_bytes / cost.curses_bytes:>6.2f}x"
                f" {cost.cells:>6.0f}",
                flush=True,
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
