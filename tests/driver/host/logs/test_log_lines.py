"""A part of a log has the same lines as the whole of it, wherever the part begins."""

from hypothesis import given
from hypothesis import strategies as st

from xentui_driver.host.logs.log_lines import BREAK_BYTES, LogLine, lines_of

LOGS = st.lists(
    st.one_of(st.binary(max_size=20), st.integers(0, 3 * BREAK_BYTES).map(lambda size: b"x" * size)), max_size=12
).map(b"\n".join)


def test_lines_have_their_places() -> None:
    assert lines_of(b"one\n\nthree", 0) == (LogLine(0, b"one"), LogLine(4, b""), LogLine(5, b"three"))


def test_the_end_of_a_line_that_began_before_is_left_out() -> None:
    assert lines_of(b"e\ntwo\n", 100) == (LogLine(102, b"two"),)


def test_an_endless_line_is_broken() -> None:
    lines = lines_of(b"x" * (3 * BREAK_BYTES), 0)
    assert [line.offset for line in lines] == [0, BREAK_BYTES, 2 * BREAK_BYTES]


@given(LOGS)
def test_lines_are_whole_and_none_is_long(log: bytes) -> None:
    lines = lines_of(log, 0)
    assert all(len(line.content) < 2 * BREAK_BYTES for line in lines)
    assert b"".join(line.content for line in lines) == log.replace(b"\n", b"")
    assert all(log[line.offset : line.offset + len(line.content)] == line.content for line in lines)


@given(LOGS, st.integers(0, 20_000))
def test_a_part_has_the_lines_of_the_whole(log: bytes, offset: int) -> None:
    offset = min(offset, len(log))
    whole, part = lines_of(log, 0), lines_of(log[offset:], offset)
    assert set(part) <= set(whole)
    assert {line for line in whole if line.offset >= offset + 2 * BREAK_BYTES} <= set(part)
