"""Everything that is known of one job, in lines: its outcome, who and when, the exact commands, its output."""

import shlex
from collections.abc import Callable, Iterator

from xentui_driver.model.errors import XenError
from xentui_driver.model.job import CommandRun, Job, Unread, Verdict
from xentui_driver.model.outcome import StepKind
from xentui_driver.model.text import harmless_lines
from xentui_widgets.job_looks import appearance, clock_words, collapsed, elapsed_s, moment_words, said, title_of
from xentui_widgets.lines import Line, Span
from xentui_widgets.paper import Paper
from xentui_widgets.symbols import Symbols
from xentui_widgets.units import plural

_MOST_PROGRESS = 200
_OUTPUT_LINES = 200
_UNSETTLED = "Check the guest and this log before you repeat it: the last command may have succeeded."


def job_heading(job: Job, now_s: float, symbols: Symbols, *, shows_host: bool = False) -> tuple[Line, ...]:
    """What the job is, and how it stands; with `shows_host` the name of its host."""
    look = appearance(job)
    elapsed = elapsed_s(job, now_s)
    standing: Line = (Span(look.text, look.style),)
    if elapsed is not None:
        standing += (Span(f" {clock_words(elapsed)}"),)
    return (Span(symbols.show(title_of(job, shows_host=shows_host)), "bold"),), standing


def job_number(job: Job, symbols: Symbols) -> Line:
    """The job's number, which `xentui jobs --follow` takes."""
    if not job.id:
        return ()
    host = f" of {job.record.host.name}" if job.is_foreign else ""
    return (Span(symbols.show(f"job {job.id}{host}"), "dim"),)


def job_lines(
    job: Job,
    now_s: float,
    width: int,
    symbols: Symbols,
    *,
    about_cancelling: str,
    about_setting_back: str = "",
    shows_host: bool = False,
    worded: Callable[[str], str] = lambda advice: advice,
) -> tuple[Line, ...]:
    """All of it; `about_cancelling` says what cancelling it would mean, or why it can't be, and
    `about_setting_back` which job has set it back.

    With `shows_host` each command has the name of its host before its prompt.
    `worded` puts the reader's word for each action into an advice.
    """
    prompt = f"{symbols.show(job.record.host.name)} {symbols.prompt} " if shows_host else f"{symbols.prompt} "
    paper = Paper(width, symbols, prompt)
    parts = (
        tuple(_outcome(job, paper, worded)),
        tuple(_facts(job, now_s, paper, about_cancelling, about_setting_back)),
        tuple(_work(job, paper)),
        tuple(_progress(job, paper)),
    )
    lines: list[Line] = []
    for part in parts:
        if part:
            lines += [(), *part] if lines else part
    return tuple(lines)


def _outcome(job: Job, paper: Paper, worded: Callable[[str], str]) -> Iterator[Line]:
    """How it has ended, and what the operator has to know."""
    error = job.result.error if job.result is not None else None
    if error is not None:
        yield from _error(job, error, worded(error.next_step), paper)
    elif job.verdict is not Verdict.RUNNING:  # where its last words stand at the end
        yield from _verdict(job, said(job), paper)
    if error is None and job.verdict is Verdict.UNKNOWN:
        yield from paper.label("next", _UNSETTLED)
    outcome = job.result.outcome if job.result is not None else None
    warnings = outcome.warnings if outcome is not None else ()
    for note in (*warnings, *job.problems):
        yield from _flagged(note, paper)


def _verdict(job: Job, words: str, paper: Paper) -> Iterator[Line]:
    look = appearance(job)
    outcome = job.result.outcome if job.result is not None else None
    text = f"{look.symbol} {outcome.summary if outcome is not None else words}"
    yield from paper.wrap(text, "" if look.style == "dim" else look.style, indent=2)


def _error(job: Job, error: XenError, next_step: str, paper: Paper) -> Iterator[Line]:
    yield from _verdict(job, error.summary, paper)
    yield from paper.label("now", error.state_now)
    yield from paper.label("next", next_step)
    printed = _printed(job)
    for line in error.more_lines:
        if line.strip() not in printed:  # else it stands below its command
            yield from paper.wrap(line, first=" " * 2, indent=4)


def _printed(job: Job) -> frozenset[str]:
    """What stands below its commands."""
    return frozenset(
        line.strip() for run in job.commands for line in harmless_lines(run.output, _OUTPUT_LINES) if line.strip()
    )


def _facts(job: Job, now_s: float, paper: Paper, about_cancelling: str, about_setting_back: str) -> Iterator[Line]:
    record, who = job.record, job.record.who
    if job.is_foreign:
        yield from paper.label("host", f"{record.host.name}: only that host knows whether it still runs")
    yield from paper.label("by", f"{who.words}, {who.terminal}" if who.ssh_client and who.terminal else who.words)
    yield from paper.label("times", _times(job, now_s))
    yield from paper.label("about" if record.subject.other else "guest", _subject(job))
    yield from paper.label("before", record.before)
    yield from paper.label("after", job.result.after if job.result is not None else "")
    yield from paper.label("since", about_setting_back)
    yield from paper.label("cancel", about_cancelling)


def _times(job: Job, now_s: float) -> str:
    ended_s = job.result.ended_s if job.result is not None else None
    ended = "noticed" if job.verdict is Verdict.UNKNOWN else "ended"
    times = (("requested", job.record.submitted_s), ("started", job.started_s), (ended, ended_s))
    return ", ".join(f"{word} {moment_words(when_s, now_s)}" for word, when_s in times if when_s is not None)


def _subject(job: Job) -> str:
    subject = job.record.subject
    domid = f"id {subject.domid}" if subject.domid is not None else ""
    what = subject.uuid or subject.definition or subject.other
    return ", ".join(filter(None, (subject.name, domid, what if what != subject.name else "")))


def _progress(job: Job, paper: Paper) -> Iterator[Line]:
    """Its lines of progress that its commands haven't printed; of lines that differ only in figures, the last.

    What it does now stands out.
    """
    printed = _printed(job)
    lines = collapsed(line for line in job.lines if line.strip() not in printed)[-_MOST_PROGRESS:]
    is_running = job.verdict is Verdict.RUNNING
    for line in lines[:-1] if is_running else lines:
        yield from paper.wrap(line, first="  ", indent=2)
    if is_running:
        yield from paper.wrap(f"~ {said(job)}", "transition", indent=2)


def _work(job: Job, paper: Paper) -> Iterator[Line]:
    """The exact commands with what they print, and what was done to files; before there are any, what is planned."""
    for run in job.commands:
        yield from _command(job, run, paper)
    for change in job.changes:
        yield from paper.wrap(change, first="+ ", indent=2)
    if job.commands or job.changes:
        return
    outcome = job.result.outcome if job.result is not None else None
    if outcome is not None:
        for change in outcome.steps:  # its commands would have been begun
            yield from paper.wrap(change, "accent", indent=2)
        return
    if job.record.steps:
        yield from paper.wrap(_planned_title(job), "dim")
    for step, kind in job.record.planned:
        yield from paper.command(step) if kind is StepKind.COMMAND else paper.wrap(step, "accent", indent=2)


def _planned_title(job: Job) -> str:
    if Unread.EVENTS in job.unread:
        return "Planned; which of it was started can't be read:"
    return "Not started:" if job.is_over else "Planned:"


def _command(job: Job, run: CommandRun, paper: Paper) -> Iterator[Line]:
    yield from paper.ends(tuple(paper.command(shlex.join(run.argv))), _exit(job, run))
    output = harmless_lines(run.output, _OUTPUT_LINES + 1)
    if len(output) > _OUTPUT_LINES:
        yield from paper.wrap(f"last {plural(_OUTPUT_LINES, 'line')} of its output:", "dim", indent=2)
    for line in output[-_OUTPUT_LINES:]:
        yield from paper.wrap(line, first="  ", indent=2)


def _exit(job: Job, run: CommandRun) -> Line:
    if run.exit_status is None:
        return (Span("exit unknown", "warning") if job.is_over else Span("~ running", "transition"),)
    return (Span(f"exit {run.exit_status}", "running" if run.exit_status == 0 else "error"),)


def _flagged(text: str, paper: Paper) -> Iterator[Line]:
    yield from paper.wrap(f"{paper.symbols.flag} {text}", "warning", indent=2)


def commands_of(job: Job) -> tuple[str, ...]:
    """The job's commands as they could be typed: those that were begun; if none was, those that are planned."""
    planned = (step for step, kind in job.record.planned if kind is StepKind.COMMAND)
    return tuple(shlex.join(run.argv) for run in job.commands) or tuple(planned)
