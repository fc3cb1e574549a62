"""Pictures of the logs of a guest: its console, one that isn't kept, and a search."""

import pytest

from tests.snapshots.screens import SMALL, TINY, Snapshot, before, on, sample
from tests.xentui.console.driving import Console
from xentui_widgets.symbols import ASCII, UNICODE, Symbols

LOG = """\
[    0.000000] Linux version 6.1.0-44-amd64 (debian-kernel@lists.debian.org)
[    0.000000] Command line: root=/dev/xvda ro console=hvc0
[    1.204417] EXT4-fs (xvda): mounted filesystem with ordered data mode. Quota mode: none. It has a long line.
[\x1b[0;32m  OK  \x1b[0m] Started \x1b[0;1;39msshd.service\x1b[0m - OpenBSD Secure Shell server.
[\x1b[0;1;31mFAILED\x1b[0m] Failed to start \x1b[0;1;39mapache2.service\x1b[0m - The Apache HTTP Server.

Debian GNU/Linux 12 mail hvc0

mail login: \x1b]0;owned\x07
[  812.530144] BUG: kernel NULL pointer dereference, address: 0000000000000028
[  812.530318] Kernel panic - not syncing: Fatal exception in interrupt
"""
SIZES = pytest.mark.parametrize("size", [TINY, SMALL, (120, 40)], ids=["40x12", "80x24", "120x40"])


def console(symbols: Symbols = UNICODE) -> Console:
    made = sample(symbols=symbols)
    made.world.write_file("dom0a", "/var/log/xen/console/guest-mail.log", LOG.replace("\n", "\r\n"))
    return made


@SIZES
def test_the_console_of_a_guest(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    shown = console()
    assert snap_compare(shown.app, terminal_size=size, run_before=before(shown, then=on("mail", "l", wait_for="panic")))


def test_in_ascii(snap_compare: Snapshot) -> None:
    shown = console(ASCII)
    then = on("mail", "l", "w", wait_for="panic")
    assert snap_compare(shown.app, terminal_size=SMALL, run_before=before(shown, then=then))


def test_a_search(snap_compare: Snapshot) -> None:
    shown = console()
    then = on("mail", "l", "/", *"kernel", "enter", wait_for="search: kernel")
    assert snap_compare(shown.app, terminal_size=SMALL, run_before=before(shown, then=then))


@SIZES
def test_a_console_that_is_not_kept(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    shown = sample()
    then = on("mail", "l", "shift+tab", wait_for="isn't kept")
    assert snap_compare(shown.app, terminal_size=size, run_before=before(shown, then=then))


@pytest.mark.parametrize("size", [SMALL, (120, 40)], ids=["80x24", "120x40"])
def test_a_log_that_is_gone_while_it_is_read(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    shown = console()

    async def then(shown: Console) -> None:
        await on("mail", "l", "up", wait_for="panic")(shown)
        shown.world.remove_file("dom0a", "/var/log/xen/console/guest-mail.log")
        await shown.until(lambda: "its file is gone" in shown.screen_text(), "that it is gone")

    assert snap_compare(shown.app, terminal_size=size, run_before=before(shown, then=then))
