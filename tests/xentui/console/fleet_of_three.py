"""A console on three simulated hosts that are alike in everything but their names."""

import asyncio
import os
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import NamedTuple

from tests.cursor import put_cursor_on
from tests.xentui.console.driving import Console, guest
from xentui.console.app import XentuiApp
from xentui.fleet.fleet import Fleet
from xentui.fleet.host import Host
from xentui.fleet.hosts.simulated import simulated_host
from xentui.fleet.settings.values import DEFAULTS, Settings
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.domain import DomainState
from xentui_driver.model.instance import Instance
from xentui_driver.model.row_key import RowKey
from xentui_driver.simulator.clock import SimulatedClock
from xentui_driver.simulator.host import GIB_KIB, HostFacts
from xentui_driver.simulator.transport import SimulatorTransport
from xentui_driver.simulator.world import SimulatedXen

NAMES = ("dom0a", "dom0b", "dom0c")
UUIDS = {"web": "7bb5acd8-4d94-433e-ba30-9aebfb57f0e1", "db": "7bb5acd8-4d94-433e-ba30-9aebfb57f0e2"}
Scenario = Callable[["FleetConsole"], Awaitable[None]]


class Look(NamedTuple):
    """What can be told from outside whether something was done with a guest."""

    domid: int | None
    is_paused: bool
    memory_kib: int | None
    starters: int
    """What starts it with the host."""

    @classmethod
    def of(cls, instance: Instance) -> "Look":
        definition, domain = instance.definition, instance.domain
        starters = len(definition.starters) if definition is not None else 0
        memory_kib = domain.memory_kib if domain is not None else None
        return cls(instance.domid, instance.state is DomainState.PAUSED, memory_kib, starters)


class FleetConsole(Console):
    """The operator of three hosts: on each `web` runs and `db` is stopped, with the same ids and UUIDs."""

    def __init__(self, settings: dict[str, Settings] | None = None, *, own: Settings = DEFAULTS) -> None:
        """`settings` guard the hosts of these names; `own` are the operator's."""
        super().__init__()
        self.clock = SimulatedClock()
        self.worlds: dict[str, SimulatedXen] = {}
        hosts = [self._host(name, (settings or {}).get(name, DEFAULTS)) for name in NAMES]
        self.fleet = Fleet(hosts)
        self.app = XentuiApp(self.fleet, settings=own, attach=self._attach)

    def _host(self, name: str, settings: Settings) -> Host:
        """Each is a world of its own: what reaches one can't reach another."""
        world = self.worlds[name] = SimulatedXen(self.clock, seed=3)
        facts = HostFacts(memory_kib=32 * GIB_KIB, cpus=8, numa_nodes=1, dom0_memory_kib=2 * GIB_KIB)
        world.add_host(name, facts)
        for other in ("other1", "other2"):
            world.add_host(other, facts)
        for guest_name, uuid in UUIDS.items():
            world.write_file(name, f"/etc/xen/{guest_name}.cfg", guest(guest_name, more=f'uuid = "{uuid}"\n'))
        SimulatorTransport(world, name).run(("xl", "create", "/etc/xen/web.cfg"), timeout_s=100)
        self.clock.wait(30.0)
        state = {"XDG_STATE_HOME": tempfile.mkdtemp(prefix="console-", dir=os.environ["XDG_STATE_HOME"])}
        return simulated_host(SimulatorTransport(world, name), self.clock, replace(settings), environ=state)

    def go_to(self, host: str, name: str) -> None:
        """Put the cursor on a row."""
        put_cursor_on(self.app.main_screen.table, self.row(host, name).row, host)

    def looks(self) -> dict[str, dict[str, Look]]:
        """What each host really has, by guest."""
        found: dict[str, dict[str, Look]] = {}
        for name, world in self.worlds.items():
            snapshot = Hypervisor(SimulatorTransport(world, name), self.clock).snapshot()
            found[name] = {i.name: Look.of(i) for i in snapshot.instances}
        return found

    async def all_jobs_over(self) -> None:
        await self.until(lambda: not self.fleet.under_way, "the end of the jobs")
        await self.pilot.pause()

    def row(self, host: str, name: str) -> RowKey:
        rows = self.app.main_screen.table.rows
        return next(row.row_key for row in rows if (row.host, row.name) == (host, name))


def drive_fleet(console: FleetConsole, scenario: Scenario, size: tuple[int, int] = (120, 40)) -> None:
    """Start the console, wait until every host was seen, play the scenario, leave."""

    async def play() -> None:
        console.app.message_lines.are_shown = False
        async with console.app.run_test(size=size) as pilot:
            console.pilot = pilot
            await console.until(lambda: all(s.snapshot for s in console.fleet.states.values()), "a poll of each host")
            await scenario(console)

    asyncio.run(play())
