"""Draws the pictures of the README: the program itself, on a simulated host that has been at work for a while."""

import os
import re
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

from tests.xentui.console.driving import Console, drive
from xentui.console.screens.new import NewScreen
from xentui_driver.model.cpu_use import TRAIL_STEP_S, TRAIL_STEPS
from xentui_driver.simulator.clock import SimulatedClock
from xentui_driver.simulator.names import TORTURED
from xentui_driver.simulator.population import HOSTS, populate
from xentui_driver.simulator.transport import SimulatorTransport
from xentui_driver.simulator.world import SimulatedXen

ROOT = Path(__file__).parents[1]
EPOCH_S = 1_790_000_000.0 - 790.0
"""14:00 UTC on a day in September, so that the clock in a picture doesn't depend on when it is drawn."""
ISO, DISK = "/srv/iso/debian-12.iso", "/dev/vg0/desk-01"
WEB_FONT = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)
FONTS = 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace'
"""What a reader has: a picture in a page can't load a font."""


async def main_screen(console: Console) -> None:
    """Three guests in trouble, one that has started, one that has rebooted."""
    await pass_time(console, TRAIL_STEPS - 2)
    console.move_to("legacy-erp")
    await console.press("x", "y")
    await pass_time(console, 3)
    await console.sees("Keep waiting")
    await console.press("escape")
    for name, *keys in (("test-01", "s"), ("git.example.net", "r", "y")):
        console.move_to(name)
        await console.press(*keys)
        await pass_time(console, 1, step_s=2.0)
        await console.jobs_over()
    await pass_time(console, 4, step_s=3.0)
    console.move_to("build-01")
    await console.pilot.pause()


async def memory(console: Console) -> None:
    """The question for a guest's memory, with from and to."""
    await pass_time(console, TRAIL_STEPS)
    console.move_to("db-01.example.net")
    await console.press("b")
    await console.type("+8g")
    await pass_time(console, 1, step_s=2.0)
    await console.sees("48.0 -> 56.0 GiB")


async def new_guest(console: Console) -> None:
    """The form for a guest that is installed from an ISO, its definition beside it."""
    await pass_time(console, 1)
    console.move_to("Domain-0")
    await console.press("n", "f")
    screen = console.app.screen
    assert isinstance(screen, NewScreen)
    await console.until(lambda: "bridge=xenbr0" in screen.guest.preview(), "the bridge")
    await console.press("up", "left", "down")
    for text in ("desk-01", "4g", "", "2", ISO, "", "", f"{DISK},raw,xvda,rw"):
        await console.type(text)
        await console.press("enter")
    await console.sees(f'"{DISK},raw,xvda,rw"')


class Picture(NamedTuple):
    """A file below `docs`, the size of its screen, and what is done before it is taken."""

    name: str
    size: tuple[int, int]
    scene: Callable[[Console], Awaitable[None]]


PICTURES = (
    Picture("screenshot.svg", (124, 38), main_screen),
    Picture("memory.svg", (104, 30), memory),
    Picture("new-guest.svg", (116, 22), new_guest),
)


def drawn(picture: Picture) -> str:
    """The picture as SVG."""
    drawings: list[str] = []

    async def play(console: Console) -> None:
        await picture.scene(console)
        drawings.append(console.app.export_screenshot(title="xentui"))

    drive(simulated_console(), play, picture.size)
    return without_web_fonts(drawings[0])


def without_web_fonts(svg: str) -> str:
    return WEB_FONT.sub("", svg).replace("Fira Code, monospace", FONTS)


def simulated_console() -> Console:
    clock = SimulatedClock(epoch_s=EPOCH_S)
    world = SimulatedXen(clock)
    populate(world, domains=16, churn=0.7, seed=11)
    host = SimulatorTransport(world, HOSTS[0])
    remove(host, TORTURED)
    for path in (ISO, DISK):
        world.write_file(HOSTS[0], path, "")
    console = Console(clock, simulated=True)
    console.use(world, HOSTS[0])
    return console


def remove(host: SimulatorTransport, name: str) -> None:
    """A name with control characters is for tests: few fonts have a glyph for those."""
    host.run(("xl", "destroy", name), timeout_s=10.0)
    for folder in ("/etc/xen/auto", "/etc/xen"):
        for entry in host.list_directory(folder):
            if entry.name.startswith(name.split()[0]):
                host.remove_file(f"{folder}/{entry.name}")


async def pass_time(console: Console, steps: int, *, step_s: float = TRAIL_STEP_S) -> None:
    """Let the host work, and read it after each step."""
    assert isinstance(console.clock, SimulatedClock)
    for _ in range(steps):
        console.clock.advance(step_s)
        await read_again(console)


async def read_again(console: Console) -> None:
    before = console.host_state.snapshot
    console.app.poll_now()
    await console.until(lambda: console.host_state.snapshot is not before, "a poll")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(XDG_STATE_HOME=folder, TZ="UTC")
        time.tzset()
        for picture in PICTURES:
            path = ROOT / "docs" / picture.name
            path.write_text(drawn(picture), encoding="utf-8")
            print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
