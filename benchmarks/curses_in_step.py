"""The console on curses in a process of its own, on the same guests as ours, and polled when ours is.

`python -m benchmarks.curses_in_step COUNT SHARE FILE` is that program: a line on its standard input is the seconds that
go by until the next poll, and a line on that file the CPU time that it took for reading and for all else, in ms.
"""

import curses
import fcntl
import gc
import os
import select
import struct
import subprocess
import sys
import termios
import time
from typing import NamedTuple

from benchmarks.curses_console import Reader, Table, begin
from benchmarks.scripted_guests import Guests
from xentui.__main__ import OBJECTS_BETWEEN_COLLECTIONS
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.simulator.clock import SimulatedClock

TERM = "xterm-256color"
_STARTING_S = 20.0


class Took(NamedTuple):
    """CPU time of a tick of the clock and a poll, in ms."""

    reading_ms: float
    rest_ms: float


class CursesInStep:
    """That program on a terminal of its own."""

    def __init__(self, count: int, busy_share: float, columns: int, lines: int) -> None:
        self._line, terminal = os.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        answers, told = os.pipe()
        self._program = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.curses_in_step", str(count), str(busy_share), str(told)],
            stdin=subprocess.PIPE,
            stdout=terminal,
            env={**os.environ, "TERM": TERM},
            pass_fds=(told,),
        )
        os.close(terminal)
        os.close(told)
        self._answers = os.fdopen(answers)

    @property
    def pid(self) -> int:
        return self._program.pid

    def poll(self, after_s: float) -> Took:
        """One more poll, so much later than the last one, and a tick half way."""
        assert self._program.stdin is not None
        self._program.stdin.write(f"{after_s}\n".encode())
        self._program.stdin.flush()
        while True:
            ready, _, _ = select.select([self._line, self._answers.fileno()], [], [], _STARTING_S)
            if self._line in ready:
                os.read(self._line, 1 << 16)
            elif ready:
                return Took(*map(float, self._answers.readline().split()))
            else:
                raise TimeoutError("the program on curses doesn't answer")

    def close(self) -> None:
        self._program.kill()
        self._program.wait()
        self._answers.close()
        os.close(self._line)


def main(screen: "curses.window", count: int, busy_share: float, answers: int) -> None:
    begin(screen)
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
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
