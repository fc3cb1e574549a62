"""The colours and attributes that a terminal draws with, and the shortest way from some to others.

The sequence is SGR, select graphic rendition (ECMA-48, 8.3.117; 256 and 24-bit colours as in ctlseqs of xterm).
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_ENDS = {
    "22": frozenset({"1", "2"}),
    "23": frozenset({"3"}),
    "24": frozenset({"4", "21"}),
    "25": frozenset({"5", "6"}),
    "27": frozenset({"7"}),
    "28": frozenset({"8"}),
    "29": frozenset({"9"}),
    "55": frozenset({"53"}),
}
"""What ends which attributes."""
_SEEN_ON_BLANKS = frozenset({"4", "5", "6", "7", "9", "21", "53"})
_COLOUR_LENGTHS = {"5": 3, "2": 5}
"""How many parameters name a colour, by the one after 38 or 48."""


class Attributes(NamedTuple):
    """How a character looks; colours and the rest are parameters of SGR."""

    foreground: str = ""
    background: str = ""
    flags: frozenset[str] = frozenset()


PLAIN = Attributes()


@lru_cache(maxsize=4096)
def selected(before: Attributes, parameters: str) -> Attributes:
    """What is drawn with after that sequence."""
    foreground, background, flags = before
    for each in _grouped(parameters.split(";")):
        if each in ("", "0", "00"):
            foreground, background, flags = PLAIN
        elif each in ("39", "49"):
            foreground, background = ("", background) if each == "39" else (foreground, "")
        elif _is_colour(each, "3", "9"):
            foreground = each
        elif _is_colour(each, "4", "10"):
            background = each
        elif each in _ENDS:
            flags -= _ENDS[each]
        else:
            flags |= {each}
    return Attributes(foreground, background, flags)


@lru_cache(maxsize=4096)
def on_blank(attributes: Attributes) -> Attributes:
    """Those of them that can be seen on a space."""
    seen = attributes.flags & _SEEN_ON_BLANKS
    if seen or attributes == (there := Attributes(background=attributes.background)):
        return attributes
    return there


@lru_cache(maxsize=4096)
def selecting(before: Attributes, after: Attributes) -> str:
    """The shortest sequence from the ones to the others; empty where they are the same."""
    if before == after:
        return ""
    wanted = [*sorted(after.flags), *filter(None, (after.foreground, after.background))]
    anew = f"\x1b[{';'.join(['0', *wanted])}m" if wanted else "\x1b[m"
    if not before.flags <= after.flags:
        return anew
    more = sorted(after.flags - before.flags)
    if after.foreground != before.foreground:
        more.append(after.foreground or "39")
    if after.background != before.background:
        more.append(after.background or "49")
    return min(anew, f"\x1b[{';'.join(more)}m", key=len)


def _grouped(parameters: list[str]) -> Iterator[str]:
    """Each by itself, but those of one colour together."""
    while parameters:
        length = 1
        if parameters[0] in ("38", "48") and len(parameters) > 1:
            length = _COLOUR_LENGTHS.get(parameters[1], 1)
        yield ";".join(parameters[:length])
        parameters = parameters[length:]


def _is_colour(parameter: str, usual: str, bright: str) -> bool:
    """`usual` and `bright` are what the numbers of its kind begin with."""
    number = parameter.partition(";")[0]
    return number == f"{usual}8" or (number[:-1] in (usual, bright) and number[-1:] in "01234567")
