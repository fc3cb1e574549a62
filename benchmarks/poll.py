"""What a poll costs, from what the sampler says to the bytes on the terminal, beside a program on curses.

Every tenth guest is busy: at each poll, every two seconds, its CPU time has grown by another amount. On a quiet host
nothing grows but the time of day. Counted is what comes in these two seconds: a tick of the clock, and the poll.

CPU is that of this process with all its threads, beside that of `curses_console.py`, which reads the same text into
values with the same parser, joins, sorts and words them, and draws with curses. The bytes are what a terminal with the
theme of the console gets, beside what curses sends for the very same cells, and how many look different. All are means
over a minute.
"""

import asyncio
import itertools
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from typing import NamedTuple

import pyte

from benchmarks.curses_in_step import CursesInStep
from benchmarks.polled_console import PolledConsole
from benchmarks.same_cells import SameCells
from benchmarks.scripted_guests import Guests
from tests.pseudo_terminal import understood_by_pyte
from xentui.__main__ import TURN_S
from xentui.garbage import search_seldom

SIZES = ((80, 24), (120, 40))
COUNTS = (26, 100, 1_000, 5_000)
EVERY_S = 2.0
POLLS = 30
HOSTS = {"busy": 0.1, "quiet": 0.0}
"""The share of its guests that are busy."""
MANY = 1_000
CPU_LIMIT, CPU_LIMIT_OF_FEW, BYTES_LIMIT = 1.3, 1.5, 1.3
"""As many times as much as curses, with many guests and with few."""
POLLS_BEFORE = 12
EVERY_S_BEFORE = 12.0
"""So far apart that the graphs are full when the measured polls begin."""


class Cost(NamedTuple):
    """Of one poll."""

    cpu_ms: float
    reading_ms: float
    """CPU too, of the program on curses: of the sources alone."""
    curses_ms: float
    """And of all else that it does."""
    sent_bytes: float
    curses_bytes: float
    """For the same cells."""
    cells: float
    """That look different."""


class Console(PolledConsole):
    """The same, on a terminal that is looked at."""

    def __init__(self, guests: Guests, size: tuple[int, int], state_folder: str) -> None:
        super().__init__(guests, state_folder)
        self._screen = pyte.Screen(*size)
        self._shown = pyte.ByteStream(self._screen)
        self._curses = SameCells(*size)

    async def first_poll(self) -> None:
        await super().first_poll()
        self._curses.draw(self._cells)

    def close(self) -> None:
        self._curses.close()

    async def poll(self, after_s: float) -> tuple[float, int, int, int]:
        """One more poll, so much later than the last one, and a tick half way: the CPU time in ms, the bytes that it
        sends, those that curses sends for the same cells, and how many look different.
        """
        self._guests.work(after_s)
        before = self._cells
        halves = [await self._half(after_s / 2, self.app.tick, self.drawn)]
        halves.append(await self._half(after_s / 2, self.app.poll_now, self.polled))
        changed = sum(was != now for was, now in zip(before, self._cells, strict=True))
        cpu_ms, sent, curses_sent = map(sum, zip(*halves, strict=True))
        return cpu_ms, sent, curses_sent, changed

    async def _half(
        self, after_s: float, happens: Callable[[], object], is_over: Callable[[], Awaitable[None]]
    ) -> tuple[float, int, int]:
        """CPU of the console in ms, the bytes that it sends, and those of curses for the same cells."""
        started_s = time.process_time()
        self._clock.advance(after_s)
        happens()
        await is_over()
        cpu_ms = (time.process_time() - started_s) * 1000
        sent = len(self.look())
        return cpu_ms, sent, self._curses.draw(self._cells)

    def look(self) -> bytes:
        sent = super().look()
        self._shown.feed(understood_by_pyte(sent))
        return sent

    @property
    def _cells(self) -> list[pyte.screens.Char]:
        return [self._screen.buffer[y][x] for y in range(self._screen.lines) for x in range(self._screen.columns)]


async def measure(count: int, size: tuple[int, int], busy_share: float) -> Cost:
    """The mean cost of a poll."""
    costs: list[Cost] = []
    with (
        tempfile.TemporaryDirectory(prefix="poll-") as folder,
        closing(Console(Guests(count, busy_share), size, folder)) as console,
        closing(CursesInStep(count, busy_share, *size)) as curses,
    ):
        console.app.message_lines.are_shown = False
        async with console.app.run_test(headless=False, size=size):
            await console.first_poll()
            for _ in range(POLLS_BEFORE):
                await console.poll(EVERY_S_BEFORE)
                curses.poll(EVERY_S_BEFORE)
            for _ in range(POLLS):  # in turns, so that what else the machine does meets both
                cpu_ms, *sent = await console.poll(EVERY_S)
                costs.append(Cost(cpu_ms, *curses.poll(EVERY_S), *sent))
    return Cost(*(sum(each) / len(costs) for each in zip(*costs, strict=True)))


def main() -> int:
    search_seldom()
    sys.setswitchinterval(TURN_S)
    print(
        f"A poll: the mean of {POLLS}, {EVERY_S:.0f} s apart; CPU beside a console on curses, bytes for the same cells"
    )
    print(f"{'guests':>6}  {'size':<7} {'host':<6} {'CPU ms':>7} {'curses':>7} {'reading':>8}", end=" ")
    print(f"{'ratio':>6} {'limit':>6} {'bytes':>7} {'curses':>7} {'ratio':>7} {'limit':>6} {'cells':>6}")
    kept = []
    for (columns, lines), count in itertools.product(SIZES, COUNTS):
        for host, share in HOSTS.items():
            cost = asyncio.run(measure(count, (columns, lines), share))
            kept.append(report(f"{count:>6}  {columns}x{lines:<4} {host:<6}", cost, count))
    return 0 if all(kept) else 1


def report(of_what: str, cost: Cost, count: int) -> bool:
    """Whether it keeps its limits."""
    whole_ms = cost.reading_ms + cost.curses_ms
    cpu, sent = cost.cpu_ms / whole_ms, cost.sent_bytes / cost.curses_bytes
    limit = CPU_LIMIT if count >= MANY else CPU_LIMIT_OF_FEW
    is_kept = cpu <= limit and sent <= BYTES_LIMIT
    print(
        f"{of_what} {cost.cpu_ms:>7.1f} {whole_ms:>7.1f} {cost.reading_ms:>8.1f} {cpu:>5.1f}x {limit:>5.1f}x"
        f" {cost.sent_bytes:>7.0f} {cost.curses_bytes:>7.0f} {sent:>6.2f}x {BYTES_LIMIT:>5.1f}x {cost.cells:>6.0f}"
        f"  {'kept' if is_kept else 'MISSED'}",
        flush=True,
    )
    return is_kept


if __name__ == "__main__":
    sys.exit(main())
