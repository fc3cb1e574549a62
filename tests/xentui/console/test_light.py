"""The colours on a light background."""

import pytest
from rich.style import Style

from xentui.console.terminal.light import on_light
from xentui_widgets.palette import CURSOR, PALETTE


@pytest.mark.parametrize("style", [*PALETTE.values(), CURSOR], ids=[*PALETTE, "cursor"])
def test_no_letters_are_yellow_cyan_or_white(style: Style) -> None:
    shown = on_light(style)
    letters = shown.bgcolor if shown.reverse else shown.color
    assert letters is None or letters.name not in ("yellow", "cyan", "white")
    assert on_light(shown) == shown  # what lies under a dialog passes twice


def test_a_label_keeps_the_colour_that_the_operator_has_chosen() -> None:
    for colour in ("yellow", "cyan", "green"):
        shown = on_light(PALETTE[f"label {colour}"])
        assert shown.bgcolor is not None
        assert shown.color is not None
        assert (shown.bgcolor.name, shown.color.name, shown.reverse) == (colour, "black", False)
    assert on_light(PALETTE["label red"]) == PALETTE["label red"]


def test_nothing_stands_on_black() -> None:
    shown = on_light(Style(bgcolor="black"))
    assert shown.bgcolor is not None
    assert shown.bgcolor.is_default
