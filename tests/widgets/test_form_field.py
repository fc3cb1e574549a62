"""The parts of a form: what has the focus, what is chosen and what is wrong can be told without colours."""

from textual.pilot import Pilot

from tests.widgets.gallery import Gallery, play, text_lines
from xentui_widgets.form_field import FormField, text_input
from xentui_widgets.option_line import OptionLine
from xentui_widgets.symbols import UNICODE


def screen_text(pilot: Pilot[None]) -> str:
    return "\n".join(strip.text.rstrip() for strip in pilot.app.screen._compositor.render_strips())


def test_the_field_with_the_focus_has_the_cursor_and_a_problem_stands_below() -> None:
    async def script(pilot: Pilot[None]) -> None:
        assert f"{UNICODE.cursor} name" in screen_text(pilot)
        name.show_problem("it is [empty]")
        await pilot.pause()
        assert "! it is [empty]" in screen_text(pilot)
        name.show_problem("")
        await pilot.press("tab")
        await pilot.pause()
        assert "empty" not in screen_text(pilot)
        assert f"{UNICODE.cursor} memory" in screen_text(pilot)
        assert f"{UNICODE.cursor} name" not in screen_text(pilot)

    name, memory = (FormField(label, text_input(label, "", UNICODE)) for label in ("name", "memory"))
    play(Gallery(name, memory), script)


def test_left_and_right_choose_and_the_choice_stands_in_brackets() -> None:
    async def script(pilot: Pilot[None]) -> None:
        options.focus()
        assert text_lines(options) == ["[pvh]   pv    hvm"]
        await pilot.press("right")
        assert text_lines(options) == [" pvh   [pv]   hvm"]
        await pilot.press("left", "left")
        assert options.option == "hvm"
        await pilot.click(options, offset=(1, 0))
        assert options.option == "pvh"

    options = OptionLine(("pvh", "pv", "hvm"))
    play(Gallery(options), script)
