"""What a guest has printed, as a terminal would leave it: safe text in a few styles, a line at a time (decision 0017).

Only what changes the text of a line is obeyed: carriage return, backspace, tab, the cursor's column, erasing in the
line, and colours. Everything else that a terminal can be told (titles, clipboard, answerback, palette, size, pictures,
other character sets) is left out, and never reaches the operator's terminal.
"""

import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.text import harmless

LONGEST_LINE = 4096
"""Characters; what a line has more is left out."""
COLOURS = ("red", "green", "yellow", "blue", "magenta", "cyan")
"""Those that are passed on. Black and white are left out: one of them can't be read on the operator's terminal."""

_TAB = 8
_MOST_RETURNS = 40
"""Of a line that is written over and over, as by a progress bar, what is left is what was written last."""
_MOST_CONTROLS = 250
"""A line that has more isn't there to be read: what follows is shown as text, so that no line takes long."""
_FIRST_COLOUR, _FIRST_BRIGHT = 31, 91
# ECMA-48: a control sequence; a string up to its terminator, or to the end of the line; any other escape sequence.
_CONTROL = lazy_pattern(
    r"(?:\x1b\[|\x9b)(?P<parameters>[0-?]*)(?P<between>[ -/]*)(?P<final>[@-~])?"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c|\x1b|\Z)"
    r"|\x1b[ -/]*[0-~]?"
    r"|[\x00-\x1f\x7f-\x9f]"
)


class Piece(NamedTuple):
    """A part of a line in one style."""

    text: str
    style: str = ""
    """Empty, or `bold`, or one of `COLOURS`, or both with a blank between."""


def printed(line: bytes) -> tuple[Piece, ...]:
    """A line without its line feed."""
    text = line.decode("utf-8", "replace").replace("\0", "").removesuffix("\r")
    if text.isprintable():
        return (Piece(harmless(text, LONGEST_LINE)),) if text else ()
    if text.count("\r") > _MOST_RETURNS:
        text = "\r".join(text.rsplit("\r", _MOST_RETURNS)[1:])
    drawn = _Drawn()
    end = 0
    for control in itertools.islice(_CONTROL.finditer(text), _MOST_CONTROLS):
        drawn.write(text[end : control.start()])
        drawn.obey(control)
        end = control.end()
    drawn.write(_CONTROL.sub("", text[end:]))
    return drawn.pieces()


def printed_text(line: bytes) -> str:
    """The same without its styles."""
    return "".join(piece.text for piece in printed(line))


class _Drawn:
    """The cells of a line, and where the next character goes."""

    def __init__(self) -> None:
        self._cells: list[str] = []
        self._styles: list[str] = []
        self._at = 0
        self._colour = ""
        self._is_bold = False

    def write(self, text: str) -> None:
        room = LONGEST_LINE - self._at
        if not text or room <= 0:
            return
        self._reach(self._at)
        text = text[:room]
        end = self._at + len(text)
        self._cells[self._at : end] = text
        self._styles[self._at : end] = [self._style] * len(text)
        self._at = end

    def obey(self, control: "re.Match[str]") -> None:
        if control["final"] is not None:
            if not control["between"]:
                self._sequence(control["final"], _numbers(control["parameters"]))
        elif (character := control.group()) == "\r":
            self._at = 0
        elif character == "\b":
            self._at = max(0, self._at - 1)
        elif character == "\t":
            self._move_to(self._at + _TAB - self._at % _TAB)

    def pieces(self) -> tuple[Piece, ...]:
        found: list[Piece] = []
        start = 0
        for at in range(1, len(self._cells) + 1):
            if at == len(self._cells) or self._styles[at] != self._styles[start]:
                found.append(Piece(harmless("".join(self._cells[start:at]), LONGEST_LINE), self._styles[start]))
                start = at
        return tuple(found)

    @property
    def _style(self) -> str:
        return " ".join(filter(None, ("bold" if self._is_bold else "", self._colour)))

    def _sequence(self, final: str, numbers: tuple[int, ...]) -> None:
        first = numbers[0] if numbers else 0
        if final == "m":
            self._set_style(numbers or (0,))
        elif final == "K":
            self._erase(first)
        elif final == "C":
            self._move_to(self._at + max(1, first))
        elif final == "D":
            self._move_to(self._at - max(1, first))
        elif final in "G`":
            self._move_to(max(1, first) - 1)

    def _move_to(self, at: int) -> None:
        self._at = max(0, min(at, LONGEST_LINE))

    def _reach(self, at: int) -> None:
        missing = at - len(self._cells)
        if missing > 0:
            self._cells += [" "] * missing
            self._styles += [""] * missing

    def _erase(self, how: int) -> None:
        if how == 1:
            end = min(self._at + 1, len(self._cells))
            self._cells[:end], self._styles[:end] = [" "] * end, [""] * end
        elif how in (0, 2):
            start = 0 if how == 2 else self._at
            del self._cells[start:], self._styles[start:]

    def _set_style(self, numbers: tuple[int, ...]) -> None:
        rest = iter(numbers)
        for number in rest:
            if number == 0:
                self._colour, self._is_bold = "", False
            elif number in (1, 22):
                self._is_bold = number == 1
            elif number in (38, 48, 58):
                _skip_colour(rest)
                self._colour = "" if number == 38 else self._colour
            elif 30 <= number <= 39 or 90 <= number <= 97:
                self._colour = _colour(number)


def _numbers(parameters: str) -> tuple[int, ...]:
    """Empty where they are of a private kind; a sub-parameter, behind a colon, counts as nothing."""
    if parameters[:1] in ("<", "=", ">", "?"):
        return ()
    return tuple(int(word[:5]) if word.isdecimal() else 0 for word in parameters.split(";")) if parameters else ()


def _colour(number: int) -> str:
    at = number - (_FIRST_BRIGHT if number >= _FIRST_BRIGHT else _FIRST_COLOUR)
    return COLOURS[at] if 0 <= at < len(COLOURS) else ""


def _skip_colour(rest: Iterator[int]) -> None:
    """Pass over the numbers of a colour of 256 (5;N) or of millions (2;R;G;B)."""
    for _ in range({5: 1, 2: 3}.get(next(rest, 0), 0)):
        next(rest, None)
