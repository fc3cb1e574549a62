"""Charts of several figures over one stretch of time, below each other, with scales, peaks, marks and the time."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.severity import Severity
from xentui_widgets.charts import Point, chart, divided, per_cell
from xentui_widgets.event_log import SIGNS, TEXT_STYLES
from xentui_widgets.lines import Line, Span, cells, cut_line, ends, fit, joined
from xentui_widgets.symbols import Symbols
from xentui_widgets.units import UNKNOWN

LABEL_CELLS = 5
GUTTER = LABEL_CELLS + 1
AROUND = 3
"""Lines around the charts: what is shown, the marks and the time."""
_GAP = "  "
_TICKS_S = (60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 14_400, 21_600, 43_200, 86_400)
_TICK_CELLS = 9
_MINUTE_S = 60.0
_LEAST_ROWS = 2
"""Of a chart of one figure: one with its scale, one with its name."""
_GRAVEST: Sequence[Severity] = ("information", "success", "warning", "error")
_PLAIN_SIGN = "+"
_MEANINGS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "success": "done", "information": "other"}
"""What the marks below the charts stand for."""


class Band(NamedTuple):
    """One figure; the bands of a chart have the same scale."""

    label: str
    """Empty where it is the only one."""
    points: tuple[Point, ...]


class Figure(NamedTuple):
    """What one chart shows."""

    title: str
    bands: tuple[Band, ...]
    words: Callable[[float], str]
    """A value with its unit."""
    short: Callable[[float], str]
    """A scale in at most `LABEL_CELLS` cells."""
    scale: Callable[[float], float]
    """The scale on which the largest value finds room."""


class Mark(NamedTuple):
    """Something that happened."""

    at_s: float
    severity: Severity
    words: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """All that is known; every moment in seconds of one clock that only goes forward."""

    figures: tuple[Figure, ...]
    marks: tuple[Mark, ...] = ()
    now_s: float = 0.0
    epoch_offset_s: float = 0.0
    """What makes such a moment one in seconds since the epoch."""


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of time that is shown."""

    title: str
    begins_s: float
    cell_s: float
    """The time that a cell stands for."""
    cells: int
    cursor: int | None = None
    """The cell that the operator has moved to; None while the newest is meant."""

    @property
    def ends_s(self) -> float:
        return self.begins_s + self.cells * self.cell_s

    @property
    def at(self) -> int:
        """The cell whose figures are shown."""
        return self.cells - 1 if self.cursor is None else self.cursor

    def cell_of(self, at_s: float) -> int:
        return int((at_s - self.begins_s) // self.cell_s)


def at_once(figures: Sequence[Figure], rows: int) -> int:
    """How many of the charts are shown at a time."""
    for count in (max(1, len(figures)), 2):
        pages = [figures[at : at + count] for at in range(0, len(figures), count)]
        if all(len(page) + _LEAST_ROWS * _bands(page) <= rows for page in pages):
            return count
    return 1


def history_lines(
    recorded: Recorded, window: Window, first: int, width: int, height: int, symbols: Symbols
) -> Iterator[Line]:
    """From the chart `first` on, as many as find room."""
    rows = height - AROUND
    count = at_once(recorded.figures, rows)
    shown = recorded.figures[first : first + count]
    yield _head(recorded, window, (first, count), width, symbols)
    for figure, each in zip(shown, _shared(shown, max(0, rows - len(shown))), strict=True):
        yield _heading(figure, recorded, window, width, symbols)
        yield from _drawn(figure, window, each, symbols)
    yield _marks(recorded, window)
    yield _times(recorded, window, symbols)


def _bands(figures: Sequence[Figure]) -> int:
    return sum(len(figure.bands) for figure in figures)


def _shared(figures: Sequence[Figure], rows: int) -> list[list[int]]:
    """The rows of each band of each chart; what is left over goes to the first ones."""
    each, more = divmod(rows, max(1, _bands(figures)))
    left = iter(range(more))
    return [[each + (0 if next(left, None) is None else 1) for _ in figure.bands] for figure in figures]


def _head(recorded: Recorded, window: Window, page: tuple[int, int], width: int, symbols: Symbols) -> Line:
    first, count = page
    total = len(recorded.figures)
    last = min(total, first + count)
    more = f"{first + 1} of {total}" if count == 1 else f"{first + 1}-{last} of {total}"
    charts: Line = (Span(more, "dim"),) if count < total else ()
    left = joined(
        ((Span(f" {window.title}", "bold"),), (Span(_moment(recorded, window)),), _told(recorded, window, symbols)),
        _GAP,
    )
    right = joined((_legend(recorded, window), charts), _GAP)
    return ends(left, right if cells(left) + len(_GAP) + cells(right) <= width else charts, width, symbols)


def _legend(recorded: Recorded, window: Window) -> Line:
    """What those marks stand for that are below the charts, the gravest first."""
    there = set(_marked(recorded, window).values())
    found = ((_sign(severity), Span(f" {_MEANINGS[severity]}", "dim")) for severity in _MEANINGS if severity in there)
    return joined(found, _GAP)


def _moment(recorded: Recorded, window: Window) -> str:
    begins_s = window.begins_s + window.at * window.cell_s
    if window.cursor is None:
        return f"now {_clock(recorded, recorded.now_s, seconds=True)}"
    moments_s = (begins_s, begins_s + window.cell_s)
    return " to ".join(_clock(recorded, each, seconds=window.cell_s < _MINUTE_S) for each in moments_s)


def _told(recorded: Recorded, window: Window, symbols: Symbols) -> Line:
    """What has happened at the cursor."""
    if window.cursor is None:
        return ()
    there = [mark for mark in recorded.marks if window.cell_of(mark.at_s) == window.cursor]
    return joined(((Span(symbols.show(each.words), TEXT_STYLES[each.severity]),) for each in there), "; ")


def _heading(figure: Figure, recorded: Recorded, window: Window, width: int, symbols: Symbols) -> Line:
    """The figures of the moment, and the peak; where there is little room, fewer of them."""
    title: Line = (Span(f" {figure.title}", "bold"),)
    peaks = [peak for band in figure.bands if (peak := _peak(band, window)) is not None]
    at = [_at(band, window) for band in figure.bands]
    moved = ((True, False),) if window.cursor is not None else ()
    for is_long, has_peak in ((True, True), *moved, (False, True), (False, False)):
        values = (
            (Span(_value(figure, band, point, is_long=is_long)),) for band, point in zip(figure.bands, at, strict=True)
        )
        left = joined((title, *values), _GAP)
        words = ", ".join(_peak_words(figure, band, point, recorded) for band, point in peaks)
        right: Line = (Span(f"peak {words}", "dim"),) if has_peak and words else ()
        if cells(left) + cells(right) + len(_GAP) <= width:
            return ends(left, right, width, symbols)
    return cut_line(left, width, symbols)


def _value(figure: Figure, band: Band, point: Point | None, *, is_long: bool) -> str:
    label = f"{band.label} " if band.label else ""
    if point is None:
        return f"{label}{UNKNOWN}"
    least, mean, most = map(figure.words, (point.least, point.mean, point.most))
    return f"{label}{mean} ({least} to {most})" if is_long and not least == mean == most else f"{label}{mean}"


def _at(band: Band, window: Window) -> Point | None:
    begins_s = window.begins_s + window.at * window.cell_s
    ends_s = begins_s + window.cell_s
    there = (each for each in band.points if each.ends_s >= begins_s and each.begins_s <= ends_s)
    return divided(there, begins_s, window.cell_s, 1)[0]


def _visible(band: Band, window: Window) -> Iterator[Point]:
    return (each for each in band.points if each.ends_s > window.begins_s and each.begins_s < window.ends_s)


def _peak(band: Band, window: Window) -> tuple[Band, Point] | None:
    found = max(_visible(band, window), key=lambda point: point.most, default=None)
    return None if found is None else (band, found)


def _peak_words(figure: Figure, band: Band, point: Point, recorded: Recorded) -> str:
    label = f"{band.label} " if band.label else ""
    at_s = point.begins_s if point.ends_s - point.begins_s >= _MINUTE_S else point.ends_s
    return f"{label}{figure.words(point.most)} at {_clock(recorded, at_s)}"


def _drawn(figure: Figure, window: Window, rows: Sequence[int], symbols: Symbols) -> Iterator[Line]:
    most = max((point.most for band in figure.bands for point in _visible(band, window)), default=0.0)
    scale = figure.scale(most)
    columns = window.cells * per_cell(symbols)
    for band, count in zip(figure.bands, rows, strict=True):
        points = divided(_visible(band, window), window.begins_s, window.cell_s / per_cell(symbols), columns)
        labels = [figure.short(scale), *[""] * (count - 1)]
        if count > 1:
            labels[-1] = band.label or "0"
        for label, text in zip(labels, chart(points, scale, count, symbols), strict=False):
            yield (*_gutter(label, symbols), *_with_cursor(text, window, "running"))


def _gutter(label: str, symbols: Symbols) -> Line:
    return (Span(fit(label, LABEL_CELLS, symbols.ellipsis, "right"), "dim"), Span(symbols.scroll_track, "dim"))


def _with_cursor(text: str, window: Window, style: str) -> Line:
    at = window.cursor
    if at is None:
        return (Span(text, style),)
    return Span(text[:at], style), Span(text[at : at + 1], "chosen"), Span(text[at + 1 :], style)


def _marks(recorded: Recorded, window: Window) -> Line:
    found = _marked(recorded, window)
    line: list[Span] = [Span(" " * GUTTER)]
    for at in range(window.cells):
        sign = _sign(found[at]) if at in found else Span(" ")
        line.append(Span(sign.text, "chosen" if at == window.cursor else sign.style))
    return tuple(line)


def _marked(recorded: Recorded, window: Window) -> Mapping[int, Severity]:
    """The gravest of each cell that has a mark."""
    found: dict[int, Severity] = {}
    for mark in recorded.marks:
        at = window.cell_of(mark.at_s)
        if 0 <= at < window.cells:
            found[at] = max(found.get(at, mark.severity), mark.severity, key=_GRAVEST.index)
    return found


def _sign(severity: Severity) -> Span:
    sign = SIGNS[severity]
    return sign if sign.text.strip() else Span(_PLAIN_SIGN, sign.style)


def _times(recorded: Recorded, window: Window, symbols: Symbols) -> Line:
    step_s = next((step for step in _TICKS_S if step >= _TICK_CELLS * window.cell_s), _TICKS_S[-1])
    begins_s = window.begins_s + recorded.epoch_offset_s
    begins_s += time.localtime(begins_s).tm_gmtoff
    text = [" "] * (window.cells + GUTTER)
    tick_s = -(-begins_s // step_s) * step_s
    while (at := int((tick_s - begins_s) // window.cell_s)) < window.cells:
        label = time.strftime("%H:%M", time.gmtime(tick_s))
        if at + len(label) <= window.cells:
            text[GUTTER + at : GUTTER + at + len(label)] = label
        tick_s += step_s
    return (Span("".join(text), "dim"),)


def _clock(recorded: Recorded, at_s: float, *, seconds: bool = False) -> str:
    """The time of day; with the day where it isn't today."""
    moment = time.localtime(at_s + recorded.epoch_offset_s)
    today = time.localtime(recorded.now_s + recorded.epoch_offset_s)
    day = "" if moment[:3] == today[:3] else "%a "
    return time.strftime(f"{day}%H:%M:%S" if seconds else f"{day}%H:%M", moment)
