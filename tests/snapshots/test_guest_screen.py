"""Pictures of a guest's screen: each tab, small and large, without colours and glyphs, and a guest that is gone."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from tests.snapshots.screens import SMALL, Snapshot, before, sample
from tests.xentui.console.driving import Console, guest
from xentui.fleet.settings.values import DEFAULTS
from xentui_driver.simulator.faults import Fault
from xentui_widgets.symbols import ASCII, UNICODE, Symbols

LARGE, TINY = (120, 40), (40, 12)
ALL = pytest.mark.parametrize("size", [SMALL, LARGE, TINY], ids=["80x24", "120x40", "40x12"])
BOTH = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
Play = Callable[[Console], Awaitable[None]]
DEVICES = 'disk = ["phy:/dev/vg/mail,xvda,w"]\nvif = ["mac=00:16:3e:00:00:01,bridge=xenbr0"]\n'
PATH = "/etc/xen/mail.cfg"


def differing(symbols: Symbols = UNICODE, *, toasts: bool = False) -> Console:
    """A host with a guest that doesn't run as its definition says any more."""
    console = sample(symbols=symbols, settings=replace(DEFAULTS, toasts=toasts))
    for path in ("/dev/vg/mail", "/sys/class/net/xenbr0"):
        console.world.write_file("dom0a", path, "")
    console.xl("destroy", "mail")
    console.world.write_file("dom0a", PATH, guest("mail", more=DEVICES))
    console.xl("create", PATH)
    console.clock.wait(30.0)
    console.xl("mem-set", "5", "512m")
    console.clock.wait(30.0)
    return console


def opened(tab: str, seen: str, then: Play | None = None) -> Play:
    async def play(console: Console) -> None:
        # No poll after the first: the CPU use that it would measure hangs on the moment when it comes.
        console.app.pollers.leave()
        console.move_to("mail")
        await console.press("enter", tab)
        await console.sees(seen)
        if then is not None:
            await then(console)

    return play


async def paused(console: Console) -> None:
    await console.press("p", "y")
    await console.jobs_over()
    await console.sees("succeeded")


@ALL
def test_now(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    console = differing()
    play = opened("1", "target 0.5 GiB" if size != TINY else "next start")
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, then=play))


@ALL
def test_definition(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    console = differing()
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, then=opened("2", "NOW  ")))


@ALL
def test_disks_and_networks(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    console = differing()
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, then=opened("3", "disk xvda")))


@ALL
def test_jobs(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    console = differing()
    play = opened("4", "No jobs for this guest", paused)
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, then=play))


def test_one_job(snap_compare: Snapshot) -> None:
    async def its_job(console: Console) -> None:
        await paused(console)
        await console.press("enter")

    console = differing()
    play = opened("4", "No jobs for this guest", its_job)
    assert snap_compare(console.app, terminal_size=SMALL, run_before=before(console, then=play))


@pytest.mark.parametrize("size", [SMALL, TINY], ids=["80x24", "40x12"])
def test_help(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    async def ask(console: Console) -> None:
        await console.press("question_mark")
        await console.sees("A guest's screen")

    console = differing()
    play = opened("1", "memory", ask)
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, then=play))


def test_a_message_above_its_keys(snap_compare: Snapshot) -> None:
    async def copied(console: Console) -> None:
        await console.press("y", "n")
        await console.sees("Name copied")

    console = differing(toasts=True)
    play = opened("1", "target 0.5 GiB", copied)
    assert snap_compare(console.app, terminal_size=SMALL, run_before=before(console, then=play))


@BOTH
def test_write_back(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    async def ask(console: Console) -> None:
        await console.press("w")
        await console.sees("+memory = 512")

    console = differing()
    play = opened("2", "NOW  ", ask)
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, then=play))


def test_a_question_over_it(snap_compare: Snapshot) -> None:
    async def ask(console: Console) -> None:
        await console.press("X")

    console = differing()
    play = opened("1", "target 0.5 GiB", ask)
    assert snap_compare(console.app, terminal_size=SMALL, run_before=before(console, then=play))


@pytest.mark.parametrize("tab", ["1", "2", "3", "4"])
def test_in_ascii_without_colours(snap_compare: Snapshot, monkeypatch: pytest.MonkeyPatch, tab: str) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    console = differing(ASCII)
    seen = {"1": "target 0.5 GiB", "2": "NOW  ", "3": "disk xvda", "4": "No jobs for this guest"}[tab]
    assert snap_compare(console.app, terminal_size=SMALL, run_before=before(console, then=opened(tab, seen)))


def test_a_guest_that_is_gone(snap_compare: Snapshot) -> None:
    async def play(console: Console) -> None:
        console.move_to("mail")
        await console.press("enter")
        console.world.remove_file("dom0a", PATH)
        console.app.poll_now()
        await console.sees("no definition here")
        console.xl("destroy", "mail")
        console.app.poll_now()
        await console.sees("gone")

    console = differing()
    assert snap_compare(console.app, terminal_size=SMALL, run_before=before(console, then=play))


def test_a_host_that_stopped_answering(snap_compare: Snapshot) -> None:
    async def play(console: Console) -> None:
        console.move_to("mail")
        await console.press("enter")
        await console.sees("target 0.5 GiB")
        console.world.set_fault(Fault.SAMPLER_REFUSED)
        console.world.set_fault(Fault.EMPTY)
        console.clock.wait(12.0)
        await console.press("ctrl+r")
        await console.sees("stale")

    console = differing()
    assert snap_compare(console.app, terminal_size=SMALL, run_before=before(console, then=play))
