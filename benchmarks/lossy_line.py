"""Whether the screen is right after bursts of keys on a line with 300 ms of delay that loses 2 % of what it carries.

It is right when drawing it anew (`^R`) changes nothing but the clock. Nothing is drawn twice: the bytes are held
against those of the same keys on a fast line. The delay and the losses are those of a relay at the console's terminal,
which delivers in order, and what got lost after another delay, as TCP does: not every kernel has netem.
"""

import random
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from benchmarks.changing_host import ChangingHost
from benchmarks.watched_line import WatchedLine
from tests.pseudo_terminal import Program

GUESTS, COLUMNS, ROWS, BURSTS = 100, 120, 40, 30
DELAY_S, LOST_SHARE = 0.15, 0.02
"""The delay of one way."""
BYTES_LIMIT = 1.1
_BURSTS = (b"jjjj", b"jkjkjk", b"GkkG", b"gjjg", b"?", b"\x1b", b"!", b"!", b"jjjjjjjj", b"d", b"\x1b", b"C", b"\x1b")
_APART_S = (0.03, 0.15)
_STILL_S, _LONGEST_S, _STARTING_S = 1.5, 15.0, 60.0
_DRAW_ANEW = b"\x12"


class Figures(NamedTuple):
    """Of one line."""

    wrong: int
    sent_bytes: int


def measure(folder: str, host: ChangingHost, delay_s: float, lost_share: float) -> Figures:
    environ = {**host.environ, "XDG_STATE_HOME": folder, "XDG_CONFIG_HOME": folder}
    dice, wrong, sent = random.Random(1), 0, 0
    with Program([sys.executable, "-m", "xentui"], environ=environ, columns=COLUMNS, rows=ROWS) as program:
        line = WatchedLine(program, COLUMNS, ROWS, delay_s=delay_s, lost_share=lost_share)
        line.pass_until(lambda: "web-0002" in line.text and line.cursor_rows, _STARTING_S)
        line.pass_for(_LONGEST_S)
        for burst in range(BURSTS):
            before = line.passed_bytes
            keys = _BURSTS[burst % len(_BURSTS)]
            for at in range(len(keys)):
                line.press(keys[at : at + 1])
                line.pass_for(dice.uniform(*_APART_S))
            line.pass_for(_STILL_S)
            sent += line.passed_bytes - before
            shown = _lines(line)
            line.press(_DRAW_ANEW)
            line.pass_for(_STILL_S)
            wrong += _lines(line) != shown
    return Figures(wrong, sent)


def _lines(line: WatchedLine) -> list[str]:
    """Without the one that has the clock."""
    return line.text.splitlines()[1:]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        host = ChangingHost(Path(folder), GUESTS, busy_share=0.0)
        fast, lossy = measure(folder, host, 0.0, 0.0), measure(folder, host, DELAY_S, LOST_SHARE)
    ratio = lossy.sent_bytes / fast.sent_bytes
    print(f"{BURSTS} bursts of keys; fast line: {fast.wrong} wrong screens, {fast.sent_bytes} bytes")
    print(
        f"300 ms, 2 % lost: {lossy.wrong} wrong screens, {lossy.sent_bytes} bytes, {ratio:.2f}x (limit {BYTES_LIMIT}x)"
    )
    return 0 if not fast.wrong and not lossy.wrong and ratio <= BYTES_LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
