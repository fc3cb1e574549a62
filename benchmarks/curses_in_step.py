"""The console on curses in a process of its own, on the same guests as ours, and polled when ours is.

`python -m benchmarks.curses_in_step COUNT SHARE FILE` is that program: a line on its standard input is the seconds that
go by until the next poll, and a line on that file the CPU time that it took for reading and for all else, in ms.
"""

import curses
import os
import sys
import time
from typing import NamedTuple

from benchmarks.answering import Answering
from benchmarks.curses_console import Reader, Table, begin
from benchmarks.scripted_guests import Guests
from xentui.garbage import search_seldom
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.simulator.clock import SimulatedClock


class Took(NamedTuple):
    """CPU time of a tick of the clock and a poll, in ms."""

    reading_ms: float
    rest_ms: float


class CursesInStep(Answering):
    """That program on a terminal of its own."""

    def __init__(self, count: int, busy_share: float, columns: int, lines: int) -> None:
        super().__init__("benchmarks.curses_in_step", str(count), str(busy_share), columns=columns, lines=lines)

    def poll(self, after_s: float) -> Took:
        """One more poll, so much later than the last one, and a tick half way."""
        answer, _ = self.ask(str(after_s))
        return Took(*map(float, answer.split()))


def main(screen: "curses.window", count: int, busy_share: float, answers: int) -> None:
    begin(screen)
    search_seldom(count)
    guests, clock, table = Guests(count, busy_share), SimulatedClock(), Table()
    reader = Reader(Hypervisor(guests.transport, clock))
    for line in sys.stdin:
        guests.work(float(line))
        clock.advance(float(line))
        started_s = time.process_time()
        table.draw(screen, _clock_text(clock.epoch_s() - float(line) / 2))
        reading_s = time.process_time()
        read = reader.read()
        read_s = time.process_time()
        assert read is not None, "the guests of a benchmark can always be read"
        table.take(read)
        table.draw(screen, _clock_text(clock.epoch_s()))
        ended_s = time.process_time()
        reading_ms, whole_ms = (read_s - reading_s) * 1000, (ended_s - started_s) * 1000
        os.write(answers, f"{reading_ms:.3f} {whole_ms - reading_ms:.3f}\n".encode())


def _clock_text(epoch_s: float) -> str:
    return time.strftime("%H:%M:%S", time.localtime(epoch_s))


if __name__ == "__main__":
    curses.wrapper(main, int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
