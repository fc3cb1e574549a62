"""How much a line is given at once, as fast as its terminal answers."""

import pytest

from xentui.console.terminal.pace import ASKED, FAST_BYTES_PER_S, FEWEST_BYTES, FIRST_BYTES, GIVEN_UP_S, Pace


class Line:
    """A line of a speed, with a delay to its terminal and back; its clock stands still until something is sent."""

    def __init__(self, bytes_per_s: float, delay_s: float) -> None:
        self.pace = Pace()
        self._bytes_per_s, self._delay_s = bytes_per_s, delay_s
        self.now_s = 100.0
        self.pace.begin(self.now_s)
        self._pass(FEWEST_BYTES)
        self.send(0)

    def _pass(self, count: int) -> None:
        self.now_s += count / self._bytes_per_s + self._delay_s
        self.pace.answered(self.now_s)

    def send(self, count: int) -> None:
        if self.pace.asked(count, self.now_s):
            self._pass(count or len(ASKED))

    @property
    def room_bytes(self) -> int | None:
        return self.pace.room_bytes(self.now_s)


def test_a_terminal_that_has_never_answered_is_given_all_at_once() -> None:
    pace = Pace()
    pace.begin(1.0)
    assert pace.room_bytes(1.0) is None
    assert not pace.asked(5000, 1.0)
    assert pace.room_bytes(1.0 + 2 * GIVEN_UP_S) is None
    assert pace.answers_to_come == 0


def test_before_a_line_is_measured_it_gets_no_more_than_a_screen() -> None:
    assert Line(960, 0.002).room_bytes == FIRST_BYTES


@pytest.mark.parametrize("delay_s", [0.001, 0.02])
def test_a_slow_line_gets_what_it_carries_in_a_moment(delay_s: float) -> None:
    line = Line(960, delay_s)
    for count in (2000, 64, 64, 64):
        line.send(count)
    assert line.pace.bytes_per_s == pytest.approx(960, rel=0.3)
    assert line.room_bytes == FEWEST_BYTES


def test_a_slow_line_that_is_full_gets_nothing_until_its_terminal_answers() -> None:
    line = Line(960, 0.002)
    line.send(2000)
    assert line.pace.asked(FEWEST_BYTES, line.now_s)
    assert line.room_bytes == 0
    line.pace.answered(line.now_s + 0.07)
    assert line.room_bytes == FEWEST_BYTES


def test_a_lost_answer_is_waited_for_no_longer_than_some_seconds() -> None:
    line = Line(960, 0.002)
    line.send(2000)
    assert line.pace.asked(FEWEST_BYTES, line.now_s)
    line.now_s += 2 * GIVEN_UP_S
    assert line.room_bytes == FEWEST_BYTES


def test_a_fast_line_has_no_limit_whatever_its_delay() -> None:
    line = Line(10 * FAST_BYTES_PER_S, 0.3)
    for _ in range(3):
        line.send(2000)
    assert line.room_bytes is None


def test_a_fast_line_that_loses_something_now_and_then_stays_so() -> None:
    line = Line(10 * FAST_BYTES_PER_S, 0.3)
    for number in range(20):
        line._delay_s = 0.8 if number % 4 == 0 else 0.3
        line.send(2000)
    assert line.room_bytes is None


def test_a_long_line_is_not_taken_for_a_slow_one_by_little_that_it_carries() -> None:
    line = Line(FAST_BYTES_PER_S / 2, 0.3)
    for _ in range(20):
        line.send(FEWEST_BYTES)
    assert (line.room_bytes or 0) > 5_000


def test_a_line_that_becomes_slow_is_noticed() -> None:
    line = Line(10 * FAST_BYTES_PER_S, 0.001)
    line.send(2000)
    line._bytes_per_s = 960
    for _ in range(10):
        line.send(2000)
    assert line.room_bytes == FEWEST_BYTES
