"""Runs xentui on a simulated host whose guest is hostile on its console.

`python -m tests.program.hostile_console WAY [--command]`; WAY is how that console ends: `left`, `killed`, or by what
the guest does, one of ENDS. With `--command` it is that of the command line.
"""

import argparse
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.hostile_modes import EVERYTHING
from tests.waiting import until
from xentui.command_line.console import console
from xentui.command_line.open_host import OpenHost
from xentui.console.app import show
from xentui.fleet.fleet import Fleet
from xentui.fleet.host import Host
from xentui.fleet.hosts.simulated import simulated_host
from xentui.fleet.settings.values import DEFAULTS, View
from xentui_driver.model.clock import SystemClock
from xentui_driver.simulator import requests
from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.guest import GuestBehaviour
from xentui_driver.simulator.settings import REASON_CRASH, REASON_POWEROFF, REASON_REBOOT
from xentui_driver.simulator.transport import SimulatorTransport
from xentui_driver.simulator.world import SimulatedXen

ENDS = {"rebooted": REASON_REBOOT, "powered-off": REASON_POWEROFF, "crashed": REASON_CRASH, "destroyed": None}
HOSTILE = "@@BEGIN" + EVERYTHING + "\x1b]0;half"
IN_FRONT = "until set -- $(cat /proc/$$/stat); [ $5 = $8 ]; do sleep 0.01; done; stty raw -echo; "
GUEST = 'name = "web"\ntype = "pvh"\nkernel = "/boot/vmlinuz"\nmemory = 256\n'


class HostileConsoles(SimulatorTransport):
    """Its consoles are programs of the test."""

    def __init__(self, xen: SimulatedXen, way: str, folder: Path) -> None:
        super().__init__(xen, "dom0a")
        ends = {"left": "head -c1 >/dev/null", "killed": "kill -9 $$"}
        self._script = ends.get(way, f"touch {folder}/seen; until test -e {folder}/ended; do sleep 0.01; done")

    def terminal_argv(self, argv: Sequence[str]) -> tuple[str, ...]:
        return ("sh", "-c", f"{IN_FRONT}printf %s '{HOSTILE}'; {self._script}")


def present(world: SimulatedXen) -> SimulatedDomain | None:
    """The guest's domain, once all has happened that was due."""
    with world.at_now():
        return world.host("dom0a").named("web")


def open_nothing_else(host: Host) -> OpenHost:
    def open_host(options: argparse.Namespace, *, checked: bool = True, check_limit_s: float = 0.0) -> Host:
        return host

    return open_host


def end_guest(world: SimulatedXen, reason: int | None, folder: Path) -> None:
    """As soon as its console was seen."""
    until((folder / "seen").exists)
    if reason is None:
        SimulatorTransport(world, "dom0a").run(("xl", "destroy", "web"), timeout_s=60)
    else:
        with world.at_now() as now_s:
            host = world.host("dom0a")
            domain = host.named("web")
            assert domain is not None
            requests.shut_down(world, host, domain, reason, now_s)
        until(lambda: present(world) is not domain)
    (folder / "ended").touch()


def main(way: str, *, is_command: bool) -> None:
    clock = SystemClock()
    world = SimulatedXen(clock, seed=1)
    world.add_host("dom0a")
    world.write_file("dom0a", "/etc/xen/web.cfg", GUEST)
    world.set_guest("web", GuestBehaviour(boot_s=0.0, shutdown_s=0.1))
    with TemporaryDirectory() as name:
        folder = Path(name)
        transport = HostileConsoles(world, way, folder)
        transport.run(("xl", "create", "/etc/xen/web.cfg"), timeout_s=60)
        if way in ENDS:
            threading.Thread(target=end_guest, args=(world, ENDS[way], folder), daemon=True).start()
        host = simulated_host(transport, clock, DEFAULTS)
        if is_command:
            options = argparse.Namespace(
                name="web", domid=None, type=None, dry_run=False, follow_reboots=False, stay=False
            )
            sys.exit(console(options, open_nothing_else(host)))
        fleet = Fleet([host])
        sys.exit(show(fleet, settings=replace(DEFAULTS, view=View(interval_s=0.5)), ascii_only=False))


if __name__ == "__main__":
    main(sys.argv[1], is_command="--command" in sys.argv)
