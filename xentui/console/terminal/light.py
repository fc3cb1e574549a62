"""The terminal's own colours on a light background, where yellow and cyan letters can't be read."""

from functools import lru_cache

from rich.color import Color, ColorType
from rich.segment import Segment
from rich.style import Style
from textual.color import Color as TextualColor
from textual.filter import LineFilter

_BLACK, _GREEN, _YELLOW, _CYAN, _WHITE = 0, 2, 3, 6, 7
_BRIGHT = 8
_DARKER = {_YELLOW: "magenta", _CYAN: "blue", _WHITE: "black"}
_LIGHT = frozenset({_GREEN, _YELLOW, _CYAN, _WHITE})
"""Colours on which white letters can't be read."""


class OnLightBackground(LineFilter):
    """Everything that is drawn passes here: the tables, the pages and Textual's own widgets."""

    def apply(self, segments: list[Segment], background: TextualColor) -> list[Segment]:
        return [Segment(text, None if style is None else on_light(style), control) for text, style, control in segments]


@lru_cache(1024)
def on_light(style: Style) -> Style:
    """The style that says the same on a light background; of one that is so already, itself.

    A bar (a reversed style) keeps its colour, which the operator may have chosen, and has black letters.
    """
    if _number(style.bgcolor) == _BLACK:  # Textual's own, behind some widgets: letters are black here
        style += Style(bgcolor="default")
    number = _number(style.color)
    if number is None or _number(style.bgcolor) is not None:
        return style
    if style.reverse:
        return style + Style(color="black", bgcolor=style.color, reverse=False) if number in _LIGHT else style
    return style + Style(color=_DARKER.get(number, style.color), dim=False)


def _number(colour: Color | None) -> int | None:
    """Which of the eight colours it is, bright or not; None for any other."""
    is_own = colour is not None and colour.type in (ColorType.STANDARD, ColorType.EIGHT_BIT)
    number = colour.number if colour is not None and is_own else None
    return number % _BRIGHT if number is not None and number < 2 * _BRIGHT else None
