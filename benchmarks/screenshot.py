"""Draws docs/screenshot.svg: the program itself on a simulated host, after a few things were done."""

import asyncio
from pathlib import Path

from tests.cursor import put_cursor_on
from xentui.console.app import XentuiApp
from xentui.fleet.fleet import Fleet
from xentui.fleet.hosts.simulated import simulated_host
from xentui.fleet.settings.values import DEFAULTS
from xentui_driver.model.cpu_use import TRAIL_STEP_S
from xentui_driver.simulator.clock import SimulatedClock
from xentui_driver.simulator.population import HOSTS, populate
from xentui_driver.simulator.transport import SimulatorTransport
from xentui_driver.simulator.world import SimulatedXen

TARGET = Path(__file__).parents[1] / "docs" / "screenshot.svg"
SIZE = (116, 34)
POLLS = 4
STEPS = 11
"""Of the graphs: two minutes."""
# 14:00 UTC on a day in October, so that the picture is the same whenever it is drawn.
EPOCH_S = 1_790_000_000.0 - 790.0


async def draw() -> str:
    clock = SimulatedClock(epoch_s=EPOCH_S)
    world = SimulatedXen(clock)
    populate(world, domains=12, churn=0.5, seed=11)
    fleet = Fleet([simulated_host(SimulatorTransport(world, HOSTS[0]), clock, DEFAULTS)])
    app = XentuiApp(fleet)
    async with app.run_test(size=SIZE) as pilot:

        async def settled() -> None:
            before = fleet.states[HOSTS[0]].snapshot
            app.poll_now()
            while fleet.under_way or fleet.states[HOSTS[0]].snapshot is before:
                await pilot.pause(0.05)

        def move_to(name: str) -> None:
            table = app.main_screen.table
            put_cursor_on(table, next(i.key for i in table.rows if i.name == name))

        await settled()
        for _ in range(STEPS):
            clock.advance(TRAIL_STEP_S)
            await settled()
        for name, *keys in (("test-01", "s"), ("git.example.net", "r", "y"), ("web-01.example.net",)):
            move_to(name)
            await pilot.press(*keys)
            clock.advance(2.0)
            await settled()
        for _ in range(POLLS):
            clock.advance(3.0)
            await settled()
        return app.export_screenshot(title="xentui")


def main() -> None:
    TARGET.write_text(asyncio.run(draw()), encoding="utf-8")
    print(TARGET.relative_to(Path.cwd()))


if __name__ == "__main__":
    main()
