"""How each verdict of a job looks, and the few words and figures that are shown of a job wherever it appears."""

import time
from collections.abc import Iterable

from xentui_driver.model.job import Job, Verdict, Who
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_widgets.states import Appearance
from xentui_widgets.units import UNKNOWN

VERDICTS = {
    Verdict.WAITING: Appearance(".", "waiting", "dim"),
    Verdict.RUNNING: Appearance("~", "running", "transition"),
    Verdict.SUCCEEDED: Appearance("*", "succeeded", "running"),
    Verdict.FAILED: Appearance("X", "failed", "error"),
    Verdict.CANCELLED: Appearance("-", "cancelled", "paused"),
    Verdict.REFUSED: Appearance("!", "refused", "paused"),
    Verdict.UNKNOWN: Appearance("?", "unknown", "warning"),
}
CANCELLING = Appearance("~", "cancelling", "transition")
HANDED_OVER = Appearance("~", "starting", "transition")

CELLS = max(len(look.text) for look in (*VERDICTS.values(), CANCELLING, HANDED_OVER))
"""Width of the longest symbol and word."""

_FIGURES = lazy_pattern(r"[0-9]+(?:[.,][0-9]+)*")
_DAY_S = 86_400
_FOUR_WEEKS_S = 28 * _DAY_S


def is_handed_over(job: Job) -> bool:
    """It is just being handed over, and has no number yet."""
    return not job.id


def appearance(job: Job) -> Appearance:
    """How it stands: symbol, word and style."""
    if is_handed_over(job):
        return HANDED_OVER
    if job.is_cancelling and not job.is_over:
        return CANCELLING
    return VERDICTS[job.verdict]


def title_of(job: Job, *, shows_host: bool) -> str:
    """What the job does and to what; the host comes first, because a title may name another one."""
    record = job.record
    return f"{record.host.name}: {record.title}" if shows_host else record.title


def elapsed_s(job: Job, now_s: float) -> float | None:
    """How long it has taken so far, its turn waited for included while it waits; None when nobody knows its end.

    Never less than 0, for clocks are set, and another host has another one.
    """
    if job.verdict is Verdict.UNKNOWN:
        return None
    end_s = job.result.ended_s if job.result is not None else now_s
    start_s = job.started_s if job.started_s is not None else job.record.submitted_s
    return max(0.0, end_s - start_s)


def clock_words(seconds: float | None) -> str:
    """A time span as a clock shows it: `0:07`, `1:32`, `2:03:04`, `3 d 4 h`."""
    if seconds is None:
        return UNKNOWN
    whole = int(seconds)
    if whole >= _DAY_S:
        return f"{whole // _DAY_S} d {whole % _DAY_S // 3600} h"
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def moment_words(moment_s: float | None, now_s: float) -> str:
    """The time of day by the machine's time zone, with the date where it is another day's: `11-27 14:03`."""
    return _moment(moment_s, now_s, "%m-%d %H:%M")


def brief_moment(moment_s: float | None, now_s: float) -> str:
    """The same in eight cells: `14:03:59` today, `29 23:54` within four weeks, `26-10-29` at other times."""
    is_near = moment_s is not None and abs(now_s - moment_s) < _FOUR_WEEKS_S
    return _moment(moment_s, now_s, "%d %H:%M" if is_near else "%y-%m-%d")


def _moment(moment_s: float | None, now_s: float, of_another_day: str) -> str:
    if moment_s is None:
        return UNKNOWN
    try:
        moment, now = time.localtime(moment_s), time.localtime(now_s)
    except (ValueError, OverflowError, OSError):  # a figure in the job's file that is no time
        return UNKNOWN
    return time.strftime("%H:%M:%S" if moment[:3] == now[:3] else of_another_day, moment)


def short_who(job: Job) -> str:
    """The person behind it in one word."""
    return short_name(job.record.who)


def short_name(who: Who) -> str:
    """The person in one word."""
    return who.sudo_user or who.user or UNKNOWN


def said(job: Job) -> str:
    """How it stands or how it has ended, in one line."""
    if job.verdict is Verdict.UNKNOWN and job.result is None:
        return f"{job.without_outcome[0].upper()}{job.without_outcome[1:]}."
    if job.verdict is Verdict.CANCELLED and not job.has_begun:
        return "Not started."
    if is_handed_over(job):
        return "is being started"
    if job.verdict is Verdict.WAITING and not job.lines:
        return "waiting for its turn"
    return job.words


def collapsed(lines: Iterable[str]) -> tuple[str, ...]:
    """Without the lines that are followed by one that differs in its figures only."""
    kept: list[str] = []
    last = ""
    for line in lines:
        shape = shape_of(line)
        if kept and shape == last:
            kept.pop()
        kept.append(line)
        last = shape
    return tuple(kept)


def shape_of(line: str) -> str:
    """What a line of progress has in common with its successors."""
    return _FIGURES.sub("0", line)
