"""What is held of a log grows with it, and never beyond its bound."""

from hypothesis import given
from hypothesis import strategies as st

from xentui.console.logs.held import MOST_BYTES, Held, grown, held_of
from xentui_driver.host.logs.follow_log import LogNews, LogPlace, place_after
from xentui_driver.host.logs.log_lines import lines_of
from xentui_driver.transport.protocol import FilePart


def part(content: bytes, offset: int = 0, size: int | None = None) -> FilePart:
    return FilePart(content, offset, len(content) + offset if size is None else size, 0.0, 1, 1)


def appended(held: Held, content: bytes, behind_bytes: int = 0) -> Held:
    end = held.end + len(content)
    return grown(held, LogNews(content, LogPlace(end, 1, 1), behind_bytes=behind_bytes))


def test_a_part_from_the_middle_begins_with_a_whole_line() -> None:
    held = held_of(part(b"lf a line\ntwo\nthree", 100))
    assert [line.content for line in held.lines] == [b"two", b"three"]
    assert (held.start, held.end, held.has_beginning, held.has_end) == (110, 119, False, True)
    assert held.place == place_after(part(b"lf a line\ntwo\nthree", 100))


def test_what_is_behind_makes_the_end_not_held() -> None:
    assert not appended(held_of(part(b"one\n")), b"two\n", behind_bytes=5).has_end


@given(st.lists(st.sampled_from([b"a", b"\n", b"line\n", b"x" * 9000, b"y" * 3000 + b"\n"]), max_size=30))
def test_what_has_grown_has_the_lines_of_the_whole(pieces: list[bytes]) -> None:
    held = held_of(part(b""))
    for piece in pieces:
        held = appended(held, piece)
    assert held.lines == lines_of(b"".join(pieces), 0)
    assert held.content == b"".join(pieces)


def test_what_is_held_is_bounded_and_its_lines_are_where_they_were() -> None:
    held, whole = held_of(part(b"")), b""
    for number in range(400):
        line = b"%05d" % number + b"x" * 4000 + b"\n"
        held, whole = appended(held, line), whole + line
        assert len(held.content) <= MOST_BYTES
    assert held.has_end
    assert all(whole[line.offset :].startswith(line.content) for line in held.lines)
