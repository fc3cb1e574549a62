"""Keys that arrive together: text is no command, an answer is taken once, and there is always a screen."""

import random

import pytest
from hypothesis import settings
from textual.widgets import Input

from tests.xentui.console.bursts import WAYS, type_bursts
from tests.xentui.console.driving import Console, drive
from xentui.console.keys.keyboard import HOLD_S
from xentui.console.screens.main import MainScreen
from xentui.console.screens.new import NewScreen
from xentui.console.screens.pages import Page
from xentui_widgets.dialogs import Dialog

SEED = 1 << 20
"""Another one than those of `make test-faults`."""


def console() -> Console:
    made = Console()
    for name in ("web-01", "web-02"):
        made.define(name, start=True)
    made.define("web-03")
    return made


@pytest.mark.parametrize(
    "burst",
    [("n", "n"), ("n", "y"), ("y", "n"), ("enter", "enter"), ("enter", "y"), ("y", "enter")],
)
def test_two_keys_in_one_read_leave_a_question_once_and_do_nothing(burst: tuple[str, ...]) -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web-01")
        await c.press("x")
        await c.burst(*burst)
        await c.until(lambda: c.app.screen is c.app.main_screen)
        await c.pilot.pause()
        assert c.app.screen_stack == [c.app.main_screen]
        assert c.jobs.all == ()
        await c.press("q")
        await c.until(lambda: c.app._exit)

    drive(console(), scenario)


def test_what_a_tab_moves_to_is_not_pressed_by_the_enter_behind_it() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web-01")
        await c.press("X")
        await c.burst("tab", "enter")
        assert isinstance(c.app.screen, Dialog)
        assert c.jobs.all == ()

    drive(console(), scenario)


def test_a_name_and_what_confirms_it_are_not_taken_from_one_burst() -> None:
    async def scenario(c: Console) -> None:
        c.app.action_powercycle()
        await c.sees("Type dom0a to continue")
        await c.burst(*"dom0a", "tab", "tab", "enter")
        await c.pilot.pause()
        assert isinstance(c.app.screen, Dialog)
        assert not any("power-cycling" in event.text for event in c.app.main_screen.event_log.events)

    drive(console(), scenario)


def test_an_answer_that_is_typed_twice_is_taken_once() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web-01")
        await c.press("x")
        await c.burst("y", "y")
        await c.until(lambda: c.jobs.all)
        await c.jobs_over()
        assert len(c.jobs.all) == 1
        assert c.app.screen_stack == [c.app.main_screen]

    drive(console(), scenario)


def test_keys_that_were_typed_before_a_question_is_there_do_not_answer_it() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web-01")
        asks, early = c.key_event("x"), c.key_event("y")
        early.time = asks.time + HOLD_S / 2
        c.app.keyboard.read([asks])
        c.app.post_message(asks)
        await c.until(lambda: isinstance(c.app.screen, Dialog))
        c.app.post_message(early)
        await c.pilot.pause()
        assert c.jobs.all == ()
        assert isinstance(c.app.screen, Dialog)

    drive(console(), scenario)


@pytest.mark.parametrize("text", ["proxy_pass http://web-01", "x\ny\n", "supply\n", "ss", "Xy", "5", "nginx"])
def test_a_burst_of_text_does_nothing_on_the_main_screen_and_says_so(text: str) -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web-03")
        await c.burst_of(text if len(text) > 1 else text * 2)
        await c.sees("typed text ignored")
        assert c.app.screen_stack == [c.app.main_screen]
        assert c.jobs.all == ()
        assert c.app.main_screen.table.marked == ()
        await c.press("j")
        await c.until(lambda: "typed text" not in c.screen_text().splitlines()[-1])

    drive(console(), scenario, size=(120, 40))


@pytest.mark.parametrize("text", ["x\ny\n", "supply\n", "s\n"])
def test_letter_by_letter_on_a_serial_line_it_is_text_too(text: str) -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web-03")
        await c.bursts(*text, apart_s=0.001)
        await c.sees("typed text ignored")
        assert c.app.screen_stack == [c.app.main_screen]
        assert c.jobs.all == ()

    drive(console(), scenario, size=(120, 40))


def test_a_late_letter_of_a_text_is_no_command_and_q_still_leaves() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web-03")
        await c.bursts("supply web-0", "s", apart_s=0.2)
        await c.sees("typed text ignored")
        assert c.jobs.all == ()
        await c.bursts("nginx", "q", apart_s=0.2)
        await c.until(lambda: c.app._exit)

    drive(console(), scenario, size=(120, 40))


def test_movement_and_the_filter_are_typed_ahead() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("Domain-0")
        await c.burst_of("jj/web-02\n")
        await c.sees("filter: web-02")
        assert [i.name for i in c.app.main_screen.table.rows] == ["web-02"]
        await c.burst("down", "j", "x")
        await c.sees("typed text ignored")
        assert c.app.screen_stack == [c.app.main_screen]

    drive(console(), scenario)


def test_q_leaves_after_a_move_too() -> None:
    async def scenario(c: Console) -> None:
        await c.burst("G", "q", "q")
        await c.until(lambda: c.app._exit)

    drive(console(), scenario)


def test_a_value_and_its_enter_are_typed_ahead_and_the_question_behind_is_asked() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web-01")
        await c.press("b")
        await c.burst_of("768m\ny")
        await c.sees("n Cancel")
        await c.pilot.pause()
        assert isinstance(c.app.screen, Dialog)
        assert c.jobs.all == ()

    drive(console(), scenario)


def test_fields_of_the_form_are_filled_ahead() -> None:
    async def scenario(c: Console) -> None:
        await c.press("n", "f")
        await c.until(lambda: isinstance(c.app.screen, NewScreen))
        await c.burst(*"web", "tab", *"512")
        screen = c.app.screen
        assert isinstance(screen, NewScreen)
        await c.until(lambda: screen.guest.values_by_field[""].get("memory") is not None)
        assert screen.guest.name == "web"

    drive(console(), scenario)


def test_a_file_to_restore_is_typed_ahead_and_taken_by_an_enter_of_its_own() -> None:
    async def scenario(c: Console) -> None:
        c.app.action_restore()
        await c.sees("Restore a saved guest")
        await c.burst_of("web.save\n")
        await c.sees("/var/lib/xen/save/web.save")
        assert c.jobs.all == ()
        assert c.app.screen is not c.app.main_screen
        await c.press("enter")
        await c.until(lambda: c.jobs.all)

    drive(console(), scenario)


def test_a_command_of_the_palette_runs_once_however_often_enter_comes() -> None:
    async def scenario(c: Console) -> None:
        await c.press("colon")
        await c.type("help")
        await c.burst("enter", "enter")
        await c.until(lambda: isinstance(c.app.screen, Page) or "typed text" in c.screen_text())
        await c.press("escape")
        await c.press("escape")
        await c.until(lambda: isinstance(c.app.screen, MainScreen))

    drive(console(), scenario, shows_toasts=True)


def test_enter_runs_what_was_typed_and_not_what_the_list_showed_before() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web-01")
        await c.press("colon")
        await c.sees("WHAT IT DOES")
        await c.bursts("rename", "\n")
        await c.sees("New name:")
        assert c.jobs.all == ()

    drive(console(), scenario, size=(120, 40))


def test_what_the_terminal_marks_as_pasted_is_no_command_either() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web-03")
        await c.paste("s")
        await c.sees("typed text ignored")
        assert c.jobs.all == ()
        c.move_to("web-01")
        await c.press("x")
        await c.paste("y")
        await c.until(lambda: c.app.screen is c.app.main_screen)
        assert c.jobs.all == ()

    drive(console(), scenario)


@pytest.mark.parametrize("keys", [("slash",), ("n", "f"), ("colon",), ("V",)])
def test_several_pasted_lines_are_refused_by_a_field_and_it_says_so(keys: tuple[str, ...]) -> None:
    async def scenario(c: Console) -> None:
        await c.press(*keys)
        await c.until(lambda: isinstance(c.app.focused, Input))
        field = c.app.focused
        assert isinstance(field, Input)
        before = field.value
        await c.paste("web-01\nweb-02\n")
        assert field.value == before
        assert "2 pasted lines ignored" in c.app.overview.events[-1].text
        await c.paste("\r\nweb-01\r\n")
        assert "web-01" in field.value

    drive(console(), scenario)


@pytest.mark.hypothesis
def test_random_bursts_on_every_screen_do_nothing_that_was_not_asked_for() -> None:
    """The same at each run, as examples are, but for `make test-search`."""
    is_search = not settings().derandomize
    counts = type_bursts(random.randrange(1 << 30) if is_search else SEED, 5 * len(WAYS))
    assert counts.keys() == WAYS.keys()


@pytest.mark.parametrize("typed", [("/", "web-01", "\n", "s"), ("/", "w", "e", "b", "-", "0", "1", "\n", "s")])
def test_a_key_behind_a_filter_acts_on_what_the_filter_shows(typed: tuple[str, ...]) -> None:
    """However slow the host is: everything is typed before the first letter is shown."""
    made = Console()
    for name in ("db-01", "mail", "web-01"):
        made.define(name)

    async def scenario(c: Console) -> None:
        await c.state("web-01", "stopped")
        c.move_to("db-01")
        c.look()
        await c.bursts(*typed)
        await c.runs("web-01")
        await c.jobs_over()
        assert [job.record.subject.name for job in c.jobs.all] == ["web-01"]

    drive(made, scenario)
