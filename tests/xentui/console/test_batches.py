"""Many at once: a few at a time, a summary at the end, the rest stopped between two guests."""

from dataclasses import replace

import pytest

from tests.xentui.console.driving import Console, drive, guest
from xentui.fleet.settings.values import DEFAULTS
from xentui_driver.jobs.jobs import Verdict
from xentui_driver.simulator.clock import SimulatedClock
from xentui_driver.simulator.guest import DEAF, GuestBehaviour
from xentui_widgets.dialogs import Dialog


def stopped(*names: str, memory_mib: int = 1024, at_once: int = 4) -> Console:
    made = Console(settings=replace(DEFAULTS, at_once=at_once))
    for name in names:
        made.define(name, memory_mib=memory_mib)
    return made


def test_a_set_that_is_done_says_so_in_one_line() -> None:
    async def scenario(c: Console) -> None:
        await c.press("asterisk", "s", "y")
        await c.jobs_over()
        await c.sees("Start: 3 done")

    drive(stopped("a", "b", "c"), scenario)


def test_the_summary_says_what_failed_and_what_was_skipped_and_why() -> None:
    made = Console()
    made.world.set_guest("deaf", DEAF)
    for name in ("deaf", "web"):
        made.define(name, start=True)
    made.define("off")

    async def scenario(c: Console) -> None:
        await c.press("asterisk", "x", "y")
        await c.jobs_over()
        await c.sees("1 done, 1 failed, 1 skipped")
        text = c.screen_text()
        assert "the guest ignored the request" in text
        assert "off: it isn't running" in text
        assert "Domain-0: " not in text
        await c.press("enter")
        await c.until(lambda: c.app.is_undisturbed)

    drive(made, scenario)


@pytest.mark.parametrize(
    ("paused", "said"),
    [
        (1, "1 paused guest stays as it is: unpause it first (p)."),
        (3, "3 paused guests stay as they are: unpause them first (p)."),
    ],
)
def test_the_question_says_how_many_paused_guests_are_skipped_and_what_to_do(paused: int, said: str) -> None:
    made = Console()
    made.define("web", start=True)
    made.define("off")
    for number in range(paused):
        made.define(f"paused-{number}", start=True)
        made.xl("pause", str(number + 2))

    async def scenario(c: Console) -> None:
        await c.press("asterisk", "x")
        await c.sees(said)
        await c.press("escape", "asterisk", "p")
        await c.until(lambda: isinstance(c.app.screen, Dialog), "a question")
        assert "paused guest" not in c.screen_text()

    drive(made, scenario)


def test_a_start_that_finds_no_memory_is_not_tried_and_says_how_much_is_missing() -> None:
    async def scenario(c: Console) -> None:
        await c.press("asterisk", "s", "y")
        await c.jobs_over()
        await c.sees("1 done, 1 failed")
        text = c.screen_text()
        assert "it needs 20.1 GiB" in text
        verdicts = sorted(job.verdict.value for job in c.jobs.all)
        assert verdicts == ["failed", "succeeded"]
        failed = next(job for job in c.jobs.all if job.verdict is Verdict.FAILED)
        assert failed.commands == ()

    drive(stopped("big", "bigger", memory_mib=20480), scenario, size=(120, 40))


def test_the_rest_of_a_set_can_be_stopped_between_two_guests() -> None:
    clock = SimulatedClock(held=True)
    made = Console(clock, settings=replace(DEFAULTS, at_once=1))
    for name in ("a", "b", "c"):
        made.world.write_file("dom0a", f"/etc/xen/{name}.cfg", guest(name))

    async def scenario(c: Console) -> None:
        await c.press("asterisk", "s", "y")
        await c.until(lambda: [job.has_begun for job in c.jobs.all] == [True, False, False], "the first")
        await c.press("5", "j")
        await c.press("C")
        await c.sees("None of them will be started.")
        await c.press("y")
        await c.until(lambda: [job.is_cancelling for job in c.jobs.all][1:] == [True, True], "cancelled")

        def is_over() -> bool:
            clock.advance(1.0)
            return not c.jobs.under_way

        await c.until(is_over, "the end")
        assert [job.verdict for job in c.jobs.all] == [Verdict.SUCCEEDED, Verdict.CANCELLED, Verdict.CANCELLED]
        assert [job.commands for job in c.jobs.all][1:] == [(), ()]

    drive(made, scenario)


def test_a_set_that_can_not_be_done_at_all_is_told_of_each_guest_by_its_reason() -> None:
    made = stopped("a", "b", "c", "d", "e")
    made.define("p", start=True)
    made.xl("pause", "p")

    async def scenario(c: Console) -> None:
        await c.press("asterisk", "x")
        await c.until(lambda: any("it is paused" in event.text for event in c.app.overview.events))
        texts = [event.text for event in c.app.overview.events if "not possible" in event.text]
        assert len(texts) == 2
        assert texts[0].startswith("Stop is not possible with a, b and 3 more: it isn't running.")
        assert texts[1].startswith("Stop is not possible with p (id 1): ")
        assert c.app.is_undisturbed

    drive(made, scenario)


def marked(c: Console) -> list[str]:
    return [instance.name for instance in c.app.main_screen.table.marked]


def test_marks_fall_off_what_succeeded_and_stay_on_what_failed() -> None:
    made = Console()
    made.world.set_guest("deaf", DEAF)
    for name in ("deaf", "web"):
        made.define(name, start=True)

    async def scenario(c: Console) -> None:
        for name in ("deaf", "web"):
            c.move_to(name)
            await c.press("space")
        await c.press("x", "y")
        await c.jobs_over()
        await c.sees("1 done, 1 failed")
        assert marked(c) == ["deaf"]
        await c.press("enter")
        await c.sees("1 marked")
        assert c.keys_shown.startswith(" U Unmark")

    drive(made, scenario)


def test_once_no_mark_is_left_the_next_action_asks_what_is_meant() -> None:
    async def scenario(c: Console) -> None:
        await c.press("asterisk", "s", "y")
        await c.jobs_over()
        await c.sees("2 done")
        assert marked(c) == []
        assert c.app.overview.events[-1].severity == "success"
        assert c.app.is_undisturbed
        await c.press("j")
        assert not c.app.main_screen.table.doubt
        c.move_to("a")
        await c.press("space", "x", "y")
        await c.jobs_over()
        await c.until(lambda: not marked(c), "the last mark falls off")
        await c.press("x")
        await c.sees("! what was marked has been dealt with; no guest is marked now.")

    drive(stopped("a", "b"), scenario)


def test_a_mark_that_was_made_again_meanwhile_stays() -> None:
    clock = SimulatedClock(held=True)
    made = Console(clock)
    made.world.write_file("dom0a", "/etc/xen/a.cfg", guest("a"))

    async def scenario(c: Console) -> None:
        c.move_to("a")
        await c.press("space", "s")
        await c.until(lambda: any(job.has_begun for job in c.jobs.all), "the start")
        c.move_to("a")
        await c.press("U", "space")

        def is_over() -> bool:
            clock.advance(1.0)
            return not c.jobs.under_way

        await c.until(is_over, "the end")
        await c.pilot.pause()
        assert marked(c) == ["a"]

    drive(made, scenario)


def test_the_title_says_how_many_marks_are_out_of_view() -> None:
    async def scenario(c: Console) -> None:
        await c.press("asterisk", "G")
        await c.until(lambda: "marked out of view" in c.screen_text())
        shown = c.app.main_screen.table.marks_out_of_view
        assert 0 < shown < 31
        assert f"{shown} marked out of view" in c.screen_text()
        await c.press("slash", "b", "enter")
        await c.until(lambda: len(c.app.main_screen.table.rows) == 15, "the filter")
        await c.sees(f"{c.app.main_screen.table.marks_out_of_view} marked out of view")
        assert c.app.main_screen.table.marks_out_of_view >= 16

    drive(stopped(*(f"{letter}{number:02}" for letter in "ab" for number in range(15))), scenario, size=(120, 30))


HVM = 'name = "{}"\ntype = "hvm"\nmemory = 1024\nvcpus = 1\n'


def without_drivers(*names: str) -> Console:
    made = Console()
    for name in names:
        made.world.set_guest(name, GuestBehaviour(pv_drivers=False))
        made.define(name, start=True, text=HVM.format(name))
    made.define("web", start=True)
    return made


def test_a_summary_offers_what_a_single_failure_offers() -> None:
    async def scenario(c: Console) -> None:
        await c.press("asterisk", "x", "y")
        await c.jobs_over()
        await c.sees("the guest has no PV drivers")
        await c.sees("a Stop by ACPI ]")
        await c.sees("X Force off ]")
        await c.press("a")
        await c.sees("y Stop by ACPI ")
        await c.press("y")
        await c.jobs_over()
        assert [job.record.operation for job in c.jobs.all] == ["stop", "stop", "stop_acpi"]
        assert c.jobs.all[-1].verdict is Verdict.SUCCEEDED

    drive(without_drivers("win"), scenario)


def test_a_summary_offers_it_for_all_that_have_failed_and_for_nobody_else() -> None:
    async def scenario(c: Console) -> None:
        await c.press("asterisk", "x", "y")
        await c.jobs_over()
        await c.sees("a Stop by ACPI 2")
        await c.sees("X Force off 2")
        await c.press("X")
        await c.sees("Force off 2 guests?")
        await c.sees("win-1 (id 1), running")
        assert "web (id" not in c.screen_text().split("Force off 2 guests?")[1]

    drive(without_drivers("win-1", "win-2"), scenario)
