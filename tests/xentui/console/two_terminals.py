"""The whole program on a terminal that gets what the console sends, beside what Textual would draw on an empty one.

`python -m tests.xentui.console.two_terminals 10000 3` takes so many steps, with that seed.
"""

import asyncio
import os
import random
import sys
import tempfile
from collections.abc import Callable, Iterable
from typing import Any, ClassVar
from unittest.mock import patch

from textual import events
from textual._compositor import LayoutUpdate
from textual.app import App
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from tests.xentui.console.drawn_cells import Terminal
from tests.xentui.console.driving import Console
from xentui.console.terminal.attach import _screen_left
from xentui.console.terminal.driver import ConsoleDriver
from xentui.console.terminal.output import TerminalOutput
from xentui.console.terminal.pace import ASKED, Pace
from xentui_driver.simulator.transport import SimulatorTransport
from xentui_widgets.own_lines import OwnLines

KEYS = (
    *("down", "up", "pagedown", "pageup", "end", "home", "tab", "enter", "space", "left", "right", "ctrl+r"),
    *"xbvnCH123456E:?/!lmyidhLjkGgswf",
)
SIZES = ((80, 24), (120, 40), (60, 16), (40, 12), (20, 5), (200, 60))
STRANGE = "多バイト-é\u0301-x"
TEXTS = ("web", "4g", "x y", STRANGE, "e\u0301\u0323", "한글", "👩\u200d💻", "\uff46\u3000")
WHEEL = (events.MouseScrollDown, events.MouseScrollUp)
GARBAGE = "\x1b[2;3H\x1b[41mBroadcast 世界 message\x1b[0m\x1b[5;1H\x1b[2J\x1b[3;2Hfrom root\x1b[4;1H"


class FakeOutput(TerminalOutput):
    """Takes all at once, or nothing for a while; a terminal shows what it has taken."""

    def __init__(self, shows: Callable[[str], None]) -> None:
        super().__init__(1)
        self._shows = shows
        self._waiting = ""
        self._told: Callable[[], None] | None = None
        self.is_stuck = False

    def start(self) -> None:
        """There is no thread: what is written comes out at once."""

    @property
    def backlog_bytes(self) -> int:
        return len(self._waiting)

    def tell_when_empty(self, told: Callable[[], None]) -> bool:
        self._told = told if self._waiting else None
        return bool(self._waiting)

    def write(self, text: str) -> None:
        if self.is_stuck:
            self._waiting += text
        else:
            self._shows(text)

    def take(self) -> None:
        """All that waits."""
        self.is_stuck = False
        waiting, self._waiting = self._waiting, ""
        self._shows(waiting)
        told, self._told = self._told, None
        if told is not None:
            told()

    def abandon(self) -> None:
        self._waiting = ""

    def stop(self) -> None:
        self.take()


class SlowPace(Pace):
    """Of a line that has now much room and now little."""

    def __init__(self) -> None:
        super().__init__()
        self._dice = random.Random(1)

    def room_bytes(self, now_s: float) -> int | None:
        return self._dice.choice((None, 8, 64, 400))

    def asked(self, sent_bytes: int, now_s: float) -> bool:
        super().asked(sent_bytes, now_s)
        return sent_bytes > 0


def textual_alone(app: App[Any]) -> Terminal:
    """A terminal that shows what Textual itself draws of the screen on top, all of it at once."""
    usual = Terminal(*app.size)
    with patch.object(OwnLines, "render_lines", Widget.render_lines):
        strips = app.screen._compositor.render_strips(app.size)
    lines: list[Iterable[Strip]] = [[strip] for strip in strips]
    usual.take(LayoutUpdate(lines, app.size.region).render_segments(app.console))
    return usual


class TwoTerminals(ConsoleDriver):
    """The console's own driver, on a terminal that is looked at."""

    made: ClassVar[list["TwoTerminals"]] = []

    def __init__(self, app: App[Any], *, size: tuple[int, int] | None = None, **others: Any) -> None:
        super().__init__(app, size=size, **others)
        self.terminal_size = size or SIZES[0]
        self.ours = Terminal(*self.terminal_size)
        self.made.append(self)

    def _get_terminal_size(self) -> tuple[int, int]:
        with patch("os.get_terminal_size", lambda fd: os.terminal_size(self.terminal_size)):
            return super()._get_terminal_size()

    def _open_output(self) -> TerminalOutput:
        return FakeOutput(self._show)

    def _show(self, sent: str) -> None:
        self.ours.take(sent)
        for _ in range(sent.count(ASKED)):
            self._hear_answer()

    @property
    def output(self) -> FakeOutput:
        assert isinstance(self._output, FakeOutput)
        return self._output

    def resize(self, columns: int, lines: int) -> None:
        """As a terminal does it: at once, whatever it shows then, and before the program knows."""
        self.terminal_size = columns, lines
        self.ours = Terminal(columns, lines)
        self.spoil()
        size = Size(*self._get_terminal_size())
        self._app.post_message(events.Resize(size, size))

    def spoil(self) -> None:
        """Something else has written to the terminal."""
        self.ours.take(GARBAGE)

    def run_input_thread(self) -> None:
        """Keys come from the pilot."""


class Walk:
    """An operator at that console, who does one thing after the other."""

    def __init__(self, c: Console, dice: random.Random) -> None:
        self._c, self._dice = c, dice
        self._steps = {
            self.key: 12,
            self.escape: 6,
            self.time: 2,
            self.text: 1,
            self.wheel: 2,
            self.click: 1,
            self.size: 1,
            self.sizes_at_once: 1,
            self.suspend: 1,
            self.written_over: 1,
            self.slow_line: 2,
            self.guests: 1,
        }

    @property
    def _driver(self) -> TwoTerminals:
        return TwoTerminals.made[-1]

    async def step(self) -> object:
        """Something that an operator does, and what it was."""
        chosen = self._dice.choices(list(self._steps), list(self._steps.values()))[0]
        return chosen.__name__, await chosen()

    async def key(self) -> object:
        key = self._dice.choice(KEYS)
        await self._c.press(key)
        return key

    async def escape(self) -> object:
        await self._c.press("escape")
        return ""

    async def time(self) -> object:
        self._c.clock.wait(2.0)
        self._c.app.poll_now()
        await self._c.pilot.pause()
        return ""

    async def text(self) -> object:
        text = self._dice.choice(TEXTS)
        await self._c.burst_of(text)
        return text

    async def wheel(self) -> object:
        at = self._place()
        turned = self._dice.choice(WHEEL)
        await self._c.pilot._post_mouse_events([turned] * self._dice.randint(1, 5), offset=at)
        return turned.__name__, at

    async def click(self) -> object:
        at = self._place()
        await self._c.pilot.click(offset=at)
        return at

    def _place(self) -> tuple[int, int]:
        columns, lines = self._c.app.size
        return self._dice.randrange(columns), self._dice.randrange(lines)

    async def size(self) -> object:
        size = self._dice.choice(SIZES)
        self._driver.resize(*size)
        await self._c.pilot.pause()
        return size

    async def sizes_at_once(self) -> object:
        """As a window that is dragged: frames are drawn for a size that the terminal no longer has."""
        sizes = [*self._dice.choices(SIZES, k=self._dice.randint(1, 3)), self._driver.terminal_size]
        for size in sizes:
            self._driver.resize(*size)
            await asyncio.sleep(0)
        await self._c.pilot.pause()
        return sizes

    async def suspend(self) -> object:
        """To another program, which leaves something on the terminal; there may be another size on the way back."""
        with _screen_left(self._c.app):
            self._driver.spoil()
            self._c.clock.wait(2.0)
            self._c.app.poll_now()
            if is_resized := self._dice.random() < 0.3:
                self._driver.terminal_size = self._dice.choice(SIZES)
                self._driver.ours = Terminal(*self._driver.terminal_size)
                self._driver.spoil()
            await asyncio.sleep(0.001)
        await self._c.pilot.pause()
        return is_resized

    async def written_over(self) -> object:
        self._driver.spoil()
        self._driver.repaint()
        return ""

    async def slow_line(self) -> object:
        """The line takes nothing during some steps."""
        self._driver.output.is_stuck = True
        done = [await chosen() for chosen in self._dice.choices([self.key, self.time, self.escape], k=4)]
        if self._driver._output:
            self._driver.output.take()
        return done

    async def guests(self) -> object:
        """One comes or goes."""
        name = self._dice.choice((STRANGE, "web-02", "👩\u200d💻-1", "한글"))
        transport = SimulatorTransport(self._c.world, "dom0a")
        if transport.run(("xl", "destroy", name), timeout_s=100).exit_status:
            self._c.define(name, start=True)
        self._c.app.poll_now()
        await self._c.pilot.pause()
        return name


async def walk(steps: int, seed: int) -> None:
    """Do so many things, and hold after each that both terminals show the same."""
    dice, c = random.Random(seed), Console()
    done: list[object] = []
    for name in ("web-01", "db-01", STRANGE):
        c.define(name, start=True)
    c.app.driver_class = TwoTerminals
    c.app.message_lines.are_shown = False
    with patch("xentui.console.terminal.driver.Pace", SlowPace):
        async with c.app.run_test(size=SIZES[0], headless=False) as c.pilot:
            c.app.exit = lambda *_, **__: None  # type: ignore[method-assign]
            await c.until(lambda: "web-01" in TwoTerminals.made[-1].ours.text, "the first picture")
            walked = Walk(c, dice)
            for _ in range(steps):
                done.append(await walked.step())
                await is_drawn(c, TwoTerminals.made[-1], done)
            del c.app.exit


async def is_drawn(c: Console, driver: TwoTerminals, done: list[object]) -> None:
    """Hold that both show the same, once the app knows its size and nothing waits for its turn."""

    def differing() -> list[tuple[object, ...]]:
        both = enumerate(zip(textual_alone(c.app).cells, driver.ours.cells, strict=False))
        return [(line, *cells) for line, rows in both for cells in zip(*rows, strict=False) if cells[0] != cells[1]]

    try:
        await c.until(lambda: textual_alone(c.app).cells == driver.ours.cells)
    except AssertionError as error:
        sizes = driver.terminal_size, c.app.size
        screens = f"{textual_alone(c.app).text}\n{driver.ours.text}"
        raise AssertionError(f"after {done[-10:]}, {sizes}: {differing()[:20]}\n{screens}") from error


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"XDG_STATE_HOME": folder, "XDG_CONFIG_HOME": folder}
        asyncio.run(walk(int(sys.argv[1]), int(sys.argv[2]) if sys.argv[2:] else 0))
