"""What the console costs while nothing changes: 100 guests that do nothing, polled every two seconds, on 120x40.

CPU is that of its process with all its threads, without the tools it starts, as the kernel's scheduler counts it. A
wake-up is a thread that had waited and goes on. What isn't a poll's is seen while polling is frozen: the clock.
The baseline is a plain console on curses.
"""

import os
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from benchmarks.changing_host import ChangingHost
from benchmarks.watched_line import WatchedLine
from tests.pseudo_terminal import Program

CPU_LIMIT_PERCENT = 0.5
WAKES_LIMIT_PER_S = 2.0
"""Of a frozen console: one for the second that the clock shows, and room for what the operator's terminal answers."""
GUESTS, COLUMNS, ROWS = 100, 120, 40
_SETTLED_S, _WATCHED_S, _STARTING_S = 8.0, 30.0, 60.0


class Use(NamedTuple):
    """Of a process so far."""

    cpu_s: float
    wakes: int

    @classmethod
    def of(cls, pid: int) -> "Use":
        tasks = [Path(f"/proc/{pid}/task/{task}") for task in os.listdir(f"/proc/{pid}/task")]
        cpu_ns = sum(int((task / "schedstat").read_text().split()[0]) for task in tasks)
        status = "\n".join((task / "status").read_text() for task in tasks).splitlines()
        wakes = sum(int(line.split()[1]) for line in status if line.startswith("voluntary_ctxt_switches"))
        return cls(cpu_ns / 1e9, wakes)


class Figures(NamedTuple):
    """In a second."""

    cpu_percent: float
    wakes: float


def watched(program: Program, line: WatchedLine) -> Figures:
    """What it uses from now on."""
    line.pass_for(_SETTLED_S)
    before = Use.of(program.pid)
    line.pass_for(_WATCHED_S)
    now = Use.of(program.pid)
    return Figures(100 * (now.cpu_s - before.cpu_s) / _WATCHED_S, (now.wakes - before.wakes) / _WATCHED_S)


def measure(module: str, host: ChangingHost, keys: bytes = b"") -> Figures:
    with Program([sys.executable, "-m", module], environ=host.environ, columns=COLUMNS, rows=ROWS) as program:
        line = WatchedLine(program, COLUMNS, ROWS)
        line.pass_until(lambda: "web-0002" in line.text, _STARTING_S)
        line.pass_for(_SETTLED_S)
        line.press(keys)
        return watched(program, line)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        host = ChangingHost(Path(folder), GUESTS, busy_share=0.0)
        curses = measure("benchmarks.curses_console", host)
        polling = measure("xentui", host)
        frozen = measure("xentui", host, keys=b"Z")
    kept = polling.cpu_percent <= CPU_LIMIT_PERCENT and frozen.wakes <= WAKES_LIMIT_PER_S
    print(f"limits: {CPU_LIMIT_PERCENT} % of a core, {WAKES_LIMIT_PER_S:.0f} wake-ups a second while frozen")
    print(f"{'':<26} {'CPU %':>6} {'ratio':>6} {'wake-ups/s':>11}")
    for name, figures in (("plain console on curses", curses), ("console", polling), ("console, frozen", frozen)):
        ratio = figures.cpu_percent / curses.cpu_percent
        print(f"{name:<26} {figures.cpu_percent:>6.2f} {ratio:>5.2f}x {figures.wakes:>11.1f}")
    print("kept" if kept else "MISSED")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
