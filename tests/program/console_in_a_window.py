"""Runs the console on a simulated host that it takes for a real one, so that it opens windows for its guests.

`python -m tests.program.console_in_a_window`. In such a window it is run again with the words of the command line
`xentui console`, and shows them.
"""

import sys

from xentui.console.app import show
from xentui.fleet.fleet import Fleet
from xentui.fleet.host import Host
from xentui.fleet.hosts.simulated import simulated_host
from xentui.fleet.settings.values import DEFAULTS
from xentui_driver.model.clock import SystemClock
from xentui_driver.simulator.guest import GuestBehaviour
from xentui_driver.simulator.transport import SimulatorTransport
from xentui_driver.simulator.world import SimulatedXen

NAMES = ("web", "mail $(id)")
UUID = "7bb5acd8-4d94-433e-ba30-9aebfb57f0e{}"


def main() -> int:
    if sys.argv[1:]:
        print("in a window:", *sys.argv[1:])
        sys.stdin.read()
        return 0
    clock = SystemClock()
    world = SimulatedXen(clock, seed=1)
    world.add_host("dom0a")
    transport = SimulatorTransport(world, "dom0a")
    for number, name in enumerate(NAMES):
        path = f"/etc/xen/{number}.cfg"
        uuid = UUID.format(number)
        text = f'name = "{name}"\nuuid = "{uuid}"\ntype = "pvh"\nkernel = "/boot/vmlinuz"\nmemory = 256\n'
        world.write_file("dom0a", path, text)
        world.set_guest(name, GuestBehaviour(boot_s=0.0, shutdown_s=0.5))
        transport.run(("xl", "create", path), timeout_s=60)
    host = simulated_host(transport, clock, DEFAULTS)
    fleet = Fleet([Host(host.hypervisor, host.settings, lambda: host.jobs)])
    return show(fleet, settings=DEFAULTS, ascii_only=False)


if __name__ == "__main__":
    sys.exit(main())
