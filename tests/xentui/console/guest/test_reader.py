"""What is read in a thread: one reading at a time, again when something has changed, and never of another domain."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from tests.instances import running
from xentui.console.guest.reader import Reader
from xentui_driver.model.errors import XenError
from xentui_driver.model.instance import Instance

WEB, NEXT = running("web", 1), running("web", 2)


class Readings:
    """A reader, what it was asked to read, and what comes of it."""

    def __init__(self) -> None:
        self.asked: list[int | None] = []
        self.error: XenError | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self.reader = Reader(self._read, work=self._work, now_s=lambda: 7.0, arrived=lambda: None)

    async def done(self) -> None:
        tasks, self._tasks = self._tasks, []
        await asyncio.gather(*tasks)

    def _work(self, conversation: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._tasks.append(asyncio.get_running_loop().create_task(conversation()))

    def _read(self, instance: Instance) -> str:
        self.asked.append(instance.domid)
        if self.error is not None:
            raise self.error
        return f"of {instance.domid}"


def play(script: Callable[[Readings], Coroutine[Any, Any, None]]) -> None:
    async def run() -> None:
        await script(Readings())

    asyncio.run(run())


def test_it_is_read_once_for_each_state_that_it_depends_on() -> None:
    async def script(it: Readings) -> None:
        for basis in ("a", "a", "b"):
            it.reader.keep_up(WEB, basis)
            await it.done()
        assert it.asked == [1, 1]
        assert (it.reader.known.value, it.reader.known.taken_s) == ("of 1", 7.0)

    play(script)


def test_one_reading_at_a_time() -> None:
    async def script(it: Readings) -> None:
        for basis in ("a", "b", "c"):
            it.reader.keep_up(WEB, basis)
            it.reader.read_again(WEB)
        await it.done()
        assert it.asked == [1]

    play(script)


def test_an_error_keeps_what_is_known() -> None:
    async def script(it: Readings) -> None:
        it.reader.keep_up(WEB, "a")
        await it.done()
        it.error = XenError("It hangs.")
        it.reader.read_again(WEB)
        await it.done()
        assert (it.reader.known.value, it.reader.known.error) == ("of 1", it.error)

    play(script)


def test_what_was_read_of_the_domain_before_is_not_shown_of_the_next() -> None:
    async def script(it: Readings) -> None:
        it.reader.keep_up(WEB, "a")
        it.reader.keep_up(NEXT, "b")  # while the first one is read
        await it.done()
        assert it.reader.known.value is None
        it.reader.keep_up(NEXT, "b")
        await it.done()
        assert it.reader.known.value == "of 2"
        it.reader.keep_up(WEB, "c")
        assert it.reader.known.value is None

    play(script)
