"""What one source of a host holds back is missing; everything else is shown as it comes."""

import threading
from collections.abc import Sequence

import pytest

from tests.xentui.console.driving import Console, drive
from xentui.fleet import host_state
from xentui_driver.definitions.usual_folders import DEFINITIONS_FOLDER
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.transport import SimulatorTransport
from xentui_driver.simulator.world import SimulatedXen
from xentui_driver.transport.protocol import Completed, FileEntry


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
        c.world.set_fault(Fault.SAMPLER_REFUSED)
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


def test_counters_that_can_t_be_had_take_the_rates_and_say_where_the_reason_is() -> None:
    console = Console()
    console.define("web", start=True)
    console.world.set_fault(Fault.SAMPLER_REFUSED)

    async def scenario(c: Console) -> None:
        await c.sees("no rates: doctor")
        await c.runs("web")
        assert "net  " not in c.screen_text()
        assert c.host_state.snapshot is not None
        assert c.host_state.why_uncounted in c.host_state.snapshot.problems
        c.world.set_fault(Fault.SAMPLER_REFUSED, on=False)
        c.clock.wait(120.0)
        await c.press("ctrl+r")
        await c.until(lambda: "no rates" not in c.screen_text(), "the counters")

    drive(console, scenario)


class SlowDefinitions(SimulatorTransport):
    """Shows its definitions only while it may."""

    def __init__(self, world: SimulatedXen, host_name: str, answers: threading.Event) -> None:
        super().__init__(world, host_name)
        self._answers = answers

    def list_directory(self, path: str) -> tuple[FileEntry, ...]:
        if path == DEFINITIONS_FOLDER:
            self._answers.wait(60.0)
        return super().list_directory(path)


def test_rows_that_are_shown_before_the_definitions_say_so_and_keep_the_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host_state, "MANY", 0)
    console, answers = Console(), threading.Event()
    for name in ("db", "mail", "web"):
        console.define(name, start=True)
    console.define("spare")
    console.look_at(
        Hypervisor(SlowDefinitions(console.world, "dom0a", answers), console.clock),
        lambda: SimulatorTransport(console.world, "dom0a"),
    )

    async def scenario(c: Console) -> None:
        await c.sees("definitions not read yet")
        assert "spare" not in c.screen_text()
        c.move_to("mail")
        await c.press("e")
        await c.sees("have not been read yet")
        await c.press("enter")
        await c.sees("whether the guest has one is not known")
        answers.set()
        await c.until(lambda: "is not known" not in c.screen_text(), "the definitions")
        await c.press("escape")
        await c.sees("spare")
        assert "definitions not read yet" not in c.screen_text()
        current = c.app.main_screen.table.current
        assert current is not None
        assert current.name == "mail"
        assert "cursor moved" not in c.screen_text()

    drive(console, scenario)
