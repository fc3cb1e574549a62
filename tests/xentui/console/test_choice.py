"""What the operator has chosen is what is acted on: a choice that the program has moved or shrunk is asked about."""

import pytest

from tests.xentui.console.driving import Console, drive
from xentui.console.screens.review import Review
from xentui_driver.model.instance import Instance
from xentui_driver.model.row_key import RowKey
from xentui_driver.simulator.clock import SimulatedClock
from xentui_widgets.dialogs import Dialog


def console(*stopped: str, running: tuple[str, ...] = ()) -> Console:
    made = Console()
    for name in running:
        made.define(name, start=True)
    for name in stopped:
        made.define(name)
    return made


async def vanish(c: Console, name: str) -> None:
    """The definition goes, and with it the row."""
    c.hypervisor.transport.remove_file(f"/etc/xen/{name}.cfg")
    await c.press("ctrl+r")
    await c.until(lambda: all(instance.name != name for instance in everything(c)))


def everything(c: Console) -> tuple[Instance, ...]:
    snapshot = c.host_state.snapshot
    assert snapshot is not None
    return snapshot.instances


async def is_asked(c: Console, *words: str) -> None:
    await c.until(lambda: isinstance(c.app.screen, Dialog), "a question")
    assert all(word in c.screen_text() for word in words), c.screen_text()
    assert c.jobs.all == ()


def test_when_the_only_marked_guest_vanishes_nothing_else_is_started_unasked() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("cc")
        await c.press("space")
        c.move_to("aa")
        await vanish(c, "cc")
        await c.sees("cc is gone: 1 mark dropped")
        await c.press("s")
        await is_asked(c, "Start aa?", "cc is gone")
        await c.press("n")
        assert c.jobs.all == ()

    drive(console("aa", "bb", "cc"), scenario)


def test_when_one_of_the_marked_vanishes_the_rest_is_asked_about() -> None:
    async def scenario(c: Console) -> None:
        for name in ("bb", "cc"):
            c.move_to(name)
            await c.press("space")
        await vanish(c, "cc")
        await c.press("s")
        await is_asked(c, "Start bb?", "cc is gone")

    drive(console("aa", "bb", "cc"), scenario)


def test_when_the_row_under_the_cursor_vanishes_its_neighbour_is_asked_about() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("bb")
        await vanish(c, "bb")
        await c.sees("bb is gone: the cursor moved")
        await c.press("s")
        await is_asked(c, "Start cc?", "bb is gone")

    drive(console("aa", "bb", "cc"), scenario)


def test_after_a_move_the_choice_is_the_operators_again() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("bb")
        await vanish(c, "bb")
        await c.sees("cursor moved by itself")
        await c.press("k")
        await c.until(lambda: "cursor moved by itself" not in c.screen_text())
        await c.press("s")
        await c.jobs_over()
        await c.runs("aa")

    drive(console("aa", "bb", "cc"), scenario)


def test_after_a_filter_that_moves_the_cursor_the_choice_is_the_operators_again() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("bb")
        await vanish(c, "bb")
        await c.sees("cursor moved by itself")
        await c.press("slash", "a", "a", "enter")
        await c.until(lambda: "cursor moved by itself" not in c.screen_text())
        await c.press("s")
        await c.jobs_over()
        await c.runs("aa")

    drive(console("aa", "bb", "cc"), scenario)


def test_a_filter_that_leaves_the_cursor_where_it_was_moved_to_ends_no_doubt() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("bb")
        await vanish(c, "bb")
        await c.press("slash", "c", "c", "enter", "s")
        await is_asked(c, "Start cc?", "bb is gone")

    drive(console("aa", "bb", "cc"), scenario)


def test_a_console_and_an_editor_are_not_opened_on_a_guest_that_nobody_chose() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("bb")
        await vanish(c, "bb")
        await c.press("e")
        await is_asked(c, "Edit: cc", "bb is gone")
        await c.press("n", "c")
        await c.sees("Console is not possible: it isn't running.")
        assert not isinstance(c.app.screen, Review | Dialog)

    drive(console("aa", "bb", "cc"), scenario)


def test_a_console_is_not_attached_to_a_guest_that_nobody_chose() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("bb")
        await vanish(c, "bb")
        await c.press("c")
        await is_asked(c, "Console: cc", "bb is gone")
        await c.press("n")
        await c.until(lambda: not isinstance(c.app.screen, Dialog))

    drive(console("bb", running=("cc",)), scenario)


def test_a_filter_keeps_the_marks_that_it_hides_and_says_how_many() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("cc")
        await c.press("space")
        await c.press("slash", "a", "a", "enter")
        await c.sees("1 marked out of view")
        await c.press("s")
        await is_asked(c, "Start cc?", "1 of the marked guests is hidden by the filter")
        await c.press("n", "escape")
        await c.until(lambda: "out of view" not in c.screen_text())
        assert [i.name for i in c.app.main_screen.table.marked] == ["cc"]

    drive(console("aa", "bb", "cc"), scenario)


def test_a_hidden_mark_whose_guest_vanishes_is_told_too() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("cc")
        await c.press("space")
        await c.press("slash", "a", "a", "enter")
        await vanish(c, "cc")
        await c.sees("cc is gone: 1 mark dropped")
        await c.press("s")
        await is_asked(c, "Start aa?", "cc is gone")

    drive(console("aa", "bb", "cc"), scenario)


def test_a_filter_that_is_typed_is_a_choice() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("cc")
        await c.press("slash", "a", "a", "enter", "s")
        await c.jobs_over()
        await c.runs("aa")

    drive(console("aa", "bb", "cc"), scenario)


def test_a_guest_that_leaves_the_filter_by_itself_takes_the_choice_with_it() -> None:
    async def scenario(c: Console) -> None:
        await c.press("slash", *"state", "colon", *"stopped", "enter")
        await c.until(lambda: len(c.app.main_screen.table.rows) == 3)
        c.move_to("bb")
        c.xl("create", "/etc/xen/bb.cfg")
        await c.press("ctrl+r")
        await c.until(lambda: len(c.app.main_screen.table.rows) == 2)
        await c.sees("bb is hidden by the filter: the cursor moved")
        await c.press("s")
        await is_asked(c, "Start cc?")

    drive(console("aa", "bb", "cc"), scenario)


def test_what_can_be_done_with_one_only_says_that_the_others_are_left_out() -> None:
    async def scenario(c: Console) -> None:
        await c.press("slash", "w", "enter", "asterisk", "v")
        await c.sees("vCPUs online")
        await c.type("1")
        await c.press("enter")
        await is_asked(c, "web-01", "Skipped:", "web-02 (id 2): it works on one guest at a time")

    drive(console(running=("web-01", "web-02")), scenario)


def test_of_a_marked_set_even_one_start_is_asked_about() -> None:
    async def scenario(c: Console) -> None:
        await c.press("slash", "w", "enter", "asterisk", "s")
        await is_asked(c, "Start web-02?", "Skipped:", "web-01")

    drive(console("web-02", running=("web-01",)), scenario)


def test_the_cursor_does_not_follow_a_new_guest_when_it_was_moved_meanwhile() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("aa")
        c.app.go_to(RowKey("dom0a", "/etc/xen/new.cfg"))
        await c.press("j")
        c.define("new")
        await c.press("ctrl+r")
        await c.until(lambda: any(instance.name == "new" for instance in everything(c)))
        current = c.app.main_screen.table.current
        assert current is not None
        assert current.name == "bb"

    drive(console("aa", "bb"), scenario)


@pytest.mark.parametrize("hidden_by", ["", "bb", "nothing"])
def test_the_cursor_goes_to_a_guest_that_the_operator_has_made_and_nothing_is_asked(hidden_by: str) -> None:
    async def scenario(c: Console) -> None:
        c.move_to("bb")
        if hidden_by:
            await c.press("slash", *hidden_by, "enter")
        c.app.go_to(RowKey("dom0a", "/etc/xen/new.cfg"))
        c.define("new")
        await c.press("ctrl+r")
        await c.until(lambda: (row := c.app.main_screen.table.current) is not None and row.name == "new")
        assert c.app.main_screen.table.doubt == ""
        assert "asks first" not in c.screen_text()
        await c.press("s")
        await c.jobs_over()
        await c.runs("new")

    drive(console("aa", "bb"), scenario)


def test_marks_that_vanish_are_asked_about_on_a_guest_that_the_operator_has_made_too() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("bb")
        await c.press("space")
        c.move_to("cc")
        await c.press("slash", "c", "c", "enter")
        await vanish(c, "bb")
        await c.sees("1 mark dropped")
        c.app.go_to(RowKey("dom0a", "/etc/xen/new.cfg"))
        c.define("new")
        await c.press("ctrl+r")
        await c.until(lambda: (row := c.app.main_screen.table.current) is not None and row.name == "new")
        await c.press("s")
        await is_asked(c, "Start new?", "bb is gone: 1 mark dropped")

    drive(console("aa", "bb", "cc"), scenario)


def test_who_has_filtered_since_the_marks_were_dealt_with_is_not_asked() -> None:
    async def scenario(c: Console) -> None:
        await c.press("slash", "w", "enter", "asterisk", "s", "y")
        await c.jobs_over()
        await c.sees("no guest is marked now")
        await c.press("slash", "backspace", "a", "a", "enter", "s")
        await c.jobs_over()
        await c.runs("aa")

    drive(console("aa", "web-01", "web-02"), scenario)


def test_while_a_job_works_on_a_guest_no_key_is_offered_that_would_be_refused() -> None:
    clock = SimulatedClock(held=True)
    made = Console(clock)
    for name in ("aa", "bb"):
        made.define(name)

    async def scenario(c: Console) -> None:
        c.move_to("aa")
        await c.press("s")
        await c.until(lambda: any(job.has_begun for job in c.jobs.all), "the start")
        await c.until(lambda: "Start" not in c.keys_shown and "Edit" in c.keys_shown, "what can be done meanwhile")
        await c.press("s")
        await c.sees("Start is not possible: it is starting already")
        c.move_to("bb")
        await c.until(lambda: "s Start" in c.keys_shown, "what can be done with another guest")

    drive(made, scenario)


def test_a_doubt_ends_once_the_operator_has_been_asked_and_says_yes() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("aa")
        await vanish(c, "aa")
        await c.sees("cursor moved by itself")
        await c.press("e")
        await is_asked(c, "Edit: bb", "aa is gone")
        await c.press("n")
        await c.sees("cursor moved by itself")
        await c.press("e", "y")
        await c.until(lambda: not c.app.main_screen.table.doubt, "the end of the doubt")
        await c.press("escape")
        await c.until(lambda: c.app.is_undisturbed)
        await c.press("s")
        await c.until(lambda: c.jobs.all, "a start that asks nothing")

    drive(console("aa", "bb", "cc"), scenario)


def test_the_end_of_an_own_job_does_not_count_as_marks_that_change_by_themselves() -> None:
    async def scenario(c: Console) -> None:
        await c.press("slash", "w", "enter", "asterisk", "x", "y")
        await c.jobs_over()
        await c.sees("no guest is marked now")
        assert "by themselves" not in c.screen_text()

    drive(console(running=("web-01", "web-02")), scenario)


def test_many_that_are_skipped_are_counted_so_that_all_others_are_seen_at_once() -> None:
    async def scenario(c: Console) -> None:
        await c.press("asterisk", "x")
        await is_asked(c, "Stop 5 guests?", "Skipped 5:", "it isn't running (5)")
        await c.press("y")
        await c.until(lambda: len(c.jobs.all) == 5, "an answer without a scroll")

    made = console(*(f"off-{n}" for n in range(5)), running=tuple(f"web-{n}" for n in range(5)))
    drive(made, scenario, (80, 24))
