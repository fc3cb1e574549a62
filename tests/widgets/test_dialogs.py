"""Dialogs: what they show and what has to happen before something dangerous is chosen."""

import pytest
from textual.content import Content
from textual.pilot import Pilot

from tests.widgets.gallery import Gallery, play
from xentui_widgets.choice_bar import Choice
from xentui_widgets.dialogs import Dialog, DialogFrame
from xentui_widgets.symbols import ASCII, UNICODE, Symbols

CHOICES = (Choice("no", "Cancel", "n"), Choice("yes", "Destroy", "y", danger=True))


def asked(*keys: str, must_type: str = "", click: str = "") -> list[str | None]:
    """What the dialog returned after these keys; an empty list while it is still there."""
    answers: list[str | None] = []

    async def script(pilot: Pilot[None]) -> None:
        frame = DialogFrame("Destroy web-1", ["Sure?"], CHOICES, must_type=must_type)
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


def test_enter_after_the_name_does_not_choose_yet() -> None:
    assert asked("w", "e", "b", "enter", must_type="web") == []


def test_cancelling_needs_no_name() -> None:
    assert asked("tab", "enter", must_type="web") == ["no"]
    assert asked("escape", must_type="web") == [None]


def test_tab_goes_round_from_the_last_choice_to_the_field() -> None:
    assert asked("tab", "tab", "tab", "w", "e", "b", "tab", "y", must_type="web") == ["yes"]


def screen_text(symbols: Symbols, title: str, body: list[str | Content], steps: list[str]) -> str:
    lines: list[str] = []

    async def script(pilot: Pilot[None]) -> None:
        frame = DialogFrame(title, body, CHOICES, steps=steps, symbols=symbols)
        pilot.app.push_screen(Dialog(frame))
        await pilot.pause()
        lines.extend(strip.text for strip in pilot.app.screen._compositor.render_strips())
        frame.show_body(["waiting 3 s"])
        await pilot.pause()
        lines.extend(strip.text for strip in pilot.app.screen._compositor.render_strips())

    play(Gallery(), script)
    return "\n".join(lines)


def test_a_dialog_shows_body_command_and_choices() -> None:
    text = screen_text(UNICODE, "Destroy web-1", ["Its data", Content("is lost")], ["$ xl destroy 12"])
    for part in (
        "┌─ Destroy web-1 ─",
        "Its data",
        "is lost",
        "$ xl destroy 12",
        "[ n Cancel ]  [ y Destroy ]",
        "waiting 3 s",
    ):
        assert part in text


def test_an_ascii_dialog_is_ascii() -> None:
    assert screen_text(ASCII, "Destroy büro", ["日本"], ["$ xl destroy 12"]).isascii()
