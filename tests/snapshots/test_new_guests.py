"""What a new guest begins with, the form for a copy, and that for one installed from an ISO."""

from collections.abc import Awaitable, Callable

import pytest

from tests.snapshots.screens import SMALL, Snapshot, before, sample
from tests.xentui.console.driving import Console, guest
from xentui.console.screens.new import NewScreen

MORE = """\
uuid = "29e821a4-c748-4d3b-8d6b-1f5a4f3f2a10"
disk = [
    "/dev/vg0/shop-root,raw,xvda,rw",  # the root
    "/srv/xen/shop-data.qcow2,qcow2,xvdb,rw",
]
vif = ["mac=00:16:3e:01:02:03,bridge=xenbr0,ip=10.0.0.5"]
pci = ["0000:03:00.0"]
"""
SIZES = pytest.mark.parametrize("size", [SMALL, (120, 40), (40, 12)], ids=["80x24", "120x40", "40x12"])


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The host isn't asked about what is typed: its answer would come before the picture or after it."""
    monkeypatch.setattr("xentui.console.screens.new.PAUSE_S", 3600.0)


def shop() -> Console:
    console = sample()
    console.define("shop", text=guest("shop", more=MORE))
    return console


async def asked(c: Console) -> None:
    c.move_to("shop")
    await c.press("n")
    await c.sees("From scratch")


async def copied(c: Console) -> None:
    await asked(c)
    await c.press("c")
    await c.sees("disk xvdb")
    await c.type("shop-2")


async def installed(c: Console) -> None:
    c.move_to("Domain-0")
    await c.press("n", "f")
    screen = c.app.screen
    assert isinstance(screen, NewScreen)
    await c.until(lambda: "bridge=xenbr0" in screen.guest.preview(), "the bridge")
    await c.press("up", "left", "down")
    for text in ("desk", "4g", "", "2"):
        await c.type(text)
        await c.press("enter")
    await c.type("/srv/iso/debian-12.iso")


@SIZES
@pytest.mark.parametrize("play", [asked, copied, installed])
def test_new_guest(snap_compare: Snapshot, play: Callable[[Console], Awaitable[None]], size: tuple[int, int]) -> None:
    console = shop()
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, then=play))
