"""A failed action: what happened, how things stand now, what to do next, and the tool's own words."""

from collections.abc import Sequence

from xentui.console.wording import in_keys
from xentui_driver.jobs.jobs import Job
from xentui_driver.model.errors import XenError
from xentui_widgets.choice_bar import Choice
from xentui_widgets.dialogs import Dialog, DialogFrame
from xentui_widgets.symbols import Symbols

_MOST_LINES = 8


def failure(
    title: str,
    error: XenError,
    steps: tuple[str, ...],
    symbols: Symbols,
    choices: Sequence[Choice] = (Choice("close", "Close"),),
) -> Dialog:
    """The dialog for one error."""
    detail = _shortened(error.more_lines)
    body = [error.summary, *_labelled("Now: ", error.state_now), *_labelled("Next: ", in_keys(error.next_step))]
    if detail:
        body += ["", *(f"  {line}" for line in detail)]
    frame = DialogFrame(title, body, choices, commands=steps, symbols=symbols)
    return Dialog(frame)


def failed_job(job: Job, choices: Sequence[Choice], symbols: Symbols) -> Dialog:
    """The dialog for a job that failed, or whose outcome nobody knows."""
    assert job.result is not None, "only a job that is over has one"
    assert job.result.error is not None, "only a failed job has one"
    return failure(f"{job.record.title}: {job.verdict.value}", job.result.error, job.record.steps, symbols, choices)


def _shortened(lines: Sequence[str]) -> Sequence[str]:
    """The beginning, which names the cause, and the end."""
    if len(lines) <= _MOST_LINES:
        return lines
    left_out = len(lines) - _MOST_LINES + 1
    return [*lines[: _MOST_LINES - 2], f"({left_out} more lines: 5 shows them all)", lines[-1]]


def _labelled(label: str, text: str) -> list[str]:
    return ["", label + text] if text else []
