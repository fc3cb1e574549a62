"""How much memory the console holds on a host with 5,000 guests, and whether it grows, beside a program on curses.

A tenth of the guests is busy; every tenth poll brings an event and a message. Both programs read the same, each in a
process of its own; what the benchmark needs for that is in both. The slope is that of the least squares over the second
half. `python -m benchmarks.memory 5000` takes so many polls; 5,000 are nearly three hours of a host, in half an hour.
"""

import asyncio
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from benchmarks.curses_in_step import CursesInStep
from xentui.garbage import search_seldom
from xentui.lean_start import hold_less

COUNT = 5_000
BUSY_SHARE = 0.1
SIZE = (120, 40)
POLLS = 500
EVERY_S = 2.0
LIMIT_MB = 30.0
"""More than the program on curses."""
SLOPE_LIMIT_KB = 1.0
"""A poll."""
_NEWS_EVERY = 10
_PAGE_BYTES = resource.getpagesize()


class Held(NamedTuple):
    """What a program held after each poll."""

    name: str
    resident_mb: Sequence[float]

    @property
    def slope_kb(self) -> float:
        """A poll, over the second half."""
        half = self.resident_mb[len(self.resident_mb) // 2 :]
        middle, mean = (len(half) - 1) / 2, sum(half) / len(half)
        moved = sum((place - middle) * (each - mean) for place, each in enumerate(half))
        spread = sum((place - middle) ** 2 for place in range(len(half)))
        return moved / spread * 1000 if spread else 0.0


def resident_mb(pid: int) -> float:
    """proc(5), statm."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE_BYTES / 1e6


def of_curses(polls: int) -> Held:
    with closing(CursesInStep(COUNT, BUSY_SHARE, *SIZE)) as program:
        held = []
        for _ in range(polls):
            program.poll(EVERY_S)
            held.append(resident_mb(program.pid))
    return Held("curses", held)


def of_console(polls: int) -> Held:
    argv = [sys.executable, "-m", "benchmarks.memory", "--console", str(polls)]
    printed = subprocess.run(argv, stdout=subprocess.PIPE, check=True, text=True).stdout
    return Held("console", [float(line) for line in printed.splitlines()])


async def run_console(polls: int) -> None:
    """Prints what this process holds after each poll."""
    hold_less()  # as a start of the console does
    search_seldom()
    from benchmarks.polled_console import PolledConsole
    from benchmarks.scripted_guests import Guests

    told = os.fdopen(os.dup(sys.stdout.fileno()), "w", buffering=1)
    with tempfile.TemporaryDirectory(prefix="memory-", ignore_cleanup_errors=True) as folder:
        console = PolledConsole(Guests(COUNT, BUSY_SHARE), folder)
        async with console.app.run_test(headless=False, size=SIZE):
            await console.first_poll()
            for number in range(polls):
                if number % _NEWS_EVERY == 0:
                    console.app.add_event("guest-0001", f"has restarted {number} times.", "warning")
                    console.app.toast("guest-0001", f"has restarted {number} times.", "warning")
                await console.poll_alone(EVERY_S)
                told.write(f"{resident_mb(os.getpid()):.3f}\n")


def main(polls: int = POLLS) -> int:
    curses, console = of_curses(polls), of_console(polls)
    base_mb = curses.resident_mb[-1]
    print(f"{COUNT} guests, {BUSY_SHARE:.0%} busy, {polls} polls, {EVERY_S:.0f} s apart")
    print(f"{'':<10} {'MB':>7} {'more':>7} {'ratio':>6} {'kB a poll':>10}")
    is_kept = console.resident_mb[-1] - base_mb <= LIMIT_MB and console.slope_kb < SLOPE_LIMIT_KB
    for held, verdict in ((curses, "baseline"), (console, "kept" if is_kept else "MISSED")):
        more_mb = held.resident_mb[-1] - base_mb
        print(
            f"{held.name:<10} {held.resident_mb[-1]:>7.1f} {more_mb:>7.1f} {held.resident_mb[-1] / base_mb:>5.2f}x"
            f" {held.slope_kb:>10.2f}  {verdict}"
        )
    return 0 if is_kept else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--console"]:
        asyncio.run(run_console(int(sys.argv[2])))
    else:
        sys.exit(main(*map(int, sys.argv[1:])))
