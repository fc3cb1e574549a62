"""What one source of a host holds back is missing; everything else is shown as it comes."""

import threading
from collections.abc import Sequence

from tests.xentui.console.driving import Console, drive
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.simulator.transport import SimulatorTransport
from xentui_driver.simulator.world import SimulatedXen
from xentui_driver.transport.protocol import Completed


class SlowInfo(SimulatorTransport):
    """`xl info` answers only while it may."""

    def __init__(self, world: SimulatedXen, host_name: str, answers: threading.Event) -> None:
        super().__init__(world, host_name)
        self._answers = answers

    def run(self, argv: Sequence[str], *, timeout_s: float) -> Completed:
        if tuple(argv) == ("xl", "info"):
            self._answers.wait(60.0)
        return super().run(argv, timeout_s=timeout_s)


def test_a_node_that_hangs_holds_up_no_row_and_its_old_figures_are_not_shown() -> None:
    console, answers = Console(), threading.Event()
    answers.set()
    console.define("web", start=True)
    console.look_at(
        Hypervisor(SlowInfo(console.world, "dom0a", answers), console.clock),
        lambda: SimulatorTransport(console.world, "dom0a"),
    )

    async def scenario(c: Console) -> None:
        await c.sees("GiB")
        answers.clear()
        c.define("mail", start=True)
        await c.press("ctrl+r")
        await c.runs("mail")
        for name in ("db", "dns", "git"):
            c.clock.wait(2.0)
            c.define(name)
            await c.press("ctrl+r")
            await c.state(name, "stopped")
        await c.sees("Mem -")
        assert "stale" not in c.screen_text()
        answers.set()
        await c.press("ctrl+r")
        await c.until(lambda: "Mem -" not in c.screen_text(), "the memory again")

    drive(console, scenario)
