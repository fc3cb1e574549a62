"""Whether the screen is right after bursts of keys on a line with 300 ms of delay that loses 2 % of what it carries.

It is right when it is that of another console on a fast line, at which the same keys were typed; nothing is polled
meanwhile, and the line with the clock doesn't count. Nothing is drawn twice: the bytes are held against those of the
fast line. The delay and the losses are those of a relay at the console's terminal, which delivers in order, and what
got lost after another delay, as TCP does: not every kernel has netem.
"""

import random
import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.changing_host import ChangingHost
from benchmarks.watched_line import WatchedLine
from tests.pseudo_terminal import Program

GUESTS, COLUMNS, ROWS, BURSTS = 100, 120, 40, 26
DELAY_S, LOST_SHARE = 0.15, 0.02
"""The delay of one way."""
BYTES_LIMIT = 1.1
_BURSTS = (b"jjjj", b"jkjkjk", b"GkkG", b"gjjg", b"?", b"\x1b", b"!", b"!", b"jjjjjjjj", b"d", b"\x1b", b"C", b"\x1b")
_APART_S = (0.03, 0.15)
_STILL_S, _SETTLED_S, _STARTING_S = 2.0, 12.0, 60.0
_LOOKS = 4
"""What is lost twice comes later."""
_FREEZE = b"Z"
_MOMENT = re.compile(r"\d\d:\d\d:\d\d|Stale [\d a-z]+:")


class Watched:
    """A console and its line."""

    def __init__(self, program: Program, delay_s: float, lost_share: float) -> None:
        self.line = WatchedLine(program, COLUMNS, ROWS, delay_s=delay_s, lost_share=lost_share)
        self.line.pass_until(lambda: "web-0002" in self.line.text and self.line.cursor_rows, _STARTING_S)
        self.line.pass_for(_SETTLED_S)
        self.type(_FREEZE, _SETTLED_S)
        self._before = self.line.passed_bytes

    def type(self, keys: bytes, for_s: float) -> None:
        self.line.press(keys)
        self.line.pass_for(for_s)

    @property
    def shown(self) -> list[str]:
        """Without the clock, times and ages, and without graphs, which have a mark for each poll there was."""
        plain = (_MOMENT.sub("", line.replace("▁", " ")) for line in self.line.text.splitlines()[1:])
        return [" ".join(line.split()) for line in plain]  # what stands behind an age is moved by it

    @property
    def sent_bytes(self) -> int:
        return self.line.passed_bytes - self._before


def measure(consoles: Sequence[Watched]) -> int:
    """How many screens were wrong."""
    dice, wrong = random.Random(1), 0
    for burst in range(BURSTS):
        for key in _BURSTS[burst % len(_BURSTS)]:
            for console in consoles:
                console.type(bytes([key]), dice.uniform(*_APART_S))
        for _ in range(_LOOKS):
            for console in consoles:
                console.line.pass_for(_STILL_S)
            if consoles[0].shown == consoles[1].shown:
                break
        wrong += consoles[0].shown != consoles[1].shown
    return wrong


def main() -> int:
    argv = [sys.executable, "-m", "xentui"]
    with tempfile.TemporaryDirectory() as folder:
        host = ChangingHost(Path(folder), GUESTS, busy_share=0.0)
        with (
            Program(argv, environ=host.environ, columns=COLUMNS, rows=ROWS) as near,
            Program(argv, environ=host.environ, columns=COLUMNS, rows=ROWS) as far,
        ):
            fast, lossy = Watched(near, 0.0, 0.0), Watched(far, DELAY_S, LOST_SHARE)
            wrong = measure((fast, lossy))
    ratio = lossy.sent_bytes / fast.sent_bytes
    print(f"{BURSTS} bursts of keys: {wrong} wrong screens (limit 0)")
    print(f"fast line {fast.sent_bytes} bytes, the other {lossy.sent_bytes}: {ratio:.2f}x (limit {BYTES_LIMIT}x)")
    return 0 if not wrong and ratio <= BYTES_LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
