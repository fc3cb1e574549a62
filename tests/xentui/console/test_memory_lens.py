"""The lens on memory: sizes typed and moved, one pool for all marked guests, and the way to the target followed."""

import threading
from collections.abc import Callable
from functools import partial

import pytest

from tests.xentui.console.driving import Console, Scenario, drive, guest
from xentui.console.screens.memory_follower import MemoryFollower
from xentui.console.screens.memory_lens import MemoryLens
from xentui_driver.host.sources import SourceName
from xentui_driver.jobs.actions import BALLOON, Request
from xentui_driver.jobs.jobs import Verdict
from xentui_driver.simulator.clock import SimulatedClock
from xentui_driver.simulator.guest import GuestBehaviour
from xentui_widgets.dialogs import Dialog

GIB_KIB = 1 << 20
POLL_S = 2.5
"""How old a listing may become before the next one."""
MORE = "maxmem = 8192\n"


def console(*names: str, behaviour: GuestBehaviour | None = None, clock: SimulatedClock | None = None) -> Console:
    made = Console(clock)
    for name in names:
        if behaviour is not None:
            made.world.set_guest(name, behaviour)
        text = guest(name, 4096, more=MORE)
        _while_time_passes(clock, partial(made.define, name, start=True, text=text))
    return made


def _while_time_passes(clock: SimulatedClock | None, work: Callable[[], object]) -> None:
    """With a clock of its own time passes by itself."""
    if clock is None:
        work()
        return
    worker = threading.Thread(target=work)
    worker.start()
    while worker.is_alive():
        clock.advance(0.5)
        worker.join(0.01)


def lens(c: Console) -> MemoryLens:
    assert isinstance(c.app.screen, MemoryLens)
    return c.app.screen


def field(c: Console) -> str:
    return lens(c)._input.value


def opened(scenario: Scenario, *names: str) -> Scenario:
    """The lens on these guests, once their figures are read."""

    async def play(c: Console) -> None:
        for name in names:
            c.move_to(name)
            if len(names) > 1:
                await c.press("space")
        await c.press("b")
        await c.until(lambda: lens(c)._sizes.moved(0) is not None, "the figures")
        await scenario(c)

    return play


def test_arrow_keys_move_the_size_in_steps_and_large_steps() -> None:
    async def scenario(c: Console) -> None:
        await c.press("right")
        assert field(c) == "4352m"
        await c.press("left", "left")
        assert field(c) == "3840m"
        await c.press("pageup")
        assert field(c) == "4864m"
        await c.press("shift+left")
        assert field(c) == "3840m"
        await c.sees("target       3.8 GiB")
        await c.sees("Memory 4.0 -> 3.8 GiB (-0.2)")

    drive(console("web"), opened(scenario, "web"))


def test_a_size_moves_neither_above_what_can_be_given_nor_below_what_a_guest_needs() -> None:
    async def scenario(c: Console) -> None:
        for _ in range(9):
            await c.press("pageup")
        assert field(c) == "8g"
        for _ in range(12):
            await c.press("pagedown")
        assert field(c) == "4m"

    drive(console("web"), opened(scenario, "web"))


def test_what_was_typed_is_moved_on_and_a_moved_size_is_asked_about_like_a_typed_one() -> None:
    async def scenario(c: Console) -> None:
        await c.type("6g")
        await c.press("right")
        assert field(c) == "6400m"
        await c.press("enter")
        await c.until(lambda: isinstance(c.app.screen, Dialog), "the question")
        await c.press("y")
        await c.jobs_over()
        assert [job.record.value for job in c.jobs.all] == [str(6400 << 10)]

    drive(console("web"), opened(scenario, "web"))


def test_a_guest_with_an_agent_shows_what_it_uses_and_others_nothing() -> None:
    async def says(c: Console) -> None:
        await c.sees("in use       3.0 GiB")

    async def says_nothing(c: Console) -> None:
        assert "in use" not in c.screen_text()

    drive(console("web", behaviour=GuestBehaviour(says_used_kib=3 * GIB_KIB)), opened(says, "web"))
    drive(console("web"), opened(says_nothing, "web"))


def test_several_guests_share_the_pool_and_get_a_job_each() -> None:
    async def scenario(c: Console) -> None:
        await c.sees("▶ web-01")
        await c.type("6g")
        await c.press("down")
        await c.sees("▶ web-02")
        assert field(c) == ""
        await c.type("3g")
        text = c.screen_text()
        assert "4.0 -> 6.0 GiB" in text
        assert "4.0 -> 3.0 GiB" in text
        assert "20.7 -> 19.7 GiB" in text
        await c.press("up")
        assert field(c) == "6g"
        await c.press("enter")
        await c.sees("web-01: Memory 4.0 -> 6.0 GiB (+2.0)")
        await c.sees("web-02: Memory 4.0 -> 3.0 GiB (-1.0)")
        await c.press("y")
        await c.until(lambda: isinstance(c.app.screen, MemoryFollower), "the follower")
        await c.jobs_over()
        assert sorted(job.record.value for job in c.jobs.all) == [str(3 * GIB_KIB), str(6 * GIB_KIB)]
        await c.sees("arrived: 6.0 GiB")
        await c.sees("arrived: 3.0 GiB")
        await c.press("escape")
        assert not isinstance(c.app.screen, MemoryFollower)

    drive(console("web-01", "web-02"), opened(scenario, "web-01", "web-02"))


def test_one_of_several_may_stay_as_it_is() -> None:
    async def scenario(c: Console) -> None:
        await c.press("enter")
        assert isinstance(c.app.screen, MemoryLens)
        await c.type("6g")
        await c.press("down", "enter")
        await c.sees("Set memory of web-01")
        await c.press("n")
        assert c.jobs.all == ()

    drive(console("web-01", "web-02"), opened(scenario, "web-01", "web-02"))


@pytest.mark.parametrize("size", [(80, 24), (40, 12)], ids=str)
def test_sizes_of_several_have_the_units_of_the_question(size: tuple[int, int]) -> None:
    async def scenario(c: Console) -> None:
        await c.type("512m")
        await c.sees("4096 -> 512 MiB ")
        await c.press("ctrl+u")
        await c.type("3g")
        await c.sees("4.0 -> 3.0 GiB ")
        assert all(len(line) <= size[0] for line in c.screen_text().splitlines())

    drive(console("web-01", "web-02"), opened(scenario, "web-01", "web-02"), size)


def test_what_one_takes_another_can_not_have() -> None:
    async def scenario(c: Console) -> None:
        await c.type("20g")
        await c.press("down")
        await c.type("20g")
        await c.sees("The guest needs 16.0 GiB more, and the host has 4.7 GiB free.")

    made = Console()
    for name in ("web-01", "web-02"):
        made.define(name, start=True, text=guest(name, 4096, more="maxmem = 24576\n"))
    drive(made, opened(scenario, "web-01", "web-02"))


@pytest.mark.parametrize("times", [1, 2])
def test_the_key_follows_a_change_that_is_under_way(times: int) -> None:
    clock = SimulatedClock(held=True)
    made = console("web", clock=clock)

    async def scenario(c: Console) -> None:
        c.move_to("web")
        row = c.app.main_screen.table.rows[1]
        c.jobs.submit(c.jobs.prepare(BALLOON, (Request(row, 2 * GIB_KIB),)))
        await c.until(lambda: c.jobs.all and c.jobs.all[0].has_begun, "the job")
        for _ in range(times):
            await c.sees("b Follow memory")
            await c.press("b")
            await c.until(lambda: isinstance(c.app.screen, MemoryFollower), "the follower")
            await c.sees("wanted")
            await c.press("escape")
        assert c.jobs.under_way
        await c.press("b")

        def arrived() -> bool:
            clock.advance(1.0)
            return "arrived: 2.0 GiB" in c.screen_text()

        await c.until(arrived, "the arrival")
        await c.sees("u sets it back")
        await c.press("u")
        await c.sees("Sets back job 1")

    drive(made, scenario)


def test_the_key_follows_a_change_that_is_still_being_handed_over() -> None:
    clock = SimulatedClock(held=True)

    async def scenario(c: Console) -> None:
        c.move_to("web")
        row = next(row for row in c.app.main_screen.table.rows if row.name == "web")
        order = c.jobs.prepare(BALLOON, (Request(row, 2 * GIB_KIB),))
        c.app.jobs_changed()
        await c.sees("b Follow memory")
        await c.press("b")
        assert "not possible" not in c.screen_text()
        assert c.app.screen is c.app.main_screen
        c.jobs.submit(order)
        await c.until(lambda: isinstance(c.app.screen, MemoryFollower), "the follower")

    drive(console("web", clock=clock), scenario)


def test_other_keys_and_a_second_guest_stay_out_while_one_is_changed() -> None:
    made = console("web", "mail", clock=SimulatedClock(held=True))

    async def scenario(c: Console) -> None:
        c.move_to("web")
        row = next(row for row in c.app.main_screen.table.rows if row.name == "web")
        c.jobs.submit(c.jobs.prepare(BALLOON, (Request(row, 2 * GIB_KIB),)))
        await c.sees("b Follow memory")
        assert "v vCPUs" not in c.keys_shown
        await c.press("colon", *"ram")
        await c.sees("follow the change that is under way")
        await c.press("escape", "asterisk")
        await c.sees("b Memory")  # of the other one: a set that is only partly under way is no set to follow

    drive(made, scenario)


def test_one_that_gets_stuck_says_for_how_long_and_why() -> None:
    clock = SimulatedClock(held=True)
    made = console("web", behaviour=GuestBehaviour(balloon_floor_kib=3 * GIB_KIB), clock=clock)

    async def scenario(c: Console) -> None:
        c.move_to("web")
        row = c.app.main_screen.table.rows[1]
        c.jobs.submit(c.jobs.prepare(BALLOON, (Request(row, 2 * GIB_KIB),)))
        await c.until(lambda: c.jobs.all and c.jobs.all[0].has_begun, "the job")
        await c.press("b")

        def is_stuck() -> bool:
            """The console lists the guests as often as it would in that time."""
            if clock.monotonic_s() - c.host_state.readings[SourceName.LISTING].taken_s < POLL_S:
                clock.advance(0.5)
            assert isinstance(c.app.screen, MemoryFollower)
            c.app.screen.look_again()
            return " s at 3.0 GiB: the guest can't free more" in c.screen_text()

        await c.until(is_stuck, "stuck")

        def is_over() -> bool:
            clock.advance(1.0)
            return not c.jobs.under_way

        await c.until(is_over, "the end")
        assert c.jobs.all[0].verdict is Verdict.FAILED
        await c.sees("stopped at 3.0 GiB")
        await c.sees("u sets it back")

    drive(made, scenario)
