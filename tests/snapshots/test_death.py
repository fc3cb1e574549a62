"""The page that says why a guest has ended."""

import pytest

from tests.snapshots.screens import SMALL, TINY, Snapshot, before, on, sample
from tests.xentui.console.driving import Console, guest
from tests.xentui.console.own_ends import ended_by_itself
from xentui_driver.simulator.settings import REASON_CRASH
from xentui_widgets.symbols import ASCII

LARGE = (120, 40)
LOG = "/var/log/xen/console/guest-mail.log"
SAID = """\
[    1.204417] EXT4-fs (xvda): mounted filesystem with ordered data mode
mail login:
[  812.530144] BUG: kernel NULL pointer dereference, address: 0000000000000028
[  812.530318] Kernel panic - not syncing: Fatal exception in interrupt
"""


def crashed(**options: object) -> Console:
    console = sample(**options)
    console.xl("destroy", "mail")
    console.define("mail", start=True, text=guest("mail", more='on_crash = "preserve"\n'))
    console.world.write_file("dom0a", LOG, SAID)
    ended_by_itself(console, "mail", REASON_CRASH)
    return console


@pytest.mark.parametrize("size", [SMALL, TINY, LARGE], ids=["80x24", "40x12", "120x40"])
def test_why_a_guest_has_ended(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    console = crashed()
    play = on("mail", "Y", wait_for="next")
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, then=play))


def test_why_in_ascii(snap_compare: Snapshot) -> None:
    console = crashed(symbols=ASCII)
    play = on("mail", "Y", wait_for="next")
    assert snap_compare(console.app, terminal_size=SMALL, run_before=before(console, then=play))
