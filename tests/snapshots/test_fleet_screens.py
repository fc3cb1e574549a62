"""Pictures of the console on three hosts with equal names, ids and UUIDs: everything says which host it is on."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from tests.xentui.console.fleet_changes import host_goes_silent
from tests.xentui.console.fleet_of_three import NAMES, FleetConsole
from xentui.fleet.settings.values import DEFAULTS

Snapshot = Callable[..., bool]
Scenario = Callable[[FleetConsole], Awaitable[None]]
SMALL = (80, 24)
BOTH = pytest.mark.parametrize("size", [SMALL, (120, 40)], ids=["80x24", "120x40"])


def before(console: FleetConsole, play: Scenario) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Wait until each host has been seen, and play the scenario."""

    async def run(pilot: Pilot[None]) -> None:
        console.pilot = pilot
        await console.until(lambda: all(s.snapshot for s in console.fleet.states.values()), "a poll of each host")
        await play(console)
        await console.until(lambda: not console.app._batch_count, "everything to be drawn")
        await pilot.pause()

    return run


def on_each(name: str, *keys: str) -> Scenario:
    """Mark that guest on each host, then press the keys."""

    async def play(c: FleetConsole) -> None:
        for host in NAMES:
            c.go_to(host, name)
            await c.press("space")
        await c.press(*keys)

    return play


@BOTH
def test_main_screen(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    async def play(c: FleetConsole) -> None:
        c.go_to("dom0b", "web")
        await c.press("c")
        await c.sees("console detached")

    console = FleetConsole()
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, play))


def test_a_host_that_is_silent_without_colour(snap_compare: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    async def play(c: FleetConsole) -> None:
        c.go_to("dom0a", "web")
        c.app.pollers.freeze(True)
        await host_goes_silent(c, "dom0b")

    monkeypatch.setenv("NO_COLOR", "1")
    console = FleetConsole()
    assert snap_compare(console.app, terminal_size=SMALL, run_before=before(console, play))


@BOTH
def test_question_about_a_set_over_three_hosts(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    console = FleetConsole()
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, on_each("web", "X")))


@BOTH
def test_details_of_a_job(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    async def play(c: FleetConsole) -> None:
        c.app.pollers.leave()
        for host in NAMES:
            c.go_to(host, "web")
            await c.press("p", "y")
            await c.all_jobs_over()
        await c.press("5", "j")

    console = FleetConsole(own=replace(DEFAULTS, toasts=False))  # they go by real time
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, play))


def test_palette(snap_compare: Snapshot) -> None:
    async def play(c: FleetConsole) -> None:
        c.go_to("dom0b", "web")
        await c.press("colon")
        await c.sees("WHAT IT DOES")

    console = FleetConsole()
    assert snap_compare(console.app, terminal_size=SMALL, run_before=before(console, play))
