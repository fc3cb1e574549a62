"""What the pictures of screens are taken of, and how."""

from collections.abc import Awaitable, Callable

from textual.pilot import Pilot

from tests.xentui.console.driving import Console
from xentui_driver.host.sources import SourceName

Snapshot = Callable[..., bool]
SMALL = (80, 24)
TINY = (40, 12)
WIDE = (200, 60)

INFO = """\
host                   : dom0a
nr_cpus                : 8
nr_nodes               : 1
cores_per_socket       : 4
threads_per_core       : 2
total_memory           : 16384
free_memory            : 7812
xen_version            : 4.17.7
xen_scheduler          : credit2
"""


def before(
    console: Console, *keys: str, then: Callable[[Console], Awaitable[None]] | None = None
) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Wait for the first picture, press the keys, do the rest."""

    async def play(pilot: Pilot[None]) -> None:
        console.pilot = pilot
        await console.until(lambda: console.host_state.snapshot or console.host_state.failure, "a first poll")
        await console.until(lambda: console.host_state.failure or _are_consoles_read(console), "the consoles")
        await console.press(*keys)
        if then is not None:
            await then(console)
        # The palette holds back what is drawn while it leaves.
        await console.until(lambda: not console.app._batch_count, "everything to be drawn")
        await pilot.pause()

    return play


def _are_consoles_read(console: Console) -> bool:
    """What they show is behind the first poll."""
    return SourceName.CONSOLES in console.host_state.readings


def sample(**options: object) -> Console:
    console = Console(**options)  # type: ignore[arg-type]
    for name in ("web-01.example.net", "web-02.example.net", "db-01.example.net", "mail"):
        console.define(name, start=True, memory_mib=4096 if name.startswith("db") else 1024)
    console.define("test-01")
    console.define("broken", text='name = "broken"\nmemory = 4096 MiB\n')
    console.xl("pause", "2")
    return console


def on(name: str, *keys: str, wait_for: str = "") -> Callable[[Console], Awaitable[None]]:
    async def play(console: Console) -> None:
        console.move_to(name)
        await console.press(*keys)
        if wait_for:
            await console.sees(wait_for)

    return play
