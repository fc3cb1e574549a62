"""A log is followed through everything that can become of its file, and not a byte of it is lost or read twice."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scripted import ScriptedTransport
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.host.logs.follow_log import LogChange, LogNews, LogPlace, place_after
from xentui_driver.host.logs.log_source import LogKind, LogSource
from xentui_driver.model.errors import FileUnreadable
from xentui_driver.transport.local import LocalTransport

LIMIT = 1 << 20
DMESG = LogSource(LogKind.DMESG, command=("xl", "dmesg"))


class Reader:
    """Reads a file to its end, again and again."""

    def __init__(self, path: Path) -> None:
        self._host = Hypervisor(LocalTransport())
        self._source = LogSource(LogKind.CONSOLE, str(path))
        self._place = LogPlace()
        self.looks: list[LogNews] = []

    def begin_at_the_end(self) -> None:
        self._place = place_after(self._host.log_tail(self._source, 4096))

    def read(self, limit_bytes: int = LIMIT) -> bytes:
        """Everything that there is now."""
        content = b""
        while True:
            news = self._host.follow_log(self._source, self._place, limit_bytes=limit_bytes)
            self._place = news.place
            self.looks.append(news)
            content += news.content
            if not news.content and not news.behind_bytes:
                return content

    @property
    def changes(self) -> list[LogChange]:
        return [look.change for look in self.looks if look.change is not LogChange.WENT_ON]


def append(path: Path, content: bytes) -> None:
    with open(path, "ab") as file:
        file.write(content)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "guest-web.log"
    path.write_bytes(b"one\n")
    return path


@pytest.fixture
def reader(log: Path) -> Reader:
    made = Reader(log)
    made.begin_at_the_end()
    return made


def test_what_is_appended_is_read_once(log: Path, reader: Reader) -> None:
    append(log, b"two\n")
    assert reader.read() == b"two\n"
    assert reader.read() == b""
    assert reader.changes == []


def test_a_limit_is_kept_and_says_what_is_behind_it(log: Path, reader: Reader) -> None:
    append(log, b"0123456789")
    assert reader.read(4) == b"0123456789"
    assert [(look.content, look.behind_bytes) for look in reader.looks[:3]] == [(b"0123", 6), (b"4567", 2), (b"89", 0)]


def test_the_rest_of_a_renamed_log_is_read_before_the_new_one(log: Path, reader: Reader) -> None:
    append(log, b"two\n")
    os.rename(log, log.with_name("guest-web.log.1"))
    log.write_bytes(b"three\n")
    assert reader.read() == b"two\nthree\n"
    assert reader.changes == [LogChange.REPLACED]


def test_a_log_that_is_renamed_and_not_there_yet_is_read_to_its_end(log: Path, reader: Reader) -> None:
    append(log, b"two\n")
    os.rename(log, log.with_name("guest-web.log.1"))
    assert reader.read() == b"two\n"
    assert reader.changes == [LogChange.GONE]
    log.write_bytes(b"three\n")
    assert reader.read() == b"three\n"


def test_a_log_that_is_emptied_is_read_from_its_beginning(log: Path, reader: Reader) -> None:
    os.truncate(log, 0)
    append(log, b"new\n")
    assert reader.read() == b"new\n"
    assert reader.changes == [LogChange.EMPTIED]


def test_a_log_that_was_emptied_and_has_grown_past_the_place_is_known_by_its_bytes(log: Path, reader: Reader) -> None:
    os.truncate(log, 0)
    append(log, b"longer than it was\n")
    assert reader.read() == b"longer than it was\n"


def test_a_log_that_is_removed_and_made_again_goes_on(log: Path, reader: Reader) -> None:
    log.unlink()
    assert reader.read() == b""
    log.write_bytes(b"again\n")
    assert reader.read() == b"again\n"
    assert LogChange.GONE in reader.changes


def test_a_log_that_becomes_something_else_is_an_error(log: Path, reader: Reader) -> None:
    log.unlink()
    os.mkfifo(log)
    with pytest.raises(FileUnreadable, match="isn't a regular file"):
        reader.read()


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.binary(min_size=1, max_size=30)),
        st.tuples(st.just("rotate"), st.just(b"")),
        st.tuples(st.just("read"), st.just(b"")),
    ),
    max_size=20,
)


@settings(deadline=None)
@given(steps=STEPS, limit_bytes=st.integers(1, 40))
def test_whatever_is_written_and_renamed_is_read_in_order(
    steps: list[tuple[str, bytes]], limit_bytes: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A file is renamed only once between two looks: of two, the older one's name is no longer in reach."""
    log = tmp_path_factory.mktemp("logs") / "guest-web.log"
    log.write_bytes(b"")
    reader = Reader(log)
    reader.read()
    written, read, rotated, may_rotate = b"", b"", 0, True
    for step, content in steps:
        if step == "write":
            append(log, content)
            written += content
        elif step == "rotate" and may_rotate:
            rotated, may_rotate = rotated + 1, False
            os.rename(log, log.with_name(f"guest-web.log.{rotated}"))
            log.write_bytes(b"")
        elif step == "read":
            read, may_rotate = read + reader.read(limit_bytes), True
    assert read + reader.read(limit_bytes) == written


def looks(*texts: str, limit_bytes: int = LIMIT) -> list[tuple[bytes, LogChange]]:
    """What each look at the ring brings."""
    host = Hypervisor(ScriptedTransport({"xl dmesg": list(texts)}))
    place, found = LogPlace(), []
    for _ in texts:
        news = host.follow_log(DMESG, place, limit_bytes=limit_bytes)
        place = news.place
        found.append((news.content, news.change))
    return found


def test_a_ring_that_grows_has_its_new_lines_only() -> None:
    assert [content for content, _ in looks("a\n", "a\nb\n", "a\nb\n")] == [b"a\n", b"b\n", b""]


def test_equal_lines_are_new_lines_too() -> None:
    assert [content for content, _ in looks("a\na\n", "a\na\na\n")] == [b"a\na\n", b"a\n"]


def test_a_ring_that_has_lost_its_first_lines_goes_on_after_the_last_one() -> None:
    first, second = "".join(f"{n}\n" for n in range(600)), "".join(f"{n}\n" for n in range(300, 700))
    (_, (content, change)) = looks(first, second)
    assert content == "".join(f"{n}\n" for n in range(600, 700)).encode()
    assert change is LogChange.WENT_ON


def test_a_ring_that_has_turned_over_is_read_as_a_whole() -> None:
    assert looks("old\n", "new\n")[1] == (b"new\n", LogChange.EMPTIED)
