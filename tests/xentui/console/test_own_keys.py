"""The keys that the operator has chosen: everywhere the same, and whatever they are, each does one thing."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import events

from tests.xentui.console.driving import Console, drive
from tests.xentui.console.every_guest import every_guest
from xentui.console.commands.bindings import as_pressed, by_key
from xentui.console.commands.registry import COMMANDS, allowed_commands, with_one_guest
from xentui.console.guest.keys import ACTIONS as GUEST_ACTIONS
from xentui.console.guest.keys import bindings_on_guest_screen
from xentui.console.help_lines import help_lines, main_help
from xentui.console.screens.jobs import ACTIONS, JobsScreen
from xentui.console.screens.main import MainScreen
from xentui.console.screens.pages import Page
from xentui.console.screens.review import Review
from xentui.fleet.settings.key_map import KeyMap, complaint, key_map, may_share
from xentui.fleet.settings.key_names import NAMES
from xentui.fleet.settings.key_presets import MOVES, PRESETS, USUAL
from xentui.fleet.settings.values import DEFAULTS, Settings
from xentui_widgets.choice_bar import Choice
from xentui_widgets.key_roles import KeyRole
from xentui_widgets.symbols import UNICODE

GUESTS = tuple(every_guest())
COPYING = {"ctrl+c", "super+c"}
"""What every screen of Textual binds to copying marked text."""
KEYS = st.sampled_from([*"abcdhlmqrsxyzCDGHJKLQXYZ:/?@#$ö", *NAMES])
OWN = st.dictionaries(
    st.sampled_from(sorted(USUAL)), st.lists(KEYS, max_size=2, unique=True).map(tuple), min_size=1, max_size=6
)


@given(st.sampled_from(sorted(PRESETS)), OWN)
@settings(max_examples=300, deadline=None)
def test_what_the_settings_accept_leaves_no_key_in_doubt_and_no_command_out_of_reach(
    preset: str, own: dict[str, tuple[str, ...]]
) -> None:
    keys = key_map(preset, own)
    if not complaint(keys):
        require_clear(keys)


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_is_clear(preset: str) -> None:
    assert complaint(key_map(preset)) == ""
    require_clear(key_map(preset))


def require_clear(keys: KeyMap) -> None:
    """By what the screens bind and the guests allow, not by the map's own rules."""
    moving = {as_pressed(key) for move in MOVES for key in keys.of(move)}
    for key, meant in by_key(COMMANDS, keys).items():
        assert key not in moving
        for guest in GUESTS:
            assert sum(command.why_not(guest) is None for command in meant) <= 1 or len(meant) == 1, (key, guest)
    bound = MainScreen(["dom0a"], UNICODE, keys=keys)._bindings.key_to_bindings
    for command in COMMANDS:
        for key in keys.of(command.id):
            acting = [each.action for each in bound[as_pressed(key)] if each.action != "keep_filter"]
            assert len(acting) == 1
            assert command.id in acting[0].removeprefix("app.command('").removesuffix("')").split()
    for id in ("up", "down", "quit", "help", "command_palette"):
        assert keys.of(id)
    jobs = JobsScreen(
        lambda: (),
        lambda: 0.0,
        UNICODE,
        keys,
        cancel=ignore,
        set_back=ignore,
        open_job=ignore,
        copy=lambda _what, _text: None,
        say=ignore,
    )._bindings.key_to_bindings
    assert not moving & (jobs.keys() - COPYING)  # the table has a key before its screen does
    acting_on_jobs = [{each.action for each in found} - {"keep_filter"} for found in jobs.values()]
    assert all(len(actions) <= 1 for actions in acting_on_jobs)
    assert {binding.action for bindings in jobs.values() for binding in bindings} >= {
        action for id, action in ACTIONS.items() if keys.of(id)
    }
    page = Page("Page", lambda _width: [], UNICODE, keys, {"refresh": "again"})
    assert all(len({each.action for each in found}) == 1 for found in page._bindings.key_to_bindings.values())
    require_clear_on_the_screen_of_a_guest(keys, moving)


def require_clear_on_the_screen_of_a_guest(keys: KeyMap, moving: set[str]) -> None:
    """By what it binds: each key one action, and each command and movement its keys."""
    commands = with_one_guest(COMMANDS)
    bound = {
        key: {each.action for each in found}
        for key, found in bindings_on_guest_screen(commands, keys).key_to_bindings.items()
    }
    assert all(len(actions) == 1 for actions in bound.values())
    for command in commands:
        for key in keys.of(command.id):
            (action,) = bound[as_pressed(key)]
            assert command.id in action.removeprefix("app.command('").removesuffix("')").split()
    for id, action in GUEST_ACTIONS.items():
        assert all(bound[as_pressed(key)] == {action} for key in keys.of(id))
    assert all(next(iter(bound[key])).startswith("move(") for key in moving)


def ignore(_what: object) -> None:
    """Nothing is done with it."""


def test_only_what_no_guest_allows_both_of_may_share_a_key() -> None:
    acting = [command for command in COMMANDS if command.action is not None or command.id == "console"]
    for one in acting:
        for other in acting:
            if may_share(one.id, other.id):
                both = [g for g in GUESTS if one.why_not(g) is None and other.why_not(g) is None]
                assert both == [], (one.id, other.id)
    assert may_share("start", "stop")
    assert not may_share("stop", "reboot")


def console(**keys: tuple[str, ...]) -> Console:
    return _console(replace(DEFAULTS, keys=keys))


def _console(settings: Settings) -> Console:
    made = Console(settings=settings)
    for name in ("db", "web"):
        made.define(name, start=True)
    made.define("test")
    return made


def test_an_own_key_acts_and_the_usual_one_does_not() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("x")
        assert c.app.is_undisturbed
        await c.press("f9")
        await c.sees("y Stop")

    drive(console(stop=("f9",)), scenario)


def test_key_bar_help_palette_and_advice_show_the_own_key() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("test")
        await c.press("p")
        await c.sees("Start it (F5).")
        assert "F5 Start" in c.screen_text().splitlines()[-2]
        await c.press("question_mark")
        await c.sees("F5 a ")
        await c.press("escape", "colon")
        await c.until(lambda: any("Start " in line and line.endswith("F5") for line in c.screen_text().splitlines()))

    drive(console(start=("f5", "a")), scenario, size=(110, 50))


def test_what_is_frozen_says_the_own_key_that_unfreezes_it() -> None:
    async def scenario(c: Console) -> None:
        await c.press("f7")
        c.clock.wait(60.0)
        await c.sees("polling is frozen; F7 resumes")

    drive(console(freeze=("f7",)), scenario)


def test_what_has_no_key_is_found_in_the_palette() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("test")
        await c.press("p")
        await c.sees("Start it (^G Start).")

    drive(console(start=(), command_palette=("ctrl+g",)), scenario)


KEYLESS = key_map(own={"edit": (), "freeze": ()})


def test_help_puts_what_has_no_key_with_its_own() -> None:
    text = "\n".join(line.plain for line in help_lines(main_help(KEYLESS), "", 100, UNICODE))
    titles = ("Guests, by name", "Screen, by name", "The host, by name", "States")
    at = [text.index(title) for title in titles]
    assert at == sorted(at)
    assert at[0] < text.index("  Edit ") < at[1]
    assert at[1] < text.index("  Freeze ") < at[2]
    assert at[2] < text.index("  Doctor ") < at[3]


def test_own_moves_move_in_the_table_on_pages_and_among_the_jobs() -> None:
    async def scenario(c: Console) -> None:
        await c.press("t")
        assert c.app.main_screen.table.current is not None
        assert c.app.main_screen.table.current.name == "Domain-0"
        await c.press("up", "k")  # the usual ones mean nothing now
        assert c.app.main_screen.table.current.name == "Domain-0"
        await c.press("question_mark", "t")
        await c.until(lambda: c.app.screen.query("VerticalScroll").first().scroll_y == 1, "a line further down")

    drive(console(up=("T",), down=("t",)), scenario)


def test_what_quits_leaves_a_page_and_the_jobs() -> None:
    async def scenario(c: Console) -> None:
        for opened in ("question_mark", "5"):
            await c.press(opened)
            await c.press("q")
            assert not c.app.is_undisturbed
            await c.press("Q")
            assert c.app.is_undisturbed

    drive(console(quit=("Q",)), scenario)


def test_own_moves_may_be_typed_ahead_and_own_actions_may_not() -> None:
    async def scenario(c: Console) -> None:
        await c.burst("t", "t", "t")
        assert c.app.main_screen.table.current is not None
        assert c.app.main_screen.table.current.name == "web"
        await c.burst("j", "j")
        assert c.app.is_undisturbed

    drive(console(down=("t",), stop=("j",)), scenario)


def test_read_only_no_own_key_changes_anything() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("f9", "x")
        assert c.app.is_undisturbed
        assert "F9" not in c.screen_text()

    drive(_console(replace(DEFAULTS, keys={"stop": ("f9",)}, read_only=True)), scenario)
    looking = MainScreen(["dom0a"], UNICODE, allowed_commands(read_only=True), keys=key_map("htop"))
    assert "f9" not in looking._bindings.key_to_bindings


def test_two_commands_on_one_key_do_what_the_guest_allows() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("test")
        await c.press("s")
        await c.runs("test")
        await c.press("s")
        await c.sees("y Stop")

    drive(console(stop=("s",)), scenario)


@pytest.mark.parametrize("preset", ["vim", "htop", "k9s"])
def test_no_preset_takes_a_question_away(preset: str) -> None:
    async def scenario(c: Console) -> None:
        keys = c.app.keys
        for id in ("stop", "destroy"):
            c.move_to("web")
            for key in keys.of(id):
                await c.press(as_pressed(key))
                await c.sees("Cancel")
                await c.press("escape")
        assert c.jobs.all == ()

    drive(_console(replace(DEFAULTS, preset=preset)), scenario)


def test_a_change_is_scrolled_by_arrows_and_own_keys_and_answered_by_its_letters() -> None:
    keys = key_map(own={"up": ("ö",), "down": ("j", "s"), "first": ("k",)})
    review = Review("Edit", "/etc/xen/web.cfg", "", UNICODE, keys, left_early=lambda: None)
    review.offer((Choice("again", "Edit again", "e"), Choice("save", "Save", "s")))
    first = {key: bound[0].action for key, bound in review._bindings.key_to_bindings.items()}
    assert (first["up"], first["ö"], first["j"], first["k"]) == ("scroll(-1)", "scroll(-1)", "scroll(1)", "top")
    roles = {key: review.role_of(events.Key(key, None)) for key in ("up", "j", "s", "e", "enter", "escape")}
    assert roles == {
        "up": KeyRole.FREE,
        "j": KeyRole.FREE,
        "s": KeyRole.ALONE,
        "e": KeyRole.ALONE,
        "enter": KeyRole.ALONE,
        "escape": KeyRole.ANSWER,
    }
