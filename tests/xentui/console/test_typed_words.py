"""A word that is typed by hand may open pages, but begins nothing; keys that are pressed one by one do."""

import asyncio
from collections.abc import Sequence
from itertools import accumulate, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from tests.xentui.console.driving import Console, drive
from tests.xentui.console.gate_screen import Screen
from xentui.console.commands.registry import COMMANDS
from xentui.console.keys.key_gate import KeyGate
from xentui.console.keys.keyboard import Keyboard
from xentui.console.keys.typed_on import FAST_S, FOLLOWS_S, UNSEEN_S
from xentui_widgets.key_roles import KeyRole

BEGINNING, OPENING, MOVING, ANSWERING = "secW", "dlx5", "jkgG", "y"
BOUND = BEGINNING + OPENING + MOVING + ANSWERING
FAST, SLOW = st.floats(0.03, FAST_S - 0.01), st.floats(FAST_S, FOLLOWS_S - 0.01)
LETTERS = st.text(BOUND + "aio", min_size=2, max_size=8)
WORDS = ["define", "wide", "code", "node", "sed", "edit", "start", "cat", "joke", "side", "server", "desc"]


class Everything(Screen):
    """Keys that begin something, open a page, move, answer, or mean nothing."""

    def __init__(self) -> None:
        super().__init__(KeyRole.ALONE)

    def role_of(self, key: events.Key) -> KeyRole:
        letter = key.character or ""
        if letter in MOVING:
            return KeyRole.FREE
        if letter in ANSWERING:
            return KeyRole.ANSWER
        return KeyRole.NOTHING if key.is_printable and letter not in BOUND else KeyRole.ALONE

    def begins(self, key: events.Key) -> bool:
        return (key.character or "") in BEGINNING + ANSWERING


def taken(keys: Sequence[str], waits_s: Sequence[float]) -> list[str]:
    """The keys that pass, each pressed so many seconds after the one before."""
    keyboard, typed, screen = Keyboard(), [Console.key_event(name) for name in keys], Everything()
    for key, pressed_s in zip(typed, accumulate(waits_s, initial=100.0), strict=False):
        key.time = pressed_s
        keyboard.read([key])
    gate = KeyGate(keyboard, lambda: None, lambda: 100.0 + sum(waits_s) + 1.0)
    return [key.key for key in typed if asyncio.run(gate.passes(key, lambda: screen))]


def begun(keys: Sequence[str], waits_s: Sequence[float]) -> list[str]:
    return [key for key in taken(keys, waits_s) if key in BEGINNING]


@given(word=LETTERS, every_s=FAST)
def test_no_letter_of_a_word_and_its_enter_begins_anything(word: str, every_s: float) -> None:
    keys = [*word, "enter"]
    assert begun(keys, [every_s] * len(word)) == []


@given(word=LETTERS, every_s=SLOW)
def test_of_a_word_that_is_typed_slowly_only_its_first_letter_or_one_behind_a_move_or_an_answer_can(
    word: str, every_s: float
) -> None:
    """They are typed as slowly as keys that are pressed one by one."""
    began = begun([*word, "enter"], [every_s] * len(word))
    firsts = [word[0], *(letter for before, letter in pairwise(word) if before in MOVING + ANSWERING)]
    assert all(began.count(letter) <= firsts.count(letter) for letter in began)


@given(word=LETTERS, every_s=FAST)
def test_without_an_enter_only_its_last_letter_can_and_only_behind_one_key_that_opened_something(
    word: str, every_s: float
) -> None:
    began = begun(word, [every_s] * (len(word) - 1))
    assert began in ([], [word[-1]])
    opening = word[:-1][len(word[:-1].rstrip(OPENING + BEGINNING + "aio")) :]
    assert not began or len(opening) <= 1


@given(keys=st.text(BEGINNING + OPENING + MOVING + ANSWERING, min_size=1, max_size=6), every_s=st.floats(0.41, 3.0))
def test_keys_that_are_pressed_one_by_one_all_act(keys: str, every_s: float) -> None:
    assert taken(keys, [every_s] * (len(keys) - 1)) == list(map(_name, keys))


def _name(letter: str) -> str:
    return Console.key_event(letter).key


PRACTISED_S = 0.15
"""Between two keys of a practised hand, in seconds."""


@pytest.mark.parametrize("every_s", [PRACTISED_S, 0.2, 0.31, 0.5])
@pytest.mark.parametrize("keys", ["de", "jje", "xy", "ys", "djje"])
def test_a_practised_hand_is_not_taken_for_a_word(keys: str, every_s: float) -> None:
    assert taken(keys, [every_s] * (len(keys) - 1)) == list(keys)


def test_what_begins_something_waits_for_the_next_letter_also_for_one_that_moves() -> None:
    """`egrep` would open an editor and go on in it."""
    assert begun("jsjs", [0.31] * 3) == ["s", "s"]
    assert begun("egrep", [0.25] * 4) == []


@pytest.mark.parametrize("every_s", [0.12, 0.25])
def test_a_key_that_is_pressed_twice_is_no_word_but_may_begin_one(every_s: float) -> None:
    assert begun("ss", [every_s])[:1] == ["s"]
    assert taken("xyy", [every_s] * 2)[:2] == ["x", "y"]
    assert begun("ssh", [every_s] * 2) == []
    assert begun("cccp", [every_s] * 3) == []


def test_an_enter_behind_one_letter_may_be_for_what_that_has_begun() -> None:
    assert taken(["c", "enter"], [0.2]) == ["c", "enter"]
    assert begun(["c", "enter"], [0.1]) == []


def test_a_letter_that_stands_for_nothing_is_text_and_so_is_what_is_typed_on() -> None:
    assert taken("oe", [0.3]) == ["o"]
    assert taken("oe", [UNSEEN_S + 0.01]) == ["o", "e"]


def test_an_answer_is_no_letter_of_a_word() -> None:
    assert "y" not in taken("xython", [0.09] * 5)
    assert taken("xy", [0.09]) == ["x", "y"]


def test_every_command_that_begins_something_unasked_is_known() -> None:
    begins = {command.id for command in COMMANDS if command.begins}
    assert {"start", "start_attached", "unpause", "edit", "console", "console_window", "viewer"} <= begins
    assert not begins & {"stop", "destroy", "details", "describe", "logs", "jobs"}


def console(folder: Path, *, runs: bool) -> Console:
    made = Console(drafts_folder=folder)
    made.define("web-01", start=runs)
    return made


@pytest.mark.parametrize("at", [(), ("enter",), ("d",), ("enter", "5")])
@pytest.mark.parametrize("runs", [False, True])
@pytest.mark.parametrize("word", WORDS)
def test_a_word_begins_no_job_and_no_program_on_any_page(
    word: str, runs: bool, at: tuple[str, ...], tmp_path: Path
) -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web-01")
        await c.press(*at)
        await c.bursts(*word, apart_s=0.09)
        assert c.jobs.all == ()
        assert c.attached == []

    drive(console(tmp_path, runs=runs), scenario, (80, 24))


@pytest.mark.parametrize("word", ["python", "pyx", "ryzen", "xyz"])
def test_a_word_answers_no_question_that_its_first_letter_asks(word: str, tmp_path: Path) -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web-01")
        await c.bursts(*word, apart_s=0.09)
        assert c.jobs.all == ()

    drive(console(tmp_path, runs=True), scenario, (80, 24))


@pytest.mark.parametrize("every_s", [0.2, 0.6])
def test_d_and_e_open_the_definition_and_the_editor(
    every_s: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", "my-editor")

    async def scenario(c: Console) -> None:
        c.move_to("web-01")
        await c.bursts("d", "e", apart_s=every_s)
        await c.until(lambda: c.attached, "the editor")

    drive(console(tmp_path, runs=False), scenario, (80, 24))
