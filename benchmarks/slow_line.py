"""How long a key takes to its echo on a serial line, while the table changes, beside a plain console on curses.

The terminal has 120x40 and is at the end of a line of 9,600 or 115,200 bit/s. The echo is there when the mark of the
cursor has left its row and stands in the next one. A tenth of 100 guests changes at each poll, every two seconds.
"""

import random
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks.changing_host import ChangingHost
from benchmarks.watched_line import WatchedLine
from tests.pseudo_terminal import Program

LIMITS_MS = {9_600: 150.0, 115_200: 15.0}
"""By bits a second: for 95 of 100 keys."""
GUESTS, KEYS = 100, 80
COLUMNS, ROWS = 120, 40
PROGRAMS = {"console": "xentui", "plain console on curses": "benchmarks.curses_console"}
_BETWEEN_S = (0.3, 1.0)
_STARTING_S, _GIVEN_UP_S, _SETTLED_S = 60.0, 10.0, 6.0


class Figures(NamedTuple):
    """Of one program on one line."""

    keys_ms: tuple[float, ...]
    bytes_per_s: float

    def key_ms(self, share: float) -> float:
        return sorted(self.keys_ms)[min(len(self.keys_ms) - 1, int(share * len(self.keys_ms)))]


def measure(module: str, host: ChangingHost, bits_per_s: int) -> Figures:
    with Program([sys.executable, "-m", module], environ=host.environ, columns=COLUMNS, rows=ROWS) as program:
        line = WatchedLine(program, COLUMNS, ROWS, bits_per_s=bits_per_s)
        line.pass_until(lambda: "web-0002" in line.text and line.cursor_rows, _STARTING_S)
        line.pass_for(_SETTLED_S)
        dice = random.Random(1)
        begun_s, before = time.monotonic(), line.passed_bytes
        keys_ms = tuple(_key_ms(program, line, dice, b"k" if number // 10 % 2 else b"j") for number in range(KEYS))
        return Figures(keys_ms, (line.passed_bytes - before) / (time.monotonic() - begun_s))


def _key_ms(program: Program, line: WatchedLine, dice: random.Random, key: bytes) -> float:
    line.pass_for(dice.uniform(*_BETWEEN_S))
    before = line.cursor_rows
    pressed_s = time.monotonic()
    program.press(key)
    return (
        line.pass_until(lambda: len(now := line.cursor_rows) == 1 and now != before, _GIVEN_UP_S) - pressed_s
    ) * 1000


def main() -> int:
    kept = True
    print(f"{KEYS} keys to their echo, {GUESTS} guests, {COLUMNS}x{ROWS}")
    print(f"{'bit/s':>7}  {'':<26} {'p50 ms':>7} {'p95':>7} {'max':>7} {'ratio':>6} {'bytes/s':>8}")
    with tempfile.TemporaryDirectory() as folder:
        host = ChangingHost(Path(folder), GUESTS)
        for bits_per_s, limit_ms in LIMITS_MS.items():
            found = {name: measure(module, host, bits_per_s) for name, module in PROGRAMS.items()}
            bare = found["plain console on curses"]
            for name, figures in found.items():
                p95 = figures.key_ms(0.95)
                verdict = "baseline" if figures is bare else "kept" if p95 <= limit_ms else f"MISSED: {limit_ms:.0f} ms"
                kept &= verdict != f"MISSED: {limit_ms:.0f} ms"
                print(
                    f"{bits_per_s:>7}  {name:<26} {figures.key_ms(0.5):>7.1f} {p95:>7.1f} {figures.key_ms(1):>7.1f}"
                    f" {p95 / bare.key_ms(0.95):>5.2f}x {figures.bytes_per_s:>8.0f}  {verdict}",
                    flush=True,
                )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
