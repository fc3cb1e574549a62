"""A reader reads no more than the page needs, whatever the lines are like and whatever becomes of the log."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from xentui.console.logs.page import LogPage
from xentui.console.logs.reader import LogReader
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.host.logs.log_source import LogKind, LogSource
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


def test_a_log_that_is_gone_is_not_asked_for_again_and_again(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"".join(b"line %d\n" % number for number in range(200_000)))
    reading = Reading(path)
    reading.reader.read_end()
    reading.settle()
    before = reading.transport.parts
    path.unlink()
    reading.page.to_first()
    reading.show()
    reading.settle()
    assert before < reading.transport.parts <= before + 2
    assert reading.reader.error is not None
