"""What a refresh of the instance table costs, beside Textual's DataTable with the same cells.

CPU is this process's own, from the new values to the last byte given to the terminal, the bytes are what a
terminal of 120x40 with the theme of the application would get. Every tenth instance changes its CPU use and
its memory in each round; DataTable is told of these rows only.
"""

import asyncio
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median

from textual.app import App, ComposeResult
from textual.drivers.headless_driver import HeadlessDriver
from textual.widget import Widget
from textual.widgets import DataTable

from xentui_driver.model.cpu_use import CpuUse
from xentui_driver.model.definition import Definition
from xentui_driver.model.domain import Domain, DomainRole, DomainState
from xentui_driver.model.instance import Instance
from xentui_widgets.columns import choose
from xentui_widgets.instance_columns import INSTANCE_COLUMNS
from xentui_widgets.instance_table import InstanceTable

SIZE = (120, 40)
ROUNDS = 20
COUNTS = (100, 1_000, 5_000)
GIB_KIB = 1024 * 1024


class CountingDriver(HeadlessDriver):
    """A terminal that only counts."""

    sent_bytes = 0

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        CountingDriver.sent_bytes += len(data.encode())


class Stage(App[None]):
    """One widget on a whole screen."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, widget: Widget) -> None:
        super().__init__(driver_class=CountingDriver)
        self._widget = widget

    def compose(self) -> ComposeResult:
        yield self._widget

    def on_mount(self) -> None:
        self.theme = "ansi-dark"


def instance(number: int) -> Instance:
    name = f"guest-{number:05}.example.net"
    domain = Domain(
        domid=number + 1,
        uuid=f"7bb5acd8-4d94-433e-ba30-{number:012x}",
        name=name,
        role=DomainRole.GUEST,
        state=DomainState.RUNNING,
        reason="",
        raw_state="-b----",
        memory_kib=(number % 64 + 1) * GIB_KIB,
        vcpus=number % 8 + 1,
        cpu_time_s=float(number),
    )
    definition = Definition(f"/etc/xen/{name}.cfg", name, type="pvh", maximum_memory_kib=64 * GIB_KIB)
    return Instance(key=name, domain=domain, definition=definition, cpu=CpuUse(float(number % 400)))


def changed(rows: Sequence[Instance], dice: random.Random) -> list[Instance]:
    """Another poll: every tenth instance has new figures, all values are new objects."""
    return [_moved(row, dice) if dice.random() < 0.1 else replace(row) for row in rows]


def _moved(row: Instance, dice: random.Random) -> Instance:
    assert row.domain is not None
    domain = replace(row.domain, memory_kib=dice.randrange(GIB_KIB, 64 * GIB_KIB))
    return replace(row, domain=domain, cpu=CpuUse(dice.uniform(0, 400)))


Show = Callable[[Sequence[Instance]], None]


def ours() -> tuple[Widget, Show]:
    table = InstanceTable()
    return table, table.show


def textuals() -> tuple[Widget, Show]:
    table: DataTable[str] = DataTable(cursor_type="row")
    columns = [place.column for place in choose(INSTANCE_COLUMNS, SIZE[0] - 4)[0]]
    shown: dict[str, Instance] = {}

    def show(rows: Sequence[Instance]) -> None:
        if not shown:
            for column in columns:
                table.add_column(column.title, key=column.id, width=max(column.width, column.wanted))
            for row in rows:
                table.add_row(*(column.cell(row).text for column in columns), key=row.key)
        for row in rows:
            before = shown.get(row.key)
            if before is not None and before != row:
                for column in columns:
                    if column.cell(before) != column.cell(row):
                        table.update_cell(row.key, column.id, column.cell(row).text)
            shown[row.key] = row

    return table, show


async def measure(make: Callable[[], tuple[Widget, Show]], count: int) -> tuple[float, float, int]:
    """CPU ms for taking over the values, CPU ms for the whole refresh, bytes: medians of the rounds."""
    dice = random.Random(count)
    widget, show = make()
    rows = [instance(number) for number in range(count)]
    taking, whole, sent = [], [], []
    async with Stage(widget).run_test(headless=False, size=SIZE) as pilot:
        show(rows)
        await pilot.pause()
        for _ in range(ROUNDS):
            rows = changed(rows, dice)
            await pilot.pause()
            CountingDriver.sent_bytes = 0
            started = time.process_time()
            show(rows)
            taken = time.process_time()
            await pilot.pause()
            whole.append((time.process_time() - started) * 1000)
            taking.append((taken - started) * 1000)
            sent.append(CountingDriver.sent_bytes)
    return median(taking), median(whole), int(median(sent))


def main() -> int:
    print(f"A refresh with 10 % of the rows changed, {SIZE[0]}x{SIZE[1]}, median of {ROUNDS}")
    print(f"{'rows':>6}  {'table':<14} {'show ms':>8} {'CPU ms':>8} {'bytes':>7}")
    for count in COUNTS:
        results = {}
        for name, make in (("InstanceTable", ours), ("DataTable", textuals)):
            results[name] = asyncio.run(measure(make, count))
            taking, whole, sent = results[name]
            print(f"{count:>6}  {name:<14} {taking:>8.1f} {whole:>8.1f} {sent:>7}")
        mine, other = results["InstanceTable"], results["DataTable"]
        print(f"{count:>6}  {'ratio':<14} {'':>8} {other[1] / mine[1]:>7.1f}x {other[2] / mine[2]:>6.1f}x")
    return 0


if __name__ == "__main__":
    sys.exit(main())
