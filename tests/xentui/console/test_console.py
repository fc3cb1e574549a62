"""The console as an operator meets it: keys in, screen out, the simulated host behind."""

import pytest

from tests.xentui.console.driving import Console, drive, guest
from tests.xentui.console.own_ends import ended_by_itself
from xentui.console.messages import StateArrived, ThreadDied
from xentui.console.screens.main import MainScreen
from xentui.console.terminal.attach import AttachResult
from xentui_driver.host.sources import SourceName
from xentui_driver.jobs import follower
from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.guest import DEAF
from xentui_driver.simulator.settings import REASON_CRASH, REASON_POWEROFF, REASON_REBOOT
from xentui_driver.transport import own_copy
from xentui_widgets.dialogs import Dialog


def console(*running: str, stopped: tuple[str, ...] = ()) -> Console:
    made = Console()
    for name in running:
        made.define(name, start=True)
    for name in stopped:
        made.define(name)
    return made


def test_running_and_stopped_instances_are_in_one_table() -> None:
    async def scenario(c: Console) -> None:
        await c.sees("web-01")
        text = c.screen_text()
        assert "Guests 2 + Domain-0" in text
        assert "stopped" in text
        assert "Domain-0" in text
        assert "Xen 4.17.7" in text

    drive(console("web-01", stopped=("web-02",)), scenario)


def test_a_console_that_was_upgraded_while_it_started_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def keep() -> None:
        raise own_copy.Replaced

    async def scenario(c: Console) -> None:
        await c.sees("another version was installed while this one was starting")

    monkeypatch.setattr(own_copy, "keep", keep)
    drive(console("web-01"), scenario)


def test_s_starts_a_stopped_instance_at_once() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web-02")
        await c.press("s")
        await c.jobs_over()
        await c.runs("web-02")
        assert "has started" in c.screen_text()
        assert "xl create /etc/xen/web-02.cfg" in c.screen_text()

    drive(console(stopped=("web-02",)), scenario)


def test_x_asks_first_and_cancel_has_the_focus() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web-01")
        await c.press("x")
        await c.sees("xl shutdown 1")
        await c.press("enter")
        await c.until(lambda: c.app.is_undisturbed)
        assert c.jobs.all == ()
        await c.press("x", "y")
        await c.jobs_over()
        await c.state("web-01", "stopped")
        assert "has shut down and is gone" in c.screen_text()

    drive(console("web-01"), scenario)


def test_a_letter_alone_never_destroys() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web-01")
        await c.press("X", "y")
        await c.sees("Tab and Enter choose, Esc cancels")
        assert c.jobs.all == ()
        await c.press("right", "enter")
        await c.jobs_over()
        await c.state("web-01", "stopped")
        assert "was forced off" in c.screen_text()

    drive(console("web-01"), scenario)


def test_p_pauses_after_a_question_and_unpauses_without() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web-01")
        await c.press("p", "y")
        await c.jobs_over()
        await c.state("web-01", "paused")
        await c.press("p")
        await c.jobs_over()
        await c.runs("web-01")

    drive(console("web-01"), scenario)


def test_the_end_of_what_this_process_does_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follower, "EVERY_S", 3600.0)
    monkeypatch.setattr(follower, "IDLE_EVERY_S", 3600.0)

    async def scenario(c: Console) -> None:
        c.move_to("web-01")
        await c.press("p", "y")
        await c.until(lambda: c.jobs.all)
        await c.jobs_over()

    drive(console("web-01"), scenario)


def test_r_reboots_and_the_cursor_stays_with_the_guest() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web-01")
        await c.press("r", "y")
        await c.jobs_over()
        await c.sees("is back as id 3")
        await c.until(lambda: c.app.main_screen.table.current.domid == 3)  # type: ignore[union-attr]
        assert c.app.main_screen.table.current.name == "web-01"  # type: ignore[union-attr]

    drive(console("web-01", "web-02"), scenario)


def test_b_shows_actual_target_and_maximum_and_sets_the_memory() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web-01")
        await c.press("b")
        await c.sees("New target")
        await c.until(lambda: "maximum      1.0 GiB" in c.screen_text())
        await c.type("lots")
        await c.sees("a size is a number and a unit")
        await c.press("backspace", "backspace", "backspace", "backspace")
        await c.type("768m")
        await c.sees("1024 -> 768 MiB (-256)")
        await c.sees("xl mem-set 1 786432k")
        await c.press("enter", "y")
        await c.jobs_over()
        await c.sees("now has 0.8 GiB")

    drive(console("web-01"), scenario)


def test_m_asks_for_a_host_refuses_what_is_none_and_tells_where_the_guest_is() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web-01")
        await c.press("m")
        await c.sees("To host:")
        await c.type("a b")
        await c.press("enter")
        await c.sees("is not a host name")
        await c.press("backspace", "backspace", "backspace")
        await c.type("dom0b")
        await c.press("enter")
        await c.sees("xl migrate 1 dom0b")
        await c.press("right", "enter")
        await c.jobs_over()
        await c.sees("runs on dom0b")
        await c.state("web-01", "moved")
        await c.press("5")
        await c.sees("migration target: Ready to receive domain.")

    drive(console("web-01"), scenario, size=(120, 40))


def test_an_action_that_is_not_possible_says_why() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web-02")
        await c.press("x")
        await c.sees("Stop is not possible: it isn't running.")
        c.move_to("Domain-0")
        await c.press("X")
        await c.sees("Force off is not possible: Domain-0 is the host itself.")
        assert c.jobs.all == ()

    drive(console(stopped=("web-02",)), scenario)


def test_a_failure_says_what_happened_how_things_stand_and_what_to_do() -> None:
    made = Console()
    made.world.set_guest("deaf", DEAF)
    made.define("deaf", start=True)

    async def scenario(c: Console) -> None:
        c.move_to("deaf")
        await c.press("x", "y")
        await c.jobs_over()
        await c.sees("the guest ignored the request")
        text = c.screen_text()
        assert isinstance(c.app.screen, Dialog)
        assert "Now: It is running." in text
        assert "Next: " in text
        assert "xl shutdown 1" in text
        await c.press("escape")
        assert isinstance(c.app.screen, MainScreen)

    drive(made, scenario)


def test_a_guest_that_was_restarted_under_the_dialog_is_left_alone() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web-01")
        await c.press("X")
        await c.sees("xl destroy 1")
        c.xl("reboot", "1")
        c.clock.wait(60.0)
        await c.press("right", "enter")
        await c.jobs_over()
        await c.sees("is no longer the same domain")
        await c.press("escape")
        await c.runs("web-01")

    drive(console("web-01"), scenario)


def test_marked_guests_are_done_together_and_the_dialog_lists_them() -> None:
    async def scenario(c: Console) -> None:
        await c.press("asterisk")
        await c.sees("3 marked")
        await c.press("x")
        await c.sees("Stop 2 guests?")
        text = c.screen_text()
        assert "web-01 (id 1)" in text
        assert "web-02 (id 2)" in text
        assert "Domain-0 (id 0)" not in text
        assert "web-03: it isn't running" in text
        await c.press("y")
        await c.jobs_over()
        await c.state("web-01", "stopped")
        await c.state("web-02", "stopped")

    drive(console("web-01", "web-02", stopped=("web-03",)), scenario)


def test_each_guest_of_a_set_is_named_and_can_be_scrolled_to() -> None:
    names = tuple(f"w{number:02}" for number in range(30))

    async def scenario(c: Console) -> None:
        await c.press("asterisk", "s")
        await c.sees("Start 30 guests?")
        seen: set[str] = set()
        for _ in range(20):
            seen |= {name for name in names if f"{name}, stopped" in c.screen_text()}
            await c.press("pagedown")
        assert seen == set(names)

    made = Console()
    for name in names:
        made.define(name)
    drive(made, scenario, (80, 24))


def test_a_large_set_needs_the_hosts_name_typed() -> None:
    names = tuple(f"w{number}" for number in range(6))

    async def scenario(c: Console) -> None:
        await c.press("asterisk", "x")
        await c.sees("Type dom0a to continue")
        await c.type("dom0")
        await c.press("enter", "right", "enter")
        assert c.jobs.all == ()
        await c.press("escape")
        await c.press("x")
        await c.sees("Type dom0a to continue")
        await c.type("dom0a")
        await c.press("enter", "enter")
        await c.jobs_over()
        await c.until(lambda: len(c.jobs.all) == 6)

    drive(console(*names), scenario)


def test_domain_0_needs_its_name_typed() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("Domain-0")
        await c.press("b")
        await c.type("1g")
        await c.press("enter")
        await c.sees("Type Domain-0 to continue")
        await c.press("escape")

    drive(console(), scenario)


def test_the_filter_narrows_while_typing_and_escape_clears_it() -> None:
    async def scenario(c: Console) -> None:
        await c.press("slash")
        await c.type("web !02")
        await c.sees("Guests 1 of 3")
        await c.press("enter")
        await c.sees("filter: web !02")
        assert c.app.main_screen.table.has_focus
        await c.press("escape")
        await c.sees("Guests 3 + Domain-0")
        await c.press("slash")
        await c.type("state:no")
        await c.sees("'no' is not a state")

    drive(console("web-01", "web-02", "db"), scenario, size=(120, 40))


def test_exclamation_mark_shows_problems_only() -> None:
    made = console("web-01")
    made.define("bad", text='name = "bad"\nmemory = lots\n')

    async def scenario(c: Console) -> None:
        await c.sees("broken")
        await c.press("exclamation_mark")
        await c.sees("problems only")
        assert [i.name for i in c.app.main_screen.table.rows] == ["bad.cfg"]

    drive(made, scenario)


def test_sorting_and_intervals_have_their_keys() -> None:
    async def scenario(c: Console) -> None:
        table = c.app.main_screen.table
        await c.press("M")
        assert (table.sort_column, table.sort_reverse) == ("memory", True)
        await c.press("I")
        assert not table.sort_reverse
        await c.press("N")
        assert table.sort_column == "name"
        await c.press("plus")
        await c.sees("every 3 s")
        await c.press("minus", "minus")
        await c.sees("every 1 s")
        await c.press("Z")
        await c.sees("frozen")

    drive(console("web-01"), scenario)


def test_the_shortest_and_the_longest_interval_say_so_once() -> None:
    async def scenario(c: Console) -> None:
        await c.press(*["minus"] * 2)
        await c.sees("every 0.5 s")
        assert "shortest" not in c.screen_text()
        await c.press("minus", "minus")
        await c.sees("0.5 s is the shortest interval.")
        await c.press(*["plus"] * 9)
        await c.sees("60 s is the longest interval.")
        await c.press("minus")
        await c.sees("Every 30 s: faster (+ is slower).")
        await c.press("plus")
        await c.sees("Every 60 s: slower (- is faster).")

    drive(console("web-01"), scenario, shows_toasts=True)


def test_while_xenstored_hangs_the_figures_go_on_and_it_is_told_that_names_may_be_old() -> None:
    async def scenario(c: Console) -> None:
        await c.until(lambda: c.hypervisor.counters.newest, "a sampler at work")
        c.world.set_fault(Fault.XENSTORED_DOWN)
        for _ in range(5):
            c.clock.wait(2.0)
            await c.press("ctrl+r")
        await c.sees("names may be old: xenstored has not answered for")
        assert "web-01" in c.screen_text()
        assert "stale" not in c.screen_text()
        c.world.set_fault(Fault.XENSTORED_DOWN, on=False)
        await c.press("ctrl+r")
        await c.until(lambda: "names may be old" not in c.screen_text(), "names again")

    drive(console("web-01"), scenario)


def test_a_host_that_stops_answering_leaves_the_last_picture_dimmed_with_its_age() -> None:
    async def scenario(c: Console) -> None:
        c.world.set_fault(Fault.SAMPLER_REFUSED)
        c.world.set_fault(Fault.XENSTORED_DOWN)
        await c.press("ctrl+r")
        await c.sees("stale")
        text = c.screen_text()
        assert "web-01" in text
        assert "xenstored doesn't answer" in text
        c.world.set_fault(Fault.XENSTORED_DOWN, on=False)
        await c.press("ctrl+r")
        await c.sees("answers again")
        assert "stale" not in c.screen_text()

    drive(console("web-01"), scenario)


def test_garbage_from_xl_keeps_the_last_good_picture() -> None:
    async def scenario(c: Console) -> None:
        c.world.set_fault(Fault.SAMPLER_REFUSED)
        for fault in (Fault.GARBAGE, Fault.HALF, Fault.EMPTY, Fault.FLOOD):
            c.world.set_fault(fault)
            await c.press("ctrl+r")
            await c.sees("stale")
            assert "web-01" in c.screen_text(), fault
            c.world.set_fault(fault, on=False)
            await c.press("ctrl+r")
            await c.until(lambda: "stale" not in c.screen_text())

    drive(console("web-01"), scenario)


def test_c_attaches_the_console_of_the_domain_found_now() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web-01")
        await c.press("c")
        await c.until(lambda: c.attached)
        await c.sees("console detached")
        c.move_to("web-02")
        await c.press("c")
        await c.sees("it isn't running")
        assert len(c.attached) == 1

    drive(console("web-01", stopped=("web-02",)), scenario)


def test_a_guest_that_reboots_itself_ends_its_console_and_the_operator_is_told() -> None:
    made = console("web-01", "web-02")
    made.meanwhile = lambda argv: ended_by_itself(made, "web-01", REASON_REBOOT)

    async def scenario(c: Console) -> None:
        c.move_to("web-01")
        await c.press("c")
        await c.sees("is rebooting: its console ended")
        assert "console detached" not in c.screen_text()
        await c.press("n")
        await c.state("web-01", "rebooting")
        await c.press("s")
        await c.sees("Start is not possible: it is rebooting")
        await c.press("p")
        assert c.app.is_undisturbed
        assert c.jobs.all == ()
        c.clock.wait(8.0)
        await c.press("ctrl+r")
        await c.sees("rebooted as id 3")
        await c.runs("web-01")
        assert c.app.main_screen.table.current.name == "web-01"  # type: ignore[union-attr]

    drive(made, scenario)


@pytest.mark.parametrize(("reason", "words"), [(REASON_POWEROFF, "powered off"), (REASON_CRASH, "crashed")])
def test_a_guest_that_ends_otherwise_is_told_so_too(reason: int, words: str) -> None:
    made = console("web-01")
    made.meanwhile = lambda argv: ended_by_itself(made, "web-01", reason)

    async def scenario(c: Console) -> None:
        c.move_to("web-01")
        await c.press("c")
        await c.sees(f"{words}: its console ended")
        assert "console detached" not in c.screen_text()

    drive(made, scenario)


def test_the_console_of_a_guest_that_had_crashed_before_is_left_and_not_ended() -> None:
    made = console()
    made.define("web-01", start=True, text=guest("web-01", more='on_crash = "preserve"\n'))
    ended_by_itself(made, "web-01", REASON_CRASH)

    async def scenario(c: Console) -> None:
        await c.state("web-01", "crashed")
        c.move_to("web-01")
        await c.press("c")
        await c.sees("console detached after")
        assert "has ended with it" not in c.screen_text()

    drive(made, scenario)


def test_a_console_that_somebody_else_holds_says_so() -> None:
    made = console("web-01")
    made.attach_result = AttachResult(11, ("xenconsole: Could not lock /var/lock/xenconsole.1: busy",), 0.1)

    async def scenario(c: Console) -> None:
        c.move_to("web-01")
        await c.press("c")
        await c.sees("Another client is attached to the console of web-01.")
        await c.press("escape")

    drive(made, scenario)


def test_capital_s_starts_paused_attaches_and_lets_it_boot() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web-02")
        await c.press("S")
        await c.until(lambda: c.attached)
        await c.jobs_over()
        await c.sees("(id 1) has started.")
        await c.press("ctrl+r")
        await c.until(lambda: any(i.domid for i in c.app.main_screen.table.rows if i.name == "web-02"))
        assert c.jobs.all[0].record.steps == ("xl create -p /etc/xen/web-02.cfg",)

    drive(console(stopped=("web-02",)), scenario)


def test_help_and_palette_name_every_action() -> None:
    async def scenario(c: Console) -> None:
        await c.press("question_mark")
        await c.sees("cut the power")
        await c.press("escape")
        c.move_to("web-01")
        await c.press("colon")
        await c.sees("WHAT IT DOES")

    drive(console("web-01"), scenario, size=(120, 60))


def test_an_empty_table_says_what_hides_the_rows() -> None:
    async def scenario(c: Console) -> None:
        await c.press("exclamation_mark")
        await c.sees("No guest needs attention. Show all guests (!).")
        await c.press("slash", "w", "enter")
        await c.sees("No guest that needs attention matches the filter. Esc clears it.")
        await c.press("exclamation_mark", "slash", "z", "enter")
        await c.sees("No guest matches the filter. Esc clears it.")

    drive(console("web-01"), scenario)


def test_a_reading_that_arrives_while_the_console_leaves_has_nothing_to_be_shown_on() -> None:
    made, readings = console("web-01"), []

    async def scenario(c: Console) -> None:
        (listing,) = (each for each in c.hypervisor.sources if each.name is SourceName.LISTING)
        readings.append(listing.take(c.host_state.known, c.clock))

    drive(made, scenario)
    made.app.take_state(StateArrived(made.host_state.with_reading(readings[0])))
    assert made.host_state.snapshot is not None


def test_q_leaves_at_once_without_jobs() -> None:
    async def scenario(c: Console) -> None:
        await c.press("q")
        await c.until(lambda: c.app._exit)

    drive(console("web-01"), scenario)


def test_a_bug_in_a_thread_ends_the_console_instead_of_passing_in_silence() -> None:
    async def scenario(c: Console) -> None:
        c.app.post_message(ThreadDied(ZeroDivisionError("a bug")))
        await c.until(lambda: c.app._exception, "the bug")

    with pytest.raises(ZeroDivisionError, match="a bug"):
        drive(console(), scenario)


def test_a_name_with_markup_is_shown_as_it_is() -> None:
    made = Console()
    made.define("evil", start=True, text=guest("[red]x[bold] [link=http:x]\\\\"))

    async def scenario(c: Console) -> None:
        await c.sees("[red]x[bold] [link=http:x]")
        c.move_to("[red]x[bold] [link=http:x]\\")
        for keys in (("enter", "escape"), ("X", "escape"), ("b", "escape"), ("m", "escape"), ("r", "y")):
            await c.press(*keys)
        await c.jobs_over()
        await c.sees("is back as id")

    drive(made, scenario)
