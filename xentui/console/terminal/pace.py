"""How much a line may be given at once, so that the answer to a key never stands behind much that nobody waits for.

What a program has written is gone: the kernel keeps 20 KB of it for a pseudo-terminal, ssh and the network far more,
and on a line of 9,600 bit/s that is half a minute. So the terminal is asked, behind what is sent, whether it is ready
(DSR, ECMA-48, 8.3.35; a VT100 knows it), and its answers tell how fast the line is. On a slow one only so much is on
its way as the line carries in a moment. A terminal that has never answered is given all at once.
"""

from collections import deque

ASKED = "\x1b[5n"
ANSWERS = frozenset({"\x1b[0n", "\x1b[3n"})
"""Ready, and not ready."""
FIRST_BYTES = 2048
"""On its way at most, before the line has been measured."""
FEWEST_BYTES = 64
ASKED_FROM_BYTES = 1024
"""Of a fast line; a tick of the clock need not be answered."""
AHEAD_S = 0.004
"""So much of its time may be waiting for a slow line to be free."""
FAST_BYTES_PER_S = 64_000.0
"""From there on a screen is there in a moment, and nothing is held back."""
GIVEN_UP_S = 2.0
"""At least; a line may have lost the answer, or have another terminal at its end."""
_SHORTEST_S = 0.0005
_MEASURED_FROM_BYTES = 32
_MEASURES, _DELAYS = 8, 3
_DELAY_KEPT_S = 10.0
"""So often the delay of a slow line is measured anew, when it carries nothing."""


class Pace:
    """Of one line; times are those of one monotonic clock, in seconds."""

    def __init__(self) -> None:
        self._asks = self._has_answered = False
        self._under_way: deque[tuple[float, int]] = deque()
        """When the terminal was asked, and behind how many bytes since it was asked before."""
        self._unasked_bytes = 0
        self._last_answer_s = self._delay_told_s = 0.0
        self._speeds: deque[float] = deque(maxlen=_MEASURES)
        self._delays_s: deque[float] = deque(maxlen=_DELAYS)

    @property
    def answers_to_come(self) -> int:
        """So many are on their way, as far as anything is known of this terminal."""
        return len(self._under_way) if self._has_answered else 0

    @property
    def bytes_per_s(self) -> float | None:
        """As fast as the line has been lately; None while that isn't known."""
        return sorted(self._speeds)[len(self._speeds) // 2] if self._speeds else None

    @property
    def _delay_s(self) -> float:
        """Of a line that carries nothing else, to the terminal and back."""
        return min(self._delays_s, default=0.0)

    @property
    def _is_fast(self) -> bool:
        return (self.bytes_per_s or 0.0) >= FAST_BYTES_PER_S

    @property
    def expected_s(self) -> float:
        """So long the answer to all that is on its way may take."""
        return 2 * (self._delay_s + self._bytes_under_way / (self.bytes_per_s or FAST_BYTES_PER_S))

    @property
    def _bytes_under_way(self) -> int:
        return sum(count for _, count in self._under_way) + self._unasked_bytes

    def begin(self, now_s: float) -> None:
        """The terminal was asked for the first time, behind its modes; one that isn't asked then never is."""
        self._asks = True
        self._under_way.append((now_s, FEWEST_BYTES))

    def room_bytes(self, now_s: float) -> int | None:
        """How much may be sent now; None where there is no limit."""
        if self._under_way and now_s - self._under_way[0][0] > max(GIVEN_UP_S, 2 * self.expected_s):
            self._under_way.clear()
            self._unasked_bytes = 0
        if not self._has_answered or self._is_fast:
            return None
        speed = self.bytes_per_s
        most = FIRST_BYTES if speed is None else max(FEWEST_BYTES, int(speed * (self._delay_s + AHEAD_S)))
        return max(0, most - self._bytes_under_way)

    def asked(self, sent_bytes: int, now_s: float) -> bool:
        """Take note of what is sent; whether the terminal is to be asked behind it, or behind what was sent before."""
        if not self._asks:
            return False
        self._unasked_bytes += sent_bytes
        from_bytes = ASKED_FROM_BYTES if self._is_fast or not self._has_answered else _MEASURED_FROM_BYTES
        if self._unasked_bytes < from_bytes and not self._wants_delay(now_s):
            return False
        if not self._has_answered and self._under_way:
            return False  # it may be one that never does
        self._under_way.append((now_s, self._unasked_bytes))
        self._unasked_bytes = 0
        return True

    def _wants_delay(self, now_s: float) -> bool:
        """Whether to ask a line that carries nothing, which alone tells how long its delay is."""
        if not self._has_answered or self._is_fast or self._bytes_under_way or self._under_way:
            return False
        return not self._delays_s or now_s - self._delay_told_s > _DELAY_KEPT_S

    def answered(self, now_s: float) -> None:
        """The terminal has taken all that was sent before it was asked last."""
        self._has_answered = True
        if not self._under_way:
            return
        asked_s, count = self._under_way.popleft()
        if count <= len(ASKED):
            self._delays_s.append(now_s - asked_s)
            self._delay_told_s = now_s
        elif self._delays_s and count >= _MEASURED_FROM_BYTES:
            begun_s = max(asked_s + self._delay_s, self._last_answer_s)
            self._speeds.append(count / max(_SHORTEST_S, now_s - begun_s))
        self._last_answer_s = now_s
