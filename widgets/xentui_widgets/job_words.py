"""The words for jobs that the screens and the command line share."""

from collections.abc import Callable, Iterable, Sequence

from xentui_driver.model.job import Job, Verdict
from xentui_driver.model.job_advice import what_to_check
from xentui_widgets.job_looks import appearance, clock_words, collapsed, elapsed_s, moment_words, said, shape_of
from xentui_widgets.units import plural

__all__ = [
    "badge",
    "clock_words",
    "collapsed",
    "elapsed_s",
    "moment_words",
    "said",
    "shape_of",
    "summary_lines",
    "verdict_word",
    "what_to_check",
]

Reasons = Sequence[tuple[str, str]]
"""Names, each with a reason."""

_COUNTED = {
    Verdict.SUCCEEDED: "done",
    Verdict.FAILED: "failed",
    Verdict.UNKNOWN: "unknown",
    Verdict.REFUSED: "refused",
    Verdict.CANCELLED: "cancelled",
    Verdict.RUNNING: "running",
    Verdict.WAITING: "waiting",
}


def verdict_word(job: Job) -> str:
    """How it stands, in a word."""
    return appearance(job).word


def badge(jobs: Iterable[Job], now_s: float) -> str:
    """What is under way, for the status line: nothing, `1 job`, `3 jobs 1:32` with the longest time."""
    under_way = [job for job in jobs if not job.is_over and not job.is_foreign]
    if not under_way:
        return ""
    times_s = [elapsed_s(job, now_s) or 0.0 for job in under_way if job.has_begun]
    words = plural(len(under_way), "job")
    return f"{words} {clock_words(max(times_s))}" if times_s else words


def summary_lines(
    jobs: Sequence[Job],
    skipped: Reasons = (),
    refused: Reasons = (),
    *,
    named: Callable[[str, str], str] = lambda _host, name: name,
) -> tuple[str, ...]:
    """How a set has ended: the counts in the first line, then what isn't done, and why.

    `skipped` was left out before it was asked for, `refused` wasn't begun; `named` says what something on a host
    is called. The text is that of others: make it harmless where it is shown.
    """

    def reasons(verdict: Verdict) -> list[tuple[str, str]]:
        return [(named(job.record.host.name, _name(job)), _why(job)) for job in jobs if job.verdict is verdict]

    lines = [_counts(jobs, len(skipped), len(refused))]
    lines += _section("Failed:", reasons(Verdict.FAILED))
    lines += _section("Unknown, check these:", reasons(Verdict.UNKNOWN))
    lines += _section("Skipped:", skipped)
    lines += _section("Refused:", [*reasons(Verdict.REFUSED), *refused])
    lines += _section("Cancelled:", reasons(Verdict.CANCELLED))
    return tuple(lines)


def _counts(jobs: Sequence[Job], skipped: int, refused: int) -> str:
    counts = {verdict: sum(1 for job in jobs if job.verdict is verdict) for verdict in _COUNTED}
    counts[Verdict.REFUSED] += refused
    parts = [f"{count} {_COUNTED[verdict]}" for verdict, count in counts.items() if count]
    if skipped:
        parts.append(f"{skipped} skipped")
    return ", ".join(parts) or "Nothing was done"


def _why(job: Job) -> str:
    if job.verdict is Verdict.CANCELLED and not job.has_begun:
        return "not started"
    return said(job)


def _name(job: Job) -> str:
    return job.record.subject.name or job.record.title


def _section(title: str, reasons: Reasons) -> list[str]:
    return ["", title, *(f"  {name or '(no name)'}: {why}" for name, why in reasons)] if reasons else []
