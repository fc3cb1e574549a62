"""What a terminal shows, cell by cell, and frames such as Textual writes."""

from typing import NamedTuple

import pyte
from hypothesis import strategies as st
from rich.cells import cell_len, set_cell_size

from tests.pseudo_terminal import understood_by_pyte

ATTRIBUTES = ("", "1", "2", "4", "7", "32", "1;31", "1;33", "31;44", "38;5;200", "48;5;21", "48;2;1;2;3;1", "39;49;9")


class Terminal:
    """As wide and high as it is made; lines are cut at its edge, as in the console."""

    def __init__(self, columns: int, lines: int) -> None:
        self._screen = pyte.Screen(columns, lines)
        self._feed = pyte.ByteStream(self._screen).feed
        self._feed(b"\x1b[?7l")

    def take(self, sent: str) -> None:
        self._feed(understood_by_pyte(sent.encode()))

    @property
    def cells(self) -> list[list[tuple[object, ...]]]:
        """Without what can't be seen: the colour of a space."""
        rows = range(self._screen.lines)
        return [[_seen(self._screen.buffer[y][x]) for x in range(self._screen.columns)] for y in rows]

    @property
    def size(self) -> tuple[int, int]:
        return self._screen.columns, self._screen.lines

    @property
    def text(self) -> str:
        return "\n".join(self._screen.display)

    @property
    def cursor(self) -> tuple[int, int]:
        return self._screen.cursor.y, self._screen.cursor.x


def _seen(cell: pyte.screens.Char) -> tuple[object, ...]:
    lines = (cell.underscore, cell.reverse, cell.strikethrough)
    if cell.data == " " and not any(lines):
        return " ", cell.bg
    return cell.data, cell.fg, cell.bg, cell.bold, cell.italics, *lines


class Piece(NamedTuple):
    """A part of a line that is written at once."""

    line: int
    column: int
    runs: tuple[tuple[str, str], ...]
    """Each with its attributes."""

    def written(self, columns: int) -> str:
        """As Textual writes it: each run within its attributes, from a column to the edge at most."""
        out, room = [f"\x1b[{self.line + 1};{self.column + 1}H"], columns - self.column
        for text, attributes in self.runs:
            cut = set_cell_size(text, min(room, cell_len(text)))
            room -= cell_len(cut)
            out.append(f"\x1b[{attributes}m{cut}\x1b[0m" if attributes else cut)
        return "".join(out)


def frames(columns: int, lines: int) -> st.SearchStrategy[list[str]]:
    """The first one fills the screen; in those after it some lines change, whole or in part.

    What is in part has characters of one cell alone: nothing cuts a wide one in two, for terminals differ in what is
    left of it.
    """
    runs = st.tuples(st.text(st.sampled_from("ab  c■▃"), min_size=1, max_size=12), st.sampled_from(ATTRIBUTES))
    wide = st.tuples(
        st.lists(st.sampled_from(("a", " ", "世", "é", "e\u0301")), min_size=1, max_size=12).map("".join),
        st.sampled_from(ATTRIBUTES),
    )
    even = range(lines // 2)
    parts = st.builds(Piece, st.sampled_from(even), st.integers(0, columns - 1), st.lists(runs, max_size=4).map(tuple))
    wholes = st.builds(
        lambda line, made: Piece(line, 0, (("a", ""), *made, (" " * columns, ""))),
        st.sampled_from(range(lines // 2, lines)),
        st.lists(wide, max_size=6),
    )
    pieces = st.lists(st.one_of(parts, wholes), min_size=1, max_size=4, unique_by=lambda piece: piece.line)
    frame = pieces.map(lambda made: _frame(sorted(made), columns))
    blank = _frame([Piece(line, 0, ((" " * columns, ""),)) for line in range(lines)], columns)
    return st.lists(frame, min_size=1, max_size=12).map(lambda later: [blank, *later])


def _frame(pieces: list[Piece], columns: int) -> str:
    body = "\n".join(piece.written(columns) for piece in pieces)
    return f"\x1b[?2026h{body}\x1b[1;2H\x1b[?2026l"
