"""A failed action: what happened, how things stand now, what to do next, and the tool's own words."""

from collections.abc import Sequence

from xentui.console.names import Names
from xentui.console.wording import in_keys
from xentui.fleet.settings.key_map import KeyMap
from xentui_driver.jobs.jobs import Job
from xentui_driver.model.errors import XenError
from xentui_widgets.choice_bar import CLOSE, Choice
from xentui_widgets.dialogs import Dialog, DialogFrame
from xentui_widgets.symbols import Symbols

_MOST_LINES = 8


def failure(
    title: str,
    error: XenError,
    steps: Sequence[str],
    symbols: Symbols,
    keys: KeyMap,
    choices: Sequence[Choice] = (CLOSE,),
) -> Dialog:
    """The dialog for one error; `steps` are the commands and changes that it is about, as they are shown."""
    detail = _shortened(error.more_lines, keys)
    next_step = in_keys(error.next_step, keys, {choice.id: choice.key for choice in choices})
    body = [error.summary, *_labelled("Now: ", error.state_now), *_labelled("Next: ", next_step)]
    if detail:
        body += ["", *(f"  {line}" for line in detail)]
    frame = DialogFrame(title, body, choices, steps=steps, symbols=symbols)
    return Dialog(frame)


def failed_job(job: Job, choices: Sequence[Choice], names: Names, keys: KeyMap) -> Dialog:
    """The dialog for a job that failed, or whose outcome nobody knows."""
    assert job.result is not None, "only a job that is over has one"
    assert job.result.error is not None, "only a failed job has one"
    title = f"{names.job(job)}: {job.verdict.value}"
    return failure(title, job.result.error, names.steps_of(job), names.symbols, keys, choices)


def _shortened(lines: Sequence[str], keys: KeyMap) -> Sequence[str]:
    """The beginning, which names the cause, and the end."""
    if len(lines) <= _MOST_LINES:
        return lines
    left_out = len(lines) - _MOST_LINES + 1
    return [
        *lines[: _MOST_LINES - 2],
        in_keys(f"({left_out} more lines in the jobs (do: jobs))", keys),
        lines[-1],
    ]


def _labelled(label: str, text: str) -> list[str]:
    return ["", label + text] if text else []
