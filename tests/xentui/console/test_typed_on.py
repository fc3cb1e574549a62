"""What is typed on after a key that led nowhere is text, and acts on nothing; a key that is pressed alone acts."""

import asyncio
from collections.abc import Sequence
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from tests.xentui.console.driving import Console, drive
from tests.xentui.console.gate_screen import Screen
from xentui.console.keys.key_gate import KeyGate
from xentui.console.keys.keyboard import Keyboard
from xentui.console.keys.typed_on import FOLLOWS_S, UNSEEN_S
from xentui_driver.model.row_key import RowKey
from xentui_driver.simulator.clock import SimulatedClock
from xentui_widgets.dialogs import Dialog
from xentui_widgets.key_roles import KeyRole

MOVING = {"j", "k", "g", "down", "escape"}
LEAVING = {"q"}
TYPING_S = st.floats(0.03, 0.35)
PAUSE_S = st.floats(0.0, 2.0)
TEXTS = st.text("jkgqspe+1-5", min_size=2, max_size=8)


class Table(Screen):
    """Some of its keys move, some leave, and all others act."""

    def role_of(self, key: events.Key) -> KeyRole:
        return KeyRole.FREE if key.key in MOVING else KeyRole.ANSWER if key.key in LEAVING else KeyRole.ALONE


def row_under_cursor(c: Console) -> RowKey:
    current = c.app.main_screen.table.current
    assert current is not None
    return current.row_key


def acting(keys: Sequence[str], waits_s: Sequence[float], *, moves: bool = True) -> list[str]:
    """The keys that are taken, of those that follow a key that led nowhere, each after so many seconds."""
    keyboard, typed, now_s = Keyboard(), [Console.key_event(name) for name in keys], 100.0
    gate = KeyGate(keyboard, lambda: None, lambda: now_s)
    refused = Console.key_event("v")
    refused.time = now_s
    assert asyncio.run(gate.passes(refused, lambda: Table(KeyRole.ALONE)))
    gate.led_nowhere()
    for key, pressed_s in zip(typed, accumulate((now_s + waits_s[0], *waits_s[1:])), strict=False):
        key.time = pressed_s
        keyboard.read([key])
    now_s += sum(waits_s) + 1.0
    passed = [key for key in typed if asyncio.run(gate.passes(key, lambda: Table(KeyRole.ALONE)))]
    return [key.key for key in passed if moves or key.key not in MOVING]


@given(text=TEXTS, pause_s=PAUSE_S, every_s=TYPING_S, has_enter=st.booleans())
def test_no_letter_of_a_text_acts_however_long_the_operator_reads_before_it(
    text: str, pause_s: float, every_s: float, has_enter: bool
) -> None:
    keys = [*text, *(["enter"] if has_enter else [])]
    assert acting(keys, [pause_s, *[every_s] * (len(keys) - 1)], moves=False) == []


@given(texts=st.lists(TEXTS, min_size=1, max_size=4), pauses_s=st.lists(PAUSE_S, min_size=4, max_size=4))
def test_a_text_that_is_typed_with_pauses_acts_on_nothing_either(texts: list[str], pauses_s: list[float]) -> None:
    waits_s = [wait_s for text, pause_s in zip(texts, pauses_s, strict=False) for wait_s in _waits(text, pause_s)]
    assert acting("".join(texts), waits_s, moves=False) == []


def _waits(text: str, pause_s: float) -> list[float]:
    return [pause_s, *[0.1] * (len(text) - 1)]


@given(key=st.sampled_from("sped5"), pause_s=st.floats(FOLLOWS_S, 10.0), more_s=st.floats(FOLLOWS_S, 10.0))
def test_a_key_that_is_pressed_alone_acts_and_so_do_all_behind_it(key: str, pause_s: float, more_s: float) -> None:
    assert acting([key, *"spe"], [pause_s + 0.01, more_s + 0.01, 0.1, 0.1]) == [key, *"spe"]


def test_keys_that_are_pressed_one_by_one_are_taken_though_several_are_refused_in_a_row() -> None:
    clock = [100.0]
    gate = KeyGate(Keyboard(), lambda: None, lambda: clock[0])
    for number, name in enumerate("vmbd"):
        key = Console.key_event(name)
        key.time = 100.0 + 0.6 * number
        clock[0] = key.time + FOLLOWS_S  # it was held
        assert asyncio.run(gate.passes(key, lambda: Table(KeyRole.ALONE)))
        gate.led_nowhere()


def test_a_key_that_is_pressed_before_anybody_can_have_read_the_refusal_acts_on_nothing() -> None:
    assert acting(["s"], [0.2]) == []


def test_what_is_taken_back_while_it_is_typed_is_text_too() -> None:
    assert acting([*"se", "backspace", "backspace", *"web", "enter"], [0.8, *[0.2] * 7]) == []


def test_after_a_text_that_was_ignored_a_key_acts_once_the_operator_can_have_read_that() -> None:
    assert acting("web-01d", [0.1] * 6 + [UNSEEN_S + 0.01]) == ["d"]
    assert acting("web-01d", [0.1] * 6 + [UNSEEN_S - 0.01]) == []


def test_a_letter_that_moves_is_text_only_behind_another_one() -> None:
    assert acting("-1g", [0.2] * 3) == []
    assert acting("jjx", [0.2] * 3) == ["j", "j"]
    assert acting("jjx", [0.2, 0.2, FOLLOWS_S + 0.01]) == ["j", "j", "x"]


@pytest.mark.parametrize("key", ["down", "escape", "tab", "f2"])
def test_a_key_that_is_no_text_ends_it(key: str) -> None:
    assert acting(["a", "b", key, "x"], [0.1] * 4) == [key, "x"]
    assert acting(["a", "tab", "x"], [0.8, 0.1, 0.1]) == ["a", "tab", "x"]


def console() -> Console:
    made = Console()
    made.define("web-01", start=True)
    return made


def busy(clock: SimulatedClock) -> Console:
    """A guest that is started never comes to the end of it while the clock is held."""
    made = Console(clock)
    for name in ("web-01", "web-02"):
        made.define(name)
    return made


async def start_web(c: Console) -> None:
    c.move_to("web-01")
    await c.press("s")
    await c.until(lambda: any(job.has_begun for job in c.jobs.all), "the start")


async def typed_on(c: Console, *keys: str) -> None:
    """By an operator who doesn't look up between two of them."""
    for key in keys:
        c.app.post_message(c.key_event(key))
        await c.pilot.pause()


async def typed_by_hand(c: Console, text: str, *, after_s: float, every_s: float = 0.1) -> None:
    """A text whose letters come one by one, as the terminal brings them; the application looks at them later."""
    await c.bursts(*text, begins_s=after_s, apart_s=every_s)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_a_refusal_is_seen_while_a_job_runs_and_what_is_typed_for_its_question_acts_on_nothing(
    size: tuple[int, int],
) -> None:
    clock = SimulatedClock(held=True)

    async def scenario(c: Console) -> None:
        await start_web(c)
        clock.advance(0.2)
        interval_s, row = c.app.pollers.interval_s, row_under_cursor(c)
        await typed_on(c, "v", *"+-1g", "enter", "d", "G")
        await c.sees("vCPUs is not possible: it is starting already")
        await c.sees("typed text ignored")
        assert c.app.pollers.interval_s == interval_s
        assert row_under_cursor(c) == row
        assert c.app.screen_stack == [c.app.main_screen]
        await c.press("plus")
        assert c.app.pollers.interval_s != interval_s, "once the operator has looked, keys are keys"

    drive(busy(clock), scenario, size)


def test_a_refusal_is_seen_on_the_screen_of_a_guest_too() -> None:
    async def scenario(c: Console) -> None:
        await start_web(c)
        await c.press("enter", "b")
        await c.sees("web-01: Memory is not possible: it is starting already")

    drive(busy(SimulatedClock(held=True)), scenario, (80, 24), shows_toasts=True)


@pytest.mark.parametrize("keys", ["dom0a", "supply", "y", "x", "/web", "proxy"])
def test_what_is_typed_into_a_question_without_a_field_stays_in_it(keys: str) -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web-01")
        await c.press("X")
        await typed_on(c, *keys, "enter")
        assert isinstance(c.app.screen, Dialog)
        assert c.jobs.all == ()
        await c.sees("Tab and Enter choose, Esc cancels")

    drive(console(), scenario)


def test_a_letter_of_a_text_is_no_answer() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web-01")
        await c.press("p")
        await typed_on(c, *"roxy", "enter")
        assert isinstance(c.app.screen, Dialog)
        assert c.jobs.all == ()
        await c.press("y")
        await c.until(lambda: c.jobs.all)

    drive(console(), scenario)


@pytest.mark.parametrize("key", ["n", "q", "escape", "enter"])
@pytest.mark.parametrize("asks", ["x", "X"])
def test_a_question_that_is_left_says_that_nothing_was_begun_however_it_is_left(asks: str, key: str) -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web-01")
        await c.press(asks, key)
        await c.sees("cancelled: Nothing was started.")
        assert c.jobs.all == ()

    drive(console(), scenario, shows_toasts=True)


@pytest.mark.parametrize("key", ["x", "d", "c", "e", "b", "y", "enter"])
def test_where_no_guest_is_shown_a_key_for_one_says_so(key: str) -> None:
    async def scenario(c: Console) -> None:
        await c.press("slash", *"nobody", "enter", key)
        await c.sees("is not possible: no guest is chosen.")
        assert c.app.screen_stack == [c.app.main_screen]

    drive(Console(), scenario)


@pytest.mark.parametrize("after_s", [0.0, 0.5, 0.8, 1.4])
@pytest.mark.parametrize("text", ["server2\n", "nosuchhost", "proxy1", "queue", "+1\n"])
def test_a_text_for_a_question_that_has_not_come_starts_and_opens_nothing(text: str, after_s: float) -> None:
    made = Console()
    made.define("test-01")

    async def scenario(c: Console) -> None:
        c.move_to("test-01")
        interval_s = c.app.pollers.interval_s
        await c.press("m")
        await c.sees("Migrate is not possible")
        await typed_by_hand(c, text, after_s=after_s)
        await c.sees("typed text ignored")
        assert c.jobs.all == ()
        assert c.app.screen_stack == [c.app.main_screen]
        assert c.app.pollers.interval_s == interval_s
        assert not c.app._exit
        await c.press("s")
        await c.until(lambda: c.jobs.all, "once the operator has looked, keys are keys")

    drive(made, scenario)
