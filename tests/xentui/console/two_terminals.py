"""The whole program on two terminals: one gets what Textual writes, the other the cells that differ.

`python -m tests.xentui.console.two_terminals 10000` takes so many steps.
"""

import asyncio
import random
import sys
from typing import ClassVar

from textual.drivers.headless_driver import HeadlessDriver

from tests.xentui.console.drawn_cells import Terminal
from tests.xentui.console.driving import Console
from xentui.console.terminal.cell_differences import CellDifferences

KEYS = (
    *("down", "up", "pagedown", "pageup", "end", "home", "tab", "enter", "space", "left", "right"),
    *"xbvnCH2356E:?/!lmyi",
)
SIZES = ((80, 24), (120, 40), (60, 16), (40, 12))
STRANGE = "多バイト-é\u0301-x"


class TwoTerminals(HeadlessDriver):
    """Shows on one terminal what Textual writes, and on another what the differences are."""

    made: ClassVar[list["TwoTerminals"]] = []

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        self.begin(80, 24)
        self.made.append(self)

    def begin(self, columns: int, lines: int) -> None:
        """With terminals of that size, and nothing on them."""
        self.usual, self.ours = Terminal(columns, lines), Terminal(columns, lines)
        self._differences = CellDifferences(columns, lines)

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        self.usual.take(data)
        self._differences.write(data)
        self.ours.take(self._differences.news())


async def step(c: Console, dice: random.Random) -> object:
    """Something that an operator does."""
    match dice.choices(("key", "escape", "time", "text", "size"), (10, 5, 2, 1, 1))[0]:
        case "key":
            key = dice.choice(KEYS)
            await c.press(key)
            return key
        case "time":
            c.clock.wait(2.0)
            c.app.poll_now()
            await c.pilot.pause()
            return "time goes on"
        case "text":
            await c.burst_of(dice.choice(("web", "4g", "x y", STRANGE)))
            return "text"
        case "size":
            size = dice.choice(SIZES)
            TwoTerminals.made[-1].begin(*size)
            await c.pilot.resize_terminal(*size)
            c.app.refresh()
            await c.pilot.pause()
            return f"{size}"
    await c.press("escape")
    return "escape"


async def walk(steps: int, seed: int) -> None:
    """Do so many things, and hold after each that both terminals show the same."""
    dice, c = random.Random(seed), Console()
    done: list[object] = []
    for name in ("web-01", "db-01", STRANGE):
        c.define(name, start=True)
    c.app.driver_class = TwoTerminals
    c.app.message_lines.are_shown = False
    async with c.app.run_test(size=SIZES[0], headless=False) as c.pilot:
        await c.until(lambda: "web-01" in TwoTerminals.made[-1].usual.text, "the first picture")
        for _ in range(steps):
            done.append(await step(c, dice))
            driver = TwoTerminals.made[-1]
            assert driver.ours.cells == driver.usual.cells, done[-10:]


if __name__ == "__main__":
    asyncio.run(walk(int(sys.argv[1]), seed=0))
