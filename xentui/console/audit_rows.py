"""How entries of the audit look in a list, and all that one says."""

import shlex
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from xentui.console.screens.records import RecordKind
from xentui_driver.jobs.audit.entry import AuditEntry
from xentui_driver.model.job import CommandRun, Verdict
from xentui_widgets.columns import Cell, Column
from xentui_widgets.event_log import without_name
from xentui_widgets.job_looks import CELLS, VERDICTS, moment_words, short_name
from xentui_widgets.lines import Line
from xentui_widgets.paper import Paper
from xentui_widgets.row_kind import RowKind
from xentui_widgets.symbols import Symbols

AuditKey = tuple[float, str, str, str, int]


class AuditRow(NamedTuple):
    """An entry and the moment at which it is looked at."""

    entry: AuditEntry
    key: AuditKey
    now_s: float
    """Seconds since the epoch."""


def audit_rows(entries: Iterable[AuditEntry], now_s: float) -> tuple[AuditRow, ...]:
    """The newest first; two that are alike stay two."""
    seen: Counter[tuple[float, str, str, str]] = Counter()
    rows = []
    for entry in sorted(entries, key=lambda entry: entry.time_s, reverse=True):
        alike = (entry.time_s, entry.host, entry.job or "", entry.operation + entry.subject.name)
        seen[alike] += 1
        rows.append(AuditRow(entry, (*alike, seen[alike]), now_s))
    return tuple(rows)


def audit_kind(symbols: Symbols, *, shows_hosts: bool) -> RecordKind[AuditRow, AuditKey]:
    """With `shows_hosts` each entry says which host it is of."""

    def what(row: AuditRow) -> str:
        title = _title(row.entry)
        return f"{row.entry.host}: {title}" if shows_hosts else title

    columns: tuple[Column[AuditRow], ...] = (
        Column("ended", "ENDED", 11, 80, _ended),
        Column("who", "WHO", 9, 90, lambda row: Cell(short_name(row.entry.who)), wanted=16),
        Column("what", "WHAT", 18, 100, lambda row: Cell(what(row)), wanted=24, weight=2, maximum=44),
        Column("result", "RESULT", CELLS, 85, _result),
        Column("outcome", "OUTCOME", 14, 40, _outcome_cell, wanted=40, weight=3),
        Column("command", "COMMAND", 20, 35, lambda row: Cell(_done(row.entry), "dim"), weight=2, patient=True),
    )
    return RecordKind(
        title="Audit",
        rows=RowKind(_key, what),
        columns=columns,
        heading=what,
        lines=lambda row, width: _lines(row.entry, width, symbols, shows_host=shows_hosts),
        text=lambda row: _text(row.entry),
        opens="Open job",
        example="alice web !failed",
    )


def _key(row: AuditRow) -> AuditKey:
    return row.key


def _ended(row: AuditRow) -> Cell:
    return Cell(moment_words(row.entry.time_s, row.now_s))


def _result(row: AuditRow) -> Cell:
    look = VERDICTS[row.entry.verdict]
    return Cell(look.text, look.style)


def _outcome_cell(row: AuditRow) -> Cell:
    """What it has changed, or why it hasn't, in the words of its job."""
    entry = row.entry
    said = without_name(entry.summary, entry.subject.name) or _done(entry)
    return Cell(said, "dim" if entry.verdict is Verdict.SUCCEEDED else "")


def _title(entry: AuditEntry) -> str:
    name = entry.subject.name
    return entry.title if name in entry.title else f"{entry.title} {name}"


def _done(entry: AuditEntry) -> str:
    return "; ".join((*(shlex.join(run.argv) for run in entry.commands), *entry.changes))


def _text(entry: AuditEntry) -> str:
    subject = entry.subject
    words = (entry.who.words, _title(entry), entry.operation, entry.verdict.value, _done(entry), entry.summary)
    return " ".join((*words, entry.host, subject.name, subject.uuid or "", f"job {entry.job}" if entry.job else ""))


def _lines(entry: AuditEntry, width: int, symbols: Symbols, *, shows_host: bool) -> tuple[Line, ...]:
    prompt = f"{symbols.show(entry.host)} {symbols.prompt} " if shows_host else f"{symbols.prompt} "
    paper = Paper(width, symbols, prompt)
    parts = (tuple(_outcome(entry, paper)), tuple(_facts(entry, paper)), tuple(_work(entry, paper)))
    return tuple(line for part in parts if part for line in ((), *part))[1:]


def _outcome(entry: AuditEntry, paper: Paper) -> Iterator[Line]:
    look = VERDICTS[entry.verdict]
    quiet = "" if entry.verdict is Verdict.SUCCEEDED else look.style
    yield from paper.wrap(f"{look.symbol} {entry.summary or look.word}", quiet, indent=2)


def _facts(entry: AuditEntry, paper: Paper) -> Iterator[Line]:
    subject = entry.subject
    domid = "" if subject.domid is None else f"id {subject.domid}"
    yield from paper.label("by", entry.who.words)
    yield from paper.label("ended", _full_time(entry.time_s))
    yield from paper.label("guest", ", ".join(filter(None, (subject.name, domid, subject.uuid))))
    yield from paper.label("before", entry.before)
    yield from paper.label("after", entry.after)
    yield from paper.label("job", entry.job or "none: refused before a job was created")


def _full_time(moment_s: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S %z", time.localtime(moment_s))


def _work(entry: AuditEntry, paper: Paper) -> Iterator[Line]:
    for run in entry.commands:
        yield from paper.command(shlex.join(run.argv) + _status(run))
    for change in entry.changes:
        yield from paper.wrap(change, first="+ ", indent=2)


def _status(run: CommandRun) -> str:
    if run.exit_status is None:
        return "   (exit unknown)"
    return f"   (exit {run.exit_status})" if run.exit_status else ""
