"""The console on a host with many guests, which it polls when it is told to."""

import asyncio
import os
import threading
from typing import Any

from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver

from benchmarks.scripted_guests import Guests
from xentui.console.app import XentuiApp
from xentui.console.terminal.cell_differences import CellDifferences
from xentui.fleet.fleet import Fleet
from xentui.fleet.host import Host
from xentui.fleet.open_jobs import open_simulated_jobs
from xentui.fleet.settings.values import DEFAULTS
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.dataclass import replace
from xentui_driver.simulator.clock import SimulatedClock

_ASIDE_S = 0.01
_FRAMES_S = 0.04
"""Two of them."""
_NEVER_S = 3600.0


class Terminal(HeadlessDriver):
    """Keeps what it is sent: the cells that differ, as the console's own driver does."""

    sent = ""

    def __init__(self, app: App[Any], *, size: tuple[int, int], **others: Any) -> None:
        super().__init__(app, size=size, **others)
        self._differences = CellDifferences(*size)

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        self._differences.write(data)
        Terminal.sent += self._differences.news()


class PolledConsole:
    """On a simulated clock, and a terminal whose bytes can be had."""

    def __init__(self, guests: Guests, state_folder: str) -> None:
        self._guests = guests
        self._clock = SimulatedClock()
        self._hypervisor = hypervisor = Hypervisor(guests.transport, self._clock)
        environ = {**os.environ, "XDG_STATE_HOME": state_folder}
        jobs = open_simulated_jobs(hypervisor, lambda: guests.transport, DEFAULTS, environ)
        settings = replace(DEFAULTS, view=replace(DEFAULTS.view, interval_s=_NEVER_S))
        self.app = XentuiApp(Fleet([Host(hypervisor, DEFAULTS, lambda: jobs)]), settings=settings)
        self.app.driver_class = Terminal

    async def first_poll(self) -> None:
        await self.polled()
        while any(thread.name == "load" for thread in threading.enumerate()):
            await asyncio.sleep(_ASIDE_S)  # the rest of the program's modules: they belong to its start
        self.look()

    async def poll_alone(self, after_s: float) -> None:
        """One more poll, so much later, of which nothing is measured."""
        self._guests.work(after_s)
        self._clock.advance(after_s)
        self.app.poll_now()
        await self._read()
        self.look()

    async def polled(self) -> None:
        """Until every source was read, and what it has brought is drawn."""
        await self._read()
        await self.drawn()

    async def drawn(self) -> None:
        """Until nothing is sent any more; `pilot.pause` would send every widget a message."""
        sent = -1
        while len(Terminal.sent) != sent:
            sent = len(Terminal.sent)
            await asyncio.sleep(_FRAMES_S)

    def look(self) -> bytes:
        """What has been sent since the last look."""
        sent, Terminal.sent = Terminal.sent.encode(), ""
        return sent

    async def _read(self) -> None:
        while not self._is_read:
            await asyncio.sleep(_ASIDE_S)

    @property
    def _is_read(self) -> bool:
        readings = self.app.fleet.states[self._hypervisor.host_name].readings.values()
        now_s = self._clock.monotonic_s()
        return len(readings) == len(self._hypervisor.sources) and all(each.taken_s >= now_s for each in readings)
