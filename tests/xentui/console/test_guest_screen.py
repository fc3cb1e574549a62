"""The screen of one guest: what its tabs say, that its keys work on that guest alone, and that nothing blocks."""

import threading
from dataclasses import replace

import pytest

from tests.xentui.console.driving import Console, drive, guest
from tests.xentui.console.fleet_changes import host_goes_silent
from tests.xentui.console.fleet_of_three import FleetConsole, drive_fleet
from tests.xentui.console.opened_guest import (
    DISKS,
    WEB,
    ballooned,
    console,
    jobs_about,
    open_definition,
    open_guest,
    polled,
    row,
    screen,
)
from xentui.console.screens.guest import GuestScreen
from xentui.fleet.settings.values import DEFAULTS
from xentui_driver.host.describe import Description
from xentui_driver.model.domain import DomainMemory, DomainRef
from xentui_driver.model.instance import Instance
from xentui_driver.simulator.faults import Fault
from xentui_widgets.dialogs import Dialog
from xentui_widgets.symbols import ASCII


def test_now_says_state_memory_cpu_and_what_starts_it() -> None:
    async def scenario(c: Console) -> None:
        await open_guest(c)
        await c.sees("target 0.5 GiB, maximum 1.0 GiB")
        for words in ("* running, xl says", "0.5 of 1.0 GiB", "next start 1.0 of 1.0 GiB", "2 online; next start 2"):
            assert words in c.screen_text()
        assert "not with the host" in c.screen_text()
        assert row(c, "id") == " id      1"

    drive(ballooned(), scenario, size=(80, 24))


def test_now_tells_what_has_happened_to_that_guest_and_to_no_other() -> None:
    async def scenario(c: Console) -> None:
        for name in ("other", "web"):
            c.move_to(name)
            await c.press("p", "y")
            await c.jobs_over()
        await open_guest(c)
        await c.sees("= paused")
        events = c.screen_text().partition("Last events")[2]
        assert "web (id 1) is paused" in events
        assert "other" not in events

    drive(console(), scenario)


@pytest.mark.parametrize("size", [(80, 24), (40, 12)], ids=str)
def test_tabs_turn_with_tab_arrows_and_digits_and_say_which_is_shown(size: tuple[int, int]) -> None:
    async def scenario(c: Console) -> None:
        await open_guest(c)
        for key, shown in (
            ("tab", "[2 Definition]"),
            ("shift+tab", "[1 Now]"),
            ("left", "[Console]"),
            ("shift+tab", "[H History]"),
            ("shift+tab", "[4 Jobs]"),
            ("right", "[H History]"),
            ("tab", "[Console]"),
            ("tab", "[1 Now]"),
            ("3", "[3 D"),
            ("2", "[2 Definition]"),
        ):
            await c.press(key)
            await c.sees(shown)

    drive(console(), scenario, size=size)


def test_a_digit_that_the_operator_has_bound_acts_and_turns_to_no_tab() -> None:
    async def scenario(c: Console) -> None:
        await open_guest(c, "web", "2")
        await c.sees("y Stop")
        await c.press("escape", "right")
        await c.sees("[Definition]")

    drive(console(settings=replace(DEFAULTS, keys={"stop": ("2",)})), scenario)


def test_the_tabs_fit_on_a_narrow_screen_without_glyphs() -> None:
    async def scenario(c: Console) -> None:
        await open_guest(c, "web", "3")
        await c.sees("[3 Devices]")
        assert c.screen_text().isascii()
        assert all(len(line) <= 40 for line in c.screen_text().splitlines())

    drive(console(symbols=ASCII), scenario, size=(40, 12))


def test_disks_and_networks_are_there_before_anything_is_read_and_then_as_they_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = console(more=DISKS)
    answers = held_back(monkeypatch, made)

    async def scenario(c: Console) -> None:
        await open_guest(c, "web", "3")
        await c.sees("phy:/dev/vg/web,xvda,w")
        await c.sees("~ reading")
        answers.set()
        await c.sees("disk xvda")
        assert "/dev/vg/web" in row(c, "disk xvda")
        assert "bridge xenbr0" in row(c, "interface 0")

    drive(made, scenario)


def test_a_disk_that_only_the_next_start_attaches_says_so() -> None:
    async def scenario(c: Console) -> None:
        await open_guest(c, "web", "3")
        await c.sees("disk xvda")
        c.world.write_file("dom0a", WEB, guest("web", more='disk = ["phy:/dev/vg/new,xvdb,w"]\n'))
        c.app.poll_now()
        await c.sees("/dev/vg/new raw rw (from the next start)")
        assert "(not in the definition)" in row(c, "disk xvda")

    drive(console(more=DISKS), scenario, size=(120, 40))


def test_jobs_are_those_about_the_guest_and_enter_opens_one() -> None:
    async def scenario(c: Console) -> None:
        for name in ("other", "web"):
            c.move_to(name)
            await c.press("p", "y")
            await c.jobs_over()
        await open_guest(c, "web", "4")
        await c.sees("Pause web")
        assert "Pause other" not in c.screen_text()
        await c.press("enter")
        await c.sees("xl pause 1")
        await c.press("escape")
        assert screen(c)

    drive(console(), scenario)


def test_what_a_job_has_changed_is_set_back_from_there() -> None:
    async def scenario(c: Console) -> None:
        await open_guest(c, "web", "b")
        await c.type("768m")
        await c.press("enter")
        await c.sees("y Set memory")
        await c.press("y")
        await c.jobs_over()
        await c.press("4", "enter")
        await c.sees("u Set back")
        await c.press("u")
        await c.sees("Sets back job")
        await c.press("y")
        await c.until(lambda: len(c.jobs.all) == 2, "the other job")
        await c.jobs_over()
        await c.press("escape")
        assert screen(c)
        assert jobs_about(c) == ["web", "web"]

    drive(console(), scenario)


@pytest.mark.parametrize(("size", "key_lines"), [((40, 12), 1), ((80, 24), 2)], ids=["40x12", "80x24"])
def test_its_name_is_copied_and_a_message_says_so_above_its_keys(size: tuple[int, int], key_lines: int) -> None:
    async def scenario(c: Console) -> None:
        await open_guest(c, "web", "y")
        await c.sees("Copy from web")
        await c.press("n")
        await c.sees("copied")
        assert screen(c)
        assert c.app.clipboard == "web"
        lines = c.screen_text().splitlines()
        assert "copied" in " ".join(lines[-key_lines - 2 : -key_lines])
        assert "Help" in lines[-1]
        await c.press("2")
        await c.until(lambda: "copied" not in c.screen_text(), "the message gone")

    drive(console(), scenario, size, shows_toasts=True)


def test_the_screen_that_an_event_leads_to_is_of_its_guest_whatever_lies_below() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("other")
        await c.press("s")  # it runs: the refusal is an event of that guest
        await open_guest(c, "web", "E")
        await c.sees("Events 1")
        await c.press("enter")
        await c.until(lambda: isinstance(c.app.screen, GuestScreen), "the other guest")
        await c.press("d")
        await c.sees("/etc/xen/other.cfg")
        assert "[2 Definition]" in c.screen_text()
        await c.press("p", "y")
        await c.jobs_over()
        assert jobs_about(c) == ["other"]
        await c.press("escape", "escape")
        assert screen(c).opened.followed.last_seen.name == "web"

    drive(console(), scenario)


def test_enter_closes_nothing() -> None:
    async def scenario(c: Console) -> None:
        await open_guest(c)
        for tab in "1234":
            await c.press(tab, "enter")
            assert screen(c)

    drive(console(), scenario)


@pytest.mark.parametrize("key", ["escape", "q"])
def test_escape_and_q_go_back(key: str) -> None:
    async def scenario(c: Console) -> None:
        await open_guest(c)
        await c.press(key)
        assert c.app.screen is c.app.main_screen
        assert not c.app._exit

    drive(console(), scenario)


def test_an_action_works_on_that_guest_and_never_on_marked_ones() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("other")
        await c.press("space")
        await open_guest(c)
        await c.press("p")
        await c.sees("Pause web")
        await c.press("y")
        await c.until(lambda: c.jobs.all, "the job")
        await c.jobs_over()
        assert jobs_about(c) == ["web"]
        await c.sees("= paused")
        await c.press("colon")
        await c.sees("let a paused guest continue")
        await c.type("unpause")
        await c.press("enter")
        await c.until(lambda: len(c.jobs.all) == 2, "the other job")
        await c.jobs_over()
        assert jobs_about(c) == ["web", "web"]
        assert len(c.app.main_screen.table.marked) == 1

    drive(console(), scenario)


def test_the_palette_has_nothing_there_that_works_on_the_table() -> None:
    async def scenario(c: Console) -> None:
        await open_guest(c, "web", "colon")
        await c.type("filter")
        await c.sees("No such command")
        await c.press("escape", "escape", "colon")
        await c.type("filter")
        await c.sees("show only matching guests")

    drive(console(), scenario)


def test_every_action_asks_there_what_it_asks_on_the_main_screen() -> None:
    made = console(settings=replace(DEFAULTS, protected=("web",)))

    async def scenario(c: Console) -> None:
        for key in ("x", "X", "p", "r", "R"):
            questions = []
            for way in ((), ("enter",)):
                c.move_to("web")
                await c.press(*way, key)
                await c.until(lambda: isinstance(c.app.screen, Dialog), "the question")
                assert isinstance(c.app.screen, Dialog)
                questions.append(str(c.app.screen.frame.border_title))
                assert "Type web to continue" in c.screen_text()
                await c.press("escape", *("escape" for _ in way))
            assert questions[0] == questions[1]
        assert c.jobs.all == ()

    drive(made, scenario)


@pytest.mark.parametrize("burst", [("x", "y"), ("2", "x"), ("right", "w"), ("j", "X"), ("s", "s"), ("d", "w")])
def test_keys_that_arrive_together_act_on_nothing(burst: tuple[str, ...]) -> None:
    async def scenario(c: Console) -> None:
        await open_guest(c)
        await c.burst(*burst)
        assert screen(c)
        assert c.jobs.all == ()

    drive(ballooned(), scenario)


def test_a_failure_is_shown_with_what_can_be_done() -> None:
    async def scenario(c: Console) -> None:
        c.world.set_fault(Fault.CREATE_FAILS)
        await open_guest(c, "web", "s")
        await c.sees("Next:")
        await c.press("escape")
        assert screen(c)

    drive(console(start=False), scenario)


def held_back(monkeypatch: pytest.MonkeyPatch, made: Console) -> threading.Event:
    """What reads the guest beside its definition waits until this is set."""
    answers, look = threading.Event(), made.hypervisor.describe

    def slow(instance: Instance) -> Description:
        assert answers.wait(60)
        return look(instance)

    monkeypatch.setattr(made.hypervisor, "describe", slow)
    return answers


def test_a_host_that_does_not_answer_leaves_the_rest_usable(monkeypatch: pytest.MonkeyPatch) -> None:
    made = console()
    answers = held_back(monkeypatch, made)

    def memory_of(ref: DomainRef) -> DomainMemory:
        assert answers.wait(60)
        return DomainMemory(1, None, None)

    monkeypatch.setattr(made.hypervisor, "memory_of", memory_of)

    async def scenario(c: Console) -> None:
        await open_guest(c)
        await c.sees("~ reading")
        assert "* running" in c.screen_text()
        for tab, seen in (("2", WEB), ("3", "Disks in the file"), ("4", "No jobs for this guest yet.")):
            await c.press(tab)
            await c.sees(seen)
        await c.press("p")
        await c.sees("Pause web")
        await c.press("escape", "escape")
        assert c.app.screen is c.app.main_screen
        answers.set()

    drive(made, scenario)


def test_an_error_stands_on_the_tab_and_ctrl_r_reads_again() -> None:
    async def scenario(c: Console) -> None:
        c.world.set_fault(Fault.XENSTORED_DOWN)
        c.move_to("web")
        await c.press("d")
        await c.sees("X ")
        await c.sees("^R reads it again")
        assert screen(c)
        c.world.set_fault(Fault.XENSTORED_DOWN, on=False)
        await c.press("ctrl+r")
        await c.sees("As it runs")

    drive(console(), scenario)


def test_an_answer_that_comes_after_the_screen_was_left_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    made = console()
    answers = held_back(monkeypatch, made)

    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("d")
        await c.sees("~ reading")
        await c.press("escape")
        answers.set()
        await c.sees("Guests")

    drive(made, scenario)


def test_old_data_says_how_old_it_is() -> None:
    async def scenario(c: Console) -> None:
        await open_guest(c)
        c.world.set_fault(Fault.SAMPLER_REFUSED)
        c.world.set_fault(Fault.EMPTY)
        c.clock.wait(12.0)
        await polled(c, "Stale 1")
        assert "─ stale " in c.screen_text()

    drive(console(), scenario)


def test_a_name_with_markup_is_text() -> None:
    made = Console()
    made.define("evil", start=True, text=guest("[red]x[b"))

    async def scenario(c: Console) -> None:
        await open_definition(c, "[red]x[b")
        assert "─ [red]x[b ─" in c.screen_text()

    drive(made, scenario)


def test_on_several_hosts_the_guest_is_that_of_its_host() -> None:
    async def scenario(c: FleetConsole) -> None:
        c.go_to("dom0b", "web")
        await c.press("enter")
        await c.sees("─ web on dom0b ─")
        await host_goes_silent(c, "dom0a")
        await c.press("x", "y")
        await c.until(lambda: c.fleet.jobs, "the job")
        await c.all_jobs_over()
        assert [job.record.host.name for job in c.fleet.jobs] == ["dom0b"]

    drive_fleet(FleetConsole(), scenario)
