"""Runs the console on a simulated host whose every text is hostile: `python -m tests.program.hostile_host`."""

import sys
from dataclasses import replace

from tests.hostile_output import CORPUS
from xentui.console.app import show
from xentui.fleet.fleet import Fleet
from xentui.fleet.hosts.simulated import simulated_host
from xentui.fleet.settings.values import DEFAULTS, View
from xentui_driver.model.clock import SystemClock
from xentui_driver.simulator.guest import GuestBehaviour
from xentui_driver.simulator.transport import SimulatorTransport
from xentui_driver.simulator.world import SimulatedXen
from xentui_driver.toolstack.limits import Limits

_MOST_BYTES = 9000
EVIL = "evil\x1b]0;PWNED\x07\x1b[?47h\x1b[7777m\x9b7777m\u202e[red]x[bold] [link=http:x] \x00"[:-1]
BROKEN_LINE = 'name = "broken" \x1b]0;PWNED\x07\x1b[7777m[red]\n'


def guest(name: str) -> str:
    return f'name = "{name}"\ntype = "pvh"\nkernel = "/boot/vmlinuz"\nmemory = 256\n'


def hostile_log() -> str:
    """All that a guest can print, and two lines that can be waited for."""
    printed = b"\n".join((b"first of the log", *(each[-_MOST_BYTES:] for each in CORPUS.values()), b"last of the log"))
    return printed.decode("utf-8", "surrogateescape")


def main() -> None:
    clock = SystemClock()
    world = SimulatedXen(clock, seed=1)
    world.add_host("dom0a")
    world.add_host("dom0b")
    names = {"evil": EVIL, "forged": f"line one {EVIL}\\nline two", "calm": "calm"}
    for file, name in names.items():
        world.write_file("dom0a", f"/etc/xen/{file}.cfg", guest(name))
        world.set_guest(name, GuestBehaviour(boot_s=0.0, shutdown_s=0.5))
    world.write_file("dom0a", "/etc/xen/broken.cfg", BROKEN_LINE)
    world.write_file("dom0a", "/etc/xen/lost.cfg", guest("lost").replace("vmlinuz", f"{EVIL}/nowhere"))
    world.write_file("dom0a", "/var/log/xen/console/guest-calm.log", hostile_log())
    transport = SimulatorTransport(world, "dom0a")
    for file in names:
        transport.run(("xl", "create", f"/etc/xen/{file}.cfg"), timeout_s=60)
    settings = replace(DEFAULTS, bell="never")  # its byte would be taken for a guest's
    limits = Limits(stop_s=5, reboot_s=5, monitor_s=5)
    fleet = Fleet([simulated_host(transport, clock, settings, limits=limits)])
    status = show(fleet, settings=replace(settings, view=View(interval_s=0.5)), ascii_only="--ascii" in sys.argv)
    sys.exit(status)


if __name__ == "__main__":
    main()
