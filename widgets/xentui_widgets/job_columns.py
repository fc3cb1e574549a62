"""What a row of the table of jobs looks like, as a value that can be compared, and as a strip."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from xentui_driver.model.job import Job, Verdict
from xentui_widgets import palette
from xentui_widgets.job_looks import CELLS, appearance, clock_words, elapsed_s, moment_words, said, short_who
from xentui_widgets.lines import Align, Span, cut, fit, merged, strip
from xentui_widgets.symbols import Symbols

GUTTER = 2
GAP = 2

_TITLE_CELLS = (18, 40)
_TITLE_BEFORE_SAID = 26
_WHO_CELLS = (8, 16)
_BEGUN_CELLS = (8, 11)
_ELAPSED_CELLS = 8
_LEAST_SAID = 16
_SHARE_OF_TITLE = 0.55

_QUIET = frozenset({Verdict.SUCCEEDED, Verdict.CANCELLED})
"""Nobody has to read what came of these."""

RowLook = Literal["", "cursor", "cursor without focus"]


class JobColumn(NamedTuple):
    """A column at its place."""

    id: str
    title: str
    width: int
    align: Align = "left"


class JobRow(NamedTuple):
    """All that decides how a row is drawn; equal rows need no repaint."""

    cells: tuple[Span, ...]
    look: RowLook
    is_dimmed: bool


def columns(width: int) -> tuple[JobColumn, ...]:
    """Those that find room in so many cells; the title and what a job says share what the others leave."""
    for fixed in (
        (_who(1), _begun(1)),
        (_who(0), _begun(0)),
        (_begun(0),),
        (),
    ):
        room = width - GUTTER - CELLS - _ELAPSED_CELLS - 3 * GAP - sum(column.width + GAP for column in fixed)
        if room >= _TITLE_CELLS[0] + _LEAST_SAID or not fixed:
            return _placed(fixed, room)
    raise AssertionError("the last of them takes any width")


def hidden_columns(width: int) -> int:
    return len(columns(1000)) - len(columns(width))


def job_row(job: Job, shown: Sequence[JobColumn], look: RowLook, now_s: float) -> JobRow:
    """The row of a job."""
    spans = {
        "state": Span(appearance(job).text, appearance(job).style),
        "job": Span(_title(job), ""),
        "who": Span(short_who(job), ""),
        "begun": Span(moment_words(job.started_s, now_s), ""),
        "elapsed": Span(clock_words(elapsed_s(job, now_s)), ""),
        "said": Span(said(job), "dim" if job.verdict in _QUIET else ""),
    }
    return JobRow(tuple(spans[column.id] for column in shown), look, job.is_foreign)


def row_strip(row: JobRow, shown: Sequence[JobColumn], symbols: Symbols, width: int) -> Strip:
    """A row as Textual draws it."""
    spans = [Span(f"{symbols.cursor} " if row.look else "  ", "accent")]
    for column, cell in zip(shown, row.cells, strict=True):
        text = fit(symbols.show(cell.text), column.width, symbols.ellipsis, column.align)
        spans += [Span(text, cell.style), Span(" " * GAP)]
    if row.look == "cursor":
        text = cut("".join(span.text for span in spans), width, "")
        return Strip([Segment(text, palette.CURSOR)]).adjust_cell_length(width, palette.CURSOR)
    segments = [
        Segment(text, palette.style(style, dimmed=row.is_dimmed, bold=bool(row.look) and not text.isspace()))
        for text, style in merged(spans)
    ]
    return Strip(segments).adjust_cell_length(width, Style.null())


def header_strip(shown: Sequence[JobColumn], symbols: Symbols, width: int) -> Strip:
    """The titles."""
    titles = [fit(column.title, column.width, symbols.ellipsis, column.align) for column in shown]
    return strip((Span(" " * GUTTER + (" " * GAP).join(titles), "bold"),), width)


def _placed(fixed: Sequence[JobColumn], room: int) -> tuple[JobColumn, ...]:
    """The columns in their order; the title has what it needs before what a job says has more than a word or two."""
    share = max(min(_TITLE_BEFORE_SAID, room - _LEAST_SAID), int(room * _SHARE_OF_TITLE))
    title = max(1, min(room, max(_TITLE_CELLS[0], min(_TITLE_CELLS[1], share))))
    found = (
        JobColumn("state", "STATE", CELLS),
        JobColumn("job", "JOB", title),
        *fixed,
        JobColumn("elapsed", "ELAPSED", _ELAPSED_CELLS, "right"),
    )
    said = room - title
    return (*found, JobColumn("said", "LAST LINE", said)) if said >= len("LAST LINE") else found


def _who(size: int) -> JobColumn:
    return JobColumn("who", "WHO", _WHO_CELLS[size])


def _begun(size: int) -> JobColumn:
    return JobColumn("begun", "BEGUN", _BEGUN_CELLS[size])


def _title(job: Job) -> str:
    return f"{job.record.host.name}: {job.record.title}" if job.is_foreign else job.record.title
