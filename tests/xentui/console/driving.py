"""Runs the whole console on the simulator and lets a test press keys and read the screen."""

import asyncio
import os
import tempfile
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any

from textual import _time, events
from textual.keys import _character_to_key, key_to_character
from textual.pilot import Pilot

from tests.cursor import put_cursor_on
from tests.waiting import ROOM_S, reads
from xentui.console.app import XentuiApp
from xentui.console.terminal.attach import AttachResult, Programs
from xentui.fleet.fleet import Fleet
from xentui.fleet.host import Host
from xentui.fleet.host_state import HostState
from xentui.fleet.open_jobs import open_simulated_jobs
from xentui.fleet.settings.values import DEFAULTS, Settings
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.host_jobs import OpenTransport
from xentui_driver.model.clock import Clock
from xentui_driver.simulator.clock import SimulatedClock
from xentui_driver.simulator.host import GIB_KIB, HostFacts
from xentui_driver.simulator.transport import SimulatorTransport
from xentui_driver.simulator.world import SimulatedXen
from xentui_widgets.symbols import UNICODE, Symbols

AHEAD_S = 0.3
NEW_UUID = "7bb5acd8-4d94-433e-ba30-9aebfb57f0ea"
NO_DRAFTS = Path("/dev/null/drafts")
"""Where none can be made: a test that edits says where."""
Scenario = Callable[["Console"], Awaitable[None]]


def _state_home() -> str:
    """A folder of its own for each console: jobs of others are none of its."""
    return tempfile.mkdtemp(prefix="console-", dir=os.environ["XDG_STATE_HOME"])


def guest(name: str, memory_mib: int = 1024, *, more: str = "") -> str:
    return f'name = "{name}"\ntype = "pvh"\nkernel = "/boot/vmlinuz"\nmemory = {memory_mib}\nvcpus = 2\n{more}'


class FakePause:
    """An operator who waits, or leaves when told to."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.leaves = False

    def say(self, line: str) -> None:
        self.said.append(line)

    def is_left(self) -> bool:
        return self.leaves


class Console:
    """The application under test, the world behind it, and the operator's hands and eyes."""

    def __init__(
        self,
        clock: Clock | None = None,
        symbols: Symbols = UNICODE,
        *,
        simulated: bool = False,
        drafts_folder: Path = NO_DRAFTS,
        settings: Settings = DEFAULTS,
    ) -> None:
        self.clock = clock or SimulatedClock()
        self.world = SimulatedXen(self.clock, seed=3)
        for host in ("dom0a", "dom0b"):
            facts = HostFacts(memory_kib=32 * GIB_KIB, cpus=8, numa_nodes=1, dom0_memory_kib=2 * GIB_KIB)
            self.world.add_host(host, facts)
        self.attached: list[tuple[str, ...]] = []
        self.above: tuple[str, ...] = ()
        """What was shown above the last program on the terminal."""
        self.pause = FakePause()
        self.attach_result = AttachResult(exit_status=0, error_lines=(), lasted_s=75.0)
        self.meanwhile: Callable[[tuple[str, ...]], object] = lambda argv: None
        """What the program does that has the terminal."""
        self._settings, self._symbols, self._drafts_folder = settings, symbols, drafts_folder
        self._simulated = simulated
        self.use(self.world, "dom0a")
        self.pilot: Pilot[None]

    def use(self, world: SimulatedXen, host_name: str) -> None:
        """Look at that host."""
        self.look_at(
            Hypervisor(SimulatorTransport(world, host_name), world.clock),
            lambda: SimulatorTransport(world, host_name),
        )

    def look_at(self, hypervisor: Hypervisor, open_transport: OpenTransport) -> None:
        """Look at any host, whose jobs are performed through transports of their own."""
        self.hypervisor = hypervisor
        self.jobs = open_simulated_jobs(hypervisor, open_transport, self._settings, {"XDG_STATE_HOME": _state_home()})
        host = Host(hypervisor, self._settings, lambda: self.jobs, is_simulated=self._simulated)
        self.app = XentuiApp(
            Fleet([host]),
            settings=self._settings,
            symbols=self._symbols,
            attach=self._attach,
            drafts_folder=self._drafts_folder,
            new_uuid=lambda: NEW_UUID,
        )

    @property
    def host_state(self) -> HostState:
        """What the application knows of the host."""
        return self.app.fleet.states[self.hypervisor.host_name]

    async def _attach(self, app: object, programs: Programs) -> AttachResult | None:
        ended = None
        while (program := await programs(ended, self.pause)) is not None:
            self.attached.append(program.argv)
            self.above = program.above
            self.meanwhile(program.argv)
            ended = self.attach_result
        return ended

    def define(self, name: str, *, start: bool = False, text: str = "", memory_mib: int = 1024) -> None:
        self.world.write_file("dom0a", f"/etc/xen/{name}.cfg", text or guest(name, memory_mib))
        if start:
            self.xl("create", f"/etc/xen/{name}.cfg")
            self.clock.wait(30.0)

    def xl(self, *words: str) -> None:
        transport = SimulatorTransport(self.world, "dom0a")
        completed = transport.run(("xl", *words), timeout_s=100)
        assert completed.exit_status == 0, completed

    async def until(self, condition: Callable[[], object], what: str = "") -> None:
        """Let the application work until something is so."""
        deadline_s = asyncio.get_running_loop().time() + ROOM_S
        while not condition():
            assert asyncio.get_running_loop().time() < deadline_s, f"never came: {what}\n{self.screen_text()}"
            await self.pilot.pause(0.01)
        await self.pilot.pause()

    @property
    def keys_shown(self) -> str:
        """The lines of the key bar."""
        return " ".join(self.screen_text().splitlines()[-2:])

    async def press(self, *keys: str) -> None:
        """Keys of an operator who has looked at what is on the screen, also where that has come by itself."""
        for key in keys:
            self.look()
            await self.pilot.press(key)
        await self.pilot.pause()

    def look(self) -> None:
        """Let the time be over in which no key is taken, because something has come by itself or was refused."""
        self.app._gate.open(self.app._gate.heard_from_s)
        self.app._gate._typed_on.end()
        self.app._gate._word.end()
        self.app.keyboard._bursts.clear()  # their time is ahead of the clock

    @staticmethod
    def key_event(key: str) -> events.Key:
        """A key or a letter as the terminal would send it."""
        if len(key) == 1:
            return events.Key(_character_to_key(key), key)
        return events.Key(key, key_to_character(key))

    async def burst(self, *keys: str) -> None:
        """Keys that the terminal brings in one read."""
        typed = [self.key_event(key) for key in keys]
        self.app.keyboard.read(typed)
        for event in typed:
            self.app.post_message(event)
        await self.pilot.pause()

    async def bursts(self, *texts: str, apart_s: float = 1.0, begins_s: float = 0.0) -> None:
        """Texts that the terminal brings one after the other, each in a read of its own.

        Their time is a little ahead of the clock, so that each is read before the console has handled the one before,
        however busy the machine is.
        """
        begun_s = _time.get_time() + AHEAD_S + begins_s
        for number, text in enumerate(texts):
            typed = [self.key_event("enter" if letter == "\n" else letter) for letter in text]
            for event in typed:
                event.time = begun_s + number * apart_s
            self.app.keyboard.read(typed)
            for event in typed:
                self.app.post_message(event)
            await asyncio.sleep(0)
        await self.pilot.pause()

    async def paste(self, text: str) -> None:
        """A text that the terminal itself says was pasted."""
        self.app.post_message(events.Paste(text))
        await self.pilot.pause()

    async def burst_of(self, text: str) -> None:
        """A text that the terminal brings in one read, line ends as Enter."""
        await self.burst(*("enter" if letter == "\n" else letter for letter in text))

    async def type(self, text: str) -> None:
        await self.press(*(_character_to_key(letter) for letter in text))

    async def sees(self, text: str) -> None:
        """Wait until the screen shows a text."""
        await self.until(lambda: reads(self.screen_text(), text), f"on the screen: {text}")

    async def jobs_over(self) -> None:
        await self.until(lambda: not self.jobs.under_way, "the end of the jobs")
        await self.pilot.pause()

    def move_to(self, name: str) -> None:
        table = self.app.main_screen.table
        put_cursor_on(table, next(instance.key for instance in table.rows if instance.name == name))

    async def state(self, name: str, *states: str) -> None:
        """Wait until the table shows that instance in one of these states."""

        def is_so() -> bool:
            return any(i.name == name and i.state.value in states for i in self.app.main_screen.table.rows)

        await self.until(is_so, f"{name} {states}")

    async def runs(self, name: str) -> None:
        await self.state(name, "running")

    def screen_text(self) -> str:
        """What is on the screen, line by line."""
        height = self.app.size.height
        strips = self.app.screen._compositor.render_strips()
        text = "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips[:height])
        assert "(do: " not in text, "an action without its key"
        return text


def drive(
    console: Console, scenario: Scenario, size: tuple[int, int] = (100, 30), *, shows_toasts: bool = False
) -> None:
    """Start the console, wait for its first picture, play the scenario, leave.

    Toasts are sent in any case; they come and go by real time, so they are drawn only where a test is about them.
    """

    async def play() -> None:
        console.app.message_lines.are_shown = shows_toasts
        async with console.app.run_test(size=size) as pilot:
            console.pilot = pilot
            await console.until(lambda: console.host_state.snapshot or console.host_state.failure, "a first poll")
            await scenario(console)

    runner: Coroutine[Any, Any, None] = play()
    asyncio.run(runner)
