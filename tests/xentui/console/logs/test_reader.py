"""A reader reads no more than the page needs, whatever the lines are like and whatever becomes of the log."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from xentui.console.logs.page import LogPage
from xentui.console.logs.reader import LogReader
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.host.logs.log_source import LogKind, LogSource
from xentui_driver.host.logs.search_log import wanted_text
from xentui_driver.transport.local import LocalTransport
from xentui_driver.transport.protocol import FilePart
from xentui_widgets.symbols import UNICODE

SIZE = (120, 60)


class Counting(LocalTransport):
    """Counts the parts that are read."""

    parts = 0

    def read_part(self, path: str, *, offset: int, limit_bytes: int) -> FilePart:
        self.parts += 1
        return super().read_part(path, offset=offset, limit_bytes=limit_bytes)


class Reading:
    """A page that is drawn whenever something was read, as on the screen."""

    def __init__(self, path: Path) -> None:
        self.transport = Counting()
        self.page = LogPage(LogKind.CONSOLE, UNICODE)
        source = LogSource(LogKind.CONSOLE, str(path))
        self.reader = LogReader(Hypervisor(self.transport), source, self.page, work=self._work, changed=self.show)
        self.shown = 0
        self._begun: list[Coroutine[Any, Any, object]] = []

    def show(self) -> None:
        self.shown += 1
        assert self.shown < 50, "it goes on reading the same"
        self.page.picture(*SIZE)
        self.reader.read_more()

    def settle(self) -> None:
        """Let everything be read that was begun, and what that begins."""
        while self._begun:
            asyncio.run(self._begun.pop())

    def _work(self, conversation: Callable[[], Coroutine[Any, Any, object]]) -> None:
        self._begun.append(conversation())


def test_lines_that_are_very_long_are_read_once(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"x" * (4 << 20))
    reading = Reading(path)
    reading.reader.read_end()
    reading.settle()
    assert reading.page.wants
    assert 1 < reading.transport.parts <= 3


BIG = b"".join(b"line %d\n" % number for number in range(200_000))


def at_the_top(path: Path) -> Reading:
    """Of a log that is larger than what is held of it."""
    path.write_bytes(BIG)
    reading = Reading(path)
    reading.reader.read_beginning()
    reading.settle()
    return reading


def scroll_to_what_is_not_held(reading: Reading) -> bytes:
    """The line that the cursor is on then."""
    reading.page.to_last()
    reading.show()
    reading.settle()
    assert reading.page.line is not None
    return reading.page.line.content


def test_a_log_that_is_gone_is_not_asked_for_again_and_again(tmp_path: Path) -> None:
    path = tmp_path / "log"
    reading = at_the_top(path)
    before = reading.transport.parts
    path.unlink()
    assert scroll_to_what_is_not_held(reading).startswith(b"li")
    assert before < reading.transport.parts <= before + 2
    assert "its file is gone" in reading.reader.note


@pytest.mark.parametrize(
    ("becomes", "note"),
    [
        (lambda path: path.unlink(), "its file is gone"),
        (lambda path: (path.rename(f"{path}.1"), path.write_bytes(b"new\n")), "replaced since"),
        (lambda path: path.write_bytes(b"new\n"), "emptied since"),
        (lambda path: path.write_bytes(b"x" * 2 * len(BIG)), "emptied since"),
    ],
    ids=["removed", "rotated", "emptied", "emptied and grown"],
)
def test_what_the_operator_reads_stays_whatever_becomes_of_its_log(
    becomes: Callable[[Path], object], note: str, tmp_path: Path
) -> None:
    path = tmp_path / "log"
    reading = at_the_top(path)
    held = reading.page.held
    becomes(path)
    reading.reader.look()
    reading.settle()
    assert note in reading.reader.note
    assert scroll_to_what_is_not_held(reading).startswith(b"li")
    reading.reader.search(wanted_text("new"), backwards=False, from_here=False)
    reading.settle()
    assert reading.page.held == held
    assert note in reading.reader.note
    reading.reader.read_end()
    reading.settle()
    assert (reading.page.held == held) == (not path.exists())
    assert reading.reader.error is None


def test_a_log_that_has_its_name_again_is_no_longer_said_to_be_gone(tmp_path: Path) -> None:
    path, aside = tmp_path / "log", tmp_path / "aside" / "log"
    aside.parent.mkdir()
    reading = at_the_top(path)
    for follows in (False, True):
        reading.reader.follows = follows
        path.rename(aside)
        reading.reader.look()
        reading.settle()
        assert "its file is gone" in reading.reader.note
        aside.rename(path)
        reading.reader.look()
        reading.settle()
        assert reading.reader.note == ""


def test_a_log_that_is_not_followed_is_known_to_grow(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"one\ntwo\n")
    reading = Reading(path)
    reading.reader.read_end()
    reading.settle()
    reading.reader.follows = False
    path.write_bytes(b"one\ntwo\nthree\n")
    reading.reader.look()
    reading.settle()
    reading.page.move(1)
    reading.show()
    reading.settle()
    assert reading.page.text == "three"
