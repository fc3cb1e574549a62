"""Runs command lines on a simulated host and keeps what they print."""

import argparse

import pytest

from tests.xentui.command_line.ran import Ran
from tests.xentui.console.driving import guest
from xentui.command_line.main import run
from xentui.fleet.host import Host
from xentui.fleet.hosts.simulated import simulated_host
from xentui_driver.simulator.clock import SimulatedClock
from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.host import GIB_KIB, HostFacts
from xentui_driver.simulator.transport import SimulatorTransport
from xentui_driver.simulator.world import SimulatedXen


class Site:
    """Two hosts; dom0a is where the command lines are typed: web runs, off doesn't."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.clock = SimulatedClock()
        self.world = SimulatedXen(self.clock, seed=3)
        for host in ("dom0a", "dom0b"):
            facts = HostFacts(memory_kib=32 * GIB_KIB, cpus=8, numa_nodes=1, dom0_memory_kib=2 * GIB_KIB)
            self.world.add_host(host, facts)
            self.write("/boot/vmlinuz", "kernel", host)
        self.define("off")
        self.define("web")
        self.xl("create", "/etc/xen/web.cfg")
        self.clock.wait(30.0)

    def write(self, path: str, text: str, host: str = "dom0a") -> None:
        self.world.write_file(host, path, text)

    def link(self, path: str, target: str) -> None:
        SimulatorTransport(self.world, "dom0a").make_link(path, target)

    def define(self, name: str, text: str = "") -> None:
        self.write(f"/etc/xen/{name}.cfg", text or guest(name))

    def read(self, path: str) -> str:
        return SimulatorTransport(self.world, "dom0a").read_file(path).decode()

    def xl(self, *words: str) -> str:
        completed = SimulatorTransport(self.world, "dom0a").run(("xl", *words), timeout_s=100)
        assert completed.exit_status == 0, completed
        return completed.stdout

    def fault(self, fault: Fault) -> None:
        self.world.set_fault(fault)

    def open(self, options: argparse.Namespace, *, checked: bool = True, check_limit_s: float = 1.0) -> Host:
        """A new one for each command line, as in real life."""
        return simulated_host(SimulatorTransport(self.world, "dom0a"), self.clock, options.settings)

    def run(self, *arguments: str) -> Ran:
        self._capsys.readouterr()
        try:
            status = run(arguments, self.open)
        except SystemExit as left:
            status = int(left.code or 0)
        out, err = self._capsys.readouterr()
        assert "Traceback" not in err
        assert "(do: " not in out + err, "an action without its command"
        return Ran(status, out, err)

    def states(self) -> dict[str, str]:
        """Of every instance, as `xentui list` has it."""
        return {i["name"]: i["state"] for i in self.run("list", "--json").json["instances"]}
