"""What a test may rely on once the pilot has pressed a key."""

import asyncio
import threading
from collections.abc import Callable
from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from tests import quiet
from xentui.console.threads import in_thread


class Asking(App[None]):
    """Asks the driver when `a` is pressed, and shows the answer."""

    BINDINGS: ClassVar[list[BindingType]] = [("a", "ask", "")]

    def __init__(self, call: Callable[[], str]) -> None:
        super().__init__()
        self._call = call
        self.answers: list[str] = []

    def compose(self) -> ComposeResult:
        yield Static()

    def action_ask(self) -> None:
        self.run_worker(self._ask())

    async def _ask(self) -> None:
        self.answers.append(await in_thread(self._call))


def test_what_a_key_asks_of_the_driver_is_answered_before_the_next_key() -> None:
    numbers = iter("123")

    def call() -> str:
        threading.Event().wait(0.05)
        return next(numbers)

    async def play() -> None:
        app = Asking(call)
        async with app.run_test() as pilot:
            await pilot.press("a")
            assert app.answers == ["1"]
            await pilot.press("a", "a")
            assert app.answers == ["1", "2", "3"]

    asyncio.run(play())


def test_a_call_that_hangs_is_waited_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quiet, "_PATIENCE_S", 0.1)
    hanging = threading.Event()

    def call() -> str:
        assert hanging.wait(60)
        return "late"

    async def play() -> None:
        app = Asking(call)
        async with app.run_test() as pilot:
            await pilot.press("a")
            (thread,) = (thread for thread in threading.enumerate() if thread in quiet._hanging)
            monkeypatch.setattr(quiet, "_PATIENCE_S", 60.0)
            await pilot.press("b")
            assert thread.is_alive()
            assert app.answers == []
            hanging.set()
            thread.join()
            await pilot.pause()
            assert app.answers == ["late"]

    asyncio.run(play())
