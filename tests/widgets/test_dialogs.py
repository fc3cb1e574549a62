"""Dialogs: what they show and what has to happen before something dangerous is chosen."""

from collections.abc import Sequence

import pytest
from textual.content import Content
from textual.pilot import Pilot

from tests.widgets.gallery import Gallery, play
from xentui_widgets.choice_bar import CLOSE, Choice
from xentui_widgets.dialogs import Dialog, DialogFrame
from xentui_widgets.symbols import ASCII, UNICODE, Symbols

CHOICES = (Choice("no", "Cancel", "n"), Choice("yes", "Force off", "y", danger=True))


WITHOUT_LETTERS = (Choice("no", "Cancel"), Choice("yes", "Destroy", danger=True))


def asked(*keys: str, must_type: str = "", choices: Sequence[Choice] = CHOICES) -> list[str | None]:
    """What the dialog returned after these keys; an empty list while it is still there."""
    answers: list[str | None] = []

    async def script(pilot: Pilot[None]) -> None:
        frame = DialogFrame("Force off web-1", ["Sure?"], choices, must_type=must_type)
        pilot.app.push_screen(Dialog(frame), answers.append)
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()

    play(Gallery(), script)
    return answers


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (["enter"], "no"),
        (["right", "enter"], "yes"),
        (["tab", "enter"], "yes"),
        (["tab", "tab", "enter"], "no"),
        (["left", "enter"], "yes"),
        (["right", "shift+tab", "space"], "no"),
        (["y"], "yes"),
        (["n"], "no"),
        (["escape"], None),
    ],
)
def test_the_harmless_choice_has_the_focus_and_keys_choose(keys: list[str], answer: str | None) -> None:
    assert asked(*keys) == [answer]


def test_a_dangerous_choice_waits_for_the_name() -> None:
    assert asked("w", "e", "enter", "y", must_type="web") == []
    assert asked("w", "e", "b", "enter", "y", must_type="web") == ["yes"]


def test_enter_after_the_name_does_not_choose_yet_and_the_next_one_does() -> None:
    assert asked("w", "e", "b", "enter", must_type="web") == []
    assert asked("w", "e", "b", "enter", "enter", must_type="web") == ["yes"]
    assert asked("w", "e", "enter", "enter", must_type="web") == []


@pytest.mark.parametrize("key", ["a", "5", "f2", "end", "home", "question_mark", "ctrl+r"])
def test_a_key_that_is_no_choice_does_nothing(key: str) -> None:
    assert asked(key) == []
    assert asked(key, choices=WITHOUT_LETTERS) == []
    assert asked(key, "tab", "enter", choices=WITHOUT_LETTERS) == ["yes"]


@pytest.mark.parametrize("key", ["n", "q", "escape"])
def test_a_question_without_letters_can_be_left_by_the_usual_keys(key: str) -> None:
    assert asked(key, choices=WITHOUT_LETTERS) == [None]
    assert asked("y", choices=WITHOUT_LETTERS) == []


def test_the_letter_of_a_choice_is_that_choice_and_not_the_usual_key() -> None:
    assert asked("n", choices=(Choice("nothing", "From nothing", "n"), Choice("no", "Cancel"))) == ["nothing"]


def test_cancelling_needs_no_name() -> None:
    assert asked("tab", "enter", must_type="web") == ["no"]
    assert asked("escape", must_type="web") == [None]


def test_tab_goes_round_from_the_last_choice_to_the_field() -> None:
    assert asked("tab", "tab", "tab", "w", "e", "b", "tab", "y", must_type="web") == ["yes"]


def screen_text(
    symbols: Symbols,
    title: str,
    body: list[str | Content],
    steps: list[str],
    *keys: str,
    choices: Sequence[Choice] = CHOICES,
) -> str:
    lines: list[str] = []

    async def script(pilot: Pilot[None]) -> None:
        frame = DialogFrame(title, body, choices, steps=steps, symbols=symbols)
        pilot.app.push_screen(Dialog(frame))
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        lines.extend(strip.text for strip in pilot.app.screen._compositor.render_strips())
        frame.show_body(["waiting 3 s"])
        await pilot.pause()
        lines.extend(strip.text for strip in pilot.app.screen._compositor.render_strips())

    play(Gallery(), script)
    return "\n".join(lines)


def test_a_dialog_shows_body_command_and_choices() -> None:
    text = screen_text(UNICODE, "Force off web-1", ["Its data", Content("is lost")], ["$ xl destroy 12"])
    for part in (
        "┌─ Force off web-1 ─",
        "Its data",
        "is lost",
        "$ xl destroy 12",
        "[ n Cancel ]  [ y Force off ]",
        "waiting 3 s",
    ):
        assert part in text


def test_an_ascii_dialog_is_ascii() -> None:
    assert screen_text(ASCII, "Force off büro", ["日本"], ["$ xl destroy 12"]).isascii()


def test_a_question_without_letters_says_its_keys_and_another_one_does_when_a_wrong_key_comes() -> None:
    assert "Tab and Enter choose, Esc cancels" in screen_text(UNICODE, "Sure?", [], [], choices=WITHOUT_LETTERS)
    assert "Esc cancels" not in screen_text(UNICODE, "Sure?", [], [])
    lost = screen_text(UNICODE, "Sure?", [], [], "v")
    assert "v does nothing here; the letters choose, Esc cancels" in lost
    assert "v does nothing here" not in screen_text(UNICODE, "Sure?", [], [], "v", "left")
    without = screen_text(UNICODE, "Sure?", [], [], "y", choices=WITHOUT_LETTERS)
    assert "y does nothing here; Tab and Enter choose, Esc cancels" in without
    anyway = (Choice("no", "Back", "n"), Choice("yes", "Save anyway", danger=True))
    assert "Tab and Enter choose, Esc cancels" in screen_text(UNICODE, "Sure?", [], [], choices=anyway)
    done = (CLOSE, Choice("copy", "Copy lines", "c"))
    assert "the letters choose, Esc closes" in screen_text(UNICODE, "web is saved", [], [], "v", choices=done)
    close = (CLOSE,)
    assert "Esc" not in screen_text(UNICODE, "Failed", [], [], choices=close)
    assert "Enter and Esc leave" in screen_text(UNICODE, "Failed", [], [], "v", choices=close)


def test_end_shows_the_end_of_the_text_and_what_was_passed_over_counts_as_read() -> None:
    body: list[str | Content] = [f"guest {number}" for number in range(99)]
    text = screen_text(UNICODE, "Sure?", body, [], "end")
    assert "guest 98" in text
    assert "guest 50" not in text
    assert "guest 0" in screen_text(UNICODE, "Sure?", body, [], "end", "home")
    answers: list[str | None] = []

    async def script(pilot: Pilot[None]) -> None:
        pilot.app.push_screen(Dialog(DialogFrame("Sure?", body, CHOICES)), answers.append)
        await pilot.pause()
        await pilot.press("y")
        assert answers == []
        await pilot.press("end", "y")
        await pilot.pause()

    play(Gallery(), script)
    assert answers == ["yes"]


def edge_after(*keys: str, lines: int = 1) -> str:
    """What stands on the lower edge of a question with a typed name, after these keys."""
    said: list[str] = []

    async def script(pilot: Pilot[None]) -> None:
        body = [f"guest {number}" for number in range(lines)]
        frame = DialogFrame("Stop 17 guests?", body, WITHOUT_LETTERS, must_type="web")
        pilot.app.push_screen(Dialog(frame))
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        said.append(str(frame.border_subtitle))

    play(Gallery(), script)
    return said[0]


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("", "Enter: not before it is typed, Esc cancels"),
        ("we", "Enter: not before it is typed, Esc cancels"),
        ("web", "Enter goes to the answers, Esc cancels"),
        ("web enter", "Enter: Destroy, Tab: the next, Esc cancels"),
        ("web enter left", "Enter: Cancel, Tab: the next, Esc cancels"),
        ("tab", "Enter: Cancel, Tab: the next, Esc cancels"),
        ("tab tab", "Enter: not before it is typed, Esc cancels"),
    ],
)
def test_what_enter_does_is_said_at_each_step_of_a_typed_name(keys: str, words: str) -> None:
    typed, *pressed = keys.split(" ")
    first = [typed] if typed == "tab" else list(typed)
    assert edge_after(*first, *pressed) == words


def test_enter_is_said_to_wait_before_it_is_pressed_where_the_text_has_not_been_read() -> None:
    assert edge_after("w", "e", lines=99) == "Down: the rest; Enter: not before it is typed, Esc cancels"
    assert edge_after("w", "e", "b", lines=99) == "Down: the rest, then Destroy; Enter only then, Esc cancels"
    assert edge_after("w", "e", "b", "enter", lines=99) == "Enter: not yet, read the rest first (Down, End)"
    assert edge_after("w", "e", "b", "enter", "enter", lines=99) == "Enter: not yet, read the rest first (Down, End)"
    assert edge_after("w", "e", "b", "enter", "left", lines=99).endswith("; Enter: Cancel, Tab: the next, Esc cancels")
    read = edge_after("w", "e", "b", "enter", "end", lines=99)
    assert read == "Up and Down scroll; Enter: Destroy, Tab: the next, Esc cancels"


def test_what_only_shows_something_needs_no_reading_and_what_waits_for_it_is_named_before() -> None:
    choices = (CLOSE, Choice("why", "Why", "Y", only_shows=True), Choice("yes", "Force off", "y", danger=True))
    said: list[str] = []
    answers: list[str | None] = []

    async def script(pilot: Pilot[None]) -> None:
        frame = DialogFrame("Start web: failed", [f"line {number}" for number in range(99)], choices)
        pilot.app.push_screen(Dialog(frame), answers.append)
        await pilot.pause()
        said.append(str(frame.border_subtitle))
        await pilot.press("y")
        await pilot.pause()
        said.append(str(frame.border_subtitle))
        assert answers == []
        await pilot.press("Y")
        await pilot.pause()

    play(Gallery(), script)
    assert said == ["Down and End show the rest, only then y", "not yet: read the rest first (Down, End)"]
    assert answers == ["why"]
