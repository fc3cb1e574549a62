"""The host's CPUs and memory: what the two pages say, on hosts of any size, and what their keys do."""

from collections.abc import Callable, Iterable

import pytest

from tests.instances import running
from tests.xentui.console.driving import Console, Scenario, drive
from tests.xentui.console.layout_samples import layout_view
from xentui.console.commands.bindings import USUAL_KEYS
from xentui.console.guest.paper import Paper
from xentui.console.guest.reader import Read
from xentui.console.layout.cpu_lines import busiest_first_lines, cpu_lines
from xentui.console.layout.memory_lines import ONE_NODE, memory_lines
from xentui.console.layout.view import LayoutView
from xentui.fleet.cpu_loads import CpuLoads
from xentui_driver.model.dataclass import replace
from xentui_driver.model.errors import XenError
from xentui_driver.model.instance import Instance
from xentui_driver.model.layout import HostLayout
from xentui_driver.model.node import NodeInfo
from xentui_driver.model.text import harmless
from xentui_driver.simulator.faults import Fault
from xentui_widgets.lines import Line, cells
from xentui_widgets.symbols import ASCII, UNICODE, Symbols

EVIL = harmless("\x1b]0;x\x07 \u202e [red]x[b " + "w" * 90)
LinesOf = Callable[[LayoutView, Paper], Iterable[Line]]
PAGES = (cpu_lines, busiest_first_lines, memory_lines)


def guests(count: int, name: str = "guest") -> dict[int, Instance]:
    return {domid: running(f"{name}-{domid}" if domid else "Domain-0", domid=domid) for domid in range(count)}


def text(lines: LinesOf, view: LayoutView, width: int = 79, symbols: Symbols = UNICODE) -> str:
    return "\n".join("".join(span.text for span in line) for line in lines(view, Paper(width, symbols, USUAL_KEYS)))


def views() -> Iterable[LayoutView]:
    failed = XenError(EVIL, detail=f"{EVIL}\n{EVIL}", next_step=EVIL)
    for cpus, nodes, count in ((4, 1, 3), (32, 2, 26), (200, 8, 60)):
        view = layout_view(
            guests(count, EVIL), cpus=cpus, nodes=nodes, hard=frozenset({0, 1, 3}), doubtful=frozenset({1})
        )
        yield view
        yield replace(view, guests={})
        yield replace(view, read=Read(view.read.value, failed, 2.0))
    yield LayoutView(Read(), {})
    yield LayoutView(Read(CpuLoads().with_layout(HostLayout(NodeInfo(), (), frozenset(), 0.0, 0.0))), guests(2))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
@pytest.mark.parametrize("symbols", [UNICODE, ASCII], ids=["unicode", "ascii"])
@pytest.mark.parametrize("width", [39, 79, 199])
def test_every_line_fits_and_is_harmless(page: LinesOf, symbols: Symbols, width: int) -> None:
    for view in views():
        for line in page(view, Paper(width, symbols, USUAL_KEYS)):
            said = "".join(span.text for span in line)
            assert harmless(said) == said
            assert said.isascii() or not symbols.ascii_only
            assert cells(line) <= width, said


def test_each_node_and_each_cpu_of_a_huge_host_has_its_line() -> None:
    lines = text(cpu_lines, layout_view(guests(60), cpus=200, nodes=8)).splitlines()
    assert sum("%  CPUs " in line for line in lines) == 8
    assert all(f"node {node} " in lines[node] for node in range(8)), "an overview that needs no scrolling"
    assert sum(line[:6].strip().isdigit() for line in lines) == 200


def test_a_cpu_says_what_was_seen_on_it_the_busiest_first_and_how_much_is_idle() -> None:
    view = layout_view(guests(3), cpus=4, nodes=1)
    lines = text(cpu_lines, view).splitlines()
    cpu = next(line for line in lines if line.startswith("    0 "))
    assert "%" in cpu
    assert "idle" in "".join(lines)
    assert "guest-1/0" in "".join(lines)
    assert "None: every vCPU may run on every CPU." in lines[-1]


def test_by_load_all_nodes_are_one_list_with_the_busiest_first() -> None:
    view = layout_view(guests(26), cpus=32, nodes=2)
    lines = [line for line in text(busiest_first_lines, view).splitlines() if line[:6].strip().isdigit()]
    shares = [float(line[6:11]) for line in lines]
    assert len(lines) == 32
    assert shares == sorted(shares, reverse=True)
    assert len(set(shares)) > 2
    assert sorted(int(line[:6]) for line in lines) == list(range(32))


def test_pins_are_told_once_for_all_vcpus_of_a_guest() -> None:
    told = text(cpu_lines, layout_view(guests(2), cpus=32, nodes=2, hard=frozenset({0, 1, 2, 3, 8})))
    assert "guest-1 vCPUs 0-3: runs only on CPUs 0-3,8, prefers CPUs 16-31" in told
    assert "Domain-0 vCPUs 0-3: runs only on CPUs 0-3,8" in told


def test_each_node_says_what_is_free_and_each_guest_which_node_it_belongs_to() -> None:
    told = text(memory_lines, layout_view(guests(3), cpus=32, nodes=2))
    assert "0 MiB of 64.0 GiB free" in told
    assert "1.0 of 64.0 GiB free  CPUs 16-31" in told
    rows = {line.split()[0]: line for line in told.splitlines() if " GiB  " in line and "free" not in line}
    assert rows["guest-1"].endswith("node 1")
    assert rows["guest-2"].endswith("node 0")
    assert rows["Domain-0"].endswith("any node")


def test_a_host_with_one_node_says_so() -> None:
    assert ONE_NODE in text(memory_lines, layout_view(guests(3), cpus=8, nodes=1), 120)


def test_a_guest_whose_rows_are_doubted_is_named() -> None:
    view = layout_view(guests(3), cpus=8, nodes=1, doubtful=frozenset({2}))
    assert "guest-2 (id 2) isn't shown: a guest's name imitates its rows." in text(cpu_lines, view, 120)


def play(scenario: Scenario) -> None:
    console = Console()
    console.define("web", start=True)
    drive(console, scenario)


def test_the_keys_open_the_pages_and_turn_between_them() -> None:
    async def scenario(c: Console) -> None:
        await c.press("2")
        await c.sees("[2 CPUs]")
        await c.sees("CPU time of the vCPUs last seen")
        await c.press("3")
        await c.sees(ONE_NODE)
        await c.press("tab")
        await c.sees("[2 CPUs]")
        await c.press("escape")
        await c.sees("NAME")

    play(scenario)


def test_one_key_turns_to_the_busiest_first_and_back() -> None:
    async def scenario(c: Console) -> None:
        await c.press("2")
        await c.sees("P Busiest first")
        await c.press("P")
        await c.sees("CPUs, the busiest first")
        assert "P By number" in c.keys_shown
        await c.press("3")
        await c.sees(ONE_NODE)
        assert "P By number" not in c.keys_shown
        await c.press("2", "P")
        await c.sees("P Busiest first")
        assert "CPUs, the busiest first" not in c.screen_text()

    play(scenario)


@pytest.mark.parametrize("page", ["2", "3"])
def test_enter_opens_nothing_there_and_says_so_and_does_not_leave(page: str) -> None:
    async def scenario(c: Console) -> None:
        await c.press(page)
        await c.sees("Esc Back")
        await c.press("enter")
        await c.sees("Nothing is chosen here that could be opened.")
        assert "[2 CPUs]" in c.screen_text() or "[3 Memory]" in c.screen_text()
        await c.press("escape")
        await c.until(lambda: c.app.is_undisturbed)

    console = Console()
    console.define("web", start=True)
    drive(console, scenario, shows_toasts=True)


def test_a_load_is_known_after_a_second_reading() -> None:
    async def scenario(c: Console) -> None:
        await c.press("2")
        await c.sees("Domain-0/1, web/0")
        await c.sees("all        - %  8 CPUs")
        c.clock.advance(10.0)  # type: ignore[attr-defined]
        await c.press("ctrl+r")
        await c.sees("% ■·······  Domain-0/1")

    play(scenario)


def test_a_host_that_fails_says_why_and_shows_what_was_known() -> None:
    async def scenario(c: Console) -> None:
        await c.press("2")
        await c.sees("CPUs last seen")
        c.world.set_fault(Fault.EMPTY)
        await c.press("ctrl+r")
        await c.sees("not read")
        await c.sees("CPUs last seen")

    play(scenario)


def test_no_letter_does_anything_to_a_guest_here() -> None:
    async def scenario(c: Console) -> None:
        await c.press("2")
        await c.sees("[2 CPUs]")
        await c.press("X", "x", "r")
        await c.sees("[2 CPUs]")
        assert not c.app.fleet.jobs

    play(scenario)
