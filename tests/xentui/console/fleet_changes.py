"""What happens on the hosts of a fleet while the operator looks at a question."""

from contextlib import suppress

from tests.xentui.console.driving import guest
from tests.xentui.console.fleet_of_three import FleetConsole
from xentui_driver.host.sources import SourceName
from xentui_driver.model.errors import FileUnreadable
from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.transport import SimulatorTransport


async def polled(c: FleetConsole, host: str) -> None:
    """Wait until that host has been asked again: for everything, or in vain."""
    before = c.fleet.states[host].readings

    def is_new(source: SourceName) -> bool:
        return c.fleet.states[host].readings.get(source) is not before.get(source)

    def is_read() -> bool:
        return is_new(SourceName.LISTING) and (c.fleet.states[host].failure is not None or all(map(is_new, SourceName)))

    c.app.pollers.refresh(host)
    await c.until(is_read, f"a poll of {host}")


async def guest_appears(c: FleetConsole, host: str) -> None:
    """Above all others."""
    c.worlds[host].write_file(host, "/etc/xen/aaa.cfg", guest("aaa"))
    await polled(c, host)


async def definition_goes(c: FleetConsole, host: str) -> None:
    with suppress(FileUnreadable):  # it is gone already
        SimulatorTransport(c.worlds[host], host).remove_file("/etc/xen/db.cfg")
    await polled(c, host)


async def guest_is_destroyed(c: FleetConsole, host: str) -> None:
    """By somebody else; its row stays, without an id."""
    SimulatorTransport(c.worlds[host], host).run(("xl", "destroy", "web"), timeout_s=100)
    await polled(c, host)


async def host_goes_silent(c: FleetConsole, host: str) -> None:
    c.worlds[host].set_fault(Fault.REFUSE)
    await polled(c, host)


async def host_answers(c: FleetConsole, host: str) -> None:
    c.worlds[host].set_fault(Fault.REFUSE, on=False)
    await polled(c, host)
