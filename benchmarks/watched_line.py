"""A line between a program and a terminal that is looked at: slow, long and lossy, or as fast as this machine.

The bytes are passed on in small pieces, so many a second. Before them they wait in the pseudo-terminal, whose kernel
keeps 20 KB of them before the program has to wait: half a minute at 9,600 bit/s. The terminal answers what it is asked.
"""

import os
import random
import select
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

import pyte

from tests.pseudo_terminal import understood_by_pyte

CURSOR = "▶"
"""In the first column of the row that the cursor is on."""
_PIECE_S = 0.002
_READ_BYTES = 1 << 16
_NOTICED_S = 0.2
"""So long it takes at least until a loss is noticed (RFC 6298 and the kernels' usual minimum)."""
_UNFINISHED = (b"\x1b", b"[", b"?", b";", b" ", b"=", b">", b"<", *(b"%d" % digit for digit in range(10)))
_BITS_OF_A_BYTE = 10
"""A start and a stop bit are with each."""


class Near(Protocol):
    """The end of the line where the program is."""

    line: int
    """What is read from it comes from the program; it never blocks."""

    def press(self, keys: bytes) -> None: ...


class _Way:
    """From one end to the other: in order, each piece after a delay, and again after another where it got lost."""

    def __init__(self, delay_s: float, lost_share: float) -> None:
        self._delay_s, self._lost_share = delay_s, lost_share
        self._dice = random.Random(1)
        self._under_way: deque[tuple[float, bytes]] = deque()

    def send(self, piece: bytes) -> None:
        takes_s = self._delay_s
        while self._dice.random() < self._lost_share:
            takes_s += 2 * self._delay_s + _NOTICED_S
        before_s = self._under_way[-1][0] if self._under_way else 0.0
        self._under_way.append((max(before_s, time.monotonic() + takes_s), piece))

    def arrived(self) -> bytes:
        """What has, since it was asked before."""
        pieces = []
        while self._under_way and self._under_way[0][0] <= time.monotonic():
            pieces.append(self._under_way.popleft()[1])
        return b"".join(pieces)


class WatchedLine:
    """Of one program; the time is that of `time.monotonic`."""

    def __init__(
        self,
        program: Near,
        columns: int,
        rows: int,
        *,
        bits_per_s: float = 0.0,
        delay_s: float = 0.0,
        lost_share: float = 0.0,
    ) -> None:
        """As fast as it can be where `bits_per_s` is 0; the delay is that of one way."""
        self._to_terminal, self._to_program = _Way(delay_s, lost_share), _Way(delay_s, lost_share)
        self._program = program
        self._bytes_per_s = bits_per_s / _BITS_OF_A_BYTE
        self._screen = pyte.Screen(columns, rows)
        self._screen.write_process_input = self._answer  # type: ignore[method-assign]
        self._feed = pyte.ByteStream(self._screen).feed
        self._cut = b""
        self._free_s = time.monotonic()
        """When the line has carried all that was passed on."""
        self.passed_bytes = 0
        self.last_s = 0.0
        """When the last piece came out."""

    def _answer(self, data: str) -> None:
        self.press(data.encode())

    def press(self, keys: bytes) -> None:
        """At the terminal's keyboard; they reach the program while the line passes on."""
        self._to_program.send(keys)
        self._type()

    def _type(self) -> None:
        if keys := self._to_program.arrived():
            self._program.press(keys)

    def _arrive(self) -> None:
        self._type()
        if shown := self._to_terminal.arrived():
            self.last_s = time.monotonic()
            self._show(shown)

    @property
    def text(self) -> str:
        return "\n".join(self._screen.display)

    @property
    def cursor_rows(self) -> list[int]:
        """The lines that have the cursor's mark: two while one of them isn't drawn yet."""
        return [y for y in range(self._screen.lines) if self._screen.buffer[y][0].data == CURSOR]

    def pass_until(self, is_so: Callable[[], object], within_s: float) -> float:
        """Pass on what comes until something is so; when it was, infinite if it wasn't within that time."""
        ends_s = time.monotonic() + within_s
        while (now_s := time.monotonic()) < ends_s:
            self._arrive()
            if is_so():
                return self.last_s
            if now_s < self._free_s:
                time.sleep(min(_PIECE_S, self._free_s - now_s))
            else:
                self._pass_piece()
        return float("inf")

    def pass_for(self, seconds: float) -> None:
        self.pass_until(lambda: False, seconds)

    def pass_until_still(self, for_s: float, within_s: float) -> None:
        self.pass_until(lambda: time.monotonic() - self.last_s > for_s, within_s)

    def _pass_piece(self) -> None:
        size = max(1, int(self._bytes_per_s * _PIECE_S)) if self._bytes_per_s else _READ_BYTES
        if not select.select([self._program.line], [], [], _PIECE_S)[0]:
            return
        with suppress(BlockingIOError):
            piece = os.read(self._program.line, size)
            if self._bytes_per_s:
                self._free_s = max(self._free_s, time.monotonic() - _PIECE_S) + len(piece) / self._bytes_per_s
                time.sleep(max(0.0, self._free_s - time.monotonic()))
            self.passed_bytes += len(piece)
            self._to_terminal.send(piece)
            self._arrive()

    def _show(self, piece: bytes) -> None:
        """A sequence that is cut off waits for its rest: what pyte doesn't know has to be whole to be left out."""
        new = self._cut + piece
        begin = new.rfind(b"\x1b")
        is_cut = begin >= 0 and all(new[at : at + 1] in _UNFINISHED for at in range(begin, len(new)))
        whole, self._cut = (new[:begin], new[begin:]) if is_cut else (new, b"")
        self._feed(understood_by_pyte(whole))
