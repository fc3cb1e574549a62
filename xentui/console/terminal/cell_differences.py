"""What has to be sent to a terminal so that it looks as a program wants it to: the cells that look different.

Textual writes whole pieces of lines wherever something in them has changed. Here two pictures are kept, of what it has
written and of what the terminal shows, and the second is brought up to the first. Whatever isn't text, a move of the
cursor or a colour goes through as it is, at its place in the order.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.cells import get_character_cell_size

from xentui.console.terminal.attributes import PLAIN, Attributes, on_blank, selected, selecting

_TOKENS = re.compile(
    r"(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
    r"|\x1b\[(?P<attributes>[\d;]*)m"
    r"|\x1b\[(?P<line>\d*)(?:;(?P<column>\d*))?H"
    r"|(?P<next>\n)"
    r"|(?P<begin>\x1b\[\?2026h)|(?P<end>\x1b\[\?2026l)"
    r"|(?P<other>\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]P^_X].*?(?:\x07|\x1b\\|\Z)|\x1b[ -/]*[0-~]|.)",
    re.DOTALL,
)
_STAYS = re.compile(r"\x1b\[[<=>?]|\x1b[\]P^_X]|\x07")
"""What begins so means the same wherever the cursor is, and leaves it there: modes, titles, the bell.

Modes switch to another screen and back, too: the cursor of the other one is the shell's, and no move may reach it.
"""
_AT_ONCE = ("\x1b[?2026h", "\x1b[?2026l")
"""A terminal that knows them shows what is between them at one moment."""
AT_ONCE_FROM = 512
"""Characters: what is shorter reaches the terminal in one piece anyway."""
_ERASE = "\x1b[K"
_BEGINNING_CELLS = 2
"""Of a line that comes first: enough to see which row the cursor is on."""
_REWRITTEN_CELLS = 4
"""As many unchanged cells are cheaper to write again than to move over."""


class Place(NamedTuple):
    """A cell's line and column, both from 0."""

    line: int
    column: int


class _Row:
    """The cells of a line; a character of two cells has an empty one behind it, and None is a cell nobody knows."""

    __slots__ = ("attributes", "characters")

    def __init__(self, columns: int) -> None:
        self.characters: list[str | None] = [None] * columns
        self.attributes: list[Attributes] = [PLAIN] * columns

    def put(self, column: int, text: str, attributes: Attributes) -> int:
        """Text from that column on, as far as there is room; returns the column behind it."""
        room = max(0, len(self.characters) - column)
        cells: Sequence[str] = text[:room] if text.isascii() else _cells(text, room)
        end = column + len(cells)
        self.characters[column:end] = cells
        blank = on_blank(attributes)
        if blank is attributes or " " not in text:
            self.attributes[column:end] = [attributes] * len(cells)
        else:
            self.attributes[column:end] = [blank if each == " " else attributes for each in cells]
        return end

    def draw_over(self, column: int, text: str) -> int:
        """Add the marks that a text begins with to the character before it; returns that one's column."""
        at = column if self.characters[column] else max(0, column - 1)
        marks = itertools.takewhile(lambda each: not get_character_cell_size(each), text)
        self.characters[at] = (self.characters[at] or " ") + "".join(marks)
        return at

    def without_halves(self, begin: int, end: int) -> tuple[int, int]:
        """Blanks what is left of characters that were partly written over; returns what has changed then."""
        if begin and _is_wide(self.characters[begin - 1]) and self.characters[begin : begin + 1] != [""]:
            begin -= 1
            self.characters[begin] = " "
        if self.characters[end : end + 1] == [""] and not _is_wide(self.characters[end - 1]):
            self.characters[end] = " "
            end += 1
        return begin, end

    def is_like(self, other: "_Row", begin: int, end: int) -> bool:
        return (
            self.characters[begin:end] == other.characters[begin:end]
            and self.attributes[begin:end] == other.attributes[begin:end]
        )

    def is_blank(self, begin: int) -> bool:
        """From there on, without a colour."""
        count = len(self.characters) - begin
        return self.characters[begin:] == [" "] * count and self.attributes[begin:] == [PLAIN] * count

    def blank(self, begin: int) -> None:
        """From there on."""
        count = len(self.characters) - begin
        self.characters[begin:] = [" "] * count
        self.attributes[begin:] = [PLAIN] * count

    def is_even(self, begin: int, end: int) -> bool:
        """Whether each of its cells is one character of its own: how wide others are a terminal may see otherwise."""
        return all(each is None or len(each) == 1 for each in self.characters[begin:end])


class CellDifferences:
    """For one terminal from the moment that it is empty; after `forget` nothing is known of what it shows."""

    def __init__(self, columns: int, lines: int) -> None:
        self.forget(columns, lines)

    def forget(self, columns: int, lines: int) -> None:
        """What is written from now on is sent whole."""
        self.columns, self.lines = columns, lines
        self._wanted = [_Row(columns) for _ in range(lines)]
        self._shown = [_Row(columns) for _ in range(lines)]
        self._touched: dict[int, tuple[int, int]] = {}
        """By line: the cells written since they were last sent, from and to."""
        self._first: tuple[int, ...] = ()
        """The lines among them that are wanted before all others."""
        self._pen = self._pen_there = PLAIN
        self._cursor = Place(0, 0)
        self._cursor_there: Place | None = None
        self._cursor_left = self._cursor
        """Where it was brought to at the end of the last news."""
        self._has_strayed = False
        """The cursor has moved since then."""
        self._out: list[str] = []

    def repaint(self) -> None:
        """The terminal may show anything by now: all that is wanted is sent again."""
        self._shown = [_Row(self.columns) for _ in range(self.lines)]
        self._touched = dict.fromkeys(range(self.lines), (0, self.columns))
        self._cursor_there = None

    def write(self, written: str, *, comes_first: bool = False) -> None:
        """Take what a program has written; what `comes_first` is sent before all that waits."""
        before, self._touched = self._touched, {} if comes_first else self._touched
        for token in _TOKENS.finditer(written):
            self._take(token)
        if comes_first:
            self._first = tuple(self._touched)
            for line, (begin, end) in before.items():
                was = self._touched.get(line, (begin, end))
                self._touched[line] = (min(was[0], begin), max(was[1], end))

    @property
    def has_news(self) -> bool:
        """Whether something waits to be sent, though it may be shown already."""
        return bool(self._touched or self._out)

    def news(self, limit_bytes: int | None = None) -> str:
        """What to send for it: nothing where everything is shown already.

        It begins with a move to a place, not by some cells: whatever else has written to the terminal meanwhile may
        have moved the cursor. With a limit it has about so many bytes, and what comes next has the rest.
        """
        self._bring_up(limit_bytes)
        sent, self._out, self._cursor_there = "".join(self._out), [], None
        return sent.join(_AT_ONCE) if len(sent) >= AT_ONCE_FROM else sent

    def _take(self, token: re.Match[str]) -> None:
        match token.lastgroup:
            case "text":
                self._write(token[0])
            case "attributes":
                self._pen = selected(self._pen, token["attributes"])
            case "line" | "column":
                self._cursor = Place(int(token["line"] or 1) - 1, int(token["column"] or 1) - 1)
            case "next":
                self._cursor = Place(self._cursor.line + 1, self._cursor.column)
            case "begin" | "end":
                pass
            case _:
                self._pass(token[0])

    def _pass(self, other: str) -> None:
        self._bring_up()
        if _STAYS.match(other):
            self._out.append(other)
            return
        self._out += (moving(self._cursor_there, self._cursor), selecting(self._pen_there, self._pen), other)
        self._pen_there, self._cursor_there, self._has_strayed = self._pen, None, True

    def _write(self, text: str) -> None:
        """Into the picture of what is wanted; what is beyond the edges isn't shown by the terminal either.

        It comes from a screen that is being made smaller.
        """
        line, column = self._cursor
        if not self._is_within(self._cursor):
            return
        row = self._wanted[line]
        end = row.put(column, text, self._pen)
        self._cursor = Place(line, end)
        begin, end = row.without_halves(column, end)
        if column and not get_character_cell_size(text[0]):
            begin = min(begin, row.draw_over(column - 1, text))
        was = self._touched.get(line, (begin, end))
        self._touched[line] = (min(was[0], begin), max(was[1], end))

    def _bring_up(self, limit_bytes: int | None = None) -> None:
        """Send the cells that look different, and the cursor to its place."""
        if limit_bytes is None:
            for line in sorted(self._touched):
                self._bring_up_line(line, *self._touched[line])
            self._touched.clear()
        else:
            self._bring_up_some(limit_bytes)
        self._select(PLAIN)
        if self._touched:
            return  # the cursor is moved on by what comes next
        if self._has_strayed or self._cursor != self._cursor_left:
            self._move(self._cursor)
        self._cursor_left, self._has_strayed = self._cursor, False

    def _bring_up_some(self, limit_bytes: int) -> None:
        """About so many bytes, the lines as they have come; those that come first begin with all their beginnings."""
        first = [line for line in self._first if line in self._touched]
        lines = (*first, *(line for line in self._touched if line not in first))
        turns = [*((line, _BEGINNING_CELLS) for line in first), *((line, self.columns) for line in lines)]
        for line, most_cells in turns:
            room_bytes = limit_bytes - sum(len(each.encode()) for each in self._out)
            if room_bytes <= 0:
                return
            self._bring_up_part(line, min(most_cells, room_bytes))

    def _bring_up_part(self, line: int, most_cells: int) -> None:
        """So many of its cells, from the first one on that looks different."""
        begin, end = self._touched.pop(line, (0, 0))
        wanted, shown = self._wanted[line], self._shown[line]
        stop = end
        if wanted.is_even(begin, end) and shown.is_even(begin, end):
            begin = next((at for at in range(begin, end) if not wanted.is_like(shown, at, at + 1)), end)
            stop = min(end, begin + most_cells)
        self._bring_up_line(line, begin, stop)
        if stop < end:
            self._touched = {line: (stop, end), **self._touched}

    def _bring_up_line(self, line: int, begin: int, end: int) -> None:
        wanted, shown = self._wanted[line], self._shown[line]
        if wanted.is_like(shown, begin, end):
            return
        if wanted.is_even(begin, end) and shown.is_even(begin, end):
            for first, last in self._changed(wanted, shown, begin, end):
                if last - first > len(_ERASE) and wanted.is_blank(first):
                    self._erase(line, first)
                    break
                self._send(line, first, last)
        else:
            self._send(line, begin, end)
        shown.characters[begin:end] = wanted.characters[begin:end]
        shown.attributes[begin:end] = wanted.attributes[begin:end]

    @staticmethod
    def _changed(wanted: _Row, shown: _Row, begin: int, end: int) -> Iterator[tuple[int, int]]:
        """The stretches of changed cells; few unchanged ones between two that look like the first belong to them."""
        first = last = None
        rows = zip(
            wanted.characters[begin:end],
            shown.characters[begin:end],
            wanted.attributes[begin:end],
            shown.attributes[begin:end],
            strict=True,
        )
        for at, (character, before, attributes, attributes_before) in enumerate(rows, begin):
            if character is None or (character == before and attributes == attributes_before):
                continue
            if last is not None and at - last <= _REWRITTEN_CELLS:
                is_behind_plain = at == last and (wanted.characters[at - 1] or " ").isascii()
                if is_behind_plain or _alike(wanted, last - 1, at):
                    last = at + 1
                    continue
            if first is not None and last is not None:
                yield first, last
            first, last = at, at + 1
        if first is not None and last is not None:
            yield first, last

    def _send(self, line: int, begin: int, end: int) -> None:
        row = self._wanted[line]
        known = [at for at in range(begin, end) if row.characters[at] is not None]
        for at in known:
            character = row.characters[at]
            if character is None or not character:
                continue
            self._move(Place(line, at))
            if character != " " or row.attributes[at] != on_blank(self._pen_there):
                self._select(row.attributes[at])
            self._out.append(character)
            self._cursor_there = Place(line, at + (1 if row.characters[at + 1 : at + 2] != [""] else 2))
        if self._cursor_there is not None and self._cursor_there.column >= self.columns:
            self._cursor_there = None  # terminals differ in where it is behind the last cell

    def _erase(self, line: int, begin: int) -> None:
        self._move(Place(line, begin))
        self._select(PLAIN)  # some erase with the background that is chosen
        self._out.append(_ERASE)
        self._shown[line].blank(begin)

    def _select(self, attributes: Attributes) -> None:
        self._out.append(selecting(self._pen_there, attributes))
        self._pen_there = attributes

    def _move(self, to: Place) -> None:
        self._has_strayed = True
        if self._cursor_there != to:
            self._out.append(moving(self._cursor_there, to))
            self._cursor_there = to if self._is_within(to) else None  # it stops at the edge

    def _is_within(self, place: Place) -> bool:
        return place.line < self.lines and place.column < self.columns


def moving(now: Place | None, to: Place) -> str:
    """The shortest sequence that moves the cursor; `now` is None where it isn't known where it is."""
    anywhere = f"\x1b[{to.line + 1};{to.column + 1}H" if to.column else f"\x1b[{to.line + 1}H"
    if now is None:
        return anywhere
    ways = [anywhere]
    if to.line == now.line:
        ways += [_forward(to.column - now.column)] if to.column > now.column else ["\b" * (now.column - to.column)]
    if to.line in (now.line, now.line + 1):
        ways.append(("\r" if to.line == now.line else "\r\n") + _forward(to.column))
    if to.column == now.column and to.line > now.line:
        ways.append(_sequence(to.line - now.line, "B"))
    return min(ways, key=len)


def _forward(cells: int) -> str:
    return _sequence(cells, "C") if cells else ""


def _sequence(count: int, final: str) -> str:
    return f"\x1b[{count if count > 1 else ''}{final}"


def _alike(row: _Row, begin: int, end: int) -> bool:
    """Whether those cells can be written again without another sequence, each in one byte."""
    attributes = row.attributes[begin]
    blank = on_blank(attributes)
    return all(
        character is not None and character.isascii() and each == (blank if character == " " else attributes)
        for character, each in zip(row.characters[begin:end], row.attributes[begin:end], strict=True)
    )


def _cells(text: str, room: int) -> list[str]:
    """What is in each cell: a character with all that is drawn over it; nothing behind one of two cells."""
    cells: list[str] = []
    for character in text:
        width = get_character_cell_size(character)
        if len(cells) + width > room:
            break
        if width:
            cells += [character, ""][:width]
        elif cells:
            cells[-1 if cells[-1] else -2] += character
    return cells


def _is_wide(cell: str | None) -> bool:
    return cell is not None and cell != "" and get_character_cell_size(cell[0]) == 2
