"""Lines of text as spans with a style name, cut and padded by terminal cells, and turned into strips."""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from xentui_widgets import palette
from xentui_widgets.symbols import Symbols

Align = Literal["left", "right", "center"]

CHARACTERS_PER_CELL = 4
"""Zero-width characters may follow each other without end; more than these on a cell are not drawn."""


class Span(NamedTuple):
    """A piece of a line in one style."""

    text: str
    style: str = ""
    """A name in `palette.PALETTE`."""


Line = tuple[Span, ...]


def cut(text: str, width: int, ellipsis: str) -> str:
    """`text` in at most `width` cells; what was cut off shows as the ellipsis."""
    if len(text) > width * CHARACTERS_PER_CELL:
        text = text[: width * CHARACTERS_PER_CELL] + ellipsis
    if cell_len(text) <= width:
        return text
    if width <= 0:
        return ""
    return set_cell_size(text, width - 1).rstrip() + ellipsis


def cut_middle(text: str, width: int, ellipsis: str) -> str:
    """`text` in at most `width` cells, cut in the middle: names of hosts often differ at the end only."""
    if cell_len(text) <= width or width < 3:
        return cut(text, width, ellipsis)
    tail = width // 2
    return cut(text, width - tail, ellipsis) + _end_of(text, tail)


def _end_of(text: str, width: int) -> str:
    """The last characters that find room in `width` cells."""
    end = ""
    for character in reversed(text):
        if cell_len(character + end) > width:
            break
        end = character + end
    return end


def fit(text: str, width: int, ellipsis: str, align: Align = "left") -> str:
    """`text` in exactly `width` cells."""
    text = cut(text, width, ellipsis)
    room = width - cell_len(text)
    if room <= 0:
        return text
    if align == "left":
        return text + " " * room
    if align == "right":
        return " " * room + text
    return " " * (room // 2) + text + " " * (room - room // 2)


def cells(line: Iterable[Span]) -> int:
    """How wide a line is."""
    return sum([len(text) if text.isascii() else cell_len(text) for text, _ in line])


def joined(parts: Iterable[Line], gap: str) -> Line:
    """The parts that are not empty, with `gap` between them."""
    spans: list[Span] = []
    for part in parts:
        if part:
            spans += (Span(gap), *part) if spans else part
    return tuple(spans)


def fitting(parts: Sequence[tuple[int, Line]], gap: str, width: int) -> Line:
    """The parts (importance, line) that find room, in their order; the important ones choose first."""
    return joined(that_fit(parts, cell_len(gap), width), gap)


def that_fit(parts: Sequence[tuple[int, Line]], gap: int, width: int) -> list[Line]:
    """The same apart, with room for `gap` cells between two of them."""
    chosen: set[int] = set()
    room = width + gap
    for index in sorted(range(len(parts)), key=lambda index: -parts[index][0]):
        needed = cells(parts[index][1]) + gap
        if needed <= room:
            chosen.add(index)
            room -= needed
    return [line for index, (_, line) in enumerate(parts) if index in chosen]


def foremost(parts: Sequence[tuple[int, Line]], gap: str, width: int) -> Line:
    """The most important parts (importance, line), as many as find room, in their order."""
    ranked = sorted(range(len(parts)), key=lambda index: -parts[index][0])
    for count in range(len(parts), 0, -1):
        line = joined([parts[index][1] for index in sorted(ranked[:count])], gap)
        if cells(line) <= width:
            return line
    return ()


def ends(left: Line, right: Line, width: int, symbols: Symbols, gap: int = 2) -> Line:
    """`left` and `right` at the two ends of a line; the left one gives way."""
    room = width - cells(right)
    if not right or room <= gap:
        return cut_line(left or right, width, symbols)
    left = cut_line(left, room - gap, symbols)
    return (*left, Span(" " * (room - cells(left))), *right)


def cut_line(line: Line, width: int, symbols: Symbols) -> Line:
    """A line in at most `width` cells."""
    most = width * CHARACTERS_PER_CELL  # a text that has more is cut: to measure all of it would take long
    if all(len(span.text) <= most for span in line) and cells(line) <= width:
        return line
    spans: list[Span] = []
    room = width
    for span in line:
        size = cell_len(span.text) if len(span.text) <= most else width
        if size >= room:
            return (*spans, Span(cut(span.text + " ", room, symbols.ellipsis), span.style))
        spans.append(span)
        room -= size
    return tuple(spans)


def title(parts: Sequence[Line], right: Line, width: int, symbols: Symbols) -> Line:
    """A section's heading in a rule: `─ Instances 15 ─ filter: web ─────────── 2 columns hidden ─`."""
    rule = symbols.line
    left: Line = (Span(rule, "dim"), Span(" "))
    for part in parts:
        left += (*part, Span(" "), Span(rule, "dim"), Span(" "))
    tail: Line = (Span(" "), *right, Span(" "), Span(rule, "dim")) if right else ()
    if cells(tail) > width // 2:
        tail = ()
    left = cut_line(left[:-1], width - cells(tail), symbols)
    return (*left, Span(rule * (width - cells(left) - cells(tail)), "dim"), *tail)


def strip(line: Line, width: int, *, dimmed: bool = False) -> Strip:
    """A line as Textual draws it, padded to `width` cells."""
    segments: list[Segment] = []
    for text, style in merged(line):
        segments.append(Segment(text, palette.style(style, dimmed=dimmed and bool(text.strip()))))
    return Strip(segments, cells(line)).adjust_cell_length(width, Style.null())


def merged(line: Iterable[Span]) -> Line:
    """Neighbours of one style as one span, so that fewer bytes go to the terminal."""
    spans: list[Span] = []
    for span in line:
        if not span.text:
            continue
        if spans and (spans[-1].style == span.style):
            spans[-1] = Span(spans[-1].text + span.text, span.style)
        else:
            spans.append(span)
    return tuple(spans)
