"""A program on curses that shows the very cells which the console shows: what it sends is the baseline.

curses keeps what the terminal shows and sends what differs; nobody sends much less. The program is given a whole screen
each time, as text with its colours, and draws all of it. `python -m benchmarks.same_cells COLUMNS LINES FILE` is
that program: a screen is a line of JSON on its standard input, and a line on that file says that it is drawn.
"""

import curses
import itertools
import json
import os
import sys
from collections.abc import Sequence
from typing import Any

import pyte

from benchmarks.answering import Answering

Cells = Sequence[pyte.screens.Char]
Run = tuple[str, str, str, int]
"""Text, its colours by name, its attributes."""

_COLOURS = ("black", "red", "green", "brown", "blue", "magenta", "cyan", "white")
_BOLD, _UNDERLINED, _REVERSED = 1, 2, 4


class SameCells(Answering):
    """That program on a terminal of its own."""

    def __init__(self, columns: int, lines: int) -> None:
        super().__init__("benchmarks.same_cells", str(columns), str(lines), columns=columns, lines=lines)
        self._columns = columns

    def draw(self, cells: Cells) -> int:
        """The bytes that it sends to show these cells."""
        rows = [cells[at : at + self._columns] for at in range(0, len(cells), self._columns)]
        _, sent = self.ask(json.dumps([_runs(row) for row in rows]))
        return sent


def _runs(row: Cells) -> list[Run]:
    looks = itertools.groupby(row, key=lambda cell: (cell.fg, cell.bg, _attributes(cell)))
    return [("".join(cell.data for cell in cells), *look) for look, cells in looks]


def _attributes(cell: pyte.screens.Char) -> int:
    return _BOLD * cell.bold | _UNDERLINED * cell.underscore | _REVERSED * cell.reverse


class _Pairs:
    """The colour pairs of curses, each made when it is first wanted."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], int] = {("default", "default"): 0}

    def of(self, foreground: str, background: str) -> int:
        wanted = foreground, background
        if wanted not in self._made:
            self._made[wanted] = len(self._made)
            curses.init_pair(self._made[wanted], _number(foreground), _number(background))
        return curses.color_pair(self._made[wanted])


def _number(colour: str) -> int:
    name = colour.removeprefix("bright")
    return -1 if name not in _COLOURS else _COLOURS.index(name) + (8 if name != colour else 0)


def _draw(screen: "curses.window", columns: int, lines: int, answers: int) -> None:
    curses.use_default_colors()
    curses.curs_set(0)
    pairs = _Pairs()
    for line in sys.stdin.buffer:
        rows: list[list[Any]] = json.loads(line)
        for y, row in enumerate(rows):
            x = 0
            for text, foreground, background, attributes in row:
                look = pairs.of(foreground, background)
                look |= curses.A_BOLD if attributes & _BOLD else 0
                look |= curses.A_UNDERLINE if attributes & _UNDERLINED else 0
                look |= curses.A_REVERSE if attributes & _REVERSED else 0
                is_last = y == lines - 1 and x + len(text) >= columns
                (screen.insstr if is_last else screen.addstr)(y, x, text, look)  # the cursor has no place after it
                x += len(text)
        screen.refresh()
        os.write(answers, b"drawn\n")


if __name__ == "__main__":
    curses.wrapper(_draw, *map(int, sys.argv[1:]))
