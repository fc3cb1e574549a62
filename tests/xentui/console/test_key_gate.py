"""The gate by itself, with a clock of its own: what came unasked has to be seen before a key is meant for it."""

import asyncio
from collections.abc import Sequence

import pytest
from textual import events

from tests.xentui.console.gate_screen import Screen
from xentui.console.keys.key_gate import HELD_DOWN_S, KeyGate
from xentui.console.keys.keyboard import Keyboard
from xentui.console.keys.typed_on import UNSEEN_S
from xentui_widgets.key_roles import KeyRole

ROLES = tuple(KeyRole)


class Progress:
    """A gate, and the hand of a clock."""

    def __init__(self, role: KeyRole) -> None:
        self.now_s = 100.0
        self.refused = 0
        self._screen = Screen(role)
        self.gate = KeyGate(Keyboard(), self._refuse, lambda: self.now_s)
        self.gate.screen_changed(self._screen)

    def passes(self, key: str, at_s: float) -> bool:
        typed = events.Key(key, key)
        typed.time = at_s
        self.now_s = max(self.now_s, at_s)
        return asyncio.run(self.gate.passes(typed, lambda: self._screen))

    def _refuse(self) -> None:
        self.refused += 1


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("pressed_s", "is_taken"), [(-1.0, False), (0.0, False), (0.3, False), (0.69, False), (0.71, True), (3.0, True)]
)
def test_no_key_is_taken_until_what_came_by_itself_can_have_been_seen(
    role: KeyRole, pressed_s: float, is_taken: bool
) -> None:
    desk = Progress(role)
    desk.gate.shut()
    assert desk.passes("n", 100.0 + pressed_s) is is_taken
    assert desk.refused == 0  # nobody calls it text


@pytest.mark.parametrize("role", ROLES)
def test_what_was_asked_for_takes_keys_at_once(role: KeyRole) -> None:
    desk = Progress(role)
    desk.gate.open(desk.gate.shut())
    assert desk.passes("n", 100.0)


def test_what_came_meanwhile_stays_shut() -> None:
    desk = Progress(KeyRole.ALONE)
    first_s = desk.gate.shut()
    desk.now_s += 0.1
    desk.gate.shut()
    desk.gate.open(first_s)
    assert not desk.passes("n", 100.3)


def test_opened_late_it_takes_what_was_pressed_in_time() -> None:
    desk = Progress(KeyRole.ALONE)
    until_s = desk.gate.shut()
    desk.now_s += 5.0
    desk.gate.open(until_s)
    assert desk.passes("n", until_s + 0.1)


@pytest.mark.parametrize(
    ("keys", "taken"),
    [
        (("j",) * 60, []),
        ((*("j",) * 60, "n"), [60]),
        (("n",), []),
    ],
)
def test_a_key_that_is_held_down_since_then_is_not_taken_later_either(keys: Sequence[str], taken: list[int]) -> None:
    desk = Progress(KeyRole.ANSWER)
    desk.gate.shut()
    every_s = HELD_DOWN_S / 4
    assert every_s * 59 > UNSEEN_S
    assert [n for n, key in enumerate(keys) if desk.passes(key, 100.0 + n * every_s)] == taken


def test_the_same_key_pressed_again_is_taken() -> None:
    desk = Progress(KeyRole.ANSWER)
    until_s = desk.gate.shut()
    assert not desk.passes("n", until_s - 0.01)
    assert desk.passes("n", until_s + HELD_DOWN_S)


def test_a_key_right_behind_one_that_was_not_heard_was_meant_for_the_same_and_the_next_is_taken() -> None:
    desk = Progress(KeyRole.ANSWER)
    until_s = desk.gate.shut()
    assert not desk.passes("tab", until_s - 0.2)
    assert not desk.passes("enter", until_s + 0.3)
    assert desk.passes("enter", until_s + 0.8)


def test_a_key_that_comes_later_than_one_that_was_not_heard_is_taken() -> None:
    desk = Progress(KeyRole.ANSWER)
    until_s = desk.gate.shut()
    assert not desk.passes("tab", until_s - 0.1)
    assert desk.passes("enter", until_s + UNSEEN_S)
